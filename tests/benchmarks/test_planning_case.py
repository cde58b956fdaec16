"""The planner's own problem: every design solved once, whoever asks, and failures told."""

from __future__ import annotations

import copy
import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.extras import MissingExtra
from benchmarks.problems import FrontSource, build_problem
from benchmarks.problems.evaluation_cache import CacheError, EvaluationCache, EvaluationFailed
from benchmarks.problems.planning_case import (
    FOLDER_VARIABLE,
    PlanningProblem,
    cache_folder,
    every_design,
    exact_front,
    fingerprint,
)
from benchmarks.problems.reference_fronts import write_front
from cases import Case, read_case
from operation import Design, Status
from planner.evaluation import Evaluation, failure

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from pathlib import Path
from benchmarks.problems.evaluation_cache import EvaluationCache
from operation import Design, Status
from planner.evaluation import Evaluation
cache = EvaluationCache(Path(sys.argv[1]))
for begin in range(0, 60, 5):
    wanted = [Design((float(k),), (1.0,)) for k in range(begin, begin + 10)]
    cache.evaluate(wanted, lambda new: [Evaluation(d, Status.OPTIMAL, ()) for d in new])
"""


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
    grid = every_design(problem.space)
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


def test_another_case_has_another_file(case: Case) -> None:
    assert fingerprint(case) != fingerprint(read_case("campus"))


def test_processes_share_a_cache(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "shared.sqlite"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    assert len(EvaluationCache(path)) == 65


def test_a_failed_evaluation_raises_and_is_not_kept(tmp_path: Path, case: Case) -> None:
    cache = EvaluationCache(tmp_path / "c.sqlite")
    design = Design((10.0,), (5.0,))

    def fails(designs: Sequence[Design]) -> list[Evaluation]:
        return [failure(case, d, Status.SOLVER_ERROR, "no licence") for d in designs]

    with pytest.raises(EvaluationFailed, match="no licence"):
        cache.evaluate([design], fails)
    assert len(cache) == 0


def test_a_damaged_or_unusable_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    design = Design((10.0,), (5.0,))
    EvaluationCache(path).evaluate(
        [design], lambda new: [Evaluation(d, Status.OPTIMAL, ()) for d in new]
    )
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE evaluation SET text = replace(text, 'optimal', 'limited')")
    connection.close()
    with pytest.raises(CacheError, match="damaged: delete it"):
        EvaluationCache(path).evaluate([design], lambda new: [])
    path.write_text("no database")
    with pytest.raises(CacheError, match=FOLDER_VARIABLE):
        EvaluationCache(path).evaluate([design], lambda new: [])


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    with pytest.raises(MissingExtra, match=f"unless {FOLDER_VARIABLE} names a folder"):
        cache_folder()
