"""The bi-level problem for pymoo: capacities in, lifecycle cost and emissions out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

from operation import Design
from planner.design_space import DesignSpace
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation, Objective
from planner.screening import Screen, screened

UNKNOWN = 1e15
"""Objective of a design that cannot be run: finite, and never compared (feasible goes first)."""

FAILED_VIOLATION = 1e12
"""Constraint violation of a design whose evaluation failed: behind every infeasible one."""


class DesignProblem(Problem):
    """pymoo problem over a design space; one constraint, the shortfall of infeasible designs."""

    def __init__(
        self,
        space: DesignSpace,
        evaluate: Callable[[Sequence[Design]], Sequence[Evaluation]],
        objectives: Sequence[Objective] = SEARCH_OBJECTIVES,
        screen: Screen | None = None,
        parents: Callable[[], NDArray[np.float64] | None] = lambda: None,
        survivors: int = 0,
    ) -> None:
        """`parents` tells the objectives of the feasible parents, None before there are any.

        With a screen, children that cannot be among the `survivors` are not evaluated; they get
        their lower bounds for objectives.
        """
        super().__init__(
            n_var=len(space.columns),
            n_obj=len(objectives),
            n_ieq_constr=1,
            xl=space.lower,
            xu=space.upper,
        )
        self._space, self._evaluate_designs = space, evaluate
        self._objectives = tuple(objectives)
        self._screen, self._parents, self._survivors = screen, parents, survivors

    def _evaluate(
        self, x: NDArray[np.float64], out: dict[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        designs = self._space.designs(x)
        parents = self._parents()
        if self._screen is None or parents is None:
            evaluations = self._evaluate_designs(designs)
            out["F"] = np.array([self._objective_values(e) for e in evaluations])
            out["G"] = np.array([[_violation(e)] for e in evaluations])
            return
        out["F"], out["G"] = self._screen.lower(designs), np.zeros((len(designs), 1))

        def solve(wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
            rows = np.flatnonzero(wanted)
            evaluations = self._evaluate_designs([designs[row] for row in rows])
            values = np.array([self._objective_values(e) for e in evaluations])
            out["F"][rows] = values
            out["G"][rows] = [[_violation(e)] for e in evaluations]
            return values[[e.accepted for e in evaluations]]

        left = screened(parents, out["F"].copy(), self._survivors, solve)
        self._screen.screened.update(designs[row] for row in np.flatnonzero(left))

    def _objective_values(self, evaluation: Evaluation) -> list[float]:
        if not evaluation.accepted:
            return [UNKNOWN] * len(self._objectives)
        return [evaluation.minimised(objective) for objective in self._objectives]


def _violation(evaluation: Evaluation) -> float:
    if evaluation.accepted:
        return 0.0
    return FAILED_VIOLATION if evaluation.failed else min(evaluation.shortfall, FAILED_VIOLATION)
