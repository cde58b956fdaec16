"""Survival by Pareto rank and hypervolume contribution."""

from typing import Any

import numpy as np
from pymoo.core.survival import Survival

from algorithms.dominance import prune, ranks


class HypervolumeSurvival(Survival):
    """Front after front; the front that does not fit is pruned one at a time.

    Feasible designs come first, infeasible ones by constraint violation. Sets "rank" and, as
    "crowding", each survivor's hypervolume contribution within its front (infinite for extremes).
    A design with a NaN objective is worse than any other. Rules: `algorithms.dominance.prune`.
    """

    def __init__(self) -> None:
        super().__init__(filter_infeasible=True)

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
        F = np.where(np.isnan(F).any(axis=1, keepdims=True), np.inf, F)
        wanted = len(pop) if n_survive is None else n_survive
        rank = ranks(F)
        survivors: list[int] = []
        for k in range(int(rank.max()) + 1):
            if len(survivors) == wanted:
                break
            front = np.flatnonzero(rank == k)
            kept, contributions = prune(F[front], wanted - len(survivors))
            chosen = front[kept]
            pop[chosen].set("rank", np.full(len(chosen), k), "crowding", contributions)
            survivors.extend(chosen)
        return pop[survivors]
