"""Where the iterations begin: in balance, inside all limits but those of voltages, near the centre.

Prices fit too: only reactive powers of batteries are not where their prices would have them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from operation.network.battery import ETA, kept_in
from operation.network.horizon import HorizonProgram
from operation.network.horizon_feeder import LinearFeeder
from operation.network.tree.boxes import Boxes
from operation.network.tree.building_kernel import temper
from operation.network.tree.layout import Layout
from operation.network.tree.lines import Lines
from operation.network.tree.residuals import Matrices, Point, Sides
from operation.network.tree.soft_limits import SoftLimits

Floats = NDArray[np.float64]

PRODUCT, SOFT_PRODUCT = 0.3, 3000.0
"""Slack times multiplier of most limits, about what a home's cooling costs in a step; with soft
limits of voltages, what they cost where they are left."""
INSIDE = 0.1
"""Share of an air conditioner's power that is kept from both its limits."""
BATTERY_SHARE = 0.25
"""Share of a battery's power at which it charges and discharges at once."""
MIDDLE_SOC = 0.55
LEAST_LEVEL, LEAST_DROP = 1e-3, 0.1
"""Slacks of the limits that are not kept at the start are counted as these."""


class Start:
    """The first point of a horizon, from its right-hand sides alone."""

    def __init__(
        self, horizon: HorizonProgram, network: LinearFeeder, layout: Layout, boxes: Boxes
    ) -> None:
        self._horizon, self._at, self._boxes = horizon, layout, boxes
        program, at = horizon.program, layout
        self._lines, self._bounds = Lines(horizon, network), program.bounds
        self._comfort = SoftLimits(program, at.room, at.slack, at.high_rows, at.low_rows)
        self._voltage = SoftLimits(
            program, at.drop, at.breach, at.low_voltage_rows, at.high_voltage_rows
        )
        hard = () if horizon.settings.soft_voltage else (at.low_voltage_rows, at.high_voltage_rows)
        self._product = SOFT_PRODUCT if horizon.settings.soft_voltage else PRODUCT
        stored = np.isin(boxes.column, horizon.stored)
        least = (np.full(rows.numbers.size, LEAST_DROP) for rows in hard)
        levels = np.concatenate((boxes.upper[stored], boxes.lower[stored]))
        # rows that a start need not keep, and the slack that they count as having
        self._loose = np.concatenate((levels, *(rows.numbers for rows in hard)))
        self._least = np.concatenate((np.full(len(levels), LEAST_LEVEL), *least))

    def point(self, m: Matrices, sides: Sides, kept: Floats) -> Point:
        """The point; rows where `kept` is 0 are left out, with a slack of 1."""
        at, boxes, h = self._at, self._boxes, sides.at_most
        x, y = np.zeros(len(sides.linear)), np.zeros(len(sides.equal_to))
        x[boxes.column] = 0.5 * (h[boxes.upper] - h[boxes.lower])
        self._cool(x, sides)
        self._run_batteries(x, sides)
        self._lines.carry(at, at.taken(x), sides.equal_to, x, np.zeros(at.drop.shape))
        self._lines.fall(at, sides.equal_to, x)
        s = h - m.below @ x
        for limits in (self._comfort, self._voltage):
            limits.centre(x, s, sides.linear, self._product)
        s = np.where(kept > 0, h - m.below @ x, 1.0)
        s[self._loose] = np.maximum(s[self._loose], self._least)
        z = self._multipliers(s)
        self._balance_heat(x, y, z)
        self._lines.prices(at, x, z, y)
        wanted = m.quadratic * x + sides.linear + m.equal_t @ y + m.below_t @ (kept * z)
        boxes.split(wanted, z)
        return Point(x, y, s, z)

    def _cool(self, x: Floats, sides: Sides) -> None:
        """Cooling towards the middle of the comfort band."""
        at, p, thermal = self._at, self._horizon.population, self._horizon.thermal
        heat = at.heat_rows.of(sides.equal_to)
        high, low = at.high_rows.of(sides.at_most), -at.low_rows.of(sides.at_most)
        state = np.zeros((len(p), 2))
        for t in range(at.steps):
            state = np.einsum("nij,nj->ni", thermal.state, state) + heat[t]
            wanted = (0.5 * (high[t] + low[t]) - state[:, 1]) / thermal.cooling[:, 1]
            cooling = np.clip(wanted, INSIDE * p.hvac_kw, (1.0 - INSIDE) * p.hvac_kw)
            state += thermal.cooling * cooling[:, None]
            at.cooling.of(x)[t] = cooling
            at.wall.of(x)[t], at.room.of(x)[t] = state.T

    def _run_batteries(self, x: Floats, sides: Sides) -> None:
        """Batteries towards the middle of what they hold, charging and discharging at once."""
        at, horizon = self._at, self._horizon
        p, batteries, hours = horizon.population, horizon.batteries, horizon.step_hours
        most = BATTERY_SHARE * p.battery_kw[batteries]
        level = np.zeros(len(batteries))
        for t in range(at.steps):
            level = kept_in(hours) * level + at.level_rows.of(sides.equal_to)[t]
            missing = (MIDDLE_SOC * p.battery_kwh[batteries] - level) / hours
            wanted = np.clip(missing, -most, most)
            charge, discharge = most + np.maximum(wanted, 0.0), most + np.maximum(-wanted, 0.0)
            level += hours * (ETA * charge - discharge / ETA)
            at.charge.of(x)[t], at.discharge.of(x)[t], at.stored.of(x)[t] = charge, discharge, level

    def _multipliers(self, s: Floats) -> Floats:
        """Multipliers whose products with the slacks are all the same."""
        z, bounds = np.empty_like(s), self._bounds
        z[:bounds] = self._product / s[:bounds]
        disc = s[bounds:].reshape(-1, 3)
        square = disc[:, 0] ** 2 - disc[:, 1] ** 2 - disc[:, 2] ** 2
        mirrored = disc * np.array([1.0, -1.0, -1.0])
        z[bounds:] = (self._product * mirrored / square[:, None]).ravel()
        return z

    def _balance_heat(self, x: Floats, y: Floats, z: Floats) -> None:
        """Multipliers of the rows of heat that leave wall and room in balance."""
        at, thermal = self._at, self._horizon.thermal
        of_room = at.low_rows.of(z) - at.high_rows.of(z)
        none, wall, room = (np.zeros(of_room.shape) for _ in range(3))
        sides = np.zeros(at.heat_rows.shape), none, of_room
        temper(
            *(thermal.state, np.ascontiguousarray(thermal.cooling), none),
            *(*sides, none, wall, room, at.heat_rows.of(y)),
        )
