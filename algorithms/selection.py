"""Parents by binary tournament."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.selection import Selection
from pymoo.util.misc import random_permutations

from algorithms.designs import Designs
from algorithms.kernels.mating import TIE, tournament

Indices = NDArray[np.int64]


class BinaryTournament(Selection):
    """Two designs meet: constraint violation, dominance, crowding, coin.

    What pymoo's NSGA2 does with `binary_tournament`, draw for draw, compiled. Every design meets
    others equally often, up to one.
    """

    def _do(
        self,
        problem: Any,
        pop: Any,
        n_select: int,
        n_parents: int = 2,
        random_state: np.random.Generator | None = None,
        **kwargs: Any,
    ) -> Indices:
        if random_state is None:
            raise ValueError("BinaryTournament needs random_state")
        return self.parents(Designs.of(pop), n_select, n_parents, random_state)

    def parents(
        self, designs: Designs, n_select: int, n_parents: int, random_state: np.random.Generator
    ) -> Indices:
        """Rows of the parents of each mating, shape (n_select, n_parents)."""
        meetings = n_select * n_parents
        rounds = -(-2 * meetings // len(designs))
        drawn = random_permutations(rounds, len(designs), random_state=random_state)
        pairs = drawn[: 2 * meetings].reshape(meetings, 2)
        winners = tournament(pairs, designs["CV"], designs["F"], designs["crowding"])
        ties = np.flatnonzero(winners == TIE)
        if len(ties):
            winners[ties] = pairs[ties, random_state.integers(2, size=len(ties))]
        return winners.reshape(n_select, n_parents)
