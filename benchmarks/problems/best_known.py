"""Best-known fronts: what long runs of several algorithms found, all designs considered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

from algorithms import nondominated
from benchmarks.competitors import build_competitor
from benchmarks.competitors.competitor import BoolArray

FloatArray = NDArray[np.float64]

KINDS = ("glnsga2", "nsga2", "smsemoa", "gde3")
EVALUATIONS = 50_000
POPULATION = 200
MOST_NEW = 50_000
"""New points after which the dominated ones are dropped."""


class Remembering(Problem):
    """A problem that keeps the nondominated among all feasible objectives it has computed."""

    def __init__(self, original: Problem) -> None:
        super().__init__(
            n_var=original.n_var,
            n_obj=original.n_obj,
            n_ieq_constr=original.n_ieq_constr,
            xl=original.xl,
            xu=original.xu,
            vtype=float,
        )
        self.original = original
        self._best: FloatArray = np.empty((0, original.n_obj))
        self._new: list[FloatArray] = []

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        F, G = self.original.evaluate(x, return_values_of=["F", "G"])
        out["F"], out["G"] = F, G
        self._new.append(F[np.isfinite(F).all(axis=1) & (G <= 0.0).all(axis=1)])
        if len(self._new) * len(x) > MOST_NEW:
            self.best()

    def best(self) -> FloatArray:
        """The nondominated among everything so far, shape (points, objectives)."""
        points = np.vstack([self._best, *self._new])
        self._best, self._new = points[nondominated(points)], []
        return self._best


def best_known_front(problem: Problem, seeds: Iterable[int]) -> FloatArray:
    """Nondominated objectives over KINDS and seeds, shape (points, objectives)."""
    remembering = Remembering(problem)

    def nothing(objectives: FloatArray, feasible: BoolArray) -> None:
        pass

    for kind in KINDS:
        competitor = build_competitor(kind, POPULATION, {})
        for seed in seeds:
            competitor.run(remembering, EVALUATIONS, seed, nothing)
    return remembering.best()
