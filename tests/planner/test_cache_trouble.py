"""A cache that is damaged, locked, full or cannot be written is told once and left alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from cases import Case
from operation import Design, SolverSettings
from planner import plan
from planner.cache_files import open_cache
from planner.executor import SerialEvaluator
from planner.shared_evaluations import SharedEvaluations, SharingEvaluator, shared_evaluations

DESIGNS = [Design((float(s),), (float(f),)) for s, f in ((0, 0), (30, 5), (200, 40), (50, 20))]


def no_watcher() -> None:
    """Progress that nobody watches."""


def no_database(file: Path) -> None:
    file.write_text("no database")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:3000])


def altered(file: Path) -> None:
    execute(file, "UPDATE evaluation SET text = replace(text, 'optimal', 'limited')")


def swapped(file: Path) -> None:
    """Whole rows under the wrong design."""
    execute(
        file,
        "UPDATE evaluation SET (text, checksum) = (SELECT text, checksum FROM evaluation LIMIT 1)",
    )


def of_another_kind(file: Path) -> None:
    execute(file, "DROP TABLE evaluation")
    execute(file, "CREATE TABLE evaluation (number INTEGER)")


def full(file: Path) -> None:
    """It can be read, and holds nothing."""
    execute(file, "DELETE FROM evaluation")
    execute(
        file,
        "CREATE TRIGGER full BEFORE INSERT ON evaluation "
        "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    )


def no_folder(file: Path) -> None:
    for other in file.parent.iterdir():
        other.unlink()
    file.parent.rmdir()
    file.parent.write_text("a file in the folder's place")


def execute(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


TROUBLES = [no_database, cut, altered, swapped, of_another_kind, full, no_folder]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_is_told_once_and_changes_nothing(
    trouble: Callable[[Path], None], tiny: Case, tmp_path: Path
) -> None:
    solver, told = SolverSettings(), list[str]()
    serial = SerialEvaluator(tiny, solver)
    truth = serial.evaluate(DESIGNS, no_watcher)
    cache = open_cache(tiny, solver, tmp_path / "cache")
    cache.add(truth)
    trouble(cache.path)
    shared = shared_evaluations(tiny, solver, tmp_path / "cache", told.append)
    assert shared is not None
    evaluator = SharingEvaluator(serial, shared)
    # the first design alone, so that there is something to be told of more than once
    found = [e for d in DESIGNS for e in evaluator.evaluate([d], no_watcher)]
    assert found == truth
    [text] = told
    assert str(cache.path) in text and "goes on without" in text


def test_a_locked_or_read_only_cache_is_left_alone(tiny: Case, tmp_path: Path) -> None:
    solver, told = SolverSettings(), list[str]()
    cache = open_cache(tiny, solver, tmp_path / "cache", wait_seconds=0.01)
    serial = SerialEvaluator(tiny, solver)
    cache.add(serial.evaluate(DESIGNS[:1], no_watcher))
    holder = sqlite3.connect(cache.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    evaluator = SharingEvaluator(serial, SharedEvaluations(lambda: cache, told.append))
    assert len(evaluator.evaluate(DESIGNS, no_watcher)) == len(DESIGNS)
    holder.execute("ROLLBACK")
    holder.close()
    assert len(told) == 1 and "locked" in told[0]

    cache.path.chmod(0o444)
    cache.path.parent.chmod(0o555)
    if os.access(cache.path, os.W_OK):
        return  # root may write everywhere
    evaluator = SharingEvaluator(serial, SharedEvaluations(lambda: cache, told.append))
    assert len(evaluator.evaluate(DESIGNS, no_watcher)) == len(DESIGNS)
    assert len(told) == 2 and "readonly" in told[1]


def test_trouble_without_a_listener_is_logged(
    tiny: Case, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("")
    plan(tiny, population=2, generations=2, workers=0, cache=tmp_path / "cache")
    [record] = caplog.records
    assert record.levelname == "WARNING" and "cannot be used" in record.message
