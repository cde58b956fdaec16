"""clusterflex year: what it takes, what it tells, what it writes, and how it ends."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import planner.year_check
from operation.checker import DaysReport
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.cli.year_progress import YearWatcher
from planner.year_run import YearProgress

BUILT = ("--design", "shared=100,link=30")


def cf(*words: object) -> Any:
    """Result of a command: exit_code, stdout, stderr."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


def overload(folder: Path, date: str) -> None:
    """Make a day that the barn's meter cannot serve."""
    path = folder / "year.csv"
    lines = path.read_text().splitlines()
    lines = [line[: line.rindex(",")] + ",900" if date in line else line for line in lines]
    path.write_text("\n".join(lines) + "\n")


def test_estimate_and_year_side_by_side(yearly_folder: Path, tmp_path: Path) -> None:
    result = cf("year", yearly_folder, *BUILT, "-o", tmp_path / "out")
    assert result.exit_code == Exit.DONE, result.stderr
    assert "tiny, joined: 2023-06-26 to 2023-07-05" in result.stdout
    assert "design [kWh, kW]: shared 100, link 30" in result.stdout
    for words in ("lifecycle cost, 10 years [EUR]", "emissions a year [tCO2]", "points", "2023-07"):
        assert words in result.stdout
    assert "10 of 10 days run" in result.stdout and "look ahead 1 day;" in result.stdout
    assert "every equation holds, day by day and over midnight" in result.stdout
    assert "10 days times 36.5" in result.stdout
    assert "warning: year.csv: These are 10 days" in result.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    tables = {"year.csv", "days.csv", "months.csv"}
    assert names == {*tables, "year.json", "year.png", "year.svg"}
    assert len((tmp_path / "out" / "year.csv").read_text().splitlines()) == 61
    record = json.loads((tmp_path / "out" / "year.json").read_text())
    assert record["checker_accepts"] and record["days"] == 10
    again = cf("year", yearly_folder, *BUILT, "-o", tmp_path / "out")
    assert again.exit_code == Exit.INPUT and "not empty" in again.stderr


def test_json_is_one_document(yearly_folder: Path) -> None:
    result = cf("year", yearly_folder, *BUILT, "--lookahead-days", 0, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == Exit.DONE
    assert found["design"] == {"shared": 100.0, "link": 30.0} and found["lookahead_days"] == 0
    cost = found["figures"][0]
    assert cost["name"] == "operating cost a year" and cost["unit"] == "EUR"
    assert cost["estimate_is_off_by"] == pytest.approx(cost["typical_days"] / cost["year"] - 1)
    assert len(found["months"]) == 2 and found["failed_days"] == [] and found["folder"] is None


def test_configuration_and_reference_design(yearly_folder: Path) -> None:
    result = cf("year", yearly_folder, "-c", "alone", "--json")
    assert json.loads(result.stdout)["design"] == {"own": 100.0}


def test_a_day_that_cannot_be_run_is_told(yearly_folder: Path, tmp_path: Path) -> None:
    overload(yearly_folder, "2023-06-30")
    result = cf("year", yearly_folder, *BUILT, "-o", tmp_path / "out")
    assert result.exit_code == Exit.INFEASIBLE
    assert "error: 1 day cannot be run, so there are no figures of the year" in result.stderr
    assert "error: 2023-06-30 (infeasible):" in result.stderr
    assert 'electricity demand of "barn"' in result.stderr
    assert "note: 1 day run without a look ahead" in result.stderr
    assert "9 of 10 days run, 1 infeasible" in result.stdout
    assert "lifecycle cost" not in result.stdout
    found = json.loads((tmp_path / "out" / "year.json").read_text())
    assert found["figures"][0]["year"] is None and found["status"] == "infeasible"
    assert [day["date"] for day in found["failed_days"]] == ["2023-06-30"]


def test_many_failures_are_counted(yearly_folder: Path) -> None:
    overload(yearly_folder, "2023-0")
    result = cf("year", yearly_folder, *BUILT)
    assert result.exit_code == Exit.INFEASIBLE and "10 days cannot be run" in result.stderr


def test_what_the_checker_refuses_is_solver_trouble(
    yearly_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = DaysReport(0.5, ("storage_cycle off by 5.0e-01",))
    monkeypatch.setattr(planner.year_check, "check_days", lambda *given: refusing)
    result = cf("year", yearly_folder, *BUILT)
    assert result.exit_code == Exit.SOLVER
    assert "error: the checker refuses: storage_cycle" in result.stderr


def test_a_run_brings_its_choice(yearly_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    small = ("--population", 4, "--generations", 1, "--workers", 1)
    assert cf("run", yearly_folder, "-o", folder, *small).exit_code == Exit.DONE
    chosen = json.loads((folder / "chosen.json").read_text())
    found = json.loads(cf("year", folder, "--json").stdout)
    assert found["design"] == chosen["design"]
    figures = {figure["name"]: figure["typical_days"] for figure in found["figures"]}
    assert figures["lifecycle cost, 10 years"] == chosen["figures"]["lifecycle_cost"]
    given = json.loads(cf("year", folder, "--design", "nothing", "--json").stdout)
    assert set(given["design"].values()) == {0.0}
    other = json.loads(cf("year", folder, "-c", "alone", "--json").stdout)
    assert other["design"] == {"own": 100.0}
    (folder / "chosen.json").write_text("{")
    assert "cannot be read" in cf("year", folder).stderr
    (folder / "chosen.json").unlink()
    result = cf("year", folder)
    assert result.exit_code == Exit.INPUT and "clusterflex resume" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--lookahead-days", -1), "--lookahead-days must be from 0 to 14, not -1"),
        (("--lookahead-days", 15, "--gap", 2), "--gap must be"),
        (("--design", "sharde=5"), "neither a storage site"),
        (("--design", "shared"), "is not NAME=NUMBER"),
        (("-c", "together"), "no configuration"),
        (("--workers", 0), "--workers must be at least 1"),
    ],
)
def test_wrong_options(yearly_folder: Path, words: tuple[object, ...], told: str) -> None:
    result = cf("year", yearly_folder, *words)
    assert result.exit_code == Exit.INPUT and told in result.stderr


def test_a_case_without_a_year(tiny_folder: Path) -> None:
    result = cf("year", tiny_folder, *BUILT)
    assert result.exit_code == Exit.INPUT and "Add [year]" in result.stderr


def test_a_broken_year_starts_no_solver(yearly_folder: Path) -> None:
    path = yearly_folder / "year.csv"
    path.write_text(path.read_text().replace(",14,", ",x,").replace("06-27 08:00", "06-27 09:00"))
    result = cf("year", yearly_folder, *BUILT)
    assert result.exit_code == Exit.INPUT
    assert result.stderr.count("year.csv, row") >= 10 and "day 1" not in result.stderr


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_line_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    clock = iter((0.0, 10.0, 20.0, 21.0))
    stream = Terminal()
    watching = YearWatcher(stream, lambda: next(clock))
    watching.on_days(YearProgress(100, 365, 0))
    watching.on_days(YearProgress(200, 365, 3))
    watching.close()
    lines = [line.rstrip() for line in stream.getvalue().split("\r")]
    assert "day 100 of 365  26 s left" in lines and "day 200 of 365  3 failed  16 s left" in lines
    assert lines[-1] == "" and "\n" not in stream.getvalue() and "\x1b" not in stream.getvalue()


def test_rows_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    watching = YearWatcher(stream, lambda: 0.0)
    for done in range(7, 366, 7):
        watching.on_days(YearProgress(done, 365, 0))
    watching.on_days(YearProgress(365, 365, 0))
    watching.close()
    rows = stream.getvalue().splitlines()
    assert rows[0] == "day 35 of 365" and rows[-1] == "day 365 of 365" and len(rows) < 15
