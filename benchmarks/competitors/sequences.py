"""The floor: designs that do not learn from each other, at random or as good points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

from algorithms import GoodPointFamily, good_points, nondominated, thin
from benchmarks.competitors.competitor import Observer, require_budget

FloatArray = NDArray[np.float64]

EQUALITY_TOLERANCE = 1e-4
"""pymoo's."""


@dataclass(frozen=True)
class Sequence:
    """Evaluates the designs of a sequence, `pop_size` at a time.

    `points(evaluations, variables, random_state)` gives the whole sequence, shape (evaluations,
    variables) in [0, 1]. Observed are the nondominated feasible designs so far, thinned to
    `pop_size` by least hypervolume contribution; while there is none, the last batch. The last
    batch is cut to the budget.
    """

    kind: str
    pop_size: int
    points: Callable[[int, int, np.random.Generator], FloatArray]

    def run(self, problem: Problem, evaluations: int, seed: int, observe: Observer) -> None:
        """Search; see `Competitor`."""
        require_budget(self.kind, evaluations, 1)
        random_state = np.random.default_rng(seed)
        points = self.points(evaluations, problem.n_var, random_state)
        designs = np.clip(problem.xl + (problem.xu - problem.xl) * points, problem.xl, problem.xu)
        best = np.empty((0, problem.n_obj))
        for begin in range(0, evaluations, self.pop_size):
            batch = designs[begin : begin + self.pop_size]
            values = problem.evaluate(batch, return_values_of=["F", "G", "H"])
            F, G, H = (np.asarray(value, dtype=float) for value in values)
            feasible = (G <= 0.0).all(axis=1) & (np.abs(H) <= EQUALITY_TOLERANCE).all(axis=1)
            best = np.vstack([best, F[feasible]])
            best = best[nondominated(best)]
            if len(best):
                kept = best[thin(best, self.pop_size)]
                observe(kept, np.ones(len(kept), dtype=bool))
            else:
                observe(F, feasible)


def random_points(n: int, d: int, random_state: np.random.Generator) -> FloatArray:
    """Uniform, independent."""
    return random_state.random((n, d))


def shifted_good_points(
    n: int, d: int, random_state: np.random.Generator, family: GoodPointFamily
) -> FloatArray:
    """The first n points of a good point set, with a shift drawn for the run."""
    return np.asarray(good_points(n, d, family, random_state.random(d)))
