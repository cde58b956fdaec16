"""The feeder in the program of a horizon, exactly: branch flows in second-order cones.

Source: Farivar and Low 2013, doi 10.1109/TPWRS.2013.2255317. What LinDistFlow leaves out, the
squared currents l of the lines, comes on top of it: lines lose r l, and P² + Q² <= l v holds with
equality wherever losses cost something and no upper limit of a voltage is in the way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases.feeders.feeder import Feeder
from operation.network.conic import Columns, Rows
from operation.network.horizon_feeder import PERCENT, LinearFeeder
from operation.network.horizon_settings import HorizonSettings

Floats = NDArray[np.float64]

FLOW_SHARE = 0.1
"""Share of the feeder's load that counts as the flow of a line, so that entries are near 1."""
LEAST_LOSS = 1e-3
"""Losses that are compared with at least, as a share of the usual flow."""
LEAST_RESISTANCE = 1e-3
"""Price of currents in lines without resistance, as a share of their reactance."""


class ConeFeeder(LinearFeeder):
    """Columns and rows of a feeder with its currents; otherwise as `LinearFeeder`.

    Flows are those that enter a line. Squared currents are in units of what a flow of `size` kW
    takes at rated voltage.
    """

    def __init__(
        self, feeder: Feeder, settings: HorizonSettings, steps: int, columns: Columns
    ) -> None:
        super().__init__(feeder, settings, steps, columns)
        self.current = columns.add(steps, self.lines)
        self.size = _size(feeder)
        unit = (self.size / feeder.base_kw) ** 2
        self._kw = feeder.base_kw * feeder.r_pu[1:] * unit
        self._kvar = feeder.base_kw * feeder.x_pu[1:] * unit
        self._rise = PERCENT * (feeder.r_pu[1:] ** 2 + feeder.x_pu[1:] ** 2) * unit

    @property
    def capacitor_kvar(self) -> Floats:
        """What capacitors give on the right-hand side, shape (buses,): as at the substation."""
        return np.asarray(self.feeder.capacitor_kvar * self.settings.limits.source_pu**2)

    def add_rows(self, equal: Rows, below: Rows) -> None:
        """Those of LinDistFlow with what currents change, and capacitors by their voltage."""
        super().add_rows(equal, below)
        equal.put(self.p_rows, self.current, -self._kw)
        equal.put(self.q_rows, self.current, -self._kvar)
        equal.put(self.q_rows, self.drop, -self.feeder.capacitor_kvar[1:] / PERCENT)
        equal.put(self.drop_rows, self.current, self._rise)
        below.put(below.add(self.current.shape), self.current, -1.0)

    def add_cones(self, below: Rows) -> tuple[int, ...]:
        """P² + Q² <= l v as |(2 P, 2 Q, l - v)| <= l + v, v where the line begins."""
        source = self.settings.limits.source_pu**2
        rows = below.add((*self.current.shape, 4), np.array([source, 0.0, 0.0, -source]))
        inner = np.flatnonzero(self.feeder.parent[1:] > 0)
        above = self.drop[:, self.feeder.parent[1:][inner] - 1]
        for entry, sign in ((0, 1.0), (3, -1.0)):
            below.put(rows[:, :, entry], self.current, -1.0)
            below.put(rows[:, inner, entry], above, sign / PERCENT)
        for entry, flow in ((1, self.flow_p), (2, self.flow_q)):
            below.put(rows[:, :, entry], flow, -2.0 / self.size)
        return (4,) * (self.steps * self.lines)

    def losses(self, quadratic: Floats) -> None:
        """Nothing: losses are linear in the currents."""

    def prices(self, linear: Floats) -> None:
        """(20) as r l."""
        super().prices(linear)
        priced = np.maximum(self._kw, LEAST_RESISTANCE * self._kvar)
        linear[self.current] = self.settings.weights.loss * priced

    def lost(self, found: Floats) -> tuple[Floats, Floats]:
        """What lines lose in a solution, shape (steps, lines) [kW], [kvar]."""
        current = found[self.current]
        return self._kw * current, self._kvar * current

    def given_by_capacitors(self, found: Floats) -> Floats:
        """What capacitors give in a solution, shape (steps, buses) [kvar]."""
        return np.asarray(self.feeder.capacitor_kvar * self.squared_voltage(found))

    def slackness(self, found: Floats) -> Floats:
        """Share of the losses that no flow explains: r (l - (P² + Q²) / v) over r l, (steps,).

        Where next to nothing is lost it is over a part of the lines' usual flow.
        """
        before = self.squared_voltage(found)[:, self.feeder.parent[1:]]
        flow = (found[self.flow_p] ** 2 + found[self.flow_q] ** 2) / self.size**2
        lost = self.lost(found)[0].sum(axis=1)
        explained = (self._kw * flow / before).sum(axis=1)
        return np.asarray((lost - explained) / np.maximum(lost, LEAST_LOSS * self.size))


def _size(feeder: Feeder) -> float:
    """A flow of usual size [kVA]."""
    total = float(np.hypot(feeder.load_kw, feeder.load_kvar).sum())
    return FLOW_SHARE * total if total > 0 else feeder.base_kw
