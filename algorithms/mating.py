"""Mating: crossover and mutation, and at times a Levy-differential pair."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.mating import Mating
from pymoo.core.population import Population

from algorithms.bounds import BoundsRule, apply_bounds
from algorithms.levy import levy_steps, median_size

Array = NDArray[np.float64]


class LevyDifferential:
    """v = a + factor * L_beta * (x_r1 - x_r2), then binomial crossover with the parent a.

    One Levy number per child, r1 != r2 from the population, each gene from v with probability
    `crossover`, at least one. `share` is the part of the matings done this way, 0 for none.

    Raises ValueError for a beta outside [0.5, 2], or a share or crossover outside [0, 1].
    """

    def __init__(
        self,
        share: float = 0.25,
        beta: float = 1.8,
        factor: float = 0.5,
        crossover: float = 0.9,
        bounds: BoundsRule | str = BoundsRule.FOLD,
    ) -> None:
        median_size(beta)
        if not (0.0 <= share <= 1.0 and 0.0 <= crossover <= 1.0):
            raise ValueError(f"share {share} and crossover {crossover} must lie in [0, 1]")
        self.share = share
        self.beta = beta
        self.factor = factor
        self.crossover = crossover
        self.bounds = BoundsRule(bounds)

    def children(
        self,
        parents: Array,
        population: Array,
        lower: Array,
        upper: Array,
        random_state: np.random.Generator,
    ) -> Array:
        """One child per parent, shape (parents, variables).

        `parents` shape (parents, variables), `population` shape (designs, variables), two designs
        at least; the bounds have shape (variables,).
        """
        n, n_var = parents.shape
        n_designs = len(population)
        r1 = random_state.integers(n_designs, size=n)
        r2 = (r1 + 1 + random_state.integers(n_designs - 1, size=n)) % n_designs
        steps = self.factor * levy_steps(self.beta, (n, 1), random_state)
        donors = parents + steps * (population[r1] - population[r2])
        taken = random_state.random((n, n_var)) < self.crossover
        taken[np.arange(n), random_state.integers(n_var, size=n)] = True
        return np.where(taken, apply_bounds(donors, lower, upper, self.bounds), parents)


class CombinedMating(Mating):
    """pymoo's mating, a share of whose parents have Levy-differential children instead.

    Each pair of selected parents is differential with probability `differential.share`: a child
    per parent, not mutated. The others go through crossover and mutation. With a share of 0, or
    fewer than two designs in the population, it is pymoo's mating, draw for draw.
    """

    def __init__(
        self,
        selection: Any,
        crossover: Any,
        mutation: Any,
        differential: LevyDifferential | None = None,
        n_max_iterations: int = 25,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            selection, crossover, mutation, n_max_iterations=n_max_iterations, **kwargs
        )
        self.differential = differential if differential is not None else LevyDifferential()

    def _do(
        self,
        problem: Any,
        pop: Any,
        n_offsprings: int,
        parents: Any = None,
        random_state: np.random.Generator | None = None,
        **kwargs: Any,
    ) -> Any:
        if random_state is None:
            raise ValueError("CombinedMating needs random_state")
        plain = super()._do
        if self.differential.share == 0.0 or len(pop) < 2:
            return plain(problem, pop, n_offsprings, parents, random_state, **kwargs)
        if parents is None:
            n_matings = math.ceil(n_offsprings / self.crossover.n_offsprings)
            parents = self.selection(
                problem,
                pop,
                n_matings,
                n_parents=self.crossover.n_parents,
                random_state=random_state,
                **kwargs,
            )
        chosen = random_state.random(len(parents)) < self.differential.share
        off = Population.empty()
        if not chosen.all():
            off = plain(problem, pop, n_offsprings, parents[~chosen], random_state, **kwargs)
        if chosen.any():
            X = self.differential.children(
                parents[chosen].ravel().get("X"),
                pop.get("X"),
                problem.xl,
                problem.xu,
                random_state,
            )
            off = Population.merge(off, Population.new("X", X))
        return off
