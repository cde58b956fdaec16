"""Mating: crossover and mutation, and at times a Levy-differential pair."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.mating import Mating
from pymoo.core.population import Population

from algorithms.bounds import OVERSHOOT, BoundsRule
from algorithms.designs import Designs
from algorithms.duplicates import Visited
from algorithms.kernels.mating import differential
from algorithms.levy import levy_steps, median_size
from algorithms.operators import cross, mend, mutate, select, variables, without_duplicates

Array = NDArray[np.float64]

UNIFORM = 4
"""Uniform designs for each one wanted, where mating finds nothing new."""


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
        r1 = random_state.integers(n_designs, size=(n,))
        r2 = (r1 + 1 + random_state.integers(n_designs - 1, size=(n,))) % n_designs
        steps = self.factor * levy_steps(self.beta, n, random_state)
        u = random_state.random((n, n_var))
        always = random_state.integers(n_var, size=(n,))
        clamp = self.bounds is BoundsRule.CLAMP
        return differential(
            np.ascontiguousarray(parents, dtype=float),
            np.ascontiguousarray(population, dtype=float),
            r1,
            r2,
            steps,
            u,
            always,
            self.crossover,
            np.asarray(lower, dtype=float),
            np.asarray(upper, dtype=float),
            OVERSHOOT,
            clamp,
        )


class CombinedMating(Mating):
    """pymoo's mating, a share of whose parents have Levy-differential children instead.

    Each pair of selected parents is differential with probability `differential.share`: a child
    per parent, not mutated. The others go through crossover and mutation. A few more children than
    needed are made, `spare` as a share of them, since some turn out to be duplicates. With both
    shares 0 it is pymoo's mating, draw for draw.
    """

    def __init__(
        self,
        selection: Any,
        crossover: Any,
        mutation: Any,
        differential: LevyDifferential | None = None,
        spare: float = 0.08,
        n_max_iterations: int = 25,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            selection, crossover, mutation, n_max_iterations=n_max_iterations, **kwargs
        )
        self.spare = spare
        self.differential = differential if differential is not None else LevyDifferential()

    def do(
        self,
        problem: Any,
        pop: Any,
        n_offsprings: int,
        random_state: np.random.Generator | None = None,
        n_max_iterations: int | None = None,
        **kwargs: Any,
    ) -> Any:
        if random_state is None:
            raise ValueError("CombinedMating needs random_state")
        if type(self)._do is not CombinedMating._do:  # overridden, so pymoo's loop has to call it
            return super().do(problem, pop, n_offsprings, random_state, n_max_iterations, **kwargs)
        designs = Designs.of(pop)
        return _population(
            self.fill(problem, designs, n_offsprings, random_state, n_max_iterations, **kwargs)
        )

    def _do(
        self,
        problem: Any,
        pop: Any,
        n_offsprings: int,
        random_state: np.random.Generator | None = None,
        **kwargs: Any,
    ) -> Any:
        if random_state is None:
            raise ValueError("CombinedMating needs random_state")
        designs = Designs.of(pop)
        return _population(self.children(problem, designs, n_offsprings, random_state, **kwargs))

    def fill(
        self,
        problem: Any,
        designs: Designs,
        n_offsprings: int,
        random_state: np.random.Generator,
        n_max_iterations: int | None = None,
        visited: Visited | None = None,
        **kwargs: Any,
    ) -> Array:
        """At most n_offsprings new designs, repaired, without duplicates; shape (new, variables).

        Mated again, up to `n_max_iterations` times, until there are as many. None of them is one
        that was `visited`; where mating finds no other, uniform designs are tried.
        """
        made, mating = np.empty((0, problem.n_var)), True
        for _ in range(n_max_iterations or self.n_max_iterations):
            missing = n_offsprings - len(made)
            if mating:
                wanted = missing + math.ceil(self.spare * missing)
                X = self.children(problem, designs, wanted, random_state, **kwargs)
            else:
                size = (UNIFORM * n_offsprings, problem.n_var)
                X = random_state.uniform(problem.xl, problem.xu, size)
            X = mend(self.repair, problem, X, random_state, **kwargs)
            X = without_duplicates(self.eliminate_duplicates, X, designs, made)
            if visited is not None:
                X = X[visited.new(X)]
                mating = len(X) > 0
            made = np.concatenate([made, X[:missing]]) if len(made) else X[:missing]
            if len(made) == n_offsprings:
                break
        return made

    def children(
        self,
        problem: Any,
        designs: Designs,
        n_offsprings: int,
        random_state: np.random.Generator,
        parents: Any = None,
        **kwargs: Any,
    ) -> Array:
        """Children of one round of mating, at least n_offsprings, shape (children, variables).

        `parents`, if given, are those of each mating, rows or pymoo's individuals, shape
        (matings, parents).
        """
        if parents is None:
            n_matings = math.ceil(n_offsprings / self.crossover.n_offsprings)
            n_parents = self.crossover.n_parents
            parents = select(
                self.selection, problem, designs, n_matings, n_parents, random_state, **kwargs
            )
        parents = np.asarray(parents)
        alone, made = parents[:0], []
        if self.differential.share > 0.0 and len(designs) >= 2:
            chosen = random_state.random(len(parents)) < self.differential.share
            parents, alone = parents[~chosen], parents[chosen]
        if len(alone):
            X = variables(designs, alone.reshape(-1, 1))[0]
            made.append(
                self.differential.children(X, designs["X"], problem.xl, problem.xu, random_state)
            )
        if len(parents):
            X = cross(self.crossover, problem, designs, parents, random_state, **kwargs)
            made.append(mutate(self.mutation, problem, X, random_state, **kwargs))
        return made[0] if len(made) == 1 else np.concatenate(made)


def _population(X: Array) -> Any:
    return Population.new("X", X) if len(X) else Population.empty()
