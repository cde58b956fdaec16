"""pymoo's operators, and one's own, in the array form: as in pymoo's NSGA2, bit for bit.

The preset nsga2 draws as pymoo's NSGA2 does, so with the same operators both must agree.
"""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2, binary_tournament
from pymoo.constraints.eps import AdaptiveEpsilonConstraintHandling
from pymoo.core.callback import Callback
from pymoo.core.crossover import Crossover
from pymoo.core.duplicate import (
    DefaultDuplicateElimination,
    DuplicateElimination,
    ElementwiseDuplicateElimination,
)
from pymoo.core.evaluator import Evaluator
from pymoo.core.individual import Individual
from pymoo.core.infill import InfillCriterion
from pymoo.core.mating import Mating
from pymoo.core.mutation import Mutation
from pymoo.core.population import Population
from pymoo.core.problem import Problem
from pymoo.core.repair import Repair
from pymoo.core.selection import Selection
from pymoo.core.survival import Survival
from pymoo.operators.crossover.dex import DEM, DEX
from pymoo.operators.crossover.nox import NoCrossover
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.crossover.ux import UX
from pymoo.operators.mutation.gauss import GaussianMutation
from pymoo.operators.mutation.nom import NoMutation
from pymoo.operators.mutation.pm import PM
from pymoo.operators.repair.rounding import RoundingRepair
from pymoo.operators.sampling.rnd import IntegerRandomSampling
from pymoo.operators.selection.rnd import RandomSelection
from pymoo.operators.selection.tournament import TournamentSelection
from pymoo.operators.survival.rank_and_crowding import RankAndCrowding
from pymoo.optimize import minimize
from pymoo.problems import get_problem

from algorithms.glnsga2 import GLNSGA2
from algorithms.mating import CombinedMating, LevyDifferential
from algorithms.presets import build_algorithm

Array = np.ndarray
Options = dict[str, Any]
Wrap = Callable[[Any], Any]


class ThreeParents(Crossover):
    """A weighted mean of three parents."""

    def __init__(self, n_offsprings: int) -> None:
        super().__init__(3, n_offsprings, prob=0.8)

    def _do(self, problem: Any, X: Array, *args: Any, random_state: Any, **kwargs: Any) -> Array:
        share = random_state.random((self.n_offsprings, X.shape[1], 1))
        return share * X[0] + (1.0 - share) * (X[1] + X[2]) / 2.0


class TowardsTheBetter(Crossover):
    """Looks at the objectives of parents, and hands the worse one on as it is."""

    def __init__(self) -> None:
        super().__init__(2, 2)

    def do(self, problem: Any, pop: Any, *args: Any, random_state: Any, **kwargs: Any) -> Any:
        children = []
        for pair in pop:
            better, worse = sorted(pair, key=lambda parent: parent.F.sum())
            assert better.get("rank") is not None or better.CV[0] > 0.0
            share = random_state.random()
            children.append(Individual(X=share * better.X + (1.0 - share) * worse.X))
            children.append(Individual(X=worse.X.copy()))
        return Population.create(*children)


class InPlace(Mutation):
    """Changes the array it is given."""

    def _do(self, problem: Any, X: Array, *args: Any, random_state: Any, **kwargs: Any) -> Array:
        X[:, 0] = random_state.random(len(X))
        return X


class OwnMutation(Mutation):
    def do(self, problem: Any, pop: Any, *args: Any, random_state: Any, **kwargs: Any) -> Any:
        for individual in pop:
            moved = individual.X + 0.02 * random_state.normal(size=problem.n_var)
            individual.X = np.clip(moved, problem.xl, problem.xu)
        return pop


class Elite(Selection):
    """Returns individuals, not rows."""

    def _do(self, _: Any, pop: Any, n: int, parents: int, random_state: Any, **more: Any) -> Any:
        order = np.argsort(pop.get("F")[:, 0])
        return pop[order[random_state.integers(len(pop) // 2, size=(n, parents))]]


class Coarse(Repair):
    def _do(self, problem: Any, X: Array, **kwargs: Any) -> Array:
        return np.round(X, 2)


class OwnRepair(Repair):
    def do(self, problem: Any, pop: Any, **kwargs: Any) -> Any:
        for individual in pop:
            individual.X = np.round(individual.X, 2)
        return pop


class AlikeToATenth(DuplicateElimination):
    def __init__(self) -> None:
        super().__init__(func=lambda pop: [tuple(np.round(x, 1)) for x in pop.get("X")])

    def _do(self, pop: Any, other: Any, is_duplicate: Array) -> Array:
        seen = set() if other is None else set(self.func(other))
        for i, design in enumerate(self.func(pop)):
            is_duplicate[i] |= design in seen
            if other is None:
                seen.add(design)
        return is_duplicate


class Near(ElementwiseDuplicateElimination):
    def is_equal(self, a: Any, b: Any) -> bool:
        return bool(np.abs(a.X - b.X).max() < 1e-3)


OPERATORS: dict[str, Options] = {
    "random selection": {"selection": RandomSelection()},
    "tournament": {"selection": TournamentSelection(func_comp=binary_tournament)},
    "selected individuals": {"selection": Elite()},
    "ux": {"crossover": UX()},
    "dem": {"crossover": DEM()},
    "one child": {"crossover": SBX(n_offsprings=1)},
    "three parents, one child": {"crossover": ThreeParents(1)},
    "three parents, three children": {"crossover": ThreeParents(3)},
    "three parents, five children": {"crossover": ThreeParents(5)},
    "own crossover": {"crossover": TowardsTheBetter()},
    "some mutants": {"mutation": PM(prob=0.4)},
    "no mutation": {"mutation": NoMutation()},
    "mutation in place": {"mutation": InPlace(prob=0.5)},
    "own mutation": {"mutation": OwnMutation()},
    "repaired crossover": {"crossover": SBX(vtype=float, repair=Coarse())},
    "repair": {"repair": Coarse()},
    "own repair": {"repair": OwnRepair()},
    "pymoo's duplicates": {"eliminate_duplicates": DefaultDuplicateElimination()},
    "own duplicates": {"eliminate_duplicates": AlikeToATenth()},
    "elementwise duplicates": {"eliminate_duplicates": Near()},
    "duplicates allowed": {"eliminate_duplicates": False},
    "survival": {"survival": RankAndCrowding()},
    "few children": {"n_offsprings": 7},
    "mating": {"mating": Mating(RandomSelection(), SBX(), PM())},
}


def both(
    problem: Problem, wrap: Wrap = lambda algorithm: algorithm, **options: Any
) -> tuple[Any, Any]:
    """pymoo's NSGA2 and the preset, with the same operators."""
    makers = (NSGA2, lambda **keywords: build_algorithm("nsga2", **keywords))
    pymoo, ours = (
        minimize(problem, wrap(make(pop_size=20, **copy.deepcopy(options))), ("n_gen", 10), seed=1)
        for make in makers
    )
    return pymoo, ours


def same(pymoo: Any, ours: Any) -> None:
    for name in ("X", "F", "G", "H", "CV", "n_gen"):
        np.testing.assert_array_equal(ours.pop.get(name), pymoo.pop.get(name), strict=True)
    for name in ("X", "F", "CV"):
        assert repr(getattr(ours, name)) == repr(getattr(pymoo, name))
    for name in ("rank", "crowding"):
        assert ours.pop.get(name).tolist() == pymoo.pop.get(name).tolist()
    assert ours.algorithm.evaluator.n_eval == pymoo.algorithm.evaluator.n_eval


@pytest.mark.parametrize("name", ["zdt1", "osy"])
@pytest.mark.parametrize("options", OPERATORS.values(), ids=list(OPERATORS))
def test_operators_do_what_they_do_in_pymoo(options: Options, name: str) -> None:
    problem = get_problem(name, n_var=6) if name == "zdt1" else get_problem(name)
    same(*both(problem, **options))


@pytest.mark.parametrize("options", OPERATORS.values(), ids=list(OPERATORS))
def test_operators_work_beside_the_default_ones(options: Options) -> None:
    problem = get_problem("zdt1", n_var=6)
    result = minimize(problem, GLNSGA2(pop_size=20, **copy.deepcopy(options)), ("n_gen", 5), seed=1)
    X = result.pop.get("X")
    assert X.shape == (20, 6)
    assert ((X >= 0.0) & (X <= 1.0)).all()


@pytest.mark.parametrize(
    "options",
    [{"crossover": DEX()}, {"mutation": GaussianMutation()}, {"crossover": NoCrossover()}],
    ids=["dex", "gauss", "none"],
)
@pytest.mark.parametrize("preset", ["glnsga2", "nsga2"])
def test_operators_that_pymoo_cannot_repeat(preset: str, options: Options) -> None:
    """The first two repair with random numbers that are nobody's, the third changes parents."""
    algorithm = build_algorithm(preset, pop_size=20, **copy.deepcopy(options))
    result = minimize(get_problem("zdt1", n_var=6), algorithm, ("n_gen", 5), seed=1)
    X = result.pop.get("X")
    assert result.algorithm.evaluator.n_eval == 5 * 20
    assert ((X >= 0.0) & (X <= 1.0)).all()
    assert len(np.unique(X, axis=0)) == 20


class Unbounded(Problem):
    def __init__(self) -> None:
        super().__init__(n_var=3, n_obj=2)

    def _evaluate(self, X: Array, out: Options, *args: Any, **kwargs: Any) -> None:
        out["F"] = np.column_stack([np.sum(X**2, axis=1), np.sum((X - 7.0) ** 2, axis=1)])


def test_differential_evolution_without_bounds() -> None:
    start = np.random.default_rng(0).random((20, 3))
    same(*both(Unbounded(), sampling=start, crossover=DEX(), mutation=NoMutation()))


class Whole(Problem):
    """Integers; remembers of what type they came."""

    def __init__(self) -> None:
        super().__init__(n_var=3, n_obj=2, xl=-20, xu=20, vtype=int)
        self.types: set[Any] = set()

    def _evaluate(self, X: Array, out: Options, *args: Any, **kwargs: Any) -> None:
        self.types.add(X.dtype)
        out["F"] = np.column_stack([np.sum(X**2, axis=1), np.sum((X - 7) ** 2, axis=1)])


def test_integers_as_pymoo_recommends_them() -> None:
    rounded: Options = {"vtype": float, "repair": RoundingRepair()}
    options = {
        "sampling": IntegerRandomSampling(),
        "crossover": SBX(prob=1.0, eta=3.0, **rounded),
        "mutation": PM(prob=1.0, eta=3.0, **rounded),
    }
    pymoo, ours = both(Whole(), **options)
    same(pymoo, ours)
    assert ours.problem.types == {np.dtype(int)}


def test_integers_by_repair_alone() -> None:
    problem = Whole()
    result = minimize(problem, GLNSGA2(pop_size=20, repair=RoundingRepair()), ("n_gen", 15), seed=1)
    X = result.pop.get("X")
    assert problem.types == {np.dtype(int)} == {X.dtype}
    assert len(np.unique(X, axis=0)) == 20
    assert ((X >= 0) & (X <= 7)).all()


def test_differential_children_of_integers_are_not_cut_off() -> None:
    generator = np.random.default_rng(0)
    whole = generator.integers(-20, 20, (30, 4))
    children = [
        LevyDifferential().children(
            X[:10], X, np.full(4, -20.0), np.full(4, 20.0), np.random.default_rng(1)
        )
        for X in (whole, whole.astype(float))
    ]
    np.testing.assert_array_equal(*children)
    assert (children[0] != np.round(children[0])).any()


SAMPLES = np.random.default_rng(0).random((15, 6))


@pytest.mark.parametrize("kind", ["array", "population", "evaluated"])
def test_a_given_start(kind: str) -> None:
    problem = get_problem("zdt1", n_var=6)
    pop = Population.new("X", SAMPLES)
    if kind == "evaluated":
        Evaluator().eval(problem, pop)
    start = SAMPLES if kind == "array" else pop
    pymoo, ours = both(problem, sampling=start)
    same(pymoo, ours)
    assert ours.algorithm.evaluator.n_eval == 9 * 20 + (0 if kind == "evaluated" else 15)

    algorithm = GLNSGA2(pop_size=20, sampling=start)
    algorithm.setup(problem, seed=1, termination=("n_gen", 3))
    algorithm.next()
    np.testing.assert_array_equal(np.sort(algorithm.pop.get("X"), axis=0), np.sort(SAMPLES, axis=0))
    if kind != "array":
        assert set(algorithm.pop) == set(pop)
    algorithm.run()
    assert len(algorithm.pop) == 20


class Hopeless(Problem):
    def __init__(self) -> None:
        super().__init__(n_var=3, n_obj=2, n_ieq_constr=2, n_eq_constr=1, xl=0.0, xu=1.0)

    def _evaluate(self, X: Array, out: Options, *args: Any, **kwargs: Any) -> None:
        out["F"], out["G"], out["H"] = X[:, :2], X[:, :2] + 0.1, X[:, 2:] - 0.5


@pytest.mark.parametrize(
    "problem",
    [
        get_problem("sphere", n_var=3),
        get_problem("dtlz2", n_var=5, n_obj=3),
        get_problem("dtlz2", n_var=7, n_obj=5),
        get_problem("bnh"),
        Hopeless(),
    ],
    ids=["one", "three", "five", "constraints", "infeasible"],
)
def test_problems_of_every_kind(problem: Problem) -> None:
    same(*both(problem))


def test_five_objectives_by_default() -> None:
    problem = get_problem("dtlz2", n_var=7, n_obj=5)
    result = minimize(problem, GLNSGA2(pop_size=30), ("n_gen", 8), seed=1)
    assert result.F.shape[1] == 5
    assert len(result.pop) == 30


class Meddle(Callback):
    """Changes individuals, and at last the population."""

    def notify(self, algorithm: Any) -> None:
        pop, generation = algorithm.pop, algorithm.n_gen
        lower, upper = algorithm.problem.bounds()
        if generation == 2:
            pop[3].F = np.array([-1.0, 0.5])
        if generation == 3:
            pop[5].X = 0.75 * lower + 0.25 * upper
        if generation == 4 and len(pop[0].G):
            pop[0].G = np.full(len(pop[0].G), 3.0)
            pop[0].CV = np.array([9.0])
        if generation == 5:
            stranger = Population.new("X", (0.375 * lower + 0.625 * upper)[None])
            algorithm.evaluator.eval(algorithm.problem, stranger)
            stranger.set("rank", 0, "crowding", np.inf)
            pop[7] = stranger[0]
        if generation == 6:
            algorithm.pop = Population.merge(pop[:12], pop[15:])


@pytest.mark.parametrize("name", ["zdt1", "osy"])
def test_what_a_callback_changes_counts_as_in_pymoo(name: str) -> None:
    problem = get_problem(name, n_var=6) if name == "zdt1" else get_problem(name)
    untouched, _ = both(problem)
    pymoo, ours = (
        minimize(problem, algorithm, ("n_gen", 10), seed=1, callback=Meddle())
        for algorithm in (NSGA2(pop_size=20), build_algorithm("nsga2", pop_size=20))
    )
    same(pymoo, ours)
    assert not np.array_equal(pymoo.pop.get("X"), untouched.pop.get("X"))


class Tagging(InfillCriterion):
    """Random designs that say where they come from; some are evaluated beforehand."""

    def _do(self, problem: Any, pop: Any, n: int, random_state: Any, **kwargs: Any) -> Any:
        off = Population.new("X", random_state.uniform(problem.xl, problem.xu, (n, problem.n_var)))
        off.set("tag", [f"random {x:.4f}" for x in off.get("X")[:, 0]])
        Evaluator().eval(problem, off[: n // 4])
        return off


def test_an_infill_of_ones_own_keeps_its_individuals() -> None:
    pymoo, ours = both(get_problem("zdt1", n_var=3), mating=Tagging())
    same(pymoo, ours)
    tags = [individual.get("tag") for individual in ours.pop]
    np.testing.assert_array_equal(tags, [individual.get("tag") for individual in pymoo.pop])
    for individual in ours.pop:
        first = individual.get("n_gen") == 1
        assert individual.get("tag") == (None if first else f"random {individual.X[0]:.4f}")


class Halving(CombinedMating):
    """Overrides what pymoo's matings override."""

    def _do(self, problem: Any, pop: Any, n_offsprings: int, **kwargs: Any) -> Any:
        off = super()._do(problem, pop, n_offsprings, **kwargs)
        off.set("X", off.get("X") / 2.0)
        return off


def test_a_mating_that_overrides_ours_is_heard() -> None:
    mating = Halving(RandomSelection(), SBX(), PM())
    algorithm = GLNSGA2(pop_size=20, mating=mating)
    algorithm.setup(get_problem("zdt1", n_var=3), seed=1)
    algorithm.next()
    algorithm.next()
    assert algorithm.off.get("X").max() <= 0.5


class Counting(GLNSGA2):
    """A subclass with steps of its own, as pymoo's have them."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.steps: list[tuple[str, int]] = []

    def _infill(self) -> Any:
        off = super()._infill()
        self.steps.append(("infill", len(off.get("X"))))
        return off

    def _advance(self, infills: Any = None, **kwargs: Any) -> Any:
        self.steps.append(("advance", len(infills.get("F"))))
        return super()._advance(infills=infills, **kwargs)


def test_a_subclass_that_overrides_steps_is_heard() -> None:
    problem = get_problem("zdt1", n_var=3)
    algorithm = Counting(pop_size=20)
    algorithm.setup(problem, seed=1, termination=("n_gen", 4))
    algorithm.run()
    assert algorithm.steps == [("infill", 20), ("advance", 20)] * 3
    plain = minimize(problem, GLNSGA2(pop_size=20), ("n_gen", 4), seed=1)
    np.testing.assert_array_equal(algorithm.pop.get("X"), plain.pop.get("X"))


class SumOfObjectives(Survival):
    """Ranks nobody."""

    def _do(self, problem: Any, pop: Any, *args: Any, n_survive: Any, **kwargs: Any) -> Any:
        return pop[np.argsort(pop.get("F").sum(axis=1), kind="stable")[:n_survive]]


def test_a_survival_that_does_not_rank() -> None:
    problem = get_problem("zdt1", n_var=3)
    algorithm = GLNSGA2(pop_size=20, survival=SumOfObjectives(), selection=RandomSelection())
    result = minimize(problem, algorithm, ("n_gen", 10), seed=1)
    F = result.pop.get("F")
    dominated = [((f >= F).all(axis=1) & (f > F).any(axis=1)).any() for f in F]
    assert {tuple(f) for f in result.F} == {tuple(f) for f in F[~np.array(dominated)]}
    assert len(result.F) > 1


@pytest.mark.parametrize("name", ["osy", "bnh"])
def test_adaptive_constraint_handling_as_in_pymoo(name: str) -> None:
    problem = get_problem(name)
    pymoo, ours = both(problem, wrap=AdaptiveEpsilonConstraintHandling)
    for key in ("X", "F", "CV"):
        np.testing.assert_array_equal(ours.pop.get(key), pymoo.pop.get(key), strict=True)
    _, untold = both(problem)
    assert (name == "bnh") == np.array_equal(untold.pop.get("X"), ours.pop.get("X"))


class Unknowable(Problem):
    """A constraint that cannot be computed for half of the designs."""

    def __init__(self) -> None:
        super().__init__(n_var=3, n_obj=2, n_ieq_constr=1, xl=0.0, xu=1.0)

    def _evaluate(self, X: Array, out: Options, *args: Any, **kwargs: Any) -> None:
        out["F"] = np.column_stack([X[:, 0], 1.0 - X[:, 0] + X[:, 1]])
        out["G"] = np.where(X[:, 2:] < 0.5, np.nan, X[:, 1:2] - 0.8)


@pytest.mark.parametrize("preset", ["glnsga2", "nsga2"])
def test_a_constraint_without_a_value_is_violated(preset: str) -> None:
    result = minimize(Unknowable(), build_algorithm(preset, pop_size=20), ("n_gen", 8), seed=1)
    assert len(result.pop) == 20
    assert (result.CV == 0.0).all()
    assert (result.pop.get("CV") <= 0.0).all()
