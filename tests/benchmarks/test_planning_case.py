"""The planner's own problem: every design solved once, whoever asks, and failures told."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest

from benchmarks.problems import FrontSource, build_problem
from benchmarks.problems.planning_case import (
    EvaluationFailed,
    PlanningProblem,
    exact_front,
)
from benchmarks.problems.reference_fronts import write_front
from cases import Case, read_case
from operation import Status
from planner.evaluation import failure
from planner.evaluation_cache import FOLDER_VARIABLE, CacheError


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("beijing")


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory, case: Case) -> PlanningProblem:
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(folder))
        found = build_problem("beijing")
    assert isinstance(found.problem, PlanningProblem)
    assert found.objectives == ("lifecycle_cost", "annual_emissions_kg") and not found.tuned
    return found.problem


def test_designs_are_whole_modules_and_solved_once(problem: PlanningProblem) -> None:
    X = np.array([[500.0, 200.0], [503.0, 199.0], [0.0, 0.0], [500.0, 200.0]])
    F, G = problem.evaluate(X, return_values_of=["F", "G"])
    np.testing.assert_array_equal(F[0], F[1])
    np.testing.assert_array_equal(F[0], F[3])
    assert (G == 0.0).all() and F[0, 1] < F[2, 1]
    assert len(problem.cache) == 2

    for other in (pickle.loads(pickle.dumps(problem)), copy.deepcopy(problem)):
        other._solve = None  # whoever asks for a solution now fails
        np.testing.assert_array_equal(other.evaluate(X, return_values_of=["F"]), F)


def test_the_grid_is_the_planners(problem: PlanningProblem) -> None:
    grid = problem.space.every()
    assert grid.shape == (151 * 41, 2)
    np.testing.assert_array_equal(grid[-1], problem.xu)
    np.testing.assert_array_equal(np.array(problem.modules), [10.0, 5.0])


def test_a_front_counts_for_its_own_case_alone(case: Case, tmp_path: Path) -> None:
    front = np.array([[1.0, 2.0], [2.0, 1.0]])
    assert exact_front("beijing", case, tmp_path) is None
    write_front("beijing", front, FrontSource.EXACT, tmp_path, case_digest=np.array(case.digest))
    found = exact_front("beijing", case, tmp_path)
    assert found is not None and not found.flags.writeable
    np.testing.assert_array_equal(found, front)
    assert exact_front("beijing", read_case("campus"), tmp_path) is None


def test_what_ships_is_not_bettered(problem: PlanningProblem, case: Case) -> None:
    front = exact_front("beijing", case)
    F = problem.evaluate(np.array([[500.0, 200.0], [0.0, 0.0]]), return_values_of=["F"])
    assert front is None or not any((f < front).all(axis=1).any() for f in F)


def test_a_failed_evaluation_raises_and_is_not_kept(tmp_path: Path, case: Case) -> None:
    sick = PlanningProblem(case, tmp_path)
    sick._solve = lambda designs: [  # type: ignore[method-assign]
        failure(case, design, Status.SOLVER_ERROR, "no licence") for design in designs
    ]
    with pytest.raises(EvaluationFailed, match="no licence"):
        sick.evaluate(np.array([[10.0, 5.0]]))
    assert len(sick.cache) == 0


def test_an_unusable_cache_is_told(tmp_path: Path, case: Case) -> None:
    problem = PlanningProblem(case, tmp_path)
    problem.cache.path.write_text("no database")
    with pytest.raises(CacheError, match=FOLDER_VARIABLE):
        problem.evaluate(np.array([[10.0, 5.0]]))
