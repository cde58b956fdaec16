"""Typical days: energy kept, weights of a year, extreme days, groups; the same input, the same."""

from __future__ import annotations

import datetime
import math
import sys

import numpy as np
import pytest

from cases.importing.day_features import day_features
from cases.importing.representatives import representative, scaled
from cases.importing.typical_days import TypicalDay, TypicalDayMethod, typical_days
from cases.importing.typical_quality import NET_LOAD, quality_of
from cases.importing.year_profiles import YearProfiles
from cases.problem import CaseError
from cases.schema import Calendar, DayType

CALENDAR = Calendar.model_validate(
    {
        "season": (
            {"name": "cool", "months": (1, 2, 3, 10, 11, 12)},
            {"name": "warm", "months": (4, 5, 6, 7, 8, 9)},
        )
    }
)
PV_KW = 40.0


def a_year(days: int = 365, step_minutes: int = 60, seed: int = 1) -> YearProfiles:
    """Two buildings: a home with PV and heat, a shop that is shut on weekends, with cold."""
    random = np.random.default_rng(seed)
    steps = 1440 // step_minutes
    first = datetime.date(2023, 1, 1)
    dates = [first + datetime.timedelta(days=n) for n in range(days)]
    hour = np.arange(steps) * step_minutes / 60
    season = np.array([math.cos(2 * math.pi * d.timetuple().tm_yday / 365) for d in dates])[:, None]
    work = np.array([d.isoweekday() < 6 for d in dates])[:, None]
    sun = np.clip(np.sin(math.pi * (hour - 6) / 12), 0, None)[None, :]
    clear = random.uniform(0.1, 1.0, (days, 1)) * (1 - 0.3 * season)
    tables = {
        "home.electricity_kw": 10 + 5 * np.sin(hour / 4)[None, :] + random.random((days, steps)),
        "home.heat_kw": np.clip(30 * season + random.normal(0, 3, (days, 1)), 0, None)
        * (1 + 0.2 * np.cos(hour / 4))[None, :],
        "home.pv_kw": np.minimum(PV_KW * sun * clear, PV_KW),
        "shop.electricity_kw": 2 + 20 * work * sun + random.random((days, steps)),
        "shop.cold_kw": np.clip(-25 * season * sun * clear, 0, None),
        "shop.grid_emission_kg_per_kwh": 0.5 + 0.1 * season + 0.1 * np.cos(hour / 4)[None, :],
    }
    ones = np.ones((days, steps))
    columns = {name: (ones * table).reshape(-1) for name, table in tables.items()}
    return YearProfiles(first, step_minutes, columns)


def energy(days: tuple[TypicalDay, ...], column: str) -> float:
    return math.fsum(day.days_per_year * float(day.columns[column].sum()) for day in days)


@pytest.mark.parametrize("method", list(TypicalDayMethod))
def test_weights_and_energy_are_those_of_the_year(method: TypicalDayMethod) -> None:
    year = a_year(days=120 if method is TypicalDayMethod.KMEDOIDS else 365)
    days = typical_days(year, CALENDAR, count=9, by_day_type=False, method=method)
    assert len(days) == 9 and sum(day.days_per_year for day in days) == 365
    for column, values in year.columns.items():
        if column.endswith("_kw"):
            total = values.sum() * 365 / year.days
            assert energy(days, column) == pytest.approx(total, rel=1e-6)
        for day in days:
            assert day.columns[column].min() >= 0
            assert day.columns[column].max() <= values.max() * (1 + 1e-12)


def test_energy_is_kept_in_every_season() -> None:
    year = a_year()
    days = typical_days(year, CALENDAR, count=8, by_day_type=False)
    warm = np.array([4 <= date.month <= 9 for date in year.dates])
    for column in (name for name in year.columns if name.endswith("_kw")):
        total = year.by_day(column)[warm].sum()
        mine = tuple(day for day in days if day.season == "warm")
        assert energy(mine, column) == pytest.approx(total, rel=1e-9)


def test_emissions_of_the_load_are_kept() -> None:
    year = a_year()
    days = typical_days(year, CALENDAR, count=8, by_day_type=False, keep_extremes=False)
    drawn = {"shop.electricity_kw": 1.0, "shop.cold_kw": 1 / 3}

    def emissions(columns: dict[str, np.ndarray]) -> float:
        load = sum(factor * columns[name] for name, factor in drawn.items())
        return float((load * columns["shop.grid_emission_kg_per_kwh"]).sum())

    estimate = math.fsum(day.days_per_year * emissions(dict(day.columns)) for day in days)
    assert estimate == pytest.approx(emissions(dict(year.columns)), rel=1e-9)


def test_extreme_days_stand_as_they_were() -> None:
    year = a_year()
    days = typical_days(year, CALENDAR, count=9, by_day_type=False)
    extremes = {day.name: day for day in days if "peak" in day.name}
    assert all(day.days_per_year == 1.0 for day in extremes.values())
    heat = year.by_day("home.heat_kw")
    hottest = next(day for day in extremes.values() if "heat" in day.title)
    assert (hottest.columns["home.heat_kw"] == heat[heat.max(axis=1).argmax()]).all()
    cold = max(float(day.columns["shop.cold_kw"].max()) for day in days)
    assert cold == year.columns["shop.cold_kw"].max()
    without = typical_days(year, CALENDAR, count=9, by_day_type=False, keep_extremes=False)
    assert not any("peak" in day.name for day in without)


def test_day_types_are_kept_apart() -> None:
    year = a_year()
    days = typical_days(year, CALENDAR, count=9, by_day_type=True, keep_extremes=False)
    kinds = {(day.season, day.day_type) for day in days}
    assert kinds == {(s, t) for s in ("cool", "warm") for t in DayType if t is not DayType.ANY}
    off = sum(date.isoweekday() > 5 for date in year.dates)
    weekend = [day for day in days if day.day_type is DayType.WEEKEND]
    assert sum(day.days_per_year for day in weekend) == off
    assert all(day.columns["shop.electricity_kw"].max() < 4 for day in weekend)
    assert len({day.name for day in days}) == 9


def test_other_lengths_are_scaled_to_365_days() -> None:
    year = a_year(days=366, step_minutes=30)
    days = typical_days(year, CALENDAR, count=7, by_day_type=False)
    weights = [day.days_per_year for day in days]
    assert sum(weights) == sum(reversed(weights)) == 365
    total = year.columns["home.pv_kw"].sum() * 365 / 366
    assert energy(days, "home.pv_kw") == pytest.approx(total, rel=1e-6)


def test_the_same_input_gives_the_same_days() -> None:
    for method in (TypicalDayMethod.HIERARCHICAL, TypicalDayMethod.KMEANS):
        first, second = (
            typical_days(a_year(), CALENDAR, count=8, by_day_type=False, method=method, seed=3)
            for _ in range(2)
        )
        for one, other in zip(first, second, strict=True):
            assert (one.name, one.title, one.days_per_year) == (
                other.name,
                other.title,
                other.days_per_year,
            )
            for column in one.columns:
                assert (one.columns[column] == other.columns[column]).all()


@pytest.mark.parametrize(("count", "words"), [(4, "too few"), (1, "too few"), (400, "more than")])
def test_counts_that_cannot_be(count: int, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        typical_days(a_year(), CALENDAR, count=count, by_day_type=True)
    if words == "too few":
        assert "cool workday, cool weekend, warm workday, warm weekend" in str(caught.value)


def test_more_typical_days_are_closer_to_the_year() -> None:
    year = a_year()

    def difference(count: int) -> float:
        days = typical_days(year, CALENDAR, count=count, by_day_type=False)
        found = {q.quantity: q for q in quality_of(days, year)}
        for quality in found.values():
            assert quality.typical_kwh == pytest.approx(quality.year_kwh, rel=1e-9)
        assert found["heat_kw"].typical_peak_kw == found["heat_kw"].year_peak_kw
        return found[NET_LOAD].duration_difference

    assert difference(365) < 1e-12
    assert 0 < difference(40) < difference(6) < 0.5


def test_every_day_as_its_own_typical_day_is_the_year() -> None:
    year = a_year(days=31)
    days = typical_days(year, CALENDAR, count=31, by_day_type=False, keep_extremes=False)
    assert sorted(d.columns["home.pv_kw"].sum() for d in days) == pytest.approx(
        sorted(year.by_day("home.pv_kw").sum(axis=1))
    )


def test_scaling_never_exceeds_the_highest_value() -> None:
    days = np.array([[0.0, 8.0, 10.0, 4.0], [0.0, 11.0, 11.0, 8.0]])
    values = scaled(days, 11.0)
    assert values.sum(axis=1) == pytest.approx(26.0) and values.max() == 11.0
    assert (values[:, 0] == 0.0).all()  # nothing comes up where there was nothing
    assert values[0] == pytest.approx([0.0, 10.0, 11.0, 5.0])
    assert values[1] == pytest.approx(days[1] * 26 / 30)  # squeezed from its highest value
    assert scaled(days[:1], 11.0)[0] == pytest.approx(days[0])


def test_a_day_that_would_be_stretched_too_far_borrows_a_shape() -> None:
    days = np.array([[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 3.0, 6.0], [1.0, 1.0, 8.0, 8.0]])
    values = scaled(days, 8.0)
    assert values.sum(axis=1) == pytest.approx(9.0)
    assert (values[0] == values[1]).all() and (values[1] == days[1]).all()
    far = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 9.0]])  # nothing to borrow from
    assert (scaled(far, 9.0) == [[0.0, 3.0]] * 3).all()
    assert (scaled(np.zeros((2, 4)), 0.0) == 0.0).all()


def test_the_day_that_is_most_alike_stands_for_its_cluster() -> None:
    shapes = np.array([[2.0, 2.0, 2.0], [1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [0.0, 0.0, 6.0]])
    columns = {"a.electricity_kw": np.repeat(shapes, 8, axis=1).reshape(-1)}
    year = YearProfiles(datetime.date(2023, 1, 1), 60, columns)
    chosen = representative(year, day_features(year, {}), np.arange(4))
    assert chosen.day in (1, 2)  # neither flat nor all at once


def test_constant_columns_and_equal_days_do_no_harm() -> None:
    columns = {"a.electricity_kw": np.full(24 * 365, 2.0), "a.heat_kw": np.zeros(24 * 365)}
    year = YearProfiles(datetime.date(2023, 1, 1), 60, columns)
    days = typical_days(year, CALENDAR, count=6, by_day_type=False)
    assert sum(day.days_per_year for day in days) == 365
    assert all((day.columns["a.electricity_kw"] == 2.0).all() for day in days)


@pytest.mark.parametrize(
    ("step", "length", "words"),
    [(50, 24, "whole number of steps"), (60, 25, "whole days"), (60, 0, "whole days")],
)
def test_profiles_are_whole_days(step: int, length: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        YearProfiles(datetime.date(2023, 1, 1), step, {"a.electricity_kw": np.ones(length)})


def test_a_missing_package_is_told_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tsam", None)
    with pytest.raises(CaseError, match=r'pip install "clusterflex\[import\]"'):
        typical_days(a_year(), CALENDAR, count=6, by_day_type=False)
