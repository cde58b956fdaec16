"""Newton's equations of a horizon, solved by eliminating buildings, batteries, PV, then buses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from operation.network.battery import ETA, kept_in
from operation.network.horizon import HorizonProgram
from operation.network.horizon_feeder import LinearFeeder
from operation.network.tree.battery_kernel import factor_batteries, run_batteries
from operation.network.tree.building_kernel import (
    LANES,
    cool,
    factor_buildings,
    prepare_buildings,
    temper,
)
from operation.network.tree.bus_kernel import factor_buses, solve_buses
from operation.network.tree.layout import Layout
from operation.network.tree.lines import Lines
from operation.network.tree.soft_limits import SoftLimits

Floats = NDArray[np.float64]


class Elimination:
    """[H A'; A 0] (dx, dy) = (r, s) with H = P + G' W^-2 G, in time linear in buildings and buses.

    Exact but for lines of next to no impedance, which refinement has to put right.
    """

    def __init__(self, horizon: HorizonProgram, network: LinearFeeder, layout: Layout) -> None:
        self._at, self._steps = layout, horizon.steps
        self._lines = Lines(horizon, network)
        self._reactive = horizon.settings.reactive_support
        self._battery = ETA, horizon.step_hours, kept_in(horizon.step_hours)
        self._thermal = horizon.thermal.state, np.ascontiguousarray(horizon.thermal.cooling)
        self._response = _response(*self._thermal, self._steps)
        program, at = horizon.program, layout
        bounds = program.inequalities[: program.bounds].tocsr()
        self._alone = np.flatnonzero(np.diff(bounds.indptr) == 1)
        self._squares = bounds[self._alone].power(2).T.tocsr()
        self._comfort = SoftLimits(program, at.room, at.slack, at.high_rows, at.low_rows)
        self._voltage = SoftLimits(
            program, at.drop, at.breach, at.low_voltage_rows, at.high_voltage_rows
        )
        steps, batteries = self._steps, len(horizon.batteries)
        self._factors = np.zeros((-(-len(horizon.population) // LANES), steps, steps, LANES))
        self._buses = np.zeros((network.lines + 1, 3 * steps, 3 * steps))
        self._pivots = np.zeros((2, steps, batteries))
        self._disc = np.zeros((steps, batteries, 3))

    def factor(self, weight: Floats, disc: Floats, pinned: Floats) -> None:
        """Factor for a scaling W; `pinned` is what columns weigh by themselves."""
        at, steps, buses = self._at, self._steps, self._buses
        self._own = own = self._squares @ weight[self._alone] + pinned
        self._room_weight = self._comfort.factor(weight, own)
        self._drop_weight = self._voltage.factor(weight, own)
        if self._reactive:
            self._disc[:] = _disc_terms(disc).reshape(self._disc.shape)
        buses[:] = 0.0
        cooling = self._response, at.cooling.of(own), self._room_weight
        factor_buildings(*cooling, at.building_line, self._factors, buses)
        factor_batteries(
            *self._battery,
            at.charge.of(own),
            at.discharge.of(own),
            at.stored.of(own),
            self._disc,
            at.battery_line,
            self._pivots,
            buses,
        )
        diagonal = np.einsum("kii->ki", buses)
        np.add.at(diagonal[:, :steps], at.pv_line, 1.0 / at.pv.of(own).T)
        if self._reactive:
            of_q = diagonal[:, steps : 2 * steps]
            np.add.at(of_q, at.pv_line, 1.0 / at.pv_q.of(own).T)
        diagonal[:-1, 2 * steps :] -= self._drop_weight.T
        factor_buses(self._lines.parent, self._lines.inverse, buses)

    def solve(self, of_columns: Floats, of_rows: Floats) -> tuple[Floats, Floats]:
        """(dx, dy) for right-hand sides (r, s), which stay as they are."""
        at, lines = self._at, self._lines
        r, s = of_columns.copy(), of_rows
        x, y = np.empty_like(r), np.empty_like(s)
        self._comfort.reduce(r)
        self._voltage.reduce(r)
        sides = at.heat_rows.of(s), at.wall.of(r), at.room.of(r)
        prepare_buildings(*self._thermal, self._room_weight, *sides, at.cooling.of(r))
        nothing = np.zeros(self._buses.shape[:2])
        potentials = lines.sides(at, r, s, self._respond(nothing, r, s, x, y))
        solve_buses(lines.parent, lines.inverse, self._buses, potentials)
        taken = self._respond(potentials, r, s, x, y)
        states = at.wall.of(x), at.room.of(x), at.heat_rows.of(y)
        temper(*self._thermal, self._room_weight, *sides, at.cooling.of(x), *states)
        parts = np.split(potentials[:-1], 3, axis=1)
        for part, block, vector in zip(
            parts, (at.p_rows, at.q_rows, at.drop), (y, y, x), strict=True
        ):
            block.of(vector)[:] = part.T
        # where a limit binds a drop weighs far too much to be taken from flows instead
        at.drop_rows.of(y)[:] = at.drop.of(r) - self._drop_weight * at.drop.of(x)
        lines.carry(at, taken, s, x, at.drop_rows.of(y))
        self._comfort.recover(r, x)
        self._voltage.recover(r, x)
        return x, y

    def _respond(self, price: Floats, r: Floats, s: Floats, x: Floats, y: Floats) -> Floats:
        """Fill in what cooling, batteries and PV do at prices; what buses take by it.

        Both of shape (lines + 1, 3 steps).
        """
        at, own, steps = self._at, self._own, self._steps
        taken = np.zeros_like(price)
        cool(self._factors, at.cooling.of(r), at.building_line, price, at.cooling.of(x), taken)
        run_batteries(
            *self._battery,
            at.charge.of(own),
            at.discharge.of(own),
            at.stored.of(own),
            self._disc,
            self._pivots,
            at.charge.of(r),
            at.discharge.of(r),
            at.stored.of(r),
            at.battery_q.of(r),
            at.level_rows.of(s),
            at.battery_line,
            price,
            at.charge.of(x),
            at.discharge.of(x),
            at.stored.of(x),
            at.battery_q.of(x),
            at.level_rows.of(y),
            taken,
        )
        for kind, block in enumerate((at.pv, at.pv_q) if self._reactive else (at.pv,)):
            part = slice(kind * steps, (kind + 1) * steps)
            found = (block.of(r) - price[at.pv_line, part].T) / block.of(own)
            block.of(x)[:] = found
            np.subtract.at(taken[:, part], at.pv_line, found.T)
        return taken


def _response(state: Floats, cooling: Floats, steps: int) -> Floats:
    """Room temperature after a kW of cooling in the first step, shape (steps, buildings)."""
    x, rooms = cooling, []
    for _ in range(steps):
        rooms.append(x[:, 1])
        x = np.einsum("nij,nj->ni", state, x)
    return np.array(rooms)


def _disc_terms(disc: Floats) -> Floats:
    """alpha, beta and epsilon of discs, see `battery_kernel`, without cancellation."""
    scale, one, two = disc[:, 0], disc[:, 2] ** 2, disc[:, 3] ** 2
    below = 1.0 + 2.0 * two
    alpha = scale * (below + 2.0 * one) / below
    beta = 2.0 * disc[:, 2] * disc[:, 3] / below
    return np.stack((alpha, beta, scale * below), axis=-1)
