"""A population kept as arrays is pymoo's population to whoever looks at it, or changes it."""

import copy
import pickle
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from typing import Any

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.callback import Callback
from pymoo.core.evaluator import Evaluator
from pymoo.core.individual import Individual
from pymoo.core.population import Population
from pymoo.core.problem import ElementwiseProblem, LoopedElementwiseEvaluation, Problem
from pymoo.optimize import minimize
from pymoo.parallelization import StarmapParallelization
from pymoo.util.archive import MultiObjectiveArchive

from algorithms.designs import Designs, constraint_violation
from algorithms.fronts import nondominated
from algorithms.glnsga2 import GLNSGA2
from algorithms.modules import ModuleRepair
from algorithms.presets import build_algorithm

GENERATIONS = 8
Run = Callable[[Any], Any]


def told(x: np.ndarray) -> dict[str, Any]:
    """Objectives, constraints and extra values of designs, shape (..., 3), column by column."""
    a, b, c = x[..., 0], x[..., 1], x[..., 2]
    return {
        "F": np.stack([a + b * b, (a - 1.0) * (a - 1.0) + c], axis=-1),
        "G": np.stack([0.3 - a - c, b - 0.9], axis=-1),
        "H": np.stack([np.maximum(b - 0.6, 0.0)], axis=-1),
        "cost": 3.0 * a,
        "matrix": np.stack([np.stack([a, b], axis=-1), np.stack([b, c], axis=-1)], axis=-1),
        "label": np.char.mod("x%.3f", a),
    }


class Plant(Problem):
    """Two objectives, three constraints, and more values than pymoo knows of."""

    def __init__(self) -> None:
        super().__init__(n_var=3, n_obj=2, n_ieq_constr=2, n_eq_constr=1, xl=0.0, xu=1.0)

    def _evaluate(self, X: np.ndarray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        out.update(told(X))


class OneByOne(ElementwiseProblem):
    def __init__(self, runner: Any) -> None:
        super().__init__(
            n_var=3,
            n_obj=2,
            n_ieq_constr=2,
            n_eq_constr=1,
            xl=0.0,
            xu=1.0,
            elementwise_runner=runner,
        )

    def _evaluate(self, x: np.ndarray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        out.update(told(x))


def run(algorithm: Any, problem: Any = None, **keywords: Any) -> Any:
    problem = Plant() if problem is None else problem
    return minimize(problem, algorithm, ("n_gen", GENERATIONS), seed=1, **keywords)


def stepped(algorithm: Any, between: Callable[[Any], Any] = lambda algorithm: algorithm) -> Any:
    algorithm.setup(Plant(), termination=("n_gen", GENERATIONS), seed=1)
    while algorithm.has_next():
        algorithm.next()
        algorithm = between(algorithm)
    return algorithm.result()


def asked_and_told(algorithm: Any) -> Any:
    problem = Plant()
    algorithm.setup(problem, termination=("n_gen", GENERATIONS), seed=1)
    while algorithm.has_next():
        designs = algorithm.ask()
        out = problem.evaluate(designs.get("X"), return_as_dictionary=True)
        for name, values in out.items():
            designs.set(name, values)
        algorithm.tell(infills=designs)
    return algorithm.result()


class Reader(Callback):
    """Reads all there is, in this order or the other."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names

    def notify(self, algorithm: Any) -> None:
        for name in self.names:
            population = getattr(algorithm, name)
            assert type(population) is Population
            assert population.get("F").shape == (len(population), 2)


class Slow(Evaluator):
    """An evaluator of one's own."""

    def _eval(self, problem: Any, pop: Any, values: Any, **kwargs: Any) -> None:
        super()._eval(problem, pop, values, **kwargs)


def in_threads(algorithm: Any) -> Any:
    with ThreadPool(2) as pool:
        return run(algorithm, OneByOne(StarmapParallelization(pool.starmap)))


DRIVERS: dict[str, Run] = {
    "reads pop": lambda a: run(a, callback=Reader("pop")),
    "reads all": lambda a: run(a, callback=Reader("off", "opt", "pop")),
    "reads off last": lambda a: run(a, callback=Reader("pop", "off")),
    "history": lambda a: run(a, save_history=True),
    "history and callback": lambda a: run(a, save_history=True, callback=Reader("off", "pop")),
    "next": stepped,
    "copied": lambda a: stepped(a, copy.deepcopy),
    "pickled": lambda a: stepped(a, lambda algorithm: pickle.loads(pickle.dumps(algorithm))),
    "ask and tell": asked_and_told,
    "evaluator": lambda a: run(a, evaluator=Evaluator()),
    "evaluator's callback": lambda a: run(a, evaluator=Evaluator(callback=lambda pop: None)),
    "own evaluator": lambda a: run(a, evaluator=Slow()),
    "archive": lambda a: run(a, archive=MultiObjectiveArchive(max_size=10_000)),
    "elementwise": lambda a: run(a, OneByOne(LoopedElementwiseEvaluation())),
    "threads": in_threads,
}


def same(one: Any, other: Any) -> None:
    for name in ("X", "F", "G", "H", "CV"):
        np.testing.assert_array_equal(one.pop.get(name), other.pop.get(name), strict=True)
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)
    for name in ("rank", "crowding"):
        assert repr(one.pop.get(name)) == repr(other.pop.get(name))


@pytest.mark.parametrize("driver", DRIVERS.values(), ids=list(DRIVERS))
@pytest.mark.parametrize("preset", ["glnsga2", "nsga2"])
def test_however_it_is_driven_the_same_bits(preset: str, driver: Run) -> None:
    algorithm = build_algorithm(preset, pop_size=20)
    same(driver(copy.deepcopy(algorithm)), run(algorithm))


@pytest.mark.parametrize("driver", ["reads all", "history", "own evaluator", "pickled"])
def test_values_that_a_problem_returns_are_found_on_individuals(driver: str) -> None:
    pop = DRIVERS[driver](GLNSGA2(pop_size=20)).pop
    expected = told(pop.get("X"))
    for name, values in expected.items():
        np.testing.assert_array_equal(pop.get(name), values)
    for individual in pop:
        assert {"F", "G", "H"} <= individual.evaluated
        assert individual.CV.shape == (1,)
        assert 1 <= individual.get("n_gen") == individual.get("n_iter") <= GENERATIONS
    assert len(set(pop.get("n_gen"))) > 1


class SometimesMore(Plant):
    """Returns something in some generations only, in changing shapes and kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.requires_kwargs = True

    def _evaluate(self, X: np.ndarray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        out.update(told(X))
        generation = kwargs["algorithm"].n_iter
        if generation % 2:
            out["odd"] = X[:, 0] + 1.0
        out["wide"] = np.repeat(X[:, :1], generation, axis=1)
        out["either"] = X[:, 0] if generation % 3 else np.char.mod("%.3f kW", X[:, 0])


def test_values_may_change_from_generation_to_generation() -> None:
    result = run(GLNSGA2(pop_size=20), SometimesMore())
    same(result, run(GLNSGA2(pop_size=20)))
    assert len(set(result.pop.get("n_gen"))) > 3
    for individual in result.pop:
        generation, x = individual.get("n_gen"), individual.X[0]
        assert individual.get("odd") == (x + 1.0 if generation % 2 else None)
        np.testing.assert_array_equal(individual.get("wide"), np.full(generation, x))
        assert individual.get("either") == (x if generation % 3 else f"{x:.3f} kW")


class Careless(Plant):
    """Changes the designs it is given."""

    def _evaluate(self, X: np.ndarray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        out.update(told(X))
        X[:] = 0.5


def test_a_problem_cannot_change_designs_by_accident() -> None:
    same(run(GLNSGA2(pop_size=20), Careless()), run(GLNSGA2(pop_size=20)))


class Miscounting(Plant):
    def __init__(self) -> None:
        super().__init__()
        self.requires_kwargs = True

    def _evaluate(self, X: np.ndarray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        out.update(told(X))
        if kwargs["algorithm"].n_iter > 1:
            out["extra"] = np.zeros(len(X) + 1)


def test_values_that_are_not_one_per_design_are_refused() -> None:
    with pytest.raises(ValueError, match="extra of 20 designs"):
        run(GLNSGA2(pop_size=20), Miscounting())


class Follow(Callback):
    """Marks every individual that it meets for the first time, and knows it again."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names
        self.known: dict[bytes, tuple[Individual, int]] = {}
        self.met_again = 0

    def notify(self, algorithm: Any) -> None:
        for name in self.names:
            for individual in getattr(algorithm, name):
                design = individual.X.tobytes()
                if design in self.known:
                    known, mark = self.known[design]
                    assert known is individual
                    assert individual.get("mark") == mark
                    self.met_again += 1
                else:
                    self.known[design] = individual, algorithm.n_gen
                    individual.set("mark", algorithm.n_gen)


ORDERS = [("pop",), ("off", "pop"), ("pop", "off"), ("opt", "off", "pop"), ("off", "opt")]


@pytest.mark.parametrize("names", ORDERS, ids="-".join)
@pytest.mark.parametrize("history", [False, True], ids=["", "history"])
def test_a_design_keeps_its_individual_while_it_survives(
    names: tuple[str, ...], history: bool
) -> None:
    follow = Follow(*names)
    result = run(GLNSGA2(pop_size=20), callback=follow, save_history=history)
    assert result.algorithm.callback.met_again > 2 * GENERATIONS
    same(result, run(GLNSGA2(pop_size=20)))


def test_history_holds_every_generation_as_it_was() -> None:
    seen: list[dict[str, np.ndarray]] = []

    def look(algorithm: Any) -> None:
        seen.append({name: algorithm.pop.get(name) for name in ("X", "F", "rank", "cost")})
        algorithm.pop.set("cost", -1.0)

    result = run(build_algorithm(pop_size=20), callback=look, save_history=True)
    assert len(result.history) == len(seen) == GENERATIONS
    individuals: set[Individual] = set()
    for step, values in zip(result.history, seen, strict=True):
        for name in ("X", "F", "rank"):
            np.testing.assert_array_equal(step.pop.get(name), values[name])
        fresh = np.flatnonzero(step.pop.get("n_gen") == step.n_gen)
        np.testing.assert_array_equal(step.pop.get("cost")[fresh], 3.0 * values["X"][fresh, 0])
        assert individuals.isdisjoint(step.pop)
        assert set(step.opt) <= set(step.pop)
        individuals |= set(step.pop)


def test_the_archive_is_pymoos() -> None:
    pymoo, ours = (
        run(algorithm, archive=MultiObjectiveArchive(max_size=10_000)).archive
        for algorithm in (NSGA2(pop_size=20), build_algorithm("nsga2", pop_size=20))
    )
    assert len(ours) > 20
    np.testing.assert_array_equal(ours.get("X"), pymoo.get("X"))


@pytest.mark.parametrize("evaluator", [None, Slow()], ids=["", "own evaluator"])
def test_an_exhausted_grid_with_an_archive_ends(evaluator: Evaluator | None) -> None:
    algorithm = GLNSGA2(pop_size=20, repair=ModuleRepair([0.5] * 3))  # 27 designs
    archive = MultiObjectiveArchive(max_size=10_000)
    keywords = {} if evaluator is None else {"evaluator": evaluator}
    result = minimize(Plant(), algorithm, ("n_gen", 99), seed=1, archive=archive, **keywords)
    axis = [0.0, 0.5, 1.0]
    X = np.array([(a, b, c) for a in axis for b in axis for c in axis])
    values = told(X)
    allowed = constraint_violation(values["G"], values["H"]) <= 0.0
    front = np.flatnonzero(allowed)[nondominated(values["F"][allowed])]
    assert {tuple(x) for x in result.archive.get("X")} == {tuple(x) for x in X[front]}
    assert len(result.pop) == 20


@pytest.mark.parametrize(("inequalities", "equalities"), [(0, 0), (1, 0), (0, 2), (3, 1), (20, 20)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_constraint_violation_is_pymoos(inequalities: int, equalities: int, order: Any) -> None:
    generator = np.random.default_rng(0)
    G, H = generator.normal(size=(50, inequalities)), generator.normal(size=(50, equalities))
    G[:, :1], H[:, :1] = np.round(G[:, :1]), np.where(H[:, :1] > 0.5, 1e-4, H[:, :1] * 1e-4)
    G[3:5, :1], H[5:7, :1] = np.nan, np.inf
    pop = Population.new("X", np.zeros((50, 1)), "G", G, "H", H)
    violation = constraint_violation(np.asarray(G, order=order), np.asarray(H, order=order))
    np.testing.assert_array_equal(violation, pop.get("CV")[:, 0])
    assert len(constraint_violation(G[:0], H[:0])) == 0


def test_constraint_violation_follows_pymoos_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Individual.default_config()
    settings["cv_ieq"] = {"scale": 2.0, "eps": 0.1, "pow": 2, "func": np.max}
    monkeypatch.setattr(Individual, "default_config", lambda: settings)
    G, H = np.array([[0.5, 1.1], [0.1, -3.0]]), np.array([[0.0], [-2.0]])
    np.testing.assert_allclose(constraint_violation(G, H), [0.25, 2.0 - 1e-4])


def evaluated(n: int) -> Designs:
    """Designs in arrays, evaluated and ranked."""
    X = np.arange(3.0 * n).reshape(n, 3)
    values = told(X)
    violation = constraint_violation(values["G"], values["H"])
    ranks = {"rank": np.arange(n), "crowding": np.ones(n)}
    return Designs({"X": X, "CV": violation, **values, **ranks})


def test_joined_designs_have_the_same_individuals_whoever_is_asked() -> None:
    for asked_first in (False, True):
        one, other = evaluated(3), evaluated(2)
        before = [one.population()[1]] if asked_first else []
        everyone = one.joined(other)
        assert "rank" not in everyone.columns
        some = everyone.take(np.array([4, 1]))
        second, first = some.population()
        assert first is (before[0] if asked_first else everyone.population()[1])
        assert second is other.population()[1]
        assert list(everyone.population()[3:]) == list(other.population())


def test_a_few_changed_individuals_are_read_among_many_untouched() -> None:
    one, other = evaluated(3), evaluated(2)
    pop = one.population()
    pop[2].X, pop[2].F, pop[2].CV = np.full(3, 0.5), np.array([7.0, 8.0]), np.array([9.0])
    designs = one.current().joined(other).take(np.array([2, 3, 0])).current()
    np.testing.assert_array_equal(designs["X"], [[0.5, 0.5, 0.5], [0, 1, 2], [0, 1, 2]])
    np.testing.assert_array_equal(designs["F"][0], [7, 8])
    assert designs["CV"][0] == 9.0
    assert designs.population()[0] is pop[2]
    np.testing.assert_array_equal(evaluated(3)["X"], one["X"])
