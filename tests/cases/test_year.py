"""A whole year beside the typical days: its file, its days, its doubts."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import CaseError, CaseFolder, Problem, read_case_folder
from cases.reading import files
from cases.year import read_year

CALENDAR = """\
[calendar]
holidays = ["2023-10-27"]
[[calendar.season]]
name = "summer"
months = [4, 5, 6, 7, 8, 9, 10]
[[calendar.season]]
name = "winter"
months = [1, 2, 3, 11, 12]

"""
HEADER = (
    "time,home.electricity_kw,home.heat_kw,home.pv_kw,"
    "shop.electricity_kw,shop.heat_kw,shop.cold_kw,shop.wind_kw"
)
FIRST = datetime.date(2023, 10, 26)
Problems = Callable[[Path], tuple[Problem, ...]]


def rows(first: datetime.date, days: int) -> list[str]:
    """Sound rows: the home's load counts the days, its PV the hours."""
    return [
        f"{first + datetime.timedelta(days=day)} {hour:02d}:00,{day}.5,5,{hour},40,0,60,3"
        for day in range(days)
        for hour in range(24)
    ]


def write_year(folder: Path, lines: list[str], header: str = HEADER) -> None:
    """Write the file of the year."""
    (folder / "year.csv").write_text("\n".join((header, *lines)) + "\n")


def edit(folder: Path, old: str, new: str, file: str = "case.toml") -> None:
    """Replace the first occurrence of a text."""
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))


@pytest.fixture
def yearly(folder: Path) -> Path:
    """The sound case with eight days around the end of October 2023."""
    return add_year(folder)


def add_year(folder: Path) -> Path:
    """Give the sound case a calendar and a year."""
    edit(folder, "[[tariff]]", CALENDAR + "[[tariff]]")
    with (folder / "case.toml").open("a") as file:
        file.write('\n[year]\ntitle = "Eight days"\nprofiles = "year.csv"\n')
    write_year(folder, rows(FIRST, 8))
    return folder


def told(folder: Path) -> tuple[Problem, ...]:
    """Problems of the case and its year."""
    with pytest.raises(CaseError) as caught:
        read_case_folder(folder, with_year=True)
    return caught.value.problems


def test_a_scenario_for_each_day(yearly: Path) -> None:
    folder = read_case_folder(yearly, with_year=True)
    year = read_year(folder)
    assert folder.has_year and year.title == "Eight days"
    assert year.dates[0] == FIRST and year.dates[-1] == datetime.date(2023, 11, 2)
    assert [day.name for day in year.days] == [date.isoformat() for date in year.dates]
    assert [day.season for day in year.days] == ["summer"] * 6 + ["winter"] * 2
    for number, day in enumerate(year.days):
        assert (day.steps, day.days, day.days_per_year, day.step_hours) == (24, 1.0, 1.0, 1.0)
        assert set(day.electricity_kw[:, 0]) == {number + 0.5}
        assert day.pv_kw[:, 0].tolist() == list(range(24))
        assert day.shiftable_share[0].tolist() == [0.1, 0.0]
        assert day.electricity_kw.flags.c_contiguous and not day.electricity_kw.flags.writeable
    assert set(year.days[5].import_price_per_kwh[:, 0]) == {0.4, 0.8}
    assert set(year.days[6].import_price_per_kwh[:, 0]) == {0.7}
    (short,) = year.warnings
    assert "8 days, not a year" in short.message and short.file == "year.csv"


def test_days_have_the_prices_of_their_kind(yearly: Path) -> None:
    summer = 'season = "summer"\nlabel = "day"'
    weekend = (
        '[[tariff.period]]\nseason = "summer"\nday_type = "weekend"\nlabel = "off"\n'
        'clock = ["07:00-23:00"]\nimport_price_per_kwh = 0.6\nexport_price_per_kwh = 0.3\n'
    )
    edit(yearly, summer, summer.replace("label", 'day_type = "workday"\nlabel'))
    edit(yearly, "[[tariff.period]]", weekend + "[[tariff.period]]")
    edit(yearly, "days_per_year = 215", 'day_type = "workday"\ndays_per_year = 215')
    noon = [day.import_price_per_kwh[12, 0] for day in read_year(read_case_folder(yearly)).days]
    assert noon == [0.8, 0.6, 0.6, 0.6, 0.8, 0.8, 0.7, 0.7]  # Friday the 27th is a holiday


def test_a_leap_year_of_quarter_hours(yearly: Path) -> None:
    first = datetime.datetime(2024, 1, 1)
    times = [first + datetime.timedelta(minutes=15 * n) for n in range(366 * 96)]
    write_year(yearly, [f"{time:%Y-%m-%d %H:%M},1,0,0,40,0,0,0" for time in times])
    edit(yearly, "step_hours = 1", "step_hours = 0.25")
    edit(yearly, 'holidays = ["2023-10-27"]', 'holidays = ["2024-02-29"]')
    for name in ("summer.csv", "winter.csv"):
        head, row, *_ = (yearly / name).read_text().splitlines()
        clocks = [f"{time:%H:%M}" for time in times[:96]]
        rest = row.split(",", 1)[1]
        (yearly / name).write_text("\n".join([head, *(f"{clock},{rest}" for clock in clocks)]))
    year = read_year(read_case_folder(yearly))
    assert len(year.days) == 366 and datetime.date(2024, 2, 29) in year.dates
    assert year.warnings == () and year.days[-1].steps == 96


@pytest.mark.parametrize(
    ("old", "new", "column", "message", "remedy"),
    [
        (
            "2023-10-27 05:00",
            "2023-10-27T05:00",
            "time",
            "not a date and clock",
            "2023-01-01 07:00",
        ),
        ("2023-10-27 05:00", "05:00", "time", "not a date and clock", "2023-01-01 07:00"),
        ("2023-10-27 05:00", "2023-10-27 05:00:00", "time", "not a date and clock", "07:00"),
        ("2023-10-27 05:00", "27/10/2023 05:00", "time", "not a date and clock", "07:00"),
        ("2023-10-27 05:00", "2023-10-32 05:00", "time", "not a date and clock", "07:00"),
        ("2023-10-27 05:00,1.5", "2023-10-27 05:00,-1", "home.electricity_kw", "below 0", "load"),
        ("home.heat_kw", "home.heat", "home.heat", "not known", "home.heat_kw"),
        ("time,", "clock,", "time", "column time is missing", '"2023-01-01 07:00"'),
    ],
)
def test_a_broken_file(
    yearly: Path, old: str, new: str, column: str, message: str, remedy: str
) -> None:
    edit(yearly, old, new, "year.csv")
    (problem, *_) = [p for p in told(yearly) if p.key == column]
    assert problem.file == "year.csv" and message in problem.message and remedy in problem.remedy


def test_an_hour_that_the_clocks_leave_out_or_double(yearly: Path) -> None:
    lines = rows(FIRST, 8)
    doubled, left_out = lines.index(next(x for x in lines if "10-29 02" in x)), 30
    write_year(yearly, [*lines[:doubled], lines[doubled], *lines[doubled:]])
    doubled_row, whole = told(yearly)[1], told(yearly)[0]
    assert '"2023-10-29 02:00" stands where "2023-10-29 03:00" should' in doubled_row.message
    assert "on which clocks change" in doubled_row.remedy and "193 rows" in whole.message
    write_year(yearly, lines[:left_out] + lines[left_out + 1 :])
    assert "should follow" in told(yearly)[1].message


def test_days_must_follow_each_other_and_begin_at_midnight(yearly: Path) -> None:
    write_year(yearly, rows(FIRST, 2) + rows(FIRST + datetime.timedelta(days=3), 2))
    (gap,) = told(yearly)
    assert gap.line == 50 and '"2023-10-29 00:00" stands where "2023-10-28 00:00"' in gap.message
    write_year(yearly, rows(FIRST, 3)[5:-19])
    begin = told(yearly)[0]
    assert '"2023-10-26 05:00" stands where "2023-10-26 00:00"' in begin.message


def test_problems_of_case_and_year_are_told_together(yearly: Path) -> None:
    edit(yearly, "days_per_year = 215", "days_per_year = 214")
    edit(yearly, "2023-10-27 05:00,1.5", "2023-10-27 05:00,x", "year.csv")
    edit(yearly, "2023-10-28 05:00,2.5,5,", "2023-10-28 05:00,2.5,500,", "year.csv")
    scenario, cell, heat = told(yearly)
    assert (scenario.key, cell.key, heat.key) == ("scenario", "home.electricity_kw", "home.heat_kw")
    assert "500 kW are needed at 2023-10-28 05:00, 100 kW can be given" in heat.message


def test_planning_does_not_need_the_file(yearly: Path) -> None:
    (yearly / "year.csv").unlink()
    folder = read_case_folder(yearly)
    assert [p.key for p in told(yearly)] == ["year.profiles"]
    with pytest.raises(CaseError, match="does not exist"):
        read_year(folder)


@pytest.mark.parametrize("name", ["../year.csv", "/etc/passwd", "case.toml", ""])
def test_only_tables_inside_the_folder(yearly: Path, name: str) -> None:
    edit(yearly, '"year.csv"', f'"{name}"')
    assert told(yearly)


def test_size_limit(yearly: Path) -> None:
    (yearly / "year.csv").write_bytes(b"0" * (files.PROFILE_BYTES_MAX + 1))
    (problem,) = told(yearly)
    assert "larger than 50 MB" in problem.message and "coarser" in problem.remedy


def test_a_case_without_a_year(folder: Path) -> None:
    whole = read_case_folder(folder, with_year=True)
    with pytest.raises(CaseError, match="Add \\[year\\]"):
        read_year(whole)


def test_doubts(yearly: Path) -> None:
    lines = [line.replace(",0,60,3", ",0,3") for line in rows(datetime.date(2021, 1, 1), 365)]
    write_year(yearly, lines, HEADER.replace("shop.cold_kw,", ""))
    edit(yearly, "installed_kw = 50", "installed_kw = 20")
    folder: CaseFolder = read_case_folder(yearly)
    holiday, column, pv = read_year(folder).warnings
    assert "no holiday in 2021" in holiday.message and holiday.key == "calendar.holidays"
    assert column.key == "shop.cold_kw" and "stands in summer.csv and not here" in column.message
    assert pv.key == "home.pv_kw" and pv.line == 25
    assert np.all(read_year(folder).days[0].cold_kw == 0)


@settings(max_examples=120, deadline=None, database=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 20_000),
            st.integers(0, 60),
            st.sampled_from(
                ["", "\n", ",", "2023-10-27 05:00", "0000-01-01 00:00", "2199-12-31 23:00", "é",
                 "2023-02-30 00:00", "-", "x", "1e9", "24:00", "\x00", "9999-12-31 23:00", "time"]
            ),
        ),
        min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_whatever_the_file_holds(sound_year: Path, edits: list[tuple[int, int, str]]) -> None:
    """It is read, or refused with reasons; nothing else happens."""
    path = sound_year / "year.csv"
    content = path.read_text(encoding="utf-8")
    text = content
    for place, cut, piece in edits:
        place %= len(text) + 1
        text = text[:place] + piece + text[place + cut :]
    try:
        path.write_text(text, encoding="utf-8", newline="")
        folder = read_case_folder(sound_year)
        try:
            assert read_year(folder).days
        except CaseError as error:
            for problem in error.problems:
                assert problem.message and problem.remedy and str(problem).isprintable()
    finally:
        path.write_text(content, encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def sound_year(tmp_path_factory: pytest.TempPathFactory, write: Callable[[Path], Path]) -> Path:
    """A sound case with a year; each example puts back what it changed."""
    return add_year(write(tmp_path_factory.mktemp("year") / "pair"))
