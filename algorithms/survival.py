"""Survival by Pareto rank, and inside the front that does not fit by what a design adds to it."""

from abc import abstractmethod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pymoo.core.survival import Survival
from pymoo.operators.survival.rank_and_crowding.metrics import get_crowding_function
from pymoo.util.randomized_argsort import randomized_argsort

from algorithms.designs import Designs
from algorithms.dominance import best, finite, ranks
from algorithms.individuals import UNRANKED

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


class Pick(NamedTuple):
    """Survivors in order: rows, and the rank and crowding of each; shapes (survivors,)."""

    rows: Indices
    rank: Indices
    crowding: Array


class ArraySurvival(Survival):
    """A survival that needs objectives only: feasible designs first, others by violation.

    Works on pymoo's populations and, without making individuals, on `Designs`.
    """

    def __init__(self) -> None:
        super().__init__(filter_infeasible=True)

    @abstractmethod
    def pick(self, F: Array, n_survive: int, random_state: np.random.Generator | None) -> Pick:
        """The best `n_survive` of feasible designs, or all; F shape (designs, objectives)."""

    def survivors(
        self, designs: Designs, n_survive: int, random_state: np.random.Generator | None
    ) -> Designs:
        """The best `n_survive` designs, ranked; infeasible ones are left unranked."""
        if designs["feasible"].all():
            return _ranked(designs, self.pick(designs["F"], n_survive, random_state))
        feasible = np.flatnonzero(designs["feasible"])
        rows, rank, crowding = feasible, np.zeros(0, dtype=np.int64), np.zeros(0)
        if len(feasible):
            picked = self.pick(designs["F"][feasible], min(n_survive, len(feasible)), random_state)
            rows, rank, crowding = feasible[picked.rows], picked.rank, picked.crowding
        left = min(n_survive, len(designs)) - len(rows)
        if left > 0:
            others = np.flatnonzero(~designs["feasible"])
            others = others[np.argsort(designs["CV"][others])][:left]
            rows = np.concatenate([rows, others])
            rank = np.concatenate([rank, np.full(left, UNRANKED)])
            crowding = np.concatenate([crowding, np.full(left, np.nan)])
        return _ranked(designs, Pick(rows, rank, crowding))

    def _do(
        self,
        problem: Any,
        pop: Any,
        *args: Any,
        n_survive: int | None = None,
        random_state: np.random.Generator | None = None,
        **kwargs: Any,
    ) -> Any:
        F = np.asarray(pop.get("F"), dtype=float)
        picked = self.pick(F, len(pop) if n_survive is None else n_survive, random_state)
        survivors = pop[picked.rows]
        survivors.set("rank", picked.rank, "crowding", picked.crowding)
        return survivors


def _ranked(designs: Designs, picked: Pick) -> Designs:
    chosen = designs.take(picked.rows)
    chosen.columns["rank"], chosen.columns["crowding"] = picked.rank, picked.crowding
    return chosen


def without_nan(F: Array) -> Array:
    """F, shape (designs, objectives), where a design with a NaN is worse than any other."""
    unknown = np.isnan(F).any(axis=1, keepdims=True)
    return np.where(unknown, np.inf, F) if unknown.any() else F


class HypervolumeSurvival(ArraySurvival):
    """Front after front; the front that does not fit is pruned one at a time.

    "crowding" is each survivor's hypervolume contribution within its front (infinite for extremes).
    A design with a NaN objective is worse than any other. Rules: `algorithms.dominance.prune`.
    """

    def pick(self, F: Array, n_survive: int, random_state: np.random.Generator | None) -> Pick:
        return Pick(*best(without_nan(F), n_survive))


class CrowdingSurvival(ArraySurvival):
    """pymoo's RankAndCrowding with crowding distances, draw for draw, on arrays.

    A design with a NaN objective is worse than any other; where there is one, distances are those
    of ordinals.
    """

    def __init__(self) -> None:
        super().__init__()
        self._distance = get_crowding_function("cd")

    def pick(self, F: Array, n_survive: int, random_state: np.random.Generator | None) -> Pick:
        F = finite(without_nan(F))
        rank = ranks(F)
        rows, crowding, left = [], [], n_survive
        for k in range(int(rank.max()) + 1):
            if left == 0:
                break
            front = np.flatnonzero(rank == k)
            distance = self._distance.do(F[front], n_remove=max(len(front) - left, 0))
            kept = np.arange(len(front))
            if len(front) > left:
                kept = randomized_argsort(
                    distance, order="descending", method="numpy", random_state=random_state
                )[:left]
            rows.append(front[kept])
            crowding.append(distance[kept])
            left -= len(kept)
        chosen = np.concatenate(rows)
        return Pick(chosen, rank[chosen], np.concatenate(crowding))
