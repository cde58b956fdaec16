"""What earlier runs have solved is used, to the same bytes, and only for the same case."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cases import Case
from operation import Design, SolverSettings, Status
from planner import Plan, plan
from planner.cache_files import open_cache
from planner.evaluation import Evaluation
from planner.executor import SerialEvaluator
from planner.planning import PlanSettings, run_plan
from planner.run_folder import RunFolder
from planner.search import SearchSettings
from planner.shared_evaluations import SharedEvaluations, SharingEvaluator, shared_evaluations

ROOT = Path(__file__).resolve().parents[2]
SEARCH = SearchSettings(population=6, generations=3, seed=3)
DESIGNS = [Design((float(s),), (float(f),)) for s, f in ((0, 0), (30, 5), (200, 40), (50, 20))]

RUN = """
import sys
from cases import read_case
from planner import plan
plan(read_case(sys.argv[1]), population=6, generations=3, seed=3, workers=0, folder=sys.argv[2])
"""


def planned(case: Case, folder: Path, cache: bool | Path) -> tuple[Plan, int]:
    """A plan, and how many of its designs earlier runs had solved."""
    settings = PlanSettings(SEARCH)
    shared = shared_evaluations(case, settings.solver, cache, pytest.fail)
    kept = RunFolder.create(folder, case, settings)
    result = run_plan(case, settings, workers=0, folder=kept, shared=shared)
    return result, shared.answered if shared is not None else 0


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def no_watcher() -> None:
    """Progress that nobody watches."""


def test_cold_warm_and_no_cache_give_the_same_bytes(tiny: Case, tmp_path: Path) -> None:
    """All files: tables, report, manifest, and the run's own store."""
    cache = tmp_path / "cache"
    _, without = planned(tiny, tmp_path / "without", False)
    assert not cache.exists()
    _, cold = planned(tiny, tmp_path / "cold", cache)
    result, warm = planned(tiny, tmp_path / "warm", cache)
    assert (without, cold) == (0, 0)
    assert result.reference is not None
    searched = {evaluation.design for evaluation in result.evaluations}
    assert warm == len(searched | {result.reference.design})
    wanted = contents(tmp_path / "without")
    assert {"front.csv", "history.csv", "run.sqlite", "report.html"} <= wanted.keys()
    for folder in ("cold", "warm"):
        found = contents(tmp_path / folder)
        assert found.keys() == wanted.keys()
        assert [name for name in wanted if found[name] != wanted[name]] == [], folder


def test_plan_uses_the_folder_that_is_named(tiny: Case, tmp_path: Path, cold_cache: Path) -> None:
    small = {"population": 2, "generations": 1, "workers": 0}
    plan(tiny, **small, cache=False)
    assert not cold_cache.exists()
    plan(tiny, **small, cache=tmp_path / "mine")
    assert not cold_cache.exists() and len(list((tmp_path / "mine").iterdir())) == 1
    plan(tiny, **small)
    assert len(list(cold_cache.iterdir())) == 1


def test_known_designs_count_as_done(tiny: Case, tmp_path: Path) -> None:
    asked: list[Sequence[Design]] = []

    class Counting(SerialEvaluator):
        def evaluate(self, designs: Sequence[Design], on_done: Any) -> list[Evaluation]:
            asked.append(designs)
            return super().evaluate(designs, on_done)

    solver = SolverSettings()
    cache = open_cache(tiny, solver, tmp_path)
    shared = SharedEvaluations(lambda: cache, pytest.fail)
    evaluator = SharingEvaluator(Counting(tiny, solver), shared)
    evaluator.evaluate(DESIGNS[1:3], no_watcher)
    done = [0]

    def on_done() -> None:
        done[0] += 1

    found = evaluator.evaluate(DESIGNS, on_done)
    assert [evaluation.design for evaluation in found] == DESIGNS
    assert done == [len(DESIGNS)] and shared.answered == 2
    assert asked == [DESIGNS[1:3], [DESIGNS[0], DESIGNS[3]]]
    evaluator.evaluate(DESIGNS, no_watcher)
    assert len(asked) == 2


def test_infeasible_designs_are_shared_with_their_shortfall(starved: Case, tmp_path: Path) -> None:
    solver = SolverSettings()
    cache = open_cache(starved, solver, tmp_path)
    [solved] = SerialEvaluator(starved, solver).evaluate([DESIGNS[0]], no_watcher)
    cache.add([solved])
    found = cache.known(DESIGNS)[DESIGNS[0]]
    assert found.status is Status.INFEASIBLE and found.shortfall == solved.shortfall > 1
    assert found.message == solved.message


def test_only_the_solver_whose_version_is_known_is_shared(tiny: Case) -> None:
    assert shared_evaluations(tiny, SolverSettings(name="cbc"), True) is None
    assert shared_evaluations(tiny, SolverSettings(name="HiGHS"), True) is not None
    assert shared_evaluations(tiny, SolverSettings(), False) is None


def test_a_case_changed_in_memory_is_not_answered(tiny: Case, tmp_path: Path) -> None:
    planned(tiny, tmp_path / "first", tmp_path / "cache")
    dear = tiny.storage_types[0].model_copy(update={"investment_per_kwh": 1000.0})
    other = dataclasses.replace(tiny, storage_types=(dear,))
    assert other.digest == tiny.digest
    settings = PlanSettings(SEARCH)
    shared = shared_evaluations(other, settings.solver, tmp_path / "cache", pytest.fail)
    assert shared is not None
    run_plan(other, settings, workers=0, shared=shared)
    assert shared.answered == 0


def test_two_runs_at_once_share_a_cache(
    tiny_folder: Path, tmp_path: Path, cold_cache: Path
) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", RUN, str(tiny_folder), str(tmp_path / name)],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    told = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert not any("cache" in text for text in told), told
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert len(list(cold_cache.iterdir())) == 1
