"""`clusterflex decide`: what it tells, writes, and refuses."""

from __future__ import annotations

import json
import shutil
import sys
import types
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from operation import Status
from planner import kept_run
from planner.cli.exits import Exit
from planner.cli.main import app

from .conftest import write_tiny


def cf(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr and "bug" not in result.stderr
    return result


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folder of a run, made once: no test changes it."""
    folder = tmp_path_factory.mktemp("decide")
    files = types.ModuleType("planner.report.files")
    files.write_report = lambda plan, folder: None  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "planner.report.files", files)
        out = folder / "run"
        quick = ["--no-second-opinion", "--bound-levels", "0", "--front-runs", "0"]
        made = cf("exact", write_tiny(folder / "tiny"), "-o", out, "--workers", "1", *quick)
        assert made.exit_code == Exit.DONE, made.stderr
    yield out


def test_the_choice_of_the_run_is_told(finished: Path) -> None:
    before = {path: path.read_bytes() for path in finished.iterdir() if path.is_file()}
    result = cf("decide", finished)
    assert result.exit_code == Exit.DONE, result.stderr
    front = pd.read_csv(finished / "front.csv")
    chosen = int(front["chosen"].to_numpy().argmax()) + 1
    assert f"tiny, joined: {len(front)} designs on the front" in result.stdout
    assert f"chosen: design {chosen}, " in result.stdout
    assert "weights: lifecycle cost 50.0 %, annual emissions 50.0 %" in result.stdout
    for said in ("share", "wins at", "TOPSIS", "The choice stays the same while", "membership"):
        assert said in result.stdout
    assert result.stderr == ""
    assert {path: path.read_bytes() for path in finished.iterdir() if path.is_file()} == before


def test_weights_move_the_choice_and_tables_agree(finished: Path, tmp_path: Path) -> None:
    file = tmp_path / "choice.csv"
    weights = "annual_emissions_kg=50,lifecycle_cost=1"
    result = cf("decide", finished, "--weights", weights, "-o", file, "--json")
    assert result.exit_code == Exit.DONE and f"{file} written" in result.stderr
    record, table = json.loads(result.stdout), pd.read_csv(file)
    front = pd.read_csv(finished / "front.csv")
    assert len(table) == len(front) == len(record["front"])
    assert record["chosen"] == int(front["annual_emissions_kg"].to_numpy().argmin()) + 1
    assert table["design"][table["chosen"]].tolist() == [record["chosen"]]
    assert record["weights"]["lifecycle_cost"] == pytest.approx(1 / 51)
    assert record["file"] == str(file)
    assert table["share_of_weights"].sum() == pytest.approx(1)
    assert table["lifecycle_cost"].tolist() == front["lifecycle_cost"].tolist()
    interval = record["stays_while_weight_is"]["lifecycle_cost"]
    assert interval["from"] == 0 and 1 / 51 <= interval["to"] < 1
    assert record["named_by"]["membership"] == [record["chosen"]]


def test_json_is_the_same_every_time(finished: Path) -> None:
    words = ("decide", finished, "--json", "--weights")
    three = "lifecycle_cost=1,annual_emissions_kg=1,self_consumption=1"
    assert cf(*words, three).stdout == cf(*words, three).stdout
    assert json.loads(cf(*words, three).stdout)["weight_vectors_drawn"] == 20_000
    assert json.loads(cf(*words, "daily_cost=1").stdout)["bend"] is None


def test_more_or_fewer_designs_are_shown(finished: Path) -> None:
    lines = [len(cf("decide", finished, "--most", most).stdout.splitlines()) for most in (1, 50)]
    assert lines[0] < lines[1]
    assert "not shown" in cf("decide", finished, "--most", 1).stdout


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine")
    weights = "lifecycle_cost=-1,price=2"
    result = cf(
        "decide", tmp_path / "none", "--weights", weights, "--most", 0, "-o", there, "--json"
    )
    assert result.exit_code == Exit.INPUT
    problems = json.loads(result.stdout)["error"]["problems"]
    for said in ("--most", '"price"', "must not be negative", "name a new file"):
        assert any(said in problem for problem in problems), said
    assert any("none is not the folder of a run" in problem for problem in problems)
    assert there.read_text() == "mine"


def test_a_case_or_a_damaged_store_is_no_run(tmp_path: Path) -> None:
    case = write_tiny(tmp_path / "tiny")
    assert "not the folder of a run" in cf("decide", case).stderr
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "run.sqlite").write_text("no database")
    result = cf("decide", damaged, "--most", 0)
    assert result.exit_code == Exit.INPUT
    assert "2 problems" in result.stderr and "run.sqlite" in result.stderr


def test_a_run_without_front_or_with_failures_is_refused(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = kept_run.read_run(finished)
    empty = replace(run, evaluations=(), front=(), decision=None)
    monkeypatch.setattr(kept_run, "read_run", lambda path: empty)
    result = cf("decide", finished, "--most", 0)
    assert result.exit_code == Exit.INPUT
    assert "none of its designs can meet the demand" in result.stderr
    assert "--most must be at least 1" in result.stderr
    broken = tuple(replace(e, status=Status.SOLVER_ERROR) for e in run.evaluations[:5])
    failed = replace(run, evaluations=(*broken, *run.evaluations[5:]), decision=None)
    monkeypatch.setattr(kept_run, "read_run", lambda path: failed)
    result = cf("decide", finished)
    assert result.exit_code == Exit.INPUT
    assert f"5 of its {len(run.evaluations)} designs could not be evaluated" in result.stderr


def test_a_run_that_goes_on_is_told_so(finished: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(finished, tmp_path / "copy")
    (copy / "manifest.json").unlink()
    result = cf("decide", copy)
    assert result.exit_code == Exit.DONE and "not finished" in result.stderr
