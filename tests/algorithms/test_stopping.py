"""Stopping before the budget: the rule by hand, and as pymoo's termination."""

import math

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import Problem
from pymoo.optimize import minimize
from pymoo.problems import get_problem

from algorithms import GLNSGA2, HypervolumeStall, StallRule


def test_the_gain_by_hand() -> None:
    rule = StallRule(patience=2, gain=0.1)
    assert math.isnan(rule.gained([])) and math.isnan(rule.gained([1.0, 2.0]))
    assert rule.gained([1.0, 1.5, 2.0]) == pytest.approx(0.5)
    assert not rule.stalled([1.0, 1.0])
    assert not rule.stalled([1.0, 1.5, 2.0])
    assert rule.stalled([1.0, 1.5, 2.0, 2.01, 2.02])
    assert not rule.stalled([1.0, 1.0, 2.0]), "a late jump counts"


def test_nothing_feasible_yet_is_no_stall() -> None:
    assert not StallRule(1).stalled([0.0] * 20)


@pytest.mark.parametrize("wrong", [{"patience": 0}, {"gain": -0.1}, {"gain": math.inf}])
def test_senseless_rules_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="stall rule"):
        StallRule(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", [GLNSGA2, NSGA2])
def test_a_run_ends_when_it_stalls_and_not_before(algorithm: type) -> None:
    rule = StallRule(patience=8, gain=2e-3)
    stop = HypervolumeStall(rule, n_max_gen=400)
    result = minimize(get_problem("zdt1", n_var=5), algorithm(pop_size=30), stop, seed=1)
    trace = result.algorithm.termination.trace
    assert rule.patience < len(trace) < 400
    assert rule.stalled(trace)
    assert not any(rule.stalled(trace[:n]) for n in range(len(trace)))
    # what it stopped at is near the true front, which has x_2 = ... = 0
    assert np.median(result.X[:, 1:]) < 0.05


def test_the_budget_holds_and_alone_moves_the_schedules() -> None:
    algorithm = GLNSGA2(pop_size=20)
    stop = HypervolumeStall(StallRule(patience=50), n_max_gen=8)
    algorithm.setup(get_problem("zdt1"), termination=stop, seed=1)
    shares = []
    while algorithm.has_next():
        algorithm.next()
        shares.append(algorithm.termination.perc)
    assert shares == pytest.approx([g / 8 for g in range(1, 9)])


class Walled(Problem):
    """Feasible designs are rare at first; one value cannot be computed."""

    def __init__(self) -> None:
        super().__init__(n_var=2, n_obj=2, n_ieq_constr=1, xl=0.0, xu=1.0)

    def _evaluate(self, X: np.ndarray, out: dict, *args: object, **kwargs: object) -> None:
        F = np.column_stack([X[:, 0], 1 - X[:, 0] + X[:, 1]])
        F[X[:, 0] > 0.9, 1] = np.nan
        out["F"], out["G"] = F, 0.9 - X[:, 1:2]


def test_infeasible_designs_and_missing_values_do_not_count() -> None:
    stop = HypervolumeStall(StallRule(patience=5), n_max_gen=60)
    result = minimize(Walled(), GLNSGA2(pop_size=12), stop, seed=3)
    trace = result.algorithm.termination.trace
    assert all(math.isfinite(value) and value >= 0.0 for value in trace)
    assert trace[-1] > 0.0 and result.algorithm.n_gen - 1 == len(trace) < 60
