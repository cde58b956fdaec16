"""`clusterflex cache`, and what `run` tells of earlier runs."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cases import Case, read_case
from operation import Design, SolverSettings, Status
from planner.cache_files import cache_files, clear, open_cache
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.evaluation import Evaluation
from planner.evaluation_cache import FOLDER_VARIABLE, CacheError

SMALL = ("--population", "4", "--generations", "2", "--workers", "1")
SOLVER = SolverSettings()


def cf(*words: object) -> Any:
    """Result of a command: exit_code, stdout, stderr."""
    return CliRunner().invoke(app, [str(word) for word in words])


def made(number: float) -> Evaluation:
    return Evaluation(Design((number,), (1.0,)), Status.OPTIMAL, ())


def test_a_run_tells_what_it_did_not_solve(
    tiny_folder: Path, tmp_path: Path, cold_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.report.files.write_report", lambda plan, folder: None)
    without = cf("run", tiny_folder, *SMALL, "-o", tmp_path / "without", "--no-cache")
    assert without.exit_code == Exit.DONE and not cold_cache.exists()
    cold = cf("run", tiny_folder, *SMALL, "-o", tmp_path / "cold")
    assert "known from earlier runs" not in without.stderr + cold.stderr
    warm = cf("run", tiny_folder, *SMALL, "-o", tmp_path / "warm")
    assert "designs known from earlier runs: " in warm.stderr
    for word, result in (("cold", cold), ("warm", warm)):
        assert result.stdout.replace(word, "without") == without.stdout
    again = cf("resume", tmp_path / "warm", *SMALL[-2:])
    # the run's own store answers the search, the cache the reference design
    assert again.stdout == warm.stdout and "earlier runs: 1" in again.stderr


def test_an_unusable_cache_is_a_warning(
    tiny_folder: Path, tmp_path: Path, cold_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.report.files.write_report", lambda plan, folder: None)
    cold_cache.write_text("no folder")
    result = cf("run", tiny_folder, *SMALL, "-o", tmp_path / "r", "--json")
    assert result.exit_code == Exit.DONE
    assert json.loads(result.stdout)["outcome"] == "done"
    assert result.stderr.count("warning: ") == 1 and str(cold_cache) in result.stderr
    assert "warning: " not in cf("resume", tmp_path / "r", "--no-cache").stderr


def test_the_command_lists_and_clears(tiny: Case, tiny_folder: Path, cold_cache: Path) -> None:
    def told(*words: str) -> tuple[str, str]:
        result = cf("cache", *words)
        assert result.exit_code == Exit.DONE
        return result.stdout, result.stderr

    assert "nothing is kept there" in told()[0] and not cold_cache.exists()
    alone = read_case(tiny_folder, "alone")
    open_cache(tiny, SOLVER, cold_cache).add(made(float(n)) for n in range(1200))
    open_cache(tiny, dataclasses.replace(SOLVER, gap=0.1), cold_cache).add([made(1.0)])
    open_cache(alone, SOLVER, cold_cache).add([made(1.0), made(2.0)])
    foreign = cold_cache / "notes.txt"
    foreign.write_text("mine")
    text, _ = told()
    assert str(cold_cache) in text and "1,201" in text and "together" in text
    found = json.loads(told("--json")[0])
    assert [(c["case"], c["configuration"], c["designs"]) for c in found["cases"]] == [
        ("tiny", "alone", 2),
        ("tiny", "joined", 1201),
    ]
    assert found["bytes"] == sum(file.bytes for file in cache_files(cold_cache)) > 0

    open_cache(alone, SOLVER, cold_cache).path.write_text("no database")
    assert "cannot be read" in told()[1]
    assert json.loads(told("--clear", "--json")[0])["removed"] == 3
    assert list(cold_cache.iterdir()) == [foreign]
    assert "removed 0 files" in told("--clear")[0]


def test_a_folder_that_cannot_be_emptied_is_bad_input(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv(FOLDER_VARIABLE, str(file))
    with pytest.raises(CacheError, match="cannot be emptied"):
        clear(file)
    result = cf("cache", "--clear")
    assert result.exit_code == Exit.INPUT and "cannot be emptied" in result.stderr
