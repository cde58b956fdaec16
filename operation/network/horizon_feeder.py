"""The feeder in the program of a horizon: LinDistFlow, its losses, the voltages it has to keep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases.feeders.feeder import Feeder
from cases.feeders.grouped import grouped_sum
from operation.network.conic import Columns, Rows
from operation.network.horizon_settings import HorizonSettings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PERCENT = 100.0
"""Squared voltages are kept as drops below the substation's, in hundredths."""
BREACH_PRICE = 1000.0
"""Price of what voltages are outside soft limits, in kW at the far end of the feeder [1/kW].

Ten times what the first kW of an air conditioner is worth to a building that is too warm.
"""


class LinearFeeder:
    """Columns and rows of a feeder over `steps` steps; a column a line, which is bus k + 1's."""

    def __init__(
        self, feeder: Feeder, settings: HorizonSettings, steps: int, columns: Columns
    ) -> None:
        self.feeder, self.settings, self.steps = feeder, settings, steps
        self.lines = len(feeder) - 1
        self.flow_p, self.flow_q = columns.add(steps, self.lines), columns.add(steps, self.lines)
        self.drop = columns.add(steps, self.lines)
        self.breach = columns.add(steps, self.lines if settings.soft_voltage else 0)

    @property
    def capacitor_kvar(self) -> Floats:
        """What capacitors give on the right-hand side, shape (buses,): as at rated voltage."""
        return self.feeder.capacitor_kvar

    def add_rows(self, equal: Rows, below: Rows) -> None:
        """(1): flows of the tree and voltages along it; (3): their limits."""
        feeder = self.feeder
        # row k: what the line to bus k + 1 carries is what the bus and those behind it take
        self.p_rows = equal.add((self.steps, self.lines))
        self.q_rows = equal.add((self.steps, self.lines))
        own, parent = np.arange(self.lines), feeder.parent[1:] - 1
        inner = np.flatnonzero(parent >= 0)
        for rows, flow in ((self.p_rows, self.flow_p), (self.q_rows, self.flow_q)):
            equal.put(rows, flow, 1.0)
            equal.put(rows[:, parent[inner]], flow[:, own[inner]], -1.0)
        self.drop_rows = rows = equal.add((self.steps, self.lines))
        equal.put(rows, self.drop, 1.0)
        equal.put(rows[:, inner], self.drop[:, parent[inner]], -1.0)
        scale = 2.0 * PERCENT / feeder.base_kw
        equal.put(rows, self.flow_p, -scale * feeder.r_pu[1:])
        equal.put(rows, self.flow_q, -scale * feeder.x_pu[1:])
        self._add_limits(below)

    def _add_limits(self, below: Rows) -> None:
        limits = self.settings.limits
        lowest, highest = (
            PERCENT * (limits.source_pu**2 - v**2) for v in (limits.low_pu, limits.high_pu)
        )
        self.low_voltage_rows = below.add(self.drop.shape, lowest)
        below.put(self.low_voltage_rows, self.drop, 1.0)
        self.high_voltage_rows = below.add(self.drop.shape, -highest)
        below.put(self.high_voltage_rows, self.drop, -1.0)
        if self.settings.soft_voltage:
            below.put(below.add(self.breach.shape), self.breach, -1.0)
            for rows in (self.low_voltage_rows, self.high_voltage_rows):
                below.put(rows, self.breach, -self._drop_per_kw())

    def _drop_per_kw(self) -> float:
        """By how much a kW at the far end of the feeder lowers its voltage."""
        resistance = np.zeros(len(self.feeder))
        for bus in range(1, len(resistance)):  # parents come first
            resistance[bus] = resistance[self.feeder.parent[bus]] + self.feeder.r_pu[bus]
        return float(2.0 * PERCENT * resistance.max() / self.feeder.base_kw)

    def add_cones(self, below: Rows) -> tuple[int, ...]:
        """Rows of second-order cones, and the entries of each: none here."""
        return ()

    def take(
        self, equal: Rows, bus: Ints, active: Ints | None, reactive: Ints | None, sign: float = 1.0
    ) -> None:
        """Columns of shape (steps, members) are taken from buses; a sign of -1: given to them.

        What stands at the substation loads no line.
        """
        far = bus > 0
        for rows, columns in ((self.p_rows, active), (self.q_rows, reactive)):
            if columns is not None:
                equal.put(rows[:, bus[far] - 1], columns[:, far], -sign)

    def losses(self, quadratic: Floats) -> None:
        """(20): r (P² + Q²) / v0, on the diagonal of a quadratic form."""
        feeder, s = self.feeder, self.settings
        weight = 2.0 * s.weights.loss / (s.limits.source_pu**2 * feeder.base_kw)
        for flow in (self.flow_p, self.flow_q):
            quadratic[flow] = weight * feeder.r_pu[1:]

    def prices(self, linear: Floats) -> None:
        """Prices of columns that are the feeder's own."""
        linear[self.breach] = BREACH_PRICE

    def squared_voltage(self, found: Floats) -> Floats:
        """Squared voltages of a solution, shape (steps, buses) [per unit]."""
        squared = np.full((self.steps, len(self.feeder)), self.settings.limits.source_pu**2)
        squared[:, 1:] -= found[self.drop] / PERCENT
        return squared

    def demand(self, found: Floats) -> tuple[Floats, Floats]:
        """What buses take in a solution, capacitors apart, shape (steps, buses) [kW], [kvar].

        The substation's own entry is 0: it loads no line.
        """
        active = self._taken(found[self.flow_p])
        reactive = self._taken(found[self.flow_q])
        for taken, lost in zip((active, reactive), self.lost(found), strict=True):
            taken[:, 1:] -= lost
        reactive[:, 1:] += self.given_by_capacitors(found)[:, 1:]
        return active, reactive

    def _taken(self, flow: Floats) -> Floats:
        """What lines bring to their buses less what leaves these, shape (steps, buses)."""
        buses = len(self.feeder)
        taken = -grouped_sum(flow, self.feeder.parent[1:], buses)
        taken[:, 1:] += flow
        taken[:, 0] = 0.0
        return taken

    def lost(self, found: Floats) -> tuple[Floats, Floats]:
        """What lines lose in a solution, shape (steps, lines) [kW], [kvar]: nothing here."""
        return np.zeros((self.steps, self.lines)), np.zeros((self.steps, self.lines))

    def given_by_capacitors(self, found: Floats) -> Floats:
        """What capacitors give in a solution, shape (steps, buses) [kvar]."""
        return np.broadcast_to(self.feeder.capacitor_kvar, (self.steps, len(self.feeder)))

    def slackness(self, found: Floats) -> Floats:
        """Share of the losses that no flow explains, shape (steps,): none here."""
        return np.zeros(self.steps)
