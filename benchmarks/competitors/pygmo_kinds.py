"""pygmo's nsga2 and moead, compiled; the package pygmo is an extra.

pygmo evolves a population by a number of generations and tells nothing in between, so it is asked
for one at a time. The random numbers go on from generation to generation, but what nsga2 shuffles
and moead's ideal point begin anew each time: the search is the same in law, not bit for bit.
Neither knows constraints. Generations are whole: what does not fit the budget is left unused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

from benchmarks.competitors.competitor import Observer, refuse_constraints, require_budget
from benchmarks.extras import extra

FloatArray = NDArray[np.float64]

MOEAD_NEIGHBOURS = 20
"""pygmo's default; fewer in a population that has not as many."""


class PymooToPygmo:
    """A pymoo problem as pygmo wants it: alone or in batches, through problem.evaluate."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def get_bounds(self) -> tuple[FloatArray, FloatArray]:
        """Lower and upper bounds, shape (variables,)."""
        return self._problem.xl, self._problem.xu

    def get_nobj(self) -> int:
        """Number of objectives."""
        return int(self._problem.n_obj)

    def fitness(self, x: FloatArray) -> FloatArray:
        """Objectives of one design."""
        return self.batch_fitness(x)

    def batch_fitness(self, designs: FloatArray) -> FloatArray:
        """Objectives of designs, one after the other in one row, and so the answer."""
        X = np.asarray(designs, dtype=float).reshape(-1, self._problem.n_var)
        F = self._problem.evaluate(X, return_values_of=["F"])
        return np.asarray(F, dtype=float).ravel()

    def __deepcopy__(self, memo: dict[int, Any]) -> PymooToPygmo:
        # pygmo copies problems at will; evaluations must reach the one that counts
        return self


@dataclass(frozen=True)
class PygmoNSGA2:
    """pygmo's nsga2 with its defaults; its population is a multiple of four, eight or more."""

    kind: str
    pop_size: int

    def __post_init__(self) -> None:
        extra("pygmo", f"competitor {self.kind}")
        if self.pop_size < 8 or self.pop_size % 4:
            raise ValueError(
                f"{self.kind} needs a population that is a multiple of 4 and at least 8, "
                f"not {self.pop_size}"
            )

    def run(self, problem: Problem, evaluations: int, seed: int, observe: Observer) -> None:
        """Search; see `Competitor`. Whole generations are evaluated in one batch each."""
        pygmo = extra("pygmo", f"competitor {self.kind}")
        nsga2 = pygmo.nsga2(gen=1, seed=_seed(seed, 1))
        nsga2.set_bfe(pygmo.bfe())
        _evolve(self, pygmo, nsga2, problem, evaluations, seed, observe)


@dataclass(frozen=True)
class PygmoMOEAD:
    """pygmo's MOEA/D-DE with its defaults; weights on a grid, or for three objectives and more of
    low discrepancy, so that any population has as many."""

    kind: str
    pop_size: int

    def __post_init__(self) -> None:
        extra("pygmo", f"competitor {self.kind}")
        if self.pop_size < 5:
            raise ValueError(f"{self.kind} needs a population of 5 or more, not {self.pop_size}")

    def run(self, problem: Problem, evaluations: int, seed: int, observe: Observer) -> None:
        """Search; see `Competitor`. Designs are evaluated one by one, as MOEA/D needs them."""
        pygmo = extra("pygmo", f"competitor {self.kind}")
        moead = pygmo.moead(
            gen=1,
            seed=_seed(seed, 1),
            weight_generation="grid" if problem.n_obj == 2 else "low discrepancy",
            neighbours=min(MOEAD_NEIGHBOURS, self.pop_size - 1),
        )
        _evolve(self, pygmo, moead, problem, evaluations, seed, observe)


def _evolve(
    competitor: PygmoNSGA2 | PygmoMOEAD,
    pygmo: Any,
    algorithm: Any,
    problem: Problem,
    evaluations: int,
    seed: int,
    observe: Observer,
) -> None:
    refuse_constraints(competitor.kind, problem)
    require_budget(competitor.kind, evaluations, competitor.pop_size)
    population = pygmo.population(
        pygmo.problem(PymooToPygmo(problem)),
        size=competitor.pop_size,
        b=pygmo.bfe(),
        seed=_seed(seed, 0),
    )
    wrapped = pygmo.algorithm(algorithm)
    for generation in range(evaluations // competitor.pop_size):
        if generation:
            population = wrapped.evolve(population)
        F = np.array(population.get_f(), dtype=float)
        observe(F, np.ones(len(F), dtype=bool))


def _seed(seed: int, stream: int) -> int:
    """32 bits of their own for the population and the algorithm."""
    return int(np.random.SeedSequence([seed, stream]).generate_state(1)[0])
