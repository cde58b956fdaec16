"""Run a pymoo algorithm generation by generation, never beyond its budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from pymoo.core.problem import Problem

from benchmarks.competitors.competitor import (
    Observer,
    refuse_constraints,
    require_budget,
)


@dataclass(frozen=True)
class PymooCompetitor:
    """An algorithm that pymoo's interface drives.

    `build(problem, pop_size, evaluations)` makes a fresh algorithm. Its last generation is cut to
    what is left of the budget where its survival takes any number of children (`may_cut`); the
    others stop before a generation that does not fit, and leave up to one generation unused.
    """

    kind: str
    pop_size: int
    build: Callable[[Problem, int, int], Any]
    may_cut: bool = True
    constraints: bool = True
    """Whether it heeds constraints."""
    population: Callable[[Any], Any] = lambda algorithm: algorithm.pop
    """The population that is observed."""
    own_termination: bool = False
    """`build` has set a termination that fits the budget."""
    first_populations: int = 1
    """Populations that are evaluated before the first one is observed."""

    def run(self, problem: Problem, evaluations: int, seed: int, observe: Observer) -> None:
        """Search; see `Competitor`. What the algorithm raises passes through."""
        if not self.constraints:
            refuse_constraints(self.kind, problem)
        algorithm = self.build(problem, self.pop_size, evaluations)
        require_budget(self.kind, evaluations, self.first_populations * algorithm.pop_size)
        if not self.own_termination:
            algorithm.termination = ("n_eval", evaluations)
        algorithm.setup(problem, seed=seed, verbose=False)
        while algorithm.has_next():
            used = algorithm.evaluator.n_eval
            coming = algorithm.pop_size
            if algorithm.is_initialized:
                coming = getattr(algorithm, "n_offsprings", None) or coming
            if used + coming <= evaluations:
                algorithm.next()
            elif self.may_cut and used < evaluations:
                self._last(algorithm, problem, evaluations - used)
            else:
                break
            population = self.population(algorithm)
            observe(
                np.array(population.get("F"), dtype=float),
                np.array(population.get("FEAS"), dtype=bool).reshape(-1),
            )

    @staticmethod
    def _last(algorithm: Any, problem: Problem, left: int) -> None:
        """A generation of which the first `left` children alone are evaluated."""
        children = algorithm.ask()
        if children is not None and len(children):
            children = children[:left]
            algorithm.evaluator.eval(problem, children, algorithm=algorithm)
        algorithm.tell(infills=children)
