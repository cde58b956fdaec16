"""A search on Dask workers gives the bytes of a serial one, whatever becomes of the workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cases import Case, read_case
from operation import Design, SolverSettings, Status
from planner.dask import connection, crew
from planner.dask.connection import connected
from planner.dask.executor import DaskExecutor
from planner.executor import PoolEvaluator, SerialEvaluator
from planner.planning import PlanSettings, run_plan
from planner.records import to_json
from planner.search import Progress, SearchSettings
from tests.planner.dask.machines import SMALL, Machines, cf, end

SEARCH = PlanSettings(SearchSettings(population=6, generations=3))


@pytest.fixture(scope="module")
def truth(
    running: Machines,  # whose workers get ready meanwhile
    tmp_path_factory: pytest.TempPathFactory,
    write_yearly: Callable[[Path, int], Path],
) -> str:
    case = read_case(write_yearly(tmp_path_factory.mktemp("serial") / "tiny", 1))
    return front(run_plan(case, SEARCH, workers=0))


def front(result: Any) -> str:
    return str(result.front.to_csv(index=False, float_format="%.10g"))


def once(act: Callable[[], None], generation: int) -> Callable[[Progress], None]:
    """Act when the first design of a generation is done and others are with the workers."""
    acted = []

    def on_progress(progress: Progress) -> None:
        if progress.generation == generation and progress.done == 1 and not acted:
            acted.append(1)
            act()

    return on_progress


def on_progress(patch: pytest.MonkeyPatch, act: Callable[[Progress], None]) -> None:
    """Have a command act as its search goes on."""
    patch.setattr("planner.cli.progress.Rows.on_progress", lambda rows, progress: act(progress))


def test_a_worker_killed_on_the_way_changes_nothing(
    machines: Machines, tiny: Case, truth: str
) -> None:
    told: list[str] = []
    with connected(machines.address, told.append) as hands:
        result = run_plan(tiny, SEARCH, crew=hands, on_progress=once(lambda: machines.kill(1), 2))
    assert front(result) == truth
    assert len(machines.workers) == 1 and any("is lost" in text for text in told)


def test_without_any_worker_the_search_waits_for_one(
    machines: Machines, tiny: Case, truth: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "SILENT_SECONDS", 0.0)
    told: list[str] = []

    def on_notice(text: str) -> None:
        told.append(text)
        if text.startswith("waiting") and not machines.workers:
            machines.start(1)

    with connected(machines.address, on_notice) as hands:
        result = run_plan(tiny, SEARCH, crew=hands, on_progress=once(machines.kill, 2))
    assert front(result) == truth
    assert told[-1] == "a Dask worker is there; the search goes on"


class Treacherous(DaskExecutor):
    """Workers of which one dies whenever it is given a certain design."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if args[1] == Design((50.0,), (20.0,)):
            return super().submit(os._exit, 9)
        return super().submit(fn, *args)


def test_a_design_that_kills_twice_is_set_aside_alone(machines: Machines, tiny: Case) -> None:
    machines.ensure(3)
    designs = [Design((float(s),), (20.0,)) for s in (0, 50, 120, 200)]
    expected = SerialEvaluator(tiny, SolverSettings()).evaluate(designs, lambda: None)
    with connected(machines.address, lambda text: None) as hands:
        make = partial(Treacherous, hands)
        with PoolEvaluator(tiny, SolverSettings(), make) as pool:
            results = pool.evaluate(designs, lambda: None)
    alive = [worker for worker in machines.workers if worker.poll() is None]
    assert len(alive) == 1
    for number, result in enumerate(results):
        if number == 1:
            assert result.status is Status.SOLVER_ERROR and "twice" in result.message
        else:
            assert to_json(result) == to_json(expected[number])


def test_a_bug_in_an_evaluation_is_not_swallowed(machines: Machines) -> None:
    with connected(machines.address, lambda text: None) as hands:
        executor = DaskExecutor(hands)
        with pytest.raises(ValueError, match="invalid literal"):
            executor.submit(int, "seven").result()
        executor.shutdown()
        with pytest.raises(RuntimeError):
            executor.submit(int, 7)


def test_an_interrupted_run_is_resumed_on_the_same_workers(
    machines: Machines,
    tiny_folder: Path,
    tmp_path: Path,
    truth: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "r"
    on_progress(monkeypatch, once(partial(signal.raise_signal, signal.SIGINT), 2))
    done = cf("run", tiny_folder, *SMALL, "--scheduler", machines.address, "-o", folder)
    assert done.exit_code == 130
    again = f"clusterflex resume {folder} --scheduler {machines.address} --no-cache\n"
    assert again in done.stderr
    done = cf("resume", folder, "--no-cache", "--scheduler", machines.address)
    assert done.exit_code == 0
    assert (folder / "front.csv").read_text() == truth


def test_when_the_scheduler_is_gone_the_run_tells_how_to_go_on(
    machines: Machines, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # so long a client tries to reach the scheduler again
    monkeypatch.setattr(connection, "connected", partial(connected, connect_seconds=2.0))
    on_progress(monkeypatch, once(lambda: end(machines.scheduler), 2))
    folder = tmp_path / "r"
    done = cf("run", tiny_folder, *SMALL, "--scheduler", machines.address, "-o", folder)
    assert done.exit_code == 2
    assert "connection" in done.stderr and f"clusterflex resume {folder}" in done.stderr
