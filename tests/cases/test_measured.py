"""Measurements of a year: clocks, units, gaps; what comes out is known beforehand."""

from __future__ import annotations

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cases import read_case_folder
from cases.importing.measured.build import write_measurements
from cases.importing.measured.example import write_example
from cases.importing.measured.local_days import Clock, on_local_days, whole_days
from cases.importing.measured.read_import import read_import
from cases.importing.measured.regular import Fill, Regular, regular
from cases.importing.measured.stamps import Stamps, read_stamps
from cases.importing.measured.units import Unit, mean_values
from cases.problem import Report

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
HOUR = datetime.timedelta(hours=1)


def utc_hours(first: datetime.datetime, count: int) -> Regular:
    """A series whose value is the number of the hour since `first`."""
    start = int(first.timestamp() // 60)
    return Regular(start, 60, np.arange(count, dtype=float))


def stamps_of(texts: list[str], zone: ZoneInfo) -> tuple[Stamps, Report]:
    report = Report()
    return read_stamps("f.csv", "time", texts, zone, report), report


def test_naive_stamps_of_the_doubled_hour_are_told_apart_by_their_order() -> None:
    texts = [
        "2023-10-29 01:00",
        "2023-10-29 02:00",
        "2023-10-29 02:30",
        "2023-10-29 02:00",
        "2023-10-29 02:30",
        "2023-10-29 03:00",
    ]
    stamps, report = stamps_of(texts, BERLIN)
    assert not report
    assert np.diff(stamps.minutes).tolist() == [60, 30, 30, 30, 30]


def test_an_offset_says_all() -> None:
    stamps, report = stamps_of(["2023-10-29T02:00+02:00", "2023-10-29T02:00+01:00"], NEW_YORK)
    assert not report
    assert np.diff(stamps.minutes).tolist() == [60]
    utc, _ = stamps_of(["2023-10-29T00:00Z"], NEW_YORK)
    assert utc.minutes[0] == stamps.minutes[0]


@pytest.mark.parametrize(
    ("zone", "spring", "autumn", "left_out", "twice"),
    [
        (BERLIN, datetime.date(2023, 3, 26), datetime.date(2023, 10, 29), 2, 2),
        (NEW_YORK, datetime.date(2023, 3, 12), datetime.date(2023, 11, 5), 2, 1),
    ],
)
def test_a_year_on_the_wall_clock(
    zone: ZoneInfo, spring: datetime.date, autumn: datetime.date, left_out: int, twice: int
) -> None:
    first, last = datetime.date(2023, 1, 1), datetime.date(2023, 12, 31)
    series = utc_hours(datetime.datetime(2023, 1, 1, tzinfo=zone), 8760)
    assert whole_days(series, zone) == (first, last)
    days = on_local_days(series, first, last, 60, zone, Clock.WALL)
    table = days.values.reshape(365, 24)
    assert (days.spring_steps, days.autumn_steps) == (1, 1)
    n = (spring - first).days
    assert table[n, left_out - 1 : left_out + 2].tolist() == [
        24 * n + left_out - 1,
        24 * n + left_out - 0.5,
        24 * n + left_out,
    ]
    n = (autumn - first).days  # an hour is lost since spring, and comes back here
    assert table[n, twice] == 24 * n - 1 + twice + 0.5
    assert table[n, twice + 1] == 24 * n - 1 + twice + 2
    assert table[-1, -1] == 8759
    assert table[180, 12] == 24 * 180 + 11, "summer: the clock is an hour ahead"


def test_standard_time_knows_no_summer() -> None:
    first, last = datetime.date(2023, 1, 1), datetime.date(2023, 12, 31)
    series = utc_hours(datetime.datetime(2023, 1, 1, tzinfo=BERLIN), 8760)
    days = on_local_days(series, first, last, 60, BERLIN, Clock.STANDARD)
    assert days.values.tolist() == list(range(8760))
    assert (days.spring_steps, days.autumn_steps) == (0, 0)


def test_quarter_hours_become_mean_power() -> None:
    start = int(datetime.datetime(2023, 5, 1, tzinfo=BERLIN).timestamp() // 60)
    energy = np.tile([1.0, 2.0, 3.0, 6.0], 24)  # kWh in each quarter
    series = Regular(start, 15, mean_values(energy, Unit.KWH, 15))
    day = datetime.date(2023, 5, 1)
    assert set(on_local_days(series, day, day, 60, BERLIN, Clock.WALL).values) == {12.0}
    halves = on_local_days(series, day, day, 30, BERLIN, Clock.WALL).values
    assert halves.tolist() == [6.0, 18.0] * 24


@pytest.mark.parametrize(
    ("unit", "interval", "kw"),
    [
        (Unit.W, 60, 0.006),
        (Unit.KW, 15, 6.0),
        (Unit.MW, 60, 6000.0),
        (Unit.WH, 30, 0.012),
        (Unit.KWH, 15, 24.0),
        (Unit.MWH, 60, 6000.0),
        (Unit.METER_KWH, 30, 12.0),
        (Unit.G_PER_KWH, 15, 0.006),
    ],
)
def test_units(unit: Unit, interval: int, kw: float) -> None:
    assert mean_values(np.array([6.0]), unit, interval)[0] == pytest.approx(kw)


def series_with_gap(fill: Fill, max_hours: float) -> tuple[Regular | None, Report]:
    hours = [h for h in range(24 * 16) if not 200 <= h < 203]
    values = np.array([float(h % 168) for h in hours])
    stamps = Stamps(tuple(60 * h for h in hours), tuple(range(len(hours))))
    report = Report()
    utc = ZoneInfo("UTC")
    return regular("f.csv", "kw", stamps, values, utc, fill, max_hours, report), report


@pytest.mark.parametrize("fill", [Fill.INTERPOLATE, Fill.SAME_HOUR_OF_LAST_WEEK])
def test_a_gap_is_filled_on_request_and_counted(fill: Fill) -> None:
    found, report = series_with_gap(fill, 3)
    assert found is not None and not report
    assert found.filled == 3
    assert found.values.tolist() == [float(h % 168) for h in range(24 * 16)]


@pytest.mark.parametrize(
    ("fill", "max_hours", "words"),
    [(Fill.NOTHING, 3, "fill ="), (Fill.INTERPOLATE, 2, "max_hours = 2")],
)
def test_otherwise_it_is_a_problem(fill: Fill, max_hours: float, words: str) -> None:
    found, report = series_with_gap(fill, max_hours)
    (problem,) = report.problems()
    assert found is None
    assert "3 intervals (3 h)" in problem.message and "1970-01-09 08:00" in problem.message
    assert words in problem.remedy


def test_a_meter_that_counts_up(tmp_path: Path) -> None:
    folder = write_example(tmp_path / "meters")
    rows = ["time,reading"]
    moment, reading = datetime.datetime(2023, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")), 5000.0
    for hour in range(8761):
        rows.append(f"{(moment + hour * HOUR).isoformat()},{reading:.1f}")
        reading += 1.5 if hour % 24 < 12 else 0.5
    (folder / "meter.csv").write_text("\n".join(rows) + "\n")
    text = (folder / "IMPORT.toml").read_text()
    head, *tables = text.split("[[series]]")
    tables[0] = (
        '\nbuilding = "home_1"\nquantity = "electricity_kw"\nfile = "meter.csv"\n'
        'value_column = "reading"\nunit = "meter_kWh"\n\n'
    )
    (folder / "IMPORT.toml").write_text("[[series]]".join([head, *tables]))
    year = read_import(folder / "IMPORT.toml").year
    column = year.columns["home_1.electricity_kw"].reshape(365, 24)
    assert np.allclose(column[:, :12], 1.5) and np.allclose(column[:, 12:], 0.5)


def test_the_example_becomes_a_case(tmp_path: Path) -> None:
    folder = write_example(tmp_path / "meters")
    data = read_import(folder / "IMPORT.toml")
    assert data.year.days == 365
    assert [note for note in data.notes if "2 intervals filled" in note]
    made = write_measurements(tmp_path / "case", data)
    read = read_case_folder(made.path)
    assert len(read.scenarios) == 12
    for b, building in enumerate(read.file.building):
        typical = sum(day.days_per_year * day.electricity_kw[:, b].sum() for day in read.scenarios)
        measured = data.year.columns[f"{building.name}.electricity_kw"].sum()
        assert typical == pytest.approx(measured, rel=1e-4)
    assert "| home_1 | electricity_kw |" in (made.path / "README.md").read_text()
