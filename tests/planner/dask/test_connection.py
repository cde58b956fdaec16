"""Which Dask workers are used, and which schedulers, workers and addresses are refused."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from cases import Case
from planner.dask import connection
from planner.dask.connection import connected
from planner.dask.errors import DaskUnavailable
from planner.dask.executor import DaskExecutor
from planner.dask.identity import differences, identity
from planner.planning import plan
from tests.planner.dask.machines import ROOT, SMALL, Machines, cf


def test_a_worker_of_many_threads_works_with_one(machines: Machines) -> None:
    machines.kill()
    machines.start(1, threads=4)
    told: list[str] = []
    with connected(machines.address, told.append) as hands:
        executor = DaskExecutor(hands)
        assert [job.result() for job in [executor.submit(abs, -n) for n in range(8)]] == [*range(8)]
    assert "--nworkers 4 --nthreads 1" in told[-1]


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
