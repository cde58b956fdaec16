"""The file of a year is checked with the case and goes along into a run's folder."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from cases import read_case, read_case_folder, read_year
from planner.cli.main import app
from planner.planning import PlanSettings
from planner.run_folder import CASE_COPY, RunFolder


def test_check_tells_of_the_year(yearly_folder: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(yearly_folder)])
    assert result.exit_code == 0
    assert "Year of 10 days, 2023-06-26 to 2023-07-05: 10 days\n" in result.stdout
    assert "warning: year.csv: These are 10 days" in result.stderr
    assert "No problems, 1 warning." in result.stdout
    found = json.loads(CliRunner().invoke(app, ["check", str(yearly_folder), "--json"]).stdout)
    assert found["year"]["days"] == 10 and found["year"]["steps_a_day"] == 6
    assert len(found["warnings"]) == 1


def test_check_tells_kinds_of_day(yearly_folder: Path) -> None:
    path = yearly_folder / "case.toml"
    day = 'season = "all_year"\ndays_per_year'
    path.write_text(
        path.read_text().replace(day, day.replace("days", 'day_type = "weekend"\ndays'))
    )
    result = CliRunner().invoke(app, ["check", str(yearly_folder)])
    assert "all_year, weekends" in result.stdout
    found = json.loads(CliRunner().invoke(app, ["check", str(yearly_folder), "--json"]).stdout)
    assert found["scenarios"][0]["day_type"] == "weekend"


def test_check_tells_problems_of_the_year(yearly_folder: Path) -> None:
    path = yearly_folder / "year.csv"
    path.write_text(path.read_text().replace("2023-06-28 08:00", "2023-06-28 07:00"))
    result = CliRunner().invoke(app, ["check", str(yearly_folder)])
    assert result.exit_code == 2 and "year.csv, row 16, column time" in result.stderr


def test_a_run_folder_keeps_the_year(yearly_folder: Path, tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path / "run", read_case(yearly_folder), PlanSettings())
    run.store.close()
    copy = read_case_folder(tmp_path / "run" / CASE_COPY, with_year=True)
    assert len(read_year(copy).days) == 10
    assert copy.content_digest == read_case_folder(yearly_folder).content_digest


def test_nothing_outside_the_case_is_copied(yearly_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret")
    path = yearly_folder / "case.toml"
    path.write_text(path.read_text().replace('"year.csv"', '"../secret.csv"'))
    run = RunFolder.create(tmp_path / "deep" / "run", read_case(yearly_folder), PlanSettings())
    run.store.close()
    assert not list((tmp_path / "deep").rglob("secret.csv"))
