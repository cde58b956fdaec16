"""A primal-dual interior point for bounds and discs: predictor, corrector, refinement.

Sources: Mehrotra 1992, doi 10.1137/0802028; Vandenberghe 2010, *The CVXOPT linear and quadratic
cone program solvers*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from operation.network.tree import cone_kernel as cone
from operation.network.tree.residuals import (
    Matrices,
    Point,
    Residuals,
    Sides,
    largest,
    product,
    residuals,
)

Floats = NDArray[np.float64]

MOST_ITERATIONS = 80
SHORTEST_STEP = 1e-6
BOUNDARY_SHARE = 0.99
"""Share of the way to the boundary that a step goes at most."""
REFINED = 1e-9
"""Newton's equations are refined until what is missing is this share of their sides."""
MOST_REFINEMENTS = 5
PIN = 1e30
"""What a fixed column weighs."""


class NotSolved(Exception):
    """The iterations came to no end."""


class Newton(Protocol):
    """Solves [P + G' W^-2 G, A'; A, 0] (dx, dy) = (r, s)."""

    def factor(self, weight: Floats, disc: Floats, pinned: Floats) -> None:
        """Factor for W, see `cone_kernel.scale`; `pinned` is added to the diagonal."""
        ...

    def solve(self, of_columns: Floats, of_rows: Floats) -> tuple[Floats, Floats]:
        """(dx, dy), the right-hand sides unchanged."""
        ...


@dataclass(frozen=True, eq=False)
class Pins:
    """What takes part: 0 for columns that their bounds fix and for the rows of these bounds."""

    free: Floats
    kept: Floats


@dataclass(frozen=True, eq=False)
class Direction:
    """A step of a point."""

    x: Floats
    y: Floats
    s: Floats
    z: Floats


class InteriorPoint:
    """A program of `bounds` bounds and any discs, solved from one point after the other."""

    def __init__(self, matrices: Matrices, newton: Newton, bounds: int, tolerance: float) -> None:
        self._m, self._newton = matrices, newton
        self._bounds, self._tolerance = bounds, tolerance
        discs = (matrices.below.shape[0] - bounds) // 3
        self._weight, self._disc = np.ones(bounds), np.zeros((discs, 4))
        self._degree = bounds + discs

    def solve(self, sides: Sides, start: Point, pins: Pins) -> Point:
        """The best point, residuals and gap within the tolerance. Raises NotSolved."""
        at, bounds, cones = start, self._bounds, (self._weight, self._disc)
        pinned = PIN * (1.0 - pins.free)
        for iteration in range(MOST_ITERATIONS):
            now = residuals(self._m, sides, at, pins.free)
            if now.largest <= self._tolerance:
                return at
            if not np.isfinite(now.largest) or not cone.scale(at.s, at.z, bounds, *cones):
                raise NotSolved(f"left the cone after {iteration} iterations")
            self._newton.factor(*cones, pinned)
            mean = product(at.s, at.z) / self._degree
            step = self._direction(now, at.s, pins, refinements=0)
            share = min(1.0, self._longest(at, step))
            aim, target = np.empty_like(at.s), (1.0 - share) ** 3 * mean
            cone.corrected(at.s, at.z, step.s, step.z, *cones, target, aim)
            step = self._direction(now, aim, pins, refinements=MOST_REFINEMENTS)
            share = min(1.0, BOUNDARY_SHARE * self._longest(at, step))
            if not share > SHORTEST_STEP:
                raise NotSolved(f"no step after {iteration} iterations")
            at = Point(
                at.x + share * step.x,
                at.y + share * step.y,
                at.s + share * step.s,
                at.z + share * step.z,
            )
        raise NotSolved(f"no end after {MOST_ITERATIONS} iterations")

    def _longest(self, at: Point, step: Direction) -> float:
        bounds = self._bounds
        return min(cone.longest_step(at.s, step.s, bounds), cone.longest_step(at.z, step.z, bounds))

    def _direction(self, now: Residuals, aim: Floats, pins: Pins, refinements: int) -> Direction:
        """To a point without residuals where complementarity is as aimed at."""
        below, below_t = self._m.below, self._m.below_t
        gap = now.inequality - aim
        sides = now.stationarity + pins.free * (below_t @ self._weighed(gap, pins))
        x, y = self._solve(-sides, -now.equality, pins, refinements)
        moved = pins.kept * (below @ x)
        return Direction(x, y, -now.inequality - moved, self._weighed(moved + gap, None))

    def _solve(self, r: Floats, s: Floats, pins: Pins, refinements: int) -> tuple[Floats, Floats]:
        """Newton's equations, refined as long as it helps."""
        m, goal = self._m, REFINED * max(largest(r), largest(s))
        x, y = self._newton.solve(r, s)
        x *= pins.free
        before, best = (x, y), np.inf
        for _ in range(refinements):
            moved = self._weighed(m.below @ x, pins)
            of_columns = r - pins.free * (m.quadratic * x + m.equal_t @ y + m.below_t @ moved)
            of_rows = s - m.equal @ x
            missing = max(largest(of_columns), largest(of_rows))
            if not np.isfinite(missing):
                raise NotSolved("Newton's equations have no solution")
            if missing >= best:
                return before
            if missing <= goal:
                break
            best, before = missing, (x, y)
            dx, dy = self._newton.solve(of_columns, of_rows)
            x, y = x + pins.free * dx, y + dy
        return x, y

    def _weighed(self, v: Floats, pins: Pins | None) -> Floats:
        """W^-2 v, of the rows that are kept."""
        out = np.empty_like(v)
        cone.times_inverse_square(self._weight, self._disc, v, out)
        return out if pins is None else pins.kept * out
