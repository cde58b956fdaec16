"""A search on Dask workers gives the bytes of a serial one, whatever becomes of the workers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cases import Case, read_case
from operation import Design, SolverSettings, Status
from planner.cli.main import app
from planner.dask import connection, crew
from planner.dask.connection import connected
from planner.dask.errors import DaskUnavailable
from planner.dask.executor import DaskExecutor
from planner.dask.identity import differences, identity
from planner.executor import PoolEvaluator, SerialEvaluator
from planner.planning import PlanSettings, plan, run_plan
from planner.records import to_json
from planner.search import Progress, SearchSettings

ROOT = Path(__file__).resolve().parents[2]
SEARCH = PlanSettings(SearchSettings(population=6, generations=3))
SMALL = ("--population", "6", "--generations", "3", "--no-cache")


class Machines:
    """A scheduler and its workers, each a process on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workers = folder, list[subprocess.Popen[bytes]]()
        self.start_scheduler()

    def start_scheduler(self) -> None:
        """Start the scheduler, and wait for its address."""
        file = self.folder / "scheduler.json"
        file.unlink(missing_ok=True)
        options = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self.scheduler = self._started("scheduler", *options)
        while not file.exists() or not file.read_text().endswith("}"):
            assert self.scheduler.poll() is None
            time.sleep(0.02)
        self.address: str = json.loads(file.read_text())["address"]

    def start(self, number: int, threads: int = 1, path: Path = ROOT) -> None:
        """Start more workers, which find their packages in a folder."""
        options = ("--no-nanny", "--nthreads", str(threads), "--local-directory", str(self.folder))
        for _ in range(number):
            self.workers.append(self._started("worker", self.address, *options, path=path))

    def ensure(self, number: int) -> None:
        """Start what does not live, until there are so many workers."""
        if self.scheduler.poll() is not None:
            self.kill()
            self.start_scheduler()
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        self.start(max(0, number - len(self.workers)))

    def kill(self, number: int | None = None) -> None:
        """Kill the oldest workers, or all, as a power failure does."""
        for worker in self.workers[:number]:
            end(worker)
        del self.workers[:number]

    def close(self) -> None:
        """End everything."""
        self.kill()
        end(self.scheduler)

    def _started(self, kind: str, *options: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, "--no-dashboard"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=path,
            env={**os.environ, "PYTHONPATH": str(path)},
        )


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    machines = Machines(tmp_path_factory.mktemp("dask"))
    machines.start(2)
    yield machines
    machines.close()


@pytest.fixture
def machines(running: Machines) -> Machines:
    running.ensure(2)
    return running


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    files = types.ModuleType("planner.report.files")
    files.write_report = lambda plan, folder: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "planner.report.files", files)


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


def cf(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


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


def test_a_worker_of_many_threads_works_with_one(machines: Machines) -> None:
    machines.kill()
    machines.start(1, threads=4)
    told: list[str] = []
    with connected(machines.address, told.append) as hands:
        executor = DaskExecutor(hands)
        assert [job.result() for job in [executor.submit(abs, -n) for n in range(8)]] == [*range(8)]
    assert "--nworkers 4 --nthreads 1" in told[-1]


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


def test_workers_of_another_version_are_refused(
    machines: Machines, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {**identity(), "highspy": "99.0", "code": "changed"}
    monkeypatch.setattr(connection, "identity", lambda: here)
    folder = tmp_path / "r"
    done = cf("run", tiny_folder, *SMALL, "--scheduler", machines.address, "-o", folder)
    assert done.exit_code == 2 and not folder.exists()
    assert f"highspy {identity()['highspy']} (here 99.0)" in done.stderr
    assert "other code of ClusterFlex" in done.stderr and "install the same" in done.stderr


def test_a_worker_without_clusterflex_is_refused_and_lives(
    machines: Machines, tmp_path: Path
) -> None:
    (tmp_path / "planner.py").write_text("")  # hides the package, wherever it is installed
    machines.kill()
    machines.start(1, path=tmp_path)
    machines.start(1)
    told: list[str] = []
    while not any("is not used: it cannot run ClusterFlex" in text for text in told):
        # at first perhaps only one of the two is there
        with suppress(DaskUnavailable), connected(machines.address, told.append) as hands:
            assert DaskExecutor(hands).submit(abs, -7).result() == 7
    assert machines.workers[0].poll() is None
    machines.kill(1)


def test_differences_name_what_differs_alone() -> None:
    assert differences(identity(), identity()) == ""
    assert differences({"Python": "3.12", "pulp": "4"}, {"Python": "3.11", "pulp": "4"}) == (
        "Python 3.12 (here 3.11)"
    )


def test_no_worker_in_time_is_told(running: Machines) -> None:
    running.kill()
    with (
        pytest.raises(DaskUnavailable, match="start workers"),
        connected(running.address, lambda text: None, wait_seconds=0.2),
    ):
        pass


def test_what_does_not_answer_is_no_scheduler() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with (
            pytest.raises(DaskUnavailable, match="no Dask scheduler answers"),
            connected(address, lambda text: None, connect_seconds=0.3),
        ):
            pass


@pytest.mark.parametrize(
    "address", ["", "tcp://", "10.0.0.1:8786", "tcp://host", "http://host:80", "tcp://host:x"]
)
def test_a_malformed_address_is_refused(address: str, tiny_folder: Path, tmp_path: Path) -> None:
    for command in (("run", tiny_folder, "-o", tmp_path / "r"), ("resume", tmp_path / "r")):
        done = cf(*command, "--scheduler", address)
        assert done.exit_code == 2 and "tcp://10.0.0.1:8786" in done.stderr
    assert not (tmp_path / "r").exists()


def test_where_nothing_listens_nothing_begins(tiny_folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    done = cf("run", tiny_folder, "--scheduler", address, "-o", tmp_path / "r")
    assert done.exit_code == 2 and address in done.stderr and "dask scheduler" in done.stderr
    assert not (tmp_path / "r").exists()


def test_workers_are_here_or_with_the_scheduler(tiny_folder: Path, tiny: Case) -> None:
    done = cf("run", tiny_folder, "--workers", "2", "--scheduler", "tcp://10.0.0.1:8786")
    assert done.exit_code == 2 and "exclude each other" in done.stderr
    with pytest.raises(ValueError, match="exclude each other"):
        plan(tiny, workers=0, scheduler="tcp://10.0.0.1:8786")


def test_without_the_extra_the_remedy_is_told(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = cf("run", tiny_folder, "--scheduler", "tcp://10.0.0.1:8786", "-o", tmp_path / "r")
    assert done.exit_code == 2 and 'pip install "clusterflex[dask]"' in done.stderr
    assert not (tmp_path / "r").exists()


def test_dask_is_not_loaded_unless_asked_for() -> None:
    code = "import sys, planner.dask.connection as _; sys.exit('distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


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
