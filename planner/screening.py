"""Which designs of a generation have to be solved: those that might survive.

A search keeps the best of parents and children, front after front. A child that is dominated by
designs of every front that is kept dies whatever exactly it costs, and so does any that it
dominates itself. Bounds can prove that without solving it, and the search goes the same way, to
the byte, as if everything had been solved. What bounds cannot prove is solved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from algorithms import good_points, ranks
from cases import Case
from operation import Design
from planner.design_space import DesignSpace
from planner.evaluation import Objective
from planner.objective_bounds import ObjectiveBounds

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

CUTS_PER_COLUMN, MOST_CUTS = 8, 24
"""Designs at which bounds are made; more proved no more on the shipped cases."""


class Screen:
    """Bounds on the objectives of a case, and the designs that they have kept from being solved."""

    def __init__(self, case: Case, space: DesignSpace, objectives: Sequence[Objective]) -> None:
        self._space = space
        self._bounds = ObjectiveBounds(case, objectives)
        self._begun = False
        self.screened: set[Design] = set()

    def lower(self, designs: Sequence[Design], caps: Floats | None = None) -> Floats:
        """Lower bounds of the minimised objectives, shape (designs, objectives).

        `caps` are what the lower objective is at most, see `ObjectiveBounds`.
        """
        if not self._begun:
            self._begun = True
            columns = len(self._space.columns)
            count = min(CUTS_PER_COLUMN * columns, MOST_CUTS)
            points = good_points(count, columns, shift=np.full(columns, 0.5))
            for design in self._space.designs(self._space.upper * points):
                self._bounds.add(design)
        return self._bounds.lower(designs, caps)

    def add(self, design: Design, caps: Floats) -> None:
        """Make bounds at one more design, shape of its caps (scenarios,)."""
        self._bounds.add(design, caps.tolist())


def screened(
    parents: Floats, bounds: Floats, survivors: int, solve: Callable[[Mask], Floats]
) -> Mask:
    """Mask of the children that need not be solved.

    `parents` has the objectives of the feasible parents, shape (parents, objectives), minimised;
    `bounds` those that each child cannot be below, shape (children, objectives). `solve` is given
    a mask of children and returns the objectives of the feasible ones among them. It is called
    first for children that nothing dominates, then for those that these leave in doubt.
    """
    open_ = np.ones(len(bounds), dtype=bool)
    known = parents
    first = True
    while open_.any():
        earliest, last = _places(known, bounds, survivors)
        needed = open_ & (earliest <= last)
        if first:
            needed &= earliest == 0
            first = False
            if not needed.any():
                continue
        if not needed.any():
            break
        open_ &= ~needed
        known = np.vstack([known, solve(needed)])
    return open_


def _places(known: Floats, bounds: Floats, survivors: int) -> tuple[NDArray[np.int64], int]:
    """The earliest front that each child can be in, and the last front that is kept."""
    if len(known) < survivors:
        return np.zeros(len(bounds), dtype=np.int64), 0
    rank = ranks(known)
    last = int(np.sort(rank)[survivors - 1])
    earliest = np.zeros(len(bounds), dtype=np.int64)
    for child, bound in enumerate(bounds):
        before = (known <= bound).all(axis=1) & (known < bound).any(axis=1)
        if before.any():
            earliest[child] = 1 + int(rank[before].max())
    return earliest, last
