"""The algorithm behind pymoo's interfaces: however it is driven, the same bits."""

import copy
import hashlib
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.callback import Callback
from pymoo.core.population import Population
from pymoo.core.problem import ElementwiseProblem
from pymoo.optimize import minimize
from pymoo.problems import get_problem
from pymoo.termination import get_termination

from algorithms.dominance import ranks
from algorithms.duplicates import HashDuplicateElimination
from algorithms.glnsga2 import GLNSGA2
from algorithms.levy import LevyMutation
from algorithms.mating import CombinedMating, LevyDifferential
from algorithms.presets import Preset, build_algorithm
from algorithms.survival import ArraySurvival, CrowdingSurvival, HypervolumeSurvival

ROOT = Path(__file__).resolve().parents[2]


def run(problem: Any, algorithm: Any, generations: int = 6, seed: int = 1, **keywords: Any) -> Any:
    return minimize(problem, algorithm, ("n_gen", generations), seed=seed, **keywords)


def same(a: Any, b: Any) -> None:
    np.testing.assert_array_equal(a.pop.get("X"), b.pop.get("X"))
    np.testing.assert_array_equal(a.pop.get("F"), b.pop.get("F"))
    np.testing.assert_array_equal(a.F, b.F)


@pytest.mark.parametrize("preset", list(Preset))
@pytest.mark.parametrize("name", ["zdt1", "bnh"])
def test_ask_and_tell_equals_next_equals_minimize(preset: Preset, name: str) -> None:
    problem = get_problem(name)
    result = run(problem, build_algorithm(preset, pop_size=20))

    stepped = build_algorithm(preset, pop_size=20)
    stepped.setup(problem, termination=("n_gen", 6), seed=1)
    while stepped.has_next():
        stepped.next()
    same(result, stepped.result())

    told = build_algorithm(preset, pop_size=20)
    told.setup(problem, termination=("n_gen", 6), seed=1)
    while told.has_next():
        designs = told.ask()
        values = problem.evaluate(designs.get("X"), return_as_dictionary=True)
        for key, value in values.items():
            designs.set(key, value)
        told.tell(infills=designs)
    same(result, told.result())


def test_the_nsga2_preset_is_pymoos_draw_for_draw() -> None:
    for problem in (get_problem("zdt1"), get_problem("bnh")):
        same(run(problem, build_algorithm("nsga2", pop_size=30)), run(problem, NSGA2(pop_size=30)))


@pytest.mark.parametrize("n_offsprings", [1, 7, 20, 33])
def test_n_offsprings(n_offsprings: int) -> None:
    algorithm = GLNSGA2(pop_size=20, n_offsprings=n_offsprings)
    result = run(get_problem("zdt1"), algorithm, 4)
    assert result.algorithm.evaluator.n_eval == 20 + 3 * n_offsprings
    assert len(result.pop) == 20


@pytest.mark.parametrize(
    ("termination", "counted"),
    [
        (("n_gen", 5), True),
        (("n_eval", 100), True),
        (get_termination("n_gen", 5), True),
        (("time", "00:00:01"), False),
        (None, False),
    ],
    ids=["generations", "evaluations", "object", "time", "default"],
)
def test_terminations(termination: Any, counted: bool) -> None:
    problem = get_problem("zdt1", n_var=2)
    algorithm = GLNSGA2(pop_size=20)
    algorithm.setup(problem, termination=termination, seed=1)
    shares = []
    for _ in range(5):
        if algorithm.has_next():
            algorithm.next()
            shares.append(algorithm.data.get("budget_used", 0.0))
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0
    if counted:
        assert not algorithm.has_next()
        assert shares == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert len(algorithm.result().F) > 0


def test_a_longer_run_does_not_jump_back() -> None:
    problem = get_problem("zdt1")
    algorithm = GLNSGA2(pop_size=20)
    algorithm.setup(problem, termination=("n_gen", 5), seed=1)
    algorithm.run()
    algorithm.termination = get_termination("n_gen", 100)
    algorithm.next()
    assert algorithm.data["budget_used"] == pytest.approx(0.8)


def test_a_pickled_run_goes_on_with_the_same_bits() -> None:
    problem = get_problem("zdt1")
    algorithm = GLNSGA2(pop_size=20)
    algorithm.setup(problem, termination=("n_gen", 6), seed=1)
    for _ in range(3):
        algorithm.next()
    resumed = pickle.loads(pickle.dumps(algorithm))
    resumed.run()
    same(run(problem, GLNSGA2(pop_size=20)), resumed.result())


class Watch(Callback):
    def notify(self, algorithm: Any) -> None:
        self.data.setdefault("sizes", []).append(len(algorithm.pop))
        assert not np.any(algorithm.pop.get("rank") == None)  # noqa: E711 - elementwise
        assert algorithm.pop.get("crowding").dtype == float


def test_callback_history_and_output(capsys: pytest.CaptureFixture[str]) -> None:
    watch = Watch()
    problem = get_problem("zdt1")
    result = run(problem, GLNSGA2(pop_size=20), 4, callback=watch, save_history=True, verbose=True)
    assert result.algorithm.callback.data["sizes"] == [20] * 4
    assert [len(step.pop) for step in result.history] == [20] * 4
    assert len(capsys.readouterr().out.splitlines()) == 4 + 3
    same(result, run(problem, GLNSGA2(pop_size=20), 4))


def test_no_design_is_in_the_population_twice() -> None:
    result = run(get_problem("zdt1", n_var=2), GLNSGA2(pop_size=30), 8, save_history=True)
    for step in result.history:
        X = step.pop.get("X")
        assert len(np.unique(X, axis=0)) == len(X)


def test_constraints_end_feasible_and_feasible_come_first() -> None:
    problem = get_problem("bnh")
    result = run(problem, GLNSGA2(pop_size=30), 12)
    assert result.pop.get("FEAS").all()
    assert (result.G <= 0).all()
    early = run(get_problem("osy"), GLNSGA2(pop_size=40), 3)
    feasible = early.pop.get("FEAS")[:, 0]
    assert (np.diff(feasible.astype(int)) <= 0).all()
    violation = early.pop.get("CV")[~feasible, 0]
    assert (np.diff(violation) >= 0).all()


class Infeasible(ElementwiseProblem):
    """No design is allowed; one objective cannot be computed for half of the designs."""

    def __init__(self, allowed: bool) -> None:
        super().__init__(n_var=2, n_obj=2, n_ieq_constr=1, xl=0.0, xu=1.0)
        self.allowed = allowed

    def _evaluate(self, x: np.ndarray, out: dict, *args: Any, **kwargs: Any) -> None:
        out["F"] = [x[0], np.nan if x[1] < 0.5 else 1 - x[0] + x[1]]
        out["G"] = [-1.0 if self.allowed else 1.0 + x[1]]


def test_nothing_feasible_and_nan_objectives() -> None:
    result = run(Infeasible(allowed=False), GLNSGA2(pop_size=20), 5)
    assert result.F is None
    assert len(result.pop) == 20
    result = run(Infeasible(allowed=True), GLNSGA2(pop_size=20), 8)
    assert np.isfinite(result.F).all()


def test_three_objectives_and_one() -> None:
    result = run(get_problem("dtlz2", n_var=7), GLNSGA2(pop_size=40), 20)
    assert result.F.shape == (40, 3)
    assert np.abs(np.linalg.norm(result.F, axis=1) - 1).mean() < 0.1
    single = run(get_problem("sphere", n_var=3), GLNSGA2(pop_size=20), 30)
    assert single.F[0] < 1e-3


def digest(preset: str) -> str:
    result = run(get_problem("zdt1"), build_algorithm(preset, pop_size=20))
    return hashlib.sha256(result.pop.get("X").tobytes()).hexdigest()


def test_the_same_seed_gives_the_same_bits_in_any_process() -> None:
    assert digest("glnsga2") == digest("glnsga2")
    script = "\n".join(
        [
            "import hashlib",
            "from pymoo.optimize import minimize",
            "from pymoo.problems import get_problem",
            "from algorithms import build_algorithm",
            "algorithm = build_algorithm(pop_size=20)",
            "r = minimize(get_problem('zdt1'), algorithm, ('n_gen', 6), seed=1)",
            "print(hashlib.sha256(r.pop.get('X').tobytes()).hexdigest())",
        ]
    )
    for hash_seed in ("0", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.stdout.strip() == digest("glnsga2")


def test_only_the_runs_own_generator_is_used() -> None:
    before = copy.deepcopy(np.random.get_state())
    np.random.seed(5)
    first = digest("glnsga2")
    np.random.seed(6)
    assert digest("glnsga2") == first
    np.random.set_state(before)
    other = run(get_problem("zdt1"), GLNSGA2(pop_size=20), seed=2)
    assert hashlib.sha256(other.pop.get("X").tobytes()).hexdigest() != first


def test_one_object_can_be_run_twice() -> None:
    algorithm = GLNSGA2(pop_size=20)
    same(run(get_problem("zdt1"), algorithm), run(get_problem("zdt1"), algorithm))


def test_operators_can_be_switched_and_presets_overridden() -> None:
    mutation, survival = LevyMutation(prob=0.5), HypervolumeSurvival()
    algorithm = build_algorithm("nsga2", mutation=mutation, survival=survival)
    assert algorithm.mating.mutation is mutation
    assert algorithm.survival is survival
    assert algorithm.mating.differential.share == 0.0
    assert isinstance(algorithm.eliminate_duplicates, HashDuplicateElimination)
    with pytest.raises(ValueError):
        build_algorithm("best")
    repeated = run(get_problem("zdt1"), GLNSGA2(pop_size=20, eliminate_duplicates=False))
    assert len(repeated.pop) == 20


def test_levy_mutation_in_pymoos_own_algorithm() -> None:
    result = run(get_problem("zdt1"), NSGA2(pop_size=20, mutation=LevyMutation()))
    assert result.algorithm.data["budget_used"] == pytest.approx(5 / 6)


def test_differential_children_lie_on_the_line_through_the_parent() -> None:
    generator = np.random.default_rng(0)
    population = np.array([[0.4, 0.4, 0.4], [0.5, 0.5, 0.5]])
    parents = np.tile([0.45, 0.45, 0.45], (200, 1))
    lower, upper = np.zeros(3), np.ones(3)
    whole = LevyDifferential(crossover=1.0)
    children = whole.children(parents, population, lower, upper, generator)
    # r1 != r2, so every child moves, by one number for all its genes
    assert (children != parents).all()
    np.testing.assert_allclose(children, np.tile(children[:, :1], 3), atol=1e-12)
    assert np.median(np.abs(children - parents)) == pytest.approx(0.5 * 0.1, rel=0.25)

    one = LevyDifferential(crossover=0.0)
    children = one.children(parents, population, lower, upper, generator)
    assert ((children != parents).sum(axis=1) == 1).all()
    np.testing.assert_array_equal(population, [[0.4] * 3, [0.5] * 3])
    for wrong in ({"share": 1.1}, {"share": -0.1}, {"crossover": 2.0}, {"beta": 0.1}):
        with pytest.raises(ValueError):
            LevyDifferential(**wrong)


def test_a_quarter_of_the_matings_is_differential() -> None:
    problem = get_problem("zdt1", n_var=4)
    algorithm = GLNSGA2(pop_size=400, eliminate_duplicates=False, spare=0.0)
    algorithm.setup(problem, seed=1)
    algorithm.next()
    made: list[int] = []

    class Counting(LevyDifferential):
        def children(self, parents: np.ndarray, *others: Any) -> np.ndarray:
            made.append(len(parents))
            return super().children(parents, *others)

    algorithm.mating.differential = Counting()
    assert len(algorithm.ask()) == 400
    assert made[0] == pytest.approx(100, abs=40)
    algorithm.mating.differential = Counting(share=1.0)
    assert len(algorithm.ask()) == 400
    assert made[1] == 400


def test_mating_needs_a_generator() -> None:
    mating = GLNSGA2().mating
    assert isinstance(mating, CombinedMating)
    with pytest.raises(ValueError, match="random_state"):
        mating._do(get_problem("zdt1"), Population.empty(), 2)


@pytest.mark.parametrize("survival", [HypervolumeSurvival(), CrowdingSurvival()])
def test_survival_ranks_a_design_without_a_value_last(survival: ArraySurvival) -> None:
    F = np.array([[0.5, np.nan], [0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    pop = Population.new("X", np.zeros((4, 1)), "F", F)
    survivors = survival.do(get_problem("zdt1"), pop, n_survive=3)
    np.testing.assert_array_equal(survivors.get("F"), [[0, 1], [1, 0], [2, 2]])
    np.testing.assert_array_equal(survivors.get("rank"), [0, 0, 1])


@pytest.mark.parametrize("survival", [HypervolumeSurvival(), CrowdingSurvival()])
def test_designs_without_a_value_disturb_no_other(survival: ArraySurvival) -> None:
    generator = np.random.default_rng(5)
    for _ in range(50):
        F = generator.integers(0, 9, (30, 2)).astype(float)
        known = np.flatnonzero(generator.random(30) < 0.8)
        sick = np.setdiff1d(np.arange(30), known)
        F[sick, generator.integers(2, size=len(sick))] = np.nan
        picked = survival.pick(F, 30, generator)
        rank = dict(zip(picked.rows, picked.rank, strict=True))
        assert [rank[row] for row in known] == ranks(F[known]).tolist()
        assert all(rank[row] > max(rank[r] for r in known) for row in sick)
