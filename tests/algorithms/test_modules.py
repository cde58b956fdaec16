"""Designs in whole modules: the grid, duplicates on it, and runs that exhaust it."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymoo.core.population import Population
from pymoo.core.problem import Problem
from pymoo.optimize import minimize

from algorithms.duplicates import HashDuplicateElimination
from algorithms.glnsga2 import GLNSGA2
from algorithms.initialization import FilledInitialization
from algorithms.modules import ModuleRepair, grid_size, snap


class Grid(Problem):
    """Cost and carbon of a plant of two sizes; remembers all it was asked."""

    def __init__(self, upper: float = 100.0) -> None:
        super().__init__(n_var=2, n_obj=2, xl=np.zeros(2), xu=np.full(2, upper))
        self.asked: list[tuple[float, ...]] = []

    def _evaluate(self, X: np.ndarray, out: dict, *args: object, **kwargs: object) -> None:
        self.asked += [tuple(row) for row in X]
        cost = X[:, 0] + 2 * X[:, 1]
        out["F"] = np.column_stack([cost, 1e4 / (1 + X[:, 0] + X[:, 1]) + X[:, 0]])


def test_snap_by_hand() -> None:
    lower, upper, steps = np.array([0.0, -1.0, 2.0]), np.array([25.0, 1.0, 3.0]), [10.0, 0.0, 5.0]
    X = np.array([[4.9, 0.3, 2.9], [5.1, 7.0, 2.0], [25.0, -7.0, 3.0], [-3.0, 1.0, 9.0]])
    before = X.copy()
    snapped = snap(X, lower, upper, steps)
    np.testing.assert_array_equal(snapped, [[0, 0.3, 2], [10, 1, 2], [20, -1, 2], [0, 1, 2]])
    np.testing.assert_array_equal(X, before)


@given(
    st.floats(-100, 100),
    st.floats(0, 1000),
    st.sampled_from([0.1, 0.3, 1 / 3, 1.0, 7.0, 2500.0]),
    st.lists(st.floats(-2000, 2000), min_size=1, max_size=20),
)
def test_snapped_designs_are_inside_stay_put_and_are_nearest(
    lower: float, width: float, step: float, values: list[float]
) -> None:
    low, high = np.array([lower]), np.array([lower + width])
    X = np.array(values)[:, None]
    snapped = snap(X, low, high, [step])
    assert (snapped >= low).all() and (snapped <= high).all()
    np.testing.assert_array_equal(snap(snapped, low, high, [step]), snapped)
    # a unit in the last place off a module is the same module, bit for bit
    near = snap(np.nextafter(snapped, math.inf), low, high, [step])
    np.testing.assert_array_equal(near.view(np.int64), snapped.view(np.int64))
    # (the last module may be up to a step below the upper bound)
    assert (np.abs(snapped - np.clip(X, low, high)) <= step * (1 + 1e-9)).all()
    inside = (low <= X) & (high - step / 2 >= X)
    assert (np.abs(snapped - X)[inside] <= step / 2 * (1 + 1e-9) + 1e-12).all()


def test_the_last_module_is_reached_and_never_above_the_bound() -> None:
    assert snap([[0.3]], [0.0], [0.3], [0.1])[0, 0] == 0.3  # 3 * 0.1 is above 0.3
    assert snap([[99.0]], [0.0], [0.7], [0.1])[0, 0] == pytest.approx(0.7)


def test_negative_zero_is_zero() -> None:
    assert not np.signbit(snap([[-0.0, -0.0]], [-0.0, -1.0], [1.0, 1.0], [1.0, 0.0])).any()


def test_grid_size() -> None:
    assert grid_size([0, 0], [100, 0.3], [10, 0.1]) == 11 * 4
    assert grid_size([0, 5], [25, 5], [10, 0]) == 3
    assert grid_size([0, 0], [1, 1], [0.5, 0]) == math.inf


def test_senseless_steps_are_refused() -> None:
    for steps in ([-1.0], [math.nan], [math.inf]):
        with pytest.raises(ValueError, match="module"):
            ModuleRepair(steps)
        with pytest.raises(ValueError, match="module"):
            grid_size([0], [1], steps)
    with pytest.raises(ValueError, match="variables"):
        ModuleRepair([1.0])._do(Grid(), np.zeros((1, 2)))


def test_duplicates_within_and_against_other_populations() -> None:
    pop = Population.new("X", np.array([[1.0, 2.0], [0.0, 0.0], [1.0, 2.0], [-0.0, 0.0], [3.0, 4]]))
    other = Population.new("X", np.array([[3.0, 4.0], [9.0, 9.0]]))
    kept = HashDuplicateElimination().do(pop, other)
    np.testing.assert_array_equal(kept.get("X"), [[1, 2], [0, 0]])
    close = Population.new("X", np.array([[1.0], [np.nextafter(1.0, 2.0)]]))
    assert len(HashDuplicateElimination().do(close)) == 2


def test_the_first_population_is_filled_up_without_duplicates() -> None:
    problem = Grid()
    algorithm = GLNSGA2(pop_size=30, repair=ModuleRepair([20.0, 20.0]))  # 36 designs
    algorithm.setup(problem, seed=1)
    X = algorithm.ask().get("X")
    assert len(X) == 30 == len(np.unique(X, axis=0))
    assert np.isin(X, np.arange(0, 101, 20.0)).all()


def test_initialization_leaves_given_designs_alone() -> None:
    given_designs = np.array([[1.0, 1.0], [1.0, 1.0], [2.0, 2.0]])
    start = FilledInitialization(given_designs, eliminate_duplicates=HashDuplicateElimination())
    pop = start.do(Grid(), 10, random_state=np.random.default_rng(0))
    np.testing.assert_array_equal(pop.get("X"), [[1, 1], [2, 2]])
    with pytest.raises(ValueError, match="random_state"):
        start.do(Grid(), 10)


def grid_front(problem: Grid, step: float) -> set[tuple[float, ...]]:
    axis = np.arange(problem.xl[0], problem.xu[0] + step / 2, step)
    X = np.array([(a, b) for a in axis for b in axis])
    out: dict[str, np.ndarray] = {}
    Grid._evaluate(SimpleNamespace(asked=[]), X, out)
    F = out["F"]
    dominated = [((f >= F).all(axis=1) & (f > F).any(axis=1)).any() for f in F]
    return {tuple(x) for x, worse in zip(X, dominated, strict=True) if not worse}


@pytest.mark.parametrize("step", [5.0, 10.0])
def test_on_a_grid_every_asked_design_is_whole_and_the_front_is_found(step: float) -> None:
    problem = Grid()
    result = minimize(
        problem, GLNSGA2(pop_size=60, repair=ModuleRepair([step, step])), ("n_gen", 25), seed=1
    )
    asked = np.array(problem.asked)
    assert (asked % step == 0.0).all() and (asked <= 100.0).all()
    X = result.pop.get("X")
    assert len(np.unique(X, axis=0)) == len(X)
    assert {tuple(x) for x in result.X} == grid_front(problem, step)


@pytest.mark.parametrize("pop_size", [9, 40])
def test_a_grid_no_larger_than_the_population_is_evaluated_once_and_ends(pop_size: int) -> None:
    problem = Grid()
    algorithm = GLNSGA2(pop_size=pop_size, repair=ModuleRepair([50.0, 50.0]))  # 9 designs
    algorithm.setup(problem, seed=1, termination=("n_gen", 50))
    while algorithm.has_next():
        algorithm.next()
    assert sorted(problem.asked) == sorted({(a, b) for a in (0, 50, 100) for b in (0, 50, 100)})
    assert algorithm.n_gen < 10
    result = algorithm.result()
    assert {tuple(x) for x in result.X} == grid_front(problem, 50.0)


@pytest.mark.parametrize("steps", [[50.0, 50.0], [200.0, 200.0]], ids=["nine", "one"])
def test_an_exhausted_grid_with_ask_and_tell(steps: list[float]) -> None:
    problem = Grid()
    algorithm = GLNSGA2(pop_size=20, repair=ModuleRepair(steps))
    algorithm.setup(problem, seed=1, termination=("n_eval", 1000))
    rounds = 0
    while algorithm.has_next():
        designs = algorithm.ask()
        algorithm.evaluator.eval(problem, designs)
        algorithm.tell(infills=designs)
        rounds += 1
        assert rounds < 10
    assert len(problem.asked) == grid_size(problem.xl, problem.xu, steps)
    assert len(algorithm.result().F) >= 1


@pytest.mark.parametrize("asked", [False, True], ids=["next", "ask and tell"])
def test_without_revisits_a_design_is_asked_for_once(asked: bool) -> None:
    problem = Grid()
    steps = [5.0, 5.0]  # 441 designs
    algorithm = GLNSGA2(pop_size=30, repair=ModuleRepair(steps), revisit=False)
    algorithm.setup(problem, seed=1, termination=("n_gen", 60))
    while algorithm.has_next():
        if asked:
            designs = algorithm.ask()
            algorithm.evaluator.eval(problem, designs)
            algorithm.tell(infills=designs)
        else:
            algorithm.next()
    assert len(set(problem.asked)) == len(problem.asked) > 300
    assert {tuple(x) for x in algorithm.result().X} <= grid_front(problem, 5.0)


def test_with_revisits_designs_come_back() -> None:
    problem = Grid()
    minimize(problem, GLNSGA2(pop_size=30, repair=ModuleRepair([5.0, 5.0])), ("n_gen", 60), seed=1)
    assert len(set(problem.asked)) < len(problem.asked)


def test_a_nearly_exhausted_grid_does_not_hang() -> None:
    problem = Grid()
    result = minimize(
        problem, GLNSGA2(pop_size=30, repair=ModuleRepair([20.0, 20.0])), ("n_gen", 8), seed=2
    )
    assert len(set(problem.asked)) > 30
    assert {tuple(x) for x in result.X} == grid_front(problem, 20.0)
