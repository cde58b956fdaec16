"""What the lower level of a design costs at most, as told by smaller designs that were solved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cases import Case
from cases.schema import ObjectiveJoin
from operation import Design, SolverSettings
from operation.checker import joined_objective
from operation.monotone import monotone
from planner.evaluation import Evaluation

Floats = NDArray[np.float64]

SLACK = 1e-6
"""Relative: the caps are looser by this, so that tolerances of solvers do not matter."""


class LowerCaps:
    """Caps on the (first) lower objective of designs, from dispatches of smaller ones.

    Where more capacity could make the objective worse, nothing is known (see `monotone`).
    """

    def __init__(self, case: Case, solver: SolverSettings) -> None:
        self._case, self._known = case, monotone(case)
        tolerance = 0.0
        if case.operation.objective is ObjectiveJoin.LEXICOGRAPHIC:
            tolerance = case.operation.lexicographic_tolerance
        # a solver's gap is a share of what it has found, not of the least there is
        self._slack = SLACK + (1.0 + tolerance) / max(1.0 - solver.gap, 1e-9) - 1.0
        self._points: list[tuple[float, ...]] = []
        self._costs: list[list[float]] = []

    def add(self, evaluations: Iterable[Evaluation]) -> None:
        """Take in what designs cost that can be run."""
        for evaluation in evaluations:
            figures = [scenario.indicators for scenario in evaluation.scenarios]
            if self._known and evaluation.accepted:
                operation = self._case.operation
                costs = [joined_objective(operation, f) for f in figures if f is not None]
                self._points.append(evaluation.design.values)
                self._costs.append(costs)

    def caps(self, designs: Sequence[Design]) -> Floats:
        """Caps of designs [currency], shape (designs, scenarios), infinite where nothing is known.

        The dispatch that a solver finds for a design within its gap costs no more.
        """
        found = np.full((len(designs), len(self._case.scenarios)), np.inf)
        if not self._points:
            return found
        points, costs = np.array(self._points), np.array(self._costs)
        for row, design in enumerate(designs):
            smaller = (points <= np.array(design.values)).all(axis=1)
            if smaller.any():
                least = costs[smaller].min(axis=0)
                found[row] = least + self._slack * np.maximum(np.abs(least), 1.0)
        return found
