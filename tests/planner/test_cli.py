"""The `clusterflex` command: what every command tells, and how it ends."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from planner.cli.exits import Exit
from planner.cli.main import app

SMALL = ["--population", "4", "--generations", "2", "--workers", "1"]


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports have their own tests; here only their place in the answer matters."""

    def write_report(plan: Any, folder: Path) -> None:
        (folder / "report.html").write_text("<p>")
        (folder / "front.png").write_bytes(b"")

    files = types.ModuleType("planner.report.files")
    files.write_report = write_report  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "planner.report.files", files)


def cf(*words: object) -> Any:
    """Result of a command: exit_code, stdout, stderr."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


def document(result: Any) -> Any:
    """The one JSON document on stdout, strictly read."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(result.stdout, parse_constant=refuse)


@pytest.fixture
def hopeless(tiny_folder: Path) -> Path:
    """A hut with a small meter and no sun."""
    text = (tiny_folder / "case.toml").read_text()
    text = text.replace("import_limit_kw = 100.0", "import_limit_kw = 7")
    (tiny_folder / "case.toml").write_text(text)
    rows = (tiny_folder / "day.csv").read_text().splitlines()
    dark = [rows[0]] + [f"{time},{load},0,{barn}" for time, load, _, barn in cells(rows[1:])]
    (tiny_folder / "day.csv").write_text("\n".join(dark) + "\n")
    return tiny_folder


def cells(rows: list[str]) -> list[list[str]]:
    return [row.split(",") for row in rows]


def test_cases_lists_what_is_shipped() -> None:
    assert "beijing" in cf("cases").stdout
    assert "independent, interconnected" in cf("cases").stdout
    shipped = {case["name"]: case for case in document(cf("cases", "--json"))}
    assert shipped.keys() == {"beijing", "campus", "campus_half_hour"}
    assert shipped["beijing"]["configurations"] == ["independent", "interconnected"]


def test_new_copies_a_case_that_can_be_checked(tmp_path: Path) -> None:
    result = cf("new", tmp_path / "mine")
    assert result.exit_code == Exit.DONE
    assert "case.toml" in result.stdout and "clusterflex check" in result.stdout
    assert cf("check", tmp_path / "mine").exit_code == Exit.DONE
    again = cf("new", tmp_path / "mine")
    assert again.exit_code == Exit.INPUT and "not an empty folder" in again.stderr
    unknown = cf("new", tmp_path / "other", "--case", "bejing")
    assert unknown.exit_code == Exit.INPUT and 'Did you mean "beijing"?' in unknown.stderr


def test_check_sums_the_year(tiny_folder: Path) -> None:
    result = cf("check", tiny_folder)
    assert result.exit_code == Exit.DONE
    assert "joined (default)" in result.stdout and "FID link between hut, barn" in result.stdout
    found = document(cf("check", tiny_folder, "--json"))
    assert found["yearly_kwh"]["hut"]["electricity_kw"] == pytest.approx(365 * 4 * 56)
    assert found["yearly_kwh"]["hut"]["pv_kw"] == pytest.approx(365 * 4 * 112)
    assert found["yearly_kwh"]["barn"]["pv_kw"] == 0
    assert [c["name"] for c in found["configurations"]] == ["alone", "joined"]
    assert found["configurations"][0]["hubs"] == []


def test_check_tells_warnings(tiny_folder: Path) -> None:
    text = (tiny_folder / "case.toml").read_text().replace('hubs = ["link"]', "")
    (tiny_folder / "case.toml").write_text(text.replace('storage = ["shared"]', ""))
    text = (tiny_folder / "case.toml").read_text()
    kept = text[: text.index("[configuration.reference]\nstorage_kwh = { shared")]
    (tiny_folder / "case.toml").write_text(kept + text[text.index("[[scenario]]") :])
    result = cf("check", tiny_folder)
    assert result.exit_code == Exit.DONE
    assert result.stderr.count("warning: ") == 2
    assert "No problems, 2 warnings." in result.stdout


def test_schema_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / "case.schema.json"
    result = cf("schema", file)
    assert result.exit_code == Exit.DONE and "#:schema ./case.schema.json" in result.stderr
    assert json.loads(file.read_text())["title"] == "CaseFile"
    assert cf("schema", file).exit_code == Exit.DONE
    file.write_text("mine")
    refused = cf("schema", file)
    assert refused.exit_code == Exit.INPUT and file.read_text() == "mine"
    assert json.loads(cf("schema", "-").stdout)
    assert cf("schema", tmp_path / "nowhere" / "x.json").exit_code == Exit.INPUT


def test_solvers_and_version() -> None:
    assert "highs  (default)" in cf("solvers").stdout
    assert cf("--version").stdout.startswith("clusterflex ")


def test_run_tells_the_choice_and_resume_tells_it_again(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = cf("run", tiny_folder, *SMALL)
    assert result.exit_code == Exit.DONE
    folder = Path("runs/tiny-joined-seed1")
    assert f"report    {folder}/report.html" in result.stdout
    assert f"pictures  {folder}/*.png" in result.stdout
    chosen = json.loads((folder / "chosen.json").read_text())
    for name, value in chosen["design"].items():
        assert not value or f"  {name}: {value:g} k" in result.stdout
    assert "designs evaluated (0 limited, 0 infeasible, 0 failed)" in result.stdout
    rows = [line for line in result.stderr.splitlines() if line[:10].strip().isdigit()]
    assert [int(row.split()[0]) for row in rows] == [1, 2]

    front = (folder / "front.csv").read_bytes()
    again = cf("resume", folder)
    assert again.exit_code == Exit.DONE and again.stdout == result.stdout
    assert (folder / "front.csv").read_bytes() == front
    found = document(cf("resume", folder, "--json", "--workers", "1"))
    assert found["outcome"] == "done" and found["counts"]["failed"] == 0
    assert found["chosen"]["design"] == chosen["design"]
    assert found["nothing_installed"]["status"] == "optimal"
    assert found["files"]["report"] == f"{folder}/report.html"

    second = document(cf("run", tiny_folder, *SMALL, "--json"))
    assert second["files"]["folder"] == "runs/tiny-joined-seed1-2"
    assert second["chosen"] == found["chosen"]
    taken = cf("run", tiny_folder, *SMALL, "-o", folder)
    assert taken.exit_code == Exit.INPUT and "clusterflex resume" in taken.stderr


def test_run_without_a_feasible_design_tells_the_likely_causes(
    hopeless: Path, tmp_path: Path
) -> None:
    result = cf("run", hopeless, "-c", "alone", *SMALL, "-o", tmp_path / "r", "--json")
    assert result.exit_code == Exit.INFEASIBLE
    found = document(result)
    assert found["outcome"] == "no_feasible_design" and found["chosen"] is None
    assert found["counts"]["infeasible"] == found["counts"]["evaluated"] > 0
    assert found["causes"] and found["causes"][0]["designs"] > 0
    assert '"hut"' in result.stderr and "designs: " in result.stderr


def test_solver_trouble_is_told_and_has_its_own_code(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from operation import Design, Status
    from planner import planning
    from planner.evaluation import Evaluation, failure
    from planner.executor import SerialEvaluator

    class Failing(SerialEvaluator):
        def evaluate(self, designs: Any, on_done: Callable[[], None]) -> list[Evaluation]:
            found = super().evaluate(designs, on_done)
            nothing = Design.nothing(self._case)
            return [
                e if e.design == nothing else
                failure(self._case, e.design, Status.SOLVER_ERROR, "licence expired")
                for e in found
            ]  # fmt: skip

        def __enter__(self) -> Failing:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(planning, "PoolEvaluator", lambda case, solver, _: Failing(case, solver))
    result = cf("run", tiny_folder, *SMALL, "-o", tmp_path / "r")
    assert result.exit_code == Exit.SOLVER
    assert "licence expired" in result.stderr and "could not be evaluated" in result.stderr
    found = document(cf("resume", tmp_path / "r", "--json"))
    assert found["outcome"] == "solver_trouble" and found["counts"]["failed"] > 0


def test_nothing_to_plan_is_bad_input(tiny_folder: Path, tmp_path: Path) -> None:
    text = (tiny_folder / "case.toml").read_text()
    text = text.replace("capacity_max_kwh = 200", "capacity_max_kwh = 0")
    (tiny_folder / "case.toml").write_text(text.replace("storage_kwh = { own = 100 }", ""))
    result = cf("run", tiny_folder, "-c", "alone", "-o", tmp_path / "r")
    assert result.exit_code == Exit.INPUT
    assert not (tmp_path / "r").exists()


def test_bad_options_are_told_all_at_once_and_nothing_is_begun(
    tiny_folder: Path, tmp_path: Path
) -> None:
    bad = {
        "--population": "1",
        "--generations": "0",
        "--seed": "-1",
        "--workers": "0",
        "--algorithm": "best",
        "--gap": "nan",
        "--time-limit": "inf",
        "--weights": "lifecycle_cost=-1,cost=1,daily_cost",
    }
    words = [word for pair in bad.items() for word in pair]
    result = cf("run", tiny_folder, "-o", tmp_path / "r", *words)
    assert result.exit_code == Exit.INPUT
    for option in bad:
        assert f"{option}" in result.stderr
    assert '"cost" is not known' in result.stderr and '"daily_cost" is not' in result.stderr
    assert "glnsga2, nsga2, paper" in result.stderr
    assert not (tmp_path / "r").exists()
    listed = document(cf("run", tiny_folder, "-o", tmp_path / "r", *words, "--json"))
    assert listed["error"]["exit_code"] == 2 and len(listed["error"]["problems"]) >= 10


@pytest.mark.parametrize("weights", ["", "lifecycle_cost=0", "a=1", "daily_cost=1,daily_cost=2"])
def test_bad_weights(weights: str, tiny_folder: Path) -> None:
    result = cf("run", tiny_folder, "--weights", weights)
    assert result.exit_code == Exit.INPUT and "--weights" in result.stderr


@pytest.mark.parametrize("command", ["run", "compare", "dispatch"])
def test_a_solver_that_is_not_here_is_solver_trouble(command: str, tiny_folder: Path) -> None:
    result = cf(command, tiny_folder, "--solver", "copt")
    assert result.exit_code == Exit.SOLVER
    assert '"copt"' in result.stderr and "highs" in result.stderr
    misspelled = cf(command, tiny_folder, "--solver", "hihgs")
    assert misspelled.exit_code == Exit.INPUT
    assert 'Did you mean "highs"?' in misspelled.stderr


def test_misspelled_words_get_a_suggestion() -> None:
    command = cf("chek")
    assert command.exit_code == Exit.INPUT and "check" in command.stderr
    option = cf("run", "beijing", "--popultion", "3")
    assert option.exit_code == Exit.INPUT and "--population" in option.stderr
    case = cf("check", "bejing")
    assert case.exit_code == Exit.INPUT and 'Did you mean "beijing"?' in case.stderr
    configuration = cf("dispatch", "beijing", "-c", "independant")
    assert configuration.exit_code == Exit.INPUT
    assert 'Did you mean "independent"?' in configuration.stderr


def test_resume_refuses_what_is_no_run(tmp_path: Path) -> None:
    result = cf("resume", tmp_path)
    assert result.exit_code == Exit.INPUT and "not the folder of a run" in result.stderr
    (tmp_path / "run.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 3000)
    damaged = cf("resume", tmp_path, "--json")
    assert damaged.exit_code == Exit.INPUT
    assert document(damaged)["error"]["kind"] == "StoreError"
    assert cf("resume", tmp_path, "--workers", "0").exit_code == Exit.INPUT


def test_compare_stands_beside_what_was_printed(tiny_folder: Path) -> None:
    result = cf("compare", tiny_folder)
    assert result.exit_code == Exit.DONE
    assert "source: a leaflet" in result.stdout and "90.0 %" in result.stdout
    assert "Change from alone to joined" in result.stdout
    found = document(cf("compare", tiny_folder, "--json", "--design", "joined:link=40"))
    assert found["configurations"][1]["design"]["capacities"] == {"shared": 0, "link": 40}
    assert found["configurations"][0]["printed"]["day"]["daily_cost"] == 80
    assert found["changes"][0]["configuration"] == "joined"


def test_compare_says_how_to_give_a_design(tiny_folder: Path) -> None:
    text = (tiny_folder / "case.toml").read_text()
    start = text.index("[configuration.reference]\nstorage_kwh = { shared")
    (tiny_folder / "case.toml").write_text(text[:start] + text[text.index("[[scenario]]") :])
    result = cf("compare", tiny_folder)
    assert result.exit_code == Exit.DONE
    assert '--design "joined:shared=NUMBER,link=NUMBER"' in result.stderr
    assert "Change from" not in result.stdout


def test_compare_of_a_design_that_cannot_be_run(hopeless: Path) -> None:
    result = cf("compare", hopeless)
    assert result.exit_code == Exit.INFEASIBLE
    assert "alone: the design cannot be run (infeasible)" in result.stderr


@pytest.mark.parametrize(
    "design",
    ["link=3", "joined:", "nowhere:link=3", "joined:link=x", "joined:foo=1", "alone:own=999"],
)
def test_compare_refuses_designs_that_do_not_fit(design: str, tiny_folder: Path) -> None:
    result = cf("compare", tiny_folder, "--design", design)
    expected = Exit.DONE if design == "joined:" else Exit.INPUT
    assert result.exit_code == expected


def test_dispatch_tells_the_verdict_and_writes_every_step(
    tiny_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "day.csv"
    words = ("dispatch", tiny_folder, "--design", "shared=100,link=20", "-o", file)
    result = cf(*words)
    assert result.exit_code == Exit.DONE
    assert "every equation holds" in result.stdout and "optimal" in result.stdout
    table = pd.read_csv(file)
    assert len(table) == 6 and "shared.charge_kw" in table
    again = cf(*words)
    assert again.exit_code == Exit.INPUT and "exists" in again.stderr
    found = document(cf("dispatch", tiny_folder, "--json"))
    [day] = found["scenarios"]
    assert found["design"] == {"shared": 100, "link": 20}, "the reference design"
    assert day["checker_accepts"] and day["worst_residual"] <= 1e-6 and day["gap"] <= 1e-4
    assert found["lifecycle_cost"] > 0


def test_dispatch_of_an_infeasible_design_tells_where_and_when(
    hopeless: Path, tmp_path: Path
) -> None:
    file = tmp_path / "day.csv"
    words = ("dispatch", hopeless, "-c", "alone", "--design", "nothing", "-o", file)
    result = cf(*words)
    assert result.exit_code == Exit.INFEASIBLE
    assert 'electricity demand of "hut"' in result.stderr
    assert 'at 16:00 in "day"' in result.stderr
    assert not file.exists()
    found = document(cf(*words, "--json"))
    assert found["status"] == "infeasible" and found["lifecycle_cost"] is None


@pytest.mark.parametrize(
    "design", ["foo=1", "link=-1", "link=1e9", "link", "link=nan", "link=1,link=2"]
)
def test_dispatch_refuses_designs_that_do_not_fit(design: str, tiny_folder: Path) -> None:
    result = cf("dispatch", tiny_folder, "--design", design)
    assert result.exit_code == Exit.INPUT
    assert result.stderr.startswith("error: ")


def test_dispatch_into_nowhere(tiny_folder: Path, tmp_path: Path) -> None:
    result = cf("dispatch", tiny_folder, "-o", tmp_path / "nowhere" / "day.csv")
    assert result.exit_code == Exit.INPUT and "cannot be written" in result.stderr


def test_a_bug_is_owned_up_to(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import cases

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("what now")

    monkeypatch.setattr(cases, "read_case_folder", broken, raising=False)
    result = CliRunner().invoke(app, ["check", str(tiny_folder), "--json"])
    assert result.exit_code == Exit.BUG
    assert "bug in ClusterFlex: RuntimeError: what now" in result.stderr
    assert "Traceback" not in result.stderr and "--debug" in result.stderr
    assert document(result)["error"]["exit_code"] == 1
    monkeypatch.setenv("CLUSTERFLEX_DEBUG", "1")
    result = CliRunner().invoke(app, ["check", str(tiny_folder)])
    assert "Traceback" in result.stderr


def test_every_command_opens_its_help_with_an_example() -> None:
    group = typer.main.get_command(app)
    for name in group.commands:  # type: ignore[attr-defined]
        text = CliRunner().invoke(app, [name, "--help"]).stdout
        first = next(line for line in text.splitlines()[3:] if line.strip())
        assert f"Example: clusterflex {name}" in first, name


@pytest.mark.parametrize("command", ["check", "run", "compare", "dispatch"])
def test_a_broken_case_is_told_by_every_command(
    command: str, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tiny_folder / "day.csv").unlink()
    result = cf(command, tiny_folder)
    assert result.exit_code == Exit.INPUT and "day.csv" in result.stderr
    assert not Path("runs").exists()


TOML_FAULTS = {
    "no_number": ("import_limit_kw = 100.0", 'import_limit_kw = "much"'),
    "negative": ("installed_kw = 60", "installed_kw = -60"),
    "not_finite": ("horizon_years = 10", "horizon_years = nan"),
    "unknown_key": ("life_years = 6", "life_year = 6"),
    "unknown_reference": ('at = "hut"', 'at = "hat"'),
    "hole_in_the_tariff": ('clock = ["08:00-20:00"]', 'clock = ["09:00-20:00"]'),
    "soc_upside_down": ("soc_min = 0.1", "soc_min = 0.95"),
    "unknown_configuration": ('default_configuration = "joined"', 'default_configuration = "j"'),
}
CSV_FAULTS = {
    "no_figure": ("6,5,14", "6,many,14"),
    "short_row": ("9,50,35", "9,50"),
    "wrong_clock": ("16:00", "16:30"),
    "unknown_column": ("barn.electricity_kw", "barn.electric_kw"),
}


@pytest.mark.parametrize("fault", [*TOML_FAULTS, *CSV_FAULTS])
def test_broken_cases_list_all_their_problems(fault: str, tiny_folder: Path) -> None:
    toml, csv = tiny_folder / "case.toml", tiny_folder / "day.csv"
    file, (old, new) = (
        (toml, TOML_FAULTS[fault]) if fault in TOML_FAULTS else (csv, CSV_FAULTS[fault])
    )
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    # a second fault of another kind is told in the same breath
    toml.write_text(toml.read_text().replace("rating_max_kw = 40", "rating_max_kw = -40"))
    result = cf("check", tiny_folder)
    assert result.exit_code == Exit.INPUT and result.stdout == ""
    assert "rating_max_kw" in result.stderr
    found = document(cf("check", tiny_folder, "--json"))["error"]
    assert found["exit_code"] == 2 and len(found["problems"]) >= 2
    for problem in found["problems"]:
        assert problem["file"] in ("case.toml", "day.csv") and problem["message"]
        assert problem["message"] in result.stderr
