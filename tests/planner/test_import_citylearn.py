"""The command `clusterflex import citylearn`: what it writes, tells and refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli.exits import Exit
from planner.cli.main import app

DAYS = 50


@pytest.fixture
def data_set(tmp_path: Path) -> Path:
    """Two buildings, one with PV, from New Year's Day on."""
    folder = tmp_path / "data set"
    folder.mkdir()
    building = {"weather": "weather.csv", "carbon_intensity": None, "pricing": None}
    pv = {"attributes": {"nominal_power": 4.0}}
    buildings = {
        "Building_1": building | {"energy_simulation": "one.csv", "pv": pv},
        "Building_2": building | {"energy_simulation": "two.csv"},
    }
    (folder / "schema.json").write_text(json.dumps({"buildings": buildings}), encoding="utf-8")
    header = ["month", "hour", "day_type", "non_shiftable_load", "dhw_demand", "cooling_demand"]
    for name, load in (("one", 1.0), ("two", 2.0)):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([*header, "solar_generation"])
            for hour in range(24 * DAYS):
                day, h = divmod(hour, 24)
                month = 1 if day < 31 else 2
                kind = day % 7 + 1
                used = load * (1.5 if kind in (1, 7) else 1.0) * (1 + h / 24)
                writer.writerow([month, h + 1, kind, round(used, 3), 0, 0, 500 if h == 12 else 0])
    weather = "outdoor_dry_bulb_temperature\n" + "10.0\n" * 24 * DAYS
    (folder / "weather.csv").write_text(weather, encoding="utf-8")
    return folder


def test_import_check_and_dispatch(data_set: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new case"
    arguments = ["import", "citylearn", str(data_set), "-o", str(folder), "-n", "4"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == Exit.DONE, result.output
    assert "2 buildings of data set: 50 days from 2023-01-01 on" in result.stdout
    assert "winter_peak_electricity" in result.stdout and "curve off by" in result.stdout
    assert f"clusterflex run '{folder}'" in result.stdout
    assert "scaled to a year of 365 days" in result.stderr
    checked = CliRunner().invoke(app, ["check", str(folder)])
    assert checked.exit_code == Exit.DONE and "No problems" in checked.stdout
    design = "public_battery=1,link=2"
    ran = CliRunner().invoke(app, ["dispatch", str(folder), "--design", design])
    assert ran.exit_code == Exit.DONE, ran.output


def test_as_json(data_set: Path, tmp_path: Path) -> None:
    arguments = ["import", "citylearn", str(data_set), "-o", str(tmp_path / "case"), "--json"]
    result = CliRunner().invoke(app, [*arguments, "-n", "5", "--name", "two_homes"])
    told = json.loads(result.stdout)
    assert told["case"] == "two_homes" and len(told["typical_days"]) == 5
    assert sum(day["days_per_year"] for day in told["typical_days"]) == 365
    assert {item["quantity"] for item in told["quality"]} >= {"electricity_kw", "pv_kw"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-n", "1"], "1 typical days are too few"),
        (["-n", "51"], "more than the 50 days"),
        (["--method", "magic"], '"magic" is not known'),
        (["--week-start", "friday"], '"friday" is not known'),
        (["--name", "No Name"], '"no_name" is'),
        (["--template", "nowhere"], "no such case folder"),
    ],
)
def test_options_that_cannot_be_used(
    data_set: Path, tmp_path: Path, options: list[str], words: str
) -> None:
    folder = tmp_path / "case"
    arguments = ["import", "citylearn", str(data_set), "-o", str(folder), *options]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == Exit.INPUT and words in result.stderr, result.output
    assert not folder.exists()


def test_a_broken_data_set_and_a_taken_folder(data_set: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["import", "citylearn", str(data_set), "-o", str(data_set)])
    assert result.exit_code == Exit.INPUT and "not an empty folder" in result.stderr
    (data_set / "two.csv").unlink()
    text = (data_set / "one.csv").read_text(encoding="utf-8").replace("dhw_demand", "x", 1)
    (data_set / "one.csv").write_text(text, encoding="utf-8")
    arguments = ["import", "citylearn", str(data_set), "-o", str(tmp_path / "case"), "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == Exit.INPUT and "error: 2 problems" in result.stderr
    assert len(json.loads(result.stdout)["error"]["problems"]) == 2
    assert not (tmp_path / "case").exists()
