"""clusterflex figures: a run drawn again, variants beside it, and bad input."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cases import Case, read_case
from planner import plan
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.kept_run import KeptRun, read_run
from planner.report.figures import variants_figure
from planner.report.kinds import FigureKind
from planner.report.saving import pdf_bytes

SMALL: dict[str, Any] = {
    "population": 6,
    "generations": 2,
    "bound_levels": 2,
    "front_runs": 0,
    "second_opinion": False,
    "workers": 0,
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, write_yearly: Any) -> tuple[KeptRun, ...]:
    """Two seeds of two algorithms; the first one with the report and its figures."""
    parent = tmp_path_factory.mktemp("runs")
    case = read_case(write_yearly(parent / "tiny", 1))
    plan(case, seed=1, folder=parent / "glnsga21", **SMALL)
    others = ("glnsga22", "nsga21", "nsga22")
    with pytest.MonkeyPatch.context() as patch:
        without_report(patch)
        for name in others:
            seed, settings = int(name[-1]), {**SMALL, "bound_levels": 0}
            plan(case, algorithm=name[:-1], seed=seed, folder=parent / name, **settings)
    return tuple(read_run(parent / name) for name in ("glnsga21", *others))


def without_report(patch: pytest.MonkeyPatch) -> None:
    """Let runs end without a report: it takes the most time."""
    files = types.ModuleType("planner.report.files")
    files.write_report = lambda plan, folder: None  # type: ignore[attr-defined]
    patch.setitem(sys.modules, "planner.report.files", files)


def cf(*words: object) -> Any:
    """Result of a command: exit_code, stdout, stderr."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


def test_command_draws_a_run_again(runs: tuple[KeptRun, ...], tmp_path: Path) -> None:
    run, out = runs[0].path, tmp_path / "paper"
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    result = cf("figures", run, "-o", out, "--format", "svg", "--json")
    assert result.exit_code == Exit.DONE, result.stderr
    found = json.loads(result.stdout)["files"]
    assert sorted(found) == sorted(file.name for file in out.iterdir())
    assert sorted(found) == sorted(file.name for file in run.glob("*.svg"))
    kinds = {name.partition(".")[0].partition("_")[0] for name in found}
    assert kinds == set(FigureKind) - {"variants"}
    for name in found:
        if name != "convergence.svg":  # drawn of the ten digits of history.csv
            assert (out / name).read_bytes() == (run / name).read_bytes(), name
    assert {file: file.read_bytes() for file in run.rglob("*") if file.is_file()} == before
    again = cf("figures", run, "-o", out, "--format", "svg")
    assert again.exit_code == Exit.INPUT and "more figures exist" in again.stderr


def test_command_draws_variants_beside(runs: tuple[KeptRun, ...], tmp_path: Path) -> None:
    first, *others = [run.path for run in runs]
    words = [word for path in others for word in ("--beside", path)]
    result = cf("figures", first, "-o", tmp_path, "--only", "variants,map", *words)
    assert result.exit_code == Exit.DONE, result.stderr
    assert "3 figures in" in result.stdout
    expected = {"glnsga2": runs[:2], "nsga2": runs[2:]}
    assert (tmp_path / "variants.pdf").read_bytes() == pdf_bytes(variants_figure(expected))
    assert cf("figures", first, "-o", tmp_path, "--only", "convergence").exit_code == Exit.DONE
    refused = cf("figures", first, "-o", tmp_path, "--only", "map")
    assert refused.exit_code == Exit.INPUT
    assert "map_lifecycle_cost.pdf exists: name another folder" in refused.stderr


def test_bad_input_is_told_at_once(runs: tuple[KeptRun, ...], tmp_path: Path) -> None:
    run = runs[0].path
    (tmp_path / "file").write_text("")
    words = ("--only", "front,moon", "--beside", tmp_path / "none", "--beside", run)
    result = cf("figures", run, "-o", tmp_path / "file", *words)
    assert result.exit_code == Exit.INPUT
    for told in ('"moon" is not one of: front,', "file is a file", "not the folder of a run"):
        assert told in result.stderr
    twice = cf("figures", run, "-o", tmp_path / "x", "--beside", run)
    assert twice.exit_code == Exit.INPUT and "same run" in twice.stderr
    lonely = cf("figures", run, "-o", tmp_path / "x", "--only", "variants")
    assert lonely.exit_code == Exit.INPUT and "--beside" in lonely.stderr
    unused = cf("figures", run, "-o", tmp_path / "x", "--only", "map", "--beside", run)
    assert unused.exit_code == Exit.INPUT and "add variants" in unused.stderr
    assert not (tmp_path / "x").exists()


def test_an_unfinished_run_and_one_without_a_choice(
    runs: tuple[KeptRun, ...], starved: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_report(monkeypatch)
    folder = starved.path
    assert folder is not None
    text = (
        (folder / "case.toml").read_text().replace("import_limit_kw = 100", "import_limit_kw = 7")
    )
    (folder / "case.toml").write_text(text)
    plan(read_case(folder), folder=tmp_path / "run", **SMALL)
    result = cf("figures", tmp_path / "run", "-o", tmp_path / "x")
    assert result.exit_code == Exit.INPUT and "has chosen no design" in result.stderr
    searched = cf("figures", tmp_path / "run", "-o", tmp_path / "x", "--only", "front,convergence")
    assert searched.exit_code == Exit.DONE, searched.stderr
    assert [file.name for file in (tmp_path / "x").iterdir()] == ["convergence.pdf"]
    (tmp_path / "run" / "history.csv").unlink()
    result = cf("figures", tmp_path / "run", "-o", tmp_path / "y", "--only", "front")
    assert result.exit_code == Exit.INPUT
    assert f"not finished: go on with clusterflex resume {tmp_path / 'run'}" in result.stderr
