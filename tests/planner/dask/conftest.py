"""Dask machines that a file of tests shares."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator

import pytest

from tests.planner.dask.machines import Machines


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
