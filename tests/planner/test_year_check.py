"""A design through a year beside its typical days: figures, tables, failures, workers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cases import Case, Year, read_case_folder, read_year
from operation import Design, DesignError, Operator, SolverSettings, Status
from operation.checker import DaysReport
from planner import YearCheck, check_year
from planner.evaluation import evaluate
from planner.report.saving import png_bytes, svg_bytes
from planner.year_check import case_of_days
from planner.year_run import YearProgress

WriteYearly = Callable[[Path, int], Path]
BUILT = {"shared": 100.0, "link": 30.0}


def read(folder: Path) -> tuple[Case, Year]:
    """Case and year of a folder."""
    found = read_case_folder(folder)
    return found.case(), read_year(found)


@pytest.fixture(scope="module")
def tiny_year(
    tmp_path_factory: pytest.TempPathFactory, write_yearly: WriteYearly
) -> tuple[Case, Year]:
    return read(write_yearly(tmp_path_factory.mktemp("year") / "tiny", 10))


@pytest.fixture(scope="module")
def checked(tiny_year: tuple[Case, Year]) -> YearCheck:
    return check_year(*tiny_year, BUILT, workers=0)


@pytest.fixture(scope="module")
def broken(tiny_year: tuple[Case, Year]) -> YearCheck:
    """A year with two days on which a meter is too small."""
    case, year = tiny_year
    days = list(year.days)
    for number in (3, 7):
        days[number] = replace(days[number], electricity_kw=days[number].electricity_kw * 9)
    return check_year(case, replace(year, days=tuple(days)), BUILT, workers=0)


def test_every_day_is_run_and_checked(checked: YearCheck) -> None:
    assert checked.accepted and checked.through.status is Status.OPTIMAL
    assert checked.report.accepted and checked.report.worst_residual < 1e-9
    assert [outcome.scenario for outcome in checked.outcomes][:2] == ["2023-06-26", "2023-06-27"]
    assert checked.count(Status.OPTIMAL) == 10 and checked.failed_days == ()
    assert 0 <= checked.worst_gap <= 1e-3
    assert "shared" in repr(checked) and len(repr(checked)) < 200


def test_figures_stand_for_365_days(checked: YearCheck) -> None:
    figures = {figure.name: figure for figure in checked.figures}
    cost = figures["operating cost a year"]
    daily = [o.indicators.purchase_cost - o.indicators.sales_revenue for o in checked.outcomes]
    assert cost.year == pytest.approx(365 * np.mean(daily)) and cost.unit == "EUR"
    assert cost.off == pytest.approx(cost.typical / cost.year - 1)
    bought = figures["electricity bought"]
    assert bought.year == pytest.approx(
        36.5 * sum(o.indicators.import_kwh for o in checked.outcomes)
    )
    # days of a year with less sun cost more than the sunny typical day promises
    assert cost.off < -0.1 and figures["PV and wind available"].off == pytest.approx(1 / 0.64 - 1)
    consumed = figures["self-consumption"]
    assert consumed.off == pytest.approx(consumed.typical - consumed.year) and consumed.unit == ""
    assert "gas" not in figures and "heat bought" not in figures


def test_the_estimate_is_that_of_a_plan(checked: YearCheck, tiny_year: tuple[Case, Year]) -> None:
    case, solver = tiny_year[0], SolverSettings()
    planned = evaluate(case, Operator(case, solver), checked.design, solver)
    assert checked.typical == planned
    years = {"lifecycle cost, 10 years": planned.lifecycle_cost}
    years["emissions a year"] = planned.annual_emissions_kg
    for figure in checked.figures:
        assert figure.typical == years.get(figure.name, figure.typical)


def test_a_year_of_typical_days_is_what_they_promise(
    tmp_path: Path, write_yearly: WriteYearly
) -> None:
    case, year = read(write_yearly(tmp_path / "tiny", 21))
    days = tuple(replace(day, pv_kw=case.scenarios[0].pv_kw) for day in year.days)
    check = check_year(case, replace(year, days=days), BUILT, workers=0)
    lifecycle = check.figures[1]
    assert abs(lifecycle.off) < 0.01
    assert check.figures[3].off == pytest.approx(0.0, abs=0.02)


def test_tables_tell_the_same_story(checked: YearCheck) -> None:
    months, days, steps = checked.months, checked.days, checked.steps
    assert months["month"].tolist() == ["2023-06", "2023-07"] and months["days"].tolist() == [5, 5]
    assert days["date"].tolist() == [date.isoformat() for date in checked.year.dates]
    assert steps.shape[0] == 60 and steps["date"].nunique() == 10
    for column in ("operating_cost", "emissions_kg", "import_kwh", "export_kwh"):
        assert months[column].sum() == pytest.approx(days[column].sum())
    assert 4 * steps["hut.import_kw"].sum() + 4 * steps["barn.import_kw"].sum() == pytest.approx(
        days["import_kwh"].sum()
    )
    ends = days["shared.stored_at_end_kwh"].to_numpy()
    starts = steps["shared.stored_at_start_kwh"].to_numpy()[::6]
    assert starts[1:] == pytest.approx(ends[:-1]) and starts[0] == pytest.approx(ends[-1]) == 10.0
    assert months["self_consumption"].between(0, 1).all() and (months["failed_days"] == 0).all()


def test_days_that_fail_leave_no_totals(broken: YearCheck) -> None:
    assert not broken.accepted and broken.through.status is Status.INFEASIBLE
    assert [day.scenario for day in broken.failed_days] == ["2023-06-29", "2023-07-03"]
    assert all("electricity demand of" in day.message for day in broken.failed_days)
    for figure in broken.figures:
        assert math.isnan(figure.year) and math.isnan(figure.off)
    assert broken.report.accepted, "the days that were run do hold"
    days = broken.days
    assert days["status"].tolist().count("infeasible") == 2
    assert days["operating_cost"].isna().sum() == 2 and broken.steps.shape[0] == 48
    assert broken.months["failed_days"].tolist() == [1, 1]


def test_what_the_checker_refuses_is_no_year(
    tiny_year: tuple[Case, Year], monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = DaysReport(0.5, ("storage_cycle off by 0.5",))
    monkeypatch.setattr("planner.year_check.check_days", lambda *given: refusing)
    check = check_year(*tiny_year, BUILT, workers=0)
    assert check.through.status is Status.REJECTED and not check.accepted
    assert all(math.isnan(figure.year) for figure in check.figures)


def test_workers_change_nothing(tmp_path: Path, write_yearly: WriteYearly) -> None:
    case, year = read(write_yearly(tmp_path / "tiny", 100))
    seen: list[YearProgress] = []
    alone = check_year(case, year, BUILT, workers=0, on_days=seen.append)
    shared = check_year(case, year, BUILT, workers=2)
    assert alone.through == shared.through and alone.figures == shared.figures
    for one, other in zip(alone.outcomes, shared.outcomes, strict=True):
        assert one.dispatch.stored_kwh.tobytes() == other.dispatch.stored_kwh.tobytes()
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
    assert seen[-1] == YearProgress(100, 100, 0) and len(seen) > 10


def test_what_is_refused(tiny_year: tuple[Case, Year]) -> None:
    with pytest.raises(DesignError, match="neither a storage site"):
        check_year(*tiny_year, {"sharde": 10.0}, workers=0)
    with pytest.raises(ValueError, match="at least 0"):
        check_year(*tiny_year, BUILT, lookahead_days=-1, workers=0)


def test_days_share_the_year(tiny_year: tuple[Case, Year]) -> None:
    shares = [scenario.days_per_year for scenario in case_of_days(*tiny_year).scenarios]
    assert sum(shares) == pytest.approx(365.0) and len(set(shares)) == 1


@pytest.mark.parametrize("what", ["checked", "broken"])
def test_the_figure_is_drawn(what: str, request: pytest.FixtureRequest) -> None:
    check: YearCheck = request.getfixturevalue(what)
    assert png_bytes(check.plot()) == png_bytes(check.plot())
    cost, carbon, carpet = check.plot().axes
    [bar] = carpet.child_axes
    assert len(cost.patches) == len(carbon.patches) == 2
    assert [tick.get_text() for tick in carpet.get_xticklabels()] == ["Jun", "Jul"]
    assert bar.get_ylabel() == "stored, of all capacity"
    notes = " ".join(text.get_text() for text in cost.texts)
    assert ("2 of 10 days could not be run" in notes) == (what == "broken")


def test_the_figure_without_storage(tiny_year: tuple[Case, Year]) -> None:
    check = check_year(*tiny_year, Design.nothing(tiny_year[0]), workers=0)
    texts = [text.get_text() for text in check.plot().axes[2].texts]
    assert texts == ["this design has no storage"] and svg_bytes(check.plot())
