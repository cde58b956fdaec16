"""`clusterflex exact` and `clusterflex bound`: what they tell, write, and refuse."""

from __future__ import annotations

import json
import sys
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from cases import Case, read_case
from operation import Design, Status
from planner import executor
from planner.cli.bound import _read
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.cli.summary import tell_plan
from planner.enumeration import EnumerationSettings
from planner.evaluation import Evaluation
from planner.planning import PlanSettings, run_plan
from planner.report.summary import headline
from planner.run_folder import RunFolder
from planner.search import SearchSettings

QUICK = ["--no-second-opinion", "--bound-levels", "2", "--workers", "1"]


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports have their own tests; here only their place in the answer matters."""
    files = types.ModuleType("planner.report.files")
    files.write_report = lambda plan, folder: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "planner.report.files", files)


def cf(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


def test_exact_accounts_for_every_design_and_resume_tells_it_again(
    tiny_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = cf("exact", tiny_folder, "-o", out, *QUICK)
    assert result.exit_code == Exit.DONE, result.stderr
    assert "189 designs of whole modules" in result.stderr
    assert "proven to be worse in every objective: the front is exact" in result.stdout
    front, history = pd.read_csv(out / "front.csv"), pd.read_csv(out / "history.csv")
    last = history.iloc[-1]
    assert last.evaluations + last.screened == 189 and last.screened > 0
    assert len(front) == last.front_size > 3
    assert (front["lifecycle_cost"].diff().dropna() > 0).all()
    assert (front["annual_emissions_kg"].diff().dropna() < 0).all()
    assert (front["bound_gap"] >= 0).all()
    levels = pd.read_csv(out / "bound.csv")
    assert len(levels) == 2 and levels["emissions_cap_kg"].iloc[-1] == float("inf")
    settings = json.loads((out / "manifest.json").read_text())["settings"]
    assert settings["search"]["method"] == "enumeration" and settings["bound_levels"] == 2
    before = {f.name: f.read_bytes() for f in out.iterdir() if f.suffix in (".csv", ".json")}
    again = cf("resume", out, "--workers", "1")
    assert again.exit_code == Exit.DONE
    assert {name: (out / name).read_bytes() for name in before} == before


def test_workers_and_screening_leave_the_front_as_it_is(tiny_folder: Path, tmp_path: Path) -> None:
    ways = {"one": ["--workers", "1"], "two": ["--workers", "2"], "all": ["--no-screening"]}
    quick = ["--no-second-opinion", "--bound-levels", "0", "--no-cache"]
    for name, options in ways.items():
        assert cf("exact", tiny_folder, "-o", tmp_path / name, *quick, *options).exit_code == 0
    one, two, every = (tmp_path / name for name in ways)
    for file in ("front.csv", "history.csv", "dispatch.csv", "chosen.json"):
        assert (one / file).read_bytes() == (two / file).read_bytes()
    assert (one / "front.csv").read_bytes() == (every / "front.csv").read_bytes()
    assert pd.read_csv(every / "history.csv")["evaluations"].iloc[-1] == 189


def test_exact_tells_what_leaves_it_in_doubt(
    tiny: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = PlanSettings(EnumerationSettings(), second_opinion=False, bound_levels=0)
    exact = run_plan(tiny, settings, workers=0)
    assert "So every design is accounted for: the front is exact." in " ".join(headline(exact))
    doubtful = exact.front_evaluations[1].design
    whole = executor.evaluate

    def unproven(*words: Any) -> Evaluation:
        evaluation = whole(*words)
        spoilt = evaluation.design == doubtful
        return replace(evaluation, status=Status.LIMITED) if spoilt else evaluation

    monkeypatch.setattr(executor, "evaluate", unproven)
    result = run_plan(tiny, settings, workers=0)
    assert result.doubts == (doubtful,)
    told = " ".join(headline(result))
    assert "exact but for 1 design whose dispatch could not be proven best" in told
    assert "--node-limit" in told
    tell_plan(result, Path("nowhere"), as_json=False)
    assert "exact but for 1 whose dispatch is not proven best" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["exact", "bound"])
def test_bad_options_are_told_all_at_once(command: str, tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("")
    words: dict[str, list[object]] = {
        "exact": ["--node-limit", 0, "--bound-levels", -1, "--gap", 2, "--objectives", "joy"],
        "bound": ["--levels", 0, "--workers", 0, "-o", tmp_path / "there.csv"],
    }
    result = cf(command, tiny_folder, *words[command])
    assert result.exit_code == Exit.INPUT
    wanted = {
        "exact": ["--node-limit must", "--bound-levels must", "--gap must", '"joy" is not known'],
        "bound": ["--levels must", "--workers must", "there.csv exists: name a new file"],
    }
    for text in wanted[command]:
        assert text in result.stderr


def test_exact_refuses_what_has_no_modules_before_a_folder_is_made(
    tiny_folder: Path, tmp_path: Path
) -> None:
    text = (tiny_folder / "case.toml").read_text()
    (tiny_folder / "case.toml").write_text(text.replace("module_kw = 5\n", ""))
    result = cf("exact", tiny_folder, "-o", tmp_path / "out")
    assert result.exit_code == Exit.INPUT
    assert "no modules for link" in result.stderr and "module_kw in case.toml" in result.stderr
    assert not (tmp_path / "out").exists()


def test_bound_of_a_case_and_of_a_run(tiny_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "bound.csv"
    result = cf("bound", tiny_folder, "--levels", 3, "--workers", 1, "-o", file)
    assert result.exit_code == Exit.DONE
    assert "what no design can beat" in result.stdout
    assert "hypervolume" not in result.stdout
    table = pd.read_csv(file)
    assert len(table) == 3 and (table["lifecycle_cost_bound"].diff().dropna() <= 0).all()
    out = tmp_path / "out"
    small = ["--population", "8", "--generations", "4", *QUICK]
    assert cf("run", tiny_folder, "-o", out, *small).exit_code == Exit.DONE
    held = json.loads(cf("bound", out, "--relaxed", "--workers", 1, "--json").stdout)
    assert held["front"].keys() == {
        *("worst_gap", "cost_gap", "emissions_gap", "hypervolume_share")
    }
    assert 0 < held["front"]["hypervolume_share"] < 1 and held["whole"] is False
    assert held["levels"][-1]["annual_emissions_kg_cap"] is None
    # a run made with other versions cannot be resumed, but can be held against the bound
    versions = "planner.run_folder.versions"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, lambda: {"clusterflex": "0.0"})
        assert cf("resume", out).exit_code == Exit.INPUT
        told = cf("bound", out, "--relaxed", "--workers", 1, "--levels", 2)
    assert told.exit_code == Exit.DONE
    assert "less than the cheapest of this front" in told.stdout
    refused = cf("bound", out, "-c", "joined")
    assert refused.exit_code == Exit.INPUT and "leave out -c" in refused.stderr


def test_runs_from_before_have_no_method(tiny_folder: Path, tmp_path: Path) -> None:
    from planner.planning import PlanSettings
    from planner.settings_record import settings_from, settings_record

    record = settings_record(PlanSettings(SearchSettings(population=6)))
    for name in ("second_opinion", "bound_levels"):
        del record[name]
    del record["search"]["method"]
    assert settings_from(record) == PlanSettings(SearchSettings(population=6))


def test_bound_of_a_case_that_no_design_can_run(tiny_folder: Path) -> None:
    text = (
        (tiny_folder / "case.toml")
        .read_text()
        .replace("import_limit_kw = 100", "import_limit_kw = 1")
    )
    (tiny_folder / "case.toml").write_text(text)
    result = cf("bound", tiny_folder, "--workers", 1, "--levels", 1)
    assert result.exit_code == Exit.INFEASIBLE
    assert "no design can be run" in result.stderr


def test_bound_into_nowhere_is_told_before_anything_is_solved(tiny_folder: Path) -> None:
    result = cf("bound", tiny_folder, "-o", tiny_folder / "nowhere" / "bound.csv")
    assert result.exit_code == Exit.INPUT and "there is no folder" in result.stderr


def test_a_case_without_any_emissions_has_a_report(tiny_folder: Path) -> None:
    text = (tiny_folder / "case.toml").read_text()
    clean = text.replace("emission_kg_per_kwh = 0.5", "emission_kg_per_kwh = 0.0")
    (tiny_folder / "case.toml").write_text(clean)
    settings = PlanSettings(SearchSettings(population=4, generations=2), second_opinion=False)
    result = run_plan(read_case(tiny_folder), settings, workers=0)
    assert result.bound is not None and result.bound.emissions_gap == 0.0
    assert headline(result)


def test_bound_of_an_exact_run_leaves_out_what_is_not_proven(
    tiny: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dispatch that stopped at a limit may look better than any true one."""
    settings = PlanSettings(EnumerationSettings(), second_opinion=False, bound_levels=0)
    whole, lucky = executor.evaluate, Design.nothing(tiny)

    def unproven(*words: Any) -> Evaluation:
        evaluation = whole(*words)
        if evaluation.design != lucky:
            return evaluation
        return replace(evaluation, status=Status.LIMITED, annual_emissions_kg=1.0)

    monkeypatch.setattr(executor, "evaluate", unproven)
    out = tmp_path / "out"
    result = run_plan(tiny, settings, workers=0, folder=RunFolder.create(out, tiny, settings))
    _, front = _read(str(out), None)
    assert [e.design for e in front] == [e.design for e in result.front_evaluations]
    assert lucky not in {e.design for e in front}
