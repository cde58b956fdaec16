"""Does it search better? Medians over seeds, on problems whose optimum is not on the box."""

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import Problem
from pymoo.indicators.igd_plus import IGDPlus
from pymoo.optimize import minimize
from pymoo.problems import get_problem

from algorithms.fronts import hypervolume
from algorithms.presets import build_algorithm

SEEDS = range(1, 8)


class Shifted(Problem):
    """ZDT1 with the optimum of every other variable moved into the box."""

    def __init__(self, n_var: int) -> None:
        super().__init__(n_var=n_var, n_obj=2, xl=0.0, xu=1.0)
        self.original = get_problem("zdt1", n_var=n_var)
        self.optimum = np.random.default_rng(0).uniform(0.2, 0.8, n_var - 1)

    def _evaluate(self, X: np.ndarray, out: dict, *args: object, **kwargs: object) -> None:
        moved = np.abs(X[:, 1:] - self.optimum)
        out["F"] = self.original.evaluate(np.column_stack([X[:, 0], moved]))

    def _calc_pareto_front(self) -> np.ndarray:
        return self.original.pareto_front()


def medians(problem: Problem, algorithm: object, evaluations: int) -> tuple[float, float]:
    """Median IGD+ and hypervolume."""
    igd_plus = IGDPlus(problem.pareto_front())
    fronts = [minimize(problem, algorithm, ("n_eval", evaluations), seed=s).F for s in SEEDS]
    return (
        float(np.median([igd_plus(F) for F in fronts])),
        float(np.median([hypervolume(F, [1.1, 1.1]) for F in fronts])),
    )


@pytest.mark.parametrize(
    ("n_var", "pop_size", "evaluations"), [(5, 40, 1000), (20, 60, 3600)], ids=["few", "many"]
)
def test_better_than_nsga2_and_the_literal_paper(
    n_var: int, pop_size: int, evaluations: int
) -> None:
    problem = Shifted(n_var)
    ours = medians(problem, build_algorithm(pop_size=pop_size), evaluations)
    nsga2 = medians(problem, NSGA2(pop_size=pop_size), evaluations)
    paper = medians(problem, build_algorithm("paper", pop_size=pop_size), evaluations)
    assert ours[0] < 0.9 * nsga2[0] < nsga2[0] < paper[0]
    assert ours[1] > nsga2[1] > paper[1]
