"""The first population, filled up where repair left duplicates."""

from typing import Any

import numpy as np
from pymoo.core.initialization import Initialization
from pymoo.core.population import Population
from pymoo.core.sampling import Sampling

MAX_ROUNDS = 25


class FilledInitialization(Initialization):
    """pymoo's initialization; what duplicate elimination took is replaced by uniform designs.

    On a grid many samples become the same design. Uniform designs are drawn, repaired and checked
    until there are enough, or MAX_ROUNDS rounds are over: then the grid is (nearly) exhausted and
    the population stays smaller. Populations and arrays given by the user are not filled up.
    """

    def do(
        self,
        problem: Any,
        n_samples: int,
        random_state: np.random.Generator | None = None,
        **kwargs: Any,
    ) -> Any:
        if random_state is None:
            raise ValueError("FilledInitialization needs random_state")
        pop = super().do(problem, n_samples, random_state=random_state, **kwargs)
        if not isinstance(self.sampling, Sampling) or not problem.has_bounds():
            return pop
        for _ in range(MAX_ROUNDS):
            if len(pop) >= n_samples:
                break
            X = random_state.uniform(problem.xl, problem.xu, (n_samples, problem.n_var))
            more = self.repair(problem, Population.new("X", X), random_state=random_state, **kwargs)
            more = self.eliminate_duplicates.do(more, pop)
            pop = Population.merge(pop, more[: n_samples - len(pop)])
        return pop
