"""The engine that solves a horizon along the feeder's tree, and the dependable ones behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from operation.network.engine import TOLERANCE, ControlFailed, DependableEngine, Engine
from operation.network.horizon import HorizonProgram
from operation.network.horizon_feeder import LinearFeeder
from operation.network.tree.boxes import Boxes
from operation.network.tree.elimination import Elimination
from operation.network.tree.interior_point import InteriorPoint, NotSolved, Pins
from operation.network.tree.layout import Layout, linear_feeder
from operation.network.tree.residuals import Matrices, Point, Sides, residuals
from operation.network.tree.start import Start

Floats = NDArray[np.float64]


def engine_for(horizon: HorizonProgram) -> FastEngine | DependableEngine:
    """The fastest engine that can take a horizon, with others behind it."""
    return FastEngine(horizon) if can_solve(horizon) else DependableEngine(horizon.program)


def can_solve(horizon: HorizonProgram) -> bool:
    """Whether a horizon has nothing but buildings, batteries, PV and a feeder in LinDistFlow."""
    network = linear_feeder(horizon)
    if network is None or not network.feeder.r_pu.any() or not len(horizon.population):
        return False
    discs = len(horizon.batteries) * horizon.steps if horizon.settings.reactive_support else 0
    return horizon.program.cones == (3,) * discs and horizon.settings.weights.loss > 0


class TreeEngine:
    """A horizon solved along the feeder's tree, every answer checked against the whole program."""

    def __init__(
        self, horizon: HorizonProgram, network: LinearFeeder, tolerance: float = TOLERANCE
    ) -> None:
        program, layout = horizon.program, Layout(horizon, network)
        self._linear, self._tolerance = program.linear, tolerance
        self._matrices, self._boxes = Matrices(program), Boxes(program)
        newton = Elimination(horizon, network, layout)
        self._start = Start(horizon, network, layout, self._boxes)
        self._method = InteriorPoint(self._matrices, newton, program.bounds, tolerance)

    def solve(self, equal_to: Floats, at_most: Floats, linear: Floats | None = None) -> Floats:
        """See `Engine`. Right-hand sides decide alone, whatever was solved before."""
        sides = Sides(equal_to, at_most, self._linear if linear is None else linear)
        m, boxes = self._matrices, self._boxes
        free, kept = np.ones(len(sides.linear)), np.ones(len(at_most))
        fixed = boxes.fixed(at_most)
        free[boxes.column[fixed]] = kept[boxes.upper[fixed]] = kept[boxes.lower[fixed]] = 0.0
        relaxed = Sides(equal_to, at_most + (1.0 - kept), sides.linear)
        try:
            with np.errstate(all="ignore"):
                start = self._start.point(m, sides, kept)
                found = self._method.solve(relaxed, start, Pins(free, kept))
        except (NotSolved, ArithmeticError) as failure:
            raise ControlFailed(f"the tree's interior point: {failure}") from None
        point = self._with_fixed(sides, found, kept, free)
        missing = residuals(m, sides, point).largest
        if not missing <= self._tolerance:
            raise ControlFailed(f"the tree's interior point: residuals of {missing:.1e}")
        return point.x

    def _with_fixed(self, sides: Sides, found: Point, kept: Floats, free: Floats) -> Point:
        """A point with the multipliers that hold fixed columns where they are."""
        m = self._matrices
        s, z = kept * found.s, kept * found.z
        forces = m.quadratic * found.x + sides.linear + m.equal_t @ found.y + m.below_t @ z
        self._boxes.split((1.0 - free) * forces, z)
        return Point(found.x, found.y, s, z)


class FastEngine:
    """The tree, with the dependable engines for horizons it fails on; `fallbacks` counts those."""

    def __init__(self, horizon: HorizonProgram) -> None:
        network = linear_feeder(horizon)
        if network is None:
            raise ValueError("this horizon has more than buildings on a feeder in LinDistFlow")
        self._program = horizon.program
        self._first: Engine = TreeEngine(horizon, network)
        self._second: Engine | None = None
        self.fallbacks = 0

    def solve(self, equal_to: Floats, at_most: Floats, linear: Floats | None = None) -> Floats:
        """See `Engine`."""
        try:
            return self._first.solve(equal_to, at_most, linear)
        except ControlFailed:
            self.fallbacks += 1
            if self._second is None:
                self._second = DependableEngine(self._program)
            return self._second.solve(equal_to, at_most, linear)
