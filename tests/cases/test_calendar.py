"""Seasons, days off, and prices that tell work days from weekends."""

# ruff: noqa: E501 - a table reads best with one row a line
from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cases import Problem, read_case, read_case_folder
from cases.calendar import day_type_of, day_types, season_of
from cases.schema import Calendar, DayType, Season

CALENDAR = """\
[calendar]
holidays = ["2023-06-22"]
[[calendar.season]]
name = "summer"
months = [4, 5, 6, 7, 8, 9, 10]
[[calendar.season]]
name = "winter"
months = [1, 2, 3, 11, 12]

"""
WEEKEND = """\
[[tariff.period]]
season = "winter"
day_type = "weekend"
label = "off"
clock = ["00:00-24:00"]
import_price_per_kwh = 0.5
export_price_per_kwh = 0.3
"""
WINTER = 'season = "winter"\nlabel = "all"'
WINTER_WORK = WINTER.replace("label", 'day_type = "workday"\nlabel')
SCENARIO = 'name = "winter"\nseason = "winter"'

Problems = Callable[[Path], tuple[Problem, ...]]


@pytest.fixture
def seasonal(folder: Path) -> Path:
    """The sound case with a calendar."""
    edit(folder, ("[[tariff]]", CALENDAR + "[[tariff]]"))
    return folder


@pytest.fixture
def weekly(seasonal: Path) -> Path:
    """The same with other prices at weekends in winter, and a winter scenario for each."""
    edit(
        seasonal,
        (WINTER, WINTER_WORK),
        ("[[building]]", WEEKEND + "\n[[building]]"),
        (SCENARIO, SCENARIO + '\nday_type = "workday"'),
        ("days_per_year = 150", "days_per_year = 107"),
    )
    off = (
        '\n[[scenario]]\nname = "off"\nseason = "winter"\nday_type = "weekend"\n'
        'days_per_year = 43\nprofiles = "winter.csv"\n'
    )
    text = (seasonal / "case.toml").read_text()
    (seasonal / "case.toml").write_text(text + off)
    return seasonal


def edit(folder: Path, *pairs: tuple[str, str]) -> None:
    """Replace the first occurrence of each text in case.toml."""
    path = folder / "case.toml"
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)


def test_dates_have_a_season_and_a_kind() -> None:
    seasons = (Season(name="cold", months=(1, 2, 12)), Season(name="mild", months=(*range(3, 12),)))
    calendar = Calendar(holidays=("2023-05-01",), season=seasons)
    assert season_of(calendar, datetime.date(2024, 2, 29)) == "cold"
    assert season_of(calendar, datetime.date(2023, 11, 30)) == "mild"
    kinds = {day: day_type_of(calendar, datetime.date(2023, 5, day)) for day in (1, 2, 5, 6, 7)}
    assert [day for day, kind in kinds.items() if kind is DayType.WEEKEND] == [1, 6, 7]
    friday = Calendar(weekend=(5,), season=seasons)
    assert day_type_of(friday, datetime.date(2023, 5, 5)) is DayType.WEEKEND
    assert day_types(calendar) == (DayType.WORKDAY, DayType.WEEKEND)
    assert day_types(Calendar(weekend=(), season=seasons)) == (DayType.WORKDAY,)
    assert day_types(Calendar(weekend=(*range(1, 8),), season=seasons)) == (DayType.WEEKEND,)


def test_a_calendar_changes_nothing_by_itself(folder: Path) -> None:
    before = read_case(folder)
    edit(folder, ("[[tariff]]", CALENDAR + "[[tariff]]"))
    after = read_case_folder(folder)
    assert after.warnings == () and not after.has_year
    for old, new in zip(before.scenarios, after.scenarios, strict=True):
        assert old.import_price_per_kwh.tobytes() == new.import_price_per_kwh.tobytes()


def test_prices_follow_the_kind_of_day(weekly: Path) -> None:
    summer, winter, off = read_case(weekly).scenarios
    assert set(winter.import_price_per_kwh.flat) == {0.7}
    assert set(off.import_price_per_kwh.flat) == {0.5}
    assert set(summer.import_price_per_kwh.flat) == {0.4, 0.8}
    assert off.heat_kw.tobytes() == winter.heat_kw.tobytes()


def test_periods_of_any_day_hold_beside_those_of_a_kind(weekly: Path) -> None:
    night = WEEKEND.replace('day_type = "weekend"\n', "").replace("00:00-", "22:00-")
    split = '"workday"\nlabel = "all"\nclock = ["00:00-24:00"]'
    edit(
        weekly,
        (split, split.replace("24:00", "22:00")),
        ('"off"\nclock = ["00:00-24:00"]', '"off"\nclock = ["00:00-22:00"]'),
        ("[[tariff.period]]", night.replace("0.5", "0.1") + "[[tariff.period]]"),
    )
    _, winter, off = read_case(weekly).scenarios
    assert winter.import_price_per_kwh[[21, 22], 0].tolist() == [0.7, 0.1]
    assert off.import_price_per_kwh[[21, 22], 0].tolist() == [0.5, 0.1]


class Break(NamedTuple):
    """A replacement in the weekly case and the one problem it must lead to."""

    name: str
    old: str
    new: str
    key: str
    message: str
    remedy: str


BREAKS = (
    Break("doubled month", "[1, 2, 3,", "[1, 4, 2, 3,", "calendar.season.winter.months[2]", 'April is in the season "summer" already', "one season only"),
    Break("missing months", "4, 5, 6, 7", "5, 7", "calendar.season", "No season has April, June.", "all twelve may be in one"),
    Break("thirteenth month", "11, 12]", "11, 13]", "calendar.season.winter.months[5]", "13 is above 12", "not above 12"),
    Break("no such day", "2023-06-22", "2023-02-29", "calendar.holidays[1]", 'no day "2023-02-29"', "2023-12-25"),
    Break("day in words", "2023-06-22", "22 June", "calendar.holidays[1]", "is not a date", "YYYY-MM-DD"),
    Break("date of TOML", '"2023-06-22"', "2023-06-22", "calendar.holidays[1]", "is a date or time of TOML", '"2023-06-22"'),
    Break("doubled holiday", '"2023-06-22"', '"2023-06-22", "2023-06-22"', "calendar.holidays[2]", "listed twice", "Remove"),
    Break("doubled day of the week", "[calendar]", "[calendar]\nweekend = [6, 6]", "calendar.weekend[2]", "Saturday (6) is listed twice", "Remove"),
    Break("eighth day", "[calendar]", "[calendar]\nweekend = [8]", "calendar.weekend[1]", "8 is above 7", "not above 7"),
    Break("unknown season", SCENARIO, SCENARIO.replace('season = "winter"', 'season = "wintr"'), "scenario.winter.season", 'no season in the calendar "wintr"', '"winter"'),
    Break("unknown kind of day", '"workday"', '"weekday"', "tariff.flat.period[3].day_type", "not one of the choices", "'workday'"),
    Break("scenario of neither", SCENARIO + '\nday_type = "workday"', SCENARIO, "scenario.winter.day_type", "prices of its own for work days or weekends", "make two scenarios"),
    Break("no price at weekends", '"off"\nclock = ["00:00-24:00"]', '"off"\nclock = ["00:00-20:00"]', "tariff.flat.period[4]", "no price on weekends at 20:00-24:00", "add one"),
    Break("two prices on work days", '"all"\nclock = ["00:00-24:00"]', '"all"\nclock = ["00:00-24:00", "05:00-06:00"]', "tariff.flat.period[3]", "two prices on work days at 05:00-06:00", "Shorten"),
)  # fmt: skip


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.name)
def test_each_slip_is_told(weekly: Path, problems_of: Problems, case: Break) -> None:
    edit(weekly, (case.old, case.new))
    told = problems_of(weekly)
    assert len(told) == 1 and told[0].key == case.key
    assert case.message in told[0].message and case.remedy in told[0].remedy
    assert told[0].file == "case.toml" and told[0].line > 1


def test_a_year_needs_a_calendar(folder: Path, problems_of: Problems) -> None:
    edit(folder, ("[[scenario]]", '[year]\nprofiles = "year.csv"\n\n[[scenario]]'))
    (problem,) = problems_of(folder)
    assert problem.key == "year" and "[[calendar.season]]" in problem.remedy


def test_a_year_needs_prices_for_every_season(seasonal: Path, problems_of: Problems) -> None:
    spring = '[[calendar.season]]\nname = "spring"\nmonths = [3]\n\n[[tariff]]'
    edit(
        seasonal,
        ("[[tariff]]", spring),
        ("1, 2, 3,", "1, 2,"),
        ("[[scenario]]", '[year]\nprofiles = "year.csv"\n\n[[scenario]]'),
    )
    (problem,) = problems_of(seasonal)
    assert problem.key == "calendar.season.spring.name"
    assert 'no season "spring"' in problem.message and "Add a period" in problem.remedy


def test_a_year_needs_prices_for_both_kinds_of_day(weekly: Path, problems_of: Problems) -> None:
    summer = 'season = "summer"\nlabel = "day"'
    edit(
        weekly,
        (summer, summer.replace("label", 'day_type = "workday"\nlabel')),
        ('name = "summer"\nseason = "summer"\nd', 'name = "summer"\nseason = "summer"\nday_type = "workday"\nd'),
    )  # fmt: skip
    assert problems_of(weekly) == ()
    edit(weekly, ("[[scenario]]", '[year]\nprofiles = "year.csv"\n\n[[scenario]]'))
    (problem,) = problems_of(weekly)
    assert "no price on weekends at 07:00-23:00" in problem.message


def test_arbitrage_is_told_for_its_kind_of_day(weekly: Path) -> None:
    edit(weekly, ("import_price_per_kwh = 0.5", "import_price_per_kwh = 0.2"))
    (told,) = read_case_folder(weekly).warnings
    assert 'In "winter" on weekends exported power earns more' in told.message
