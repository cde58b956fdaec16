"""The feeder in the program of a horizon: LinDistFlow, its losses, the voltages it has to keep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases.feeders.feeder import Feeder
from operation.network.conic import Columns, Rows
from operation.network.horizon_settings import HorizonSettings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PERCENT = 100.0
"""Squared voltages are kept as drops below the substation's, in hundredths."""


class LinearFeeder:
    """Columns and rows of a feeder over `steps` steps; a column a line, which is bus k + 1's."""

    def __init__(
        self, feeder: Feeder, settings: HorizonSettings, steps: int, columns: Columns
    ) -> None:
        self.feeder, self.settings, self.steps = feeder, settings, steps
        self.lines = len(feeder) - 1
        self.flow_p, self.flow_q = columns.add(steps, self.lines), columns.add(steps, self.lines)
        self.drop = columns.add(steps, self.lines)

    def add_rows(self, equal: Rows, below: Rows) -> None:
        """(1): flows of the tree and voltages along it; (3): their limits."""
        feeder, s = self.feeder, self.settings
        # row k: what the line to bus k + 1 carries is what the bus and those behind it take
        self.p_rows = equal.add((self.steps, self.lines))
        self.q_rows = equal.add((self.steps, self.lines))
        own, parent = np.arange(self.lines), feeder.parent[1:] - 1
        inner = np.flatnonzero(parent >= 0)
        for rows, flow in ((self.p_rows, self.flow_p), (self.q_rows, self.flow_q)):
            equal.put(rows, flow, 1.0)
            equal.put(rows[:, parent[inner]], flow[:, own[inner]], -1.0)
        rows = equal.add((self.steps, self.lines))
        equal.put(rows, self.drop, 1.0)
        equal.put(rows[:, inner], self.drop[:, parent[inner]], -1.0)
        scale = 2.0 * PERCENT / feeder.base_kw
        equal.put(rows, self.flow_p, -scale * feeder.r_pu[1:])
        equal.put(rows, self.flow_q, -scale * feeder.x_pu[1:])
        lowest, highest = (PERCENT * (s.source_pu**2 - v**2) for v in (s.low_pu, s.high_pu))
        self.low_voltage_rows = below.add(self.drop.shape, lowest)
        below.put(self.low_voltage_rows, self.drop, 1.0)
        self.high_voltage_rows = below.add(self.drop.shape, -highest)
        below.put(self.high_voltage_rows, self.drop, -1.0)

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
        weight = 2.0 * s.weights.loss / (s.source_pu**2 * feeder.base_kw)
        for flow in (self.flow_p, self.flow_q):
            quadratic[flow] = weight * feeder.r_pu[1:]
