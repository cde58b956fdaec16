"""clusterflex tradeoff: curve, table, pictures, and how it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

import planner.trade_offs
from cases import Case, read_case
from operation import FailedPoint, SolverSettings, Status, TradeOff, trade_off
from planner.cli.dispatch import design_or_reference
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.executor import SerialEvaluator
from planner.report.saving import figure_bytes
from planner.report.trade_off_figure import trade_off_figure
from planner.trade_offs import trade_off_table, trade_offs

BUILT = ("-c", "alone", "--design", "own=100")


def cf(*words: object) -> Any:
    """Result of a command: exit_code, stdout, stderr."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


@pytest.fixture
def tiny_folder(tiny_folder: Path) -> Path:
    """Folder of the tiny case, where selling pays enough to be weighed against using."""
    case = tiny_folder / "case.toml"
    text = case.read_text().replace("export_price_per_kwh = 0.05", "export_price_per_kwh = 0.25")
    case.write_text(text.replace("export_limit_kw = 20", "export_limit_kw = 60"))
    return tiny_folder


@pytest.fixture
def tiny(tiny_folder: Path) -> Case:
    """That case, each building by itself."""
    return read_case(tiny_folder, "alone")


@pytest.fixture
def curve(tiny: Case) -> TradeOff:
    """Curve of its reference design."""
    return trade_off(tiny, 0, design_or_reference(tiny, None), points=4)


def test_table_files_and_a_second_try(tiny_folder: Path, tmp_path: Path) -> None:
    table, picture = tmp_path / "curve.csv", tmp_path / "curve.svg"
    words = ("tradeoff", tiny_folder, *BUILT, "--points", 4, "-o", table, "--figure", picture)
    result = cf(*words)
    assert result.exit_code == Exit.DONE, result.stderr
    for told in (
        "tiny, alone",
        "design [kWh, kW]: own 100",
        "weighted, 0.05 EUR for a kWh of self-consumption",
        "day: a kWh more of self-consumption costs",
        "least cost",
        "least spilled",
        "the checker accepts every point",
    ):
        assert told in result.stdout
    rows = pd.read_csv(table)
    points, choice = rows[~rows["choice"]], rows[rows["choice"]]
    assert len(points) >= 3 and len(choice) == 1
    assert points["daily_cost"].is_monotonic_increasing
    assert points["spilled_kwh"].is_monotonic_decreasing
    assert points["price_to_next_per_kwh"].iloc[:-1].gt(0).all()
    assert (rows["status"] == "optimal").all() and (rows["gap"] <= 1e-6).all()
    assert (rows["worst_residual"] <= 1e-6).all()
    assert picture.read_bytes().startswith(b"<?xml")
    again = cf(*words)
    assert again.exit_code == Exit.INPUT
    assert again.stderr.count("exists: name a new file") == 2


def test_json_is_one_document_with_the_ordinary_choice(tiny_folder: Path) -> None:
    result = cf("tradeoff", tiny_folder, "-c", "alone", "--points", 2, "--json")
    assert result.exit_code == Exit.DONE
    found = json.loads(result.stdout)
    assert found["design"] == {"own": 100}, "the reference design"
    [day] = found["scenarios"]
    assert day["status"] == "optimal" and not day["nothing_to_trade"] and day["failed"] == []
    ordinary = json.loads(cf("dispatch", tiny_folder, *BUILT, "--json").stdout)["scenarios"][0]
    assert day["choice"]["daily_cost"] == ordinary["indicators"]["daily_cost"]
    assert found["file"] is None and found["figure"] is None


def test_the_same_for_any_number_of_workers(tiny: Case, tmp_path: Path) -> None:
    double = replace(tiny, scenarios=(tiny.scenarios[0], replace(tiny.scenarios[0], name="twin")))
    design = design_or_reference(double, None)
    texts = [
        trade_off_table(trade_offs(double, design, (0, 1), 3, SolverSettings(), workers)).to_csv()
        for workers in (1, 2)
    ]
    assert texts[0] == texts[1]
    assert texts[0].count("twin") == texts[0].count(",day,")


def test_an_infeasible_design_is_told_with_its_causes(starved: Case, tmp_path: Path) -> None:
    table = tmp_path / "curve.csv"
    words = ("tradeoff", starved.path, "--design", "nothing", "-o", table)
    result = cf(*words)
    assert result.exit_code == Exit.INFEASIBLE
    assert "error: day cannot be run (infeasible):" in result.stderr
    assert 'electricity demand of "hut"' in result.stderr
    assert not table.exists()
    [day] = json.loads(cf(*words, "--json").stdout)["scenarios"]
    assert day["points"] == [] and day["choice"] is None and day["status"] == "infeasible"


def test_nothing_to_trade_off_is_said(tiny_folder: Path) -> None:
    profile = tiny_folder / "day.csv"
    profile.write_text(profile.read_text().replace(",45,", ",4,").replace(",50,", ",5,"))
    result = cf("tradeoff", tiny_folder)
    assert result.exit_code == Exit.DONE
    assert "Nothing to trade off" in result.stdout and "a kWh more of" not in result.stdout


def test_every_wrong_option_is_told_at_once(tiny_folder: Path, tmp_path: Path) -> None:
    result = cf(
        *("tradeoff", tiny_folder, "--points", -1, "--gap", 2, "--time-limit", 0),
        *("--figure", tmp_path / "curve.gif", "-o", tmp_path / "nowhere" / "curve.csv"),
    )
    assert result.exit_code == Exit.INPUT
    for told in (
        "5 problems",
        "--points must be from 0 to 1000, not -1",
        "must end in one of: .svg, .png, .pdf",
        "there is no folder",
        "--gap must be",
        "--time-limit must be",
    ):
        assert told in result.stderr


def test_wrong_names_are_told_at_once(tiny_folder: Path) -> None:
    result = cf("tradeoff", tiny_folder, "--scenario", "night", "--design", "sharde=1")
    assert result.exit_code == Exit.INPUT
    assert '--scenario: "night" is not known. Write one of: day.' in result.stderr
    assert '"sharde" is neither a storage site' in result.stderr


def test_a_failed_point_is_solver_trouble(
    tiny_folder: Path, curve: TradeOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = replace(curve, failed=(FailedPoint(12.5, Status.NO_SOLUTION, "no luck"),))
    monkeypatch.setattr(planner.trade_offs, "trade_offs", lambda *given: [failed])
    result = cf("tradeoff", tiny_folder)
    assert result.exit_code == Exit.SOLVER
    assert "a point could not be had" in result.stderr
    assert "at most 12.5 kWh spilled (no_solution): no luck" in result.stderr
    assert "least spilled" not in result.stdout


def test_points_that_are_not_proven_are_told(
    tiny_folder: Path, curve: TradeOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = curve.points
    points = (replace(first, status=Status.LIMITED, gap=0.02), *others)
    limited = replace(curve, points=points)
    monkeypatch.setattr(planner.trade_offs, "trade_offs", lambda *given: [limited])
    result = cf("tradeoff", tiny_folder)
    assert result.exit_code == Exit.DONE
    assert f"1 of {len(points)} points" in result.stderr and "2.0e-02" in result.stderr


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_pictures_are_the_same_every_time(curve: TradeOff, suffix: str) -> None:
    for curves in ([curve], [curve, replace(curve, scenario="twin")]):
        first, second = trade_off_figure(curves), trade_off_figure(curves)
        content = figure_bytes(first, suffix)
        assert figure_bytes(first, suffix) == content == figure_bytes(second, suffix)


def test_a_picture_has_every_point_and_the_choice(curve: TradeOff) -> None:
    ax = Figure().subplots()
    assert trade_off_figure([curve], ax) is ax.figure
    line, star = ax.lines
    assert list(line.get_xdata()) == [point.cost for point in curve.points]
    shares = [100 * point.figures.self_consumption for point in curve.points]
    assert list(line.get_ydata()) == shares
    assert list(star.get_ydata()) == [100 * curve.choice.indicators.self_consumption]
    assert "EUR" in ax.get_xlabel() and "%" in ax.get_ylabel()
    with pytest.raises(ValueError, match="2 curves"):
        trade_off_figure([curve, curve], ax)


def test_a_picture_tells_scenarios_without_a_curve(curve: TradeOff) -> None:
    flat = replace(curve, scenario="dull", points=curve.points[:1])
    figure = trade_off_figure([curve, replace(curve, scenario="twin"), flat])
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["day", "twin"]
    assert "nothing to trade off in dull" in figure.get_supxlabel()
    [alone] = trade_off_figure([flat]).axes
    assert "nothing to trade off in dull" in alone.texts[0].get_text()


def test_the_choice_is_what_an_evaluation_dispatches(tiny: Case, curve: TradeOff) -> None:
    design = design_or_reference(tiny, None)
    [[outcome]] = SerialEvaluator(tiny, SolverSettings()).dispatch([design])
    assert curve.choice.indicators == outcome.indicators
