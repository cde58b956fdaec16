"""Month, hour and day type of a CityLearn data set: whole days, dates that fit, days off."""

from __future__ import annotations

import calendar
import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from cases.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOURS = 24
_HOLIDAY = 8
_YEAR = 2023
"""Years near it are tried for dates that fit months and days of the week."""


class WeekStart(StrEnum):
    """What day type 1 is."""

    AUTO = "auto"
    """Told by the loads: whichever of types 1 and 6 is less like types 2 to 5 is a day off."""
    MONDAY = "monday"
    """As CityLearn's documentation has it, and its data sets from 2022 on."""
    SUNDAY = "sunday"
    """As EnergyPlus has it, and as the loads of the data sets of 2020 show."""


@dataclass(frozen=True, eq=False)
class DataSetClock:
    """Which rows make whole days, and which dates these are."""

    order: NDArray[np.int64]
    """Places of the used rows, shape (days * 24,)."""
    first_day: datetime.date
    holidays: tuple[datetime.date, ...]
    week_start: WeekStart
    notes: tuple[str, ...]

    @property
    def days(self) -> int:
        """Number of days."""
        return len(self.order) // _HOURS

    @property
    def dates(self) -> tuple[datetime.date, ...]:
        """The date of each day."""
        return tuple(self.first_day + datetime.timedelta(days=n) for n in range(self.days))


def hour_problems(file: str, hour: NDArray[np.float64]) -> Iterator[Problem]:
    """Rows whose hour does not follow that of the row before; hours count 0 to 23 or 1 to 24."""
    first = 0 if (hour == 0).any() else 1
    if first == 0 and (hour == _HOURS).any():
        row = int(np.flatnonzero(hour == _HOURS)[0]) + 2
        message, remedy = "There are hours 0 and hours 24.", "Count from 0 to 23 or from 1 to 24."
        yield Problem(file, row, "hour", "24", message, remedy)
        return
    expected = (hour[:-1] - first + 1) % _HOURS + first
    for place in np.flatnonzero(hour[1:] != expected).tolist():
        message = f"Hour {hour[place + 1]:g} stands where {expected[place]:g} should follow."
        remedy = "Give every hour of every day one row, in order."
        yield Problem(file, place + 3, "hour", f"{hour[place + 1]:g}", message, remedy)
    if len(hour) < _HOURS:
        yield Problem(file, 0, "hour", "", "There is not one whole day.", "Import more rows.")


def clock_of(
    file: str,
    month: NDArray[np.float64],
    hour: NDArray[np.float64],
    day_type: NDArray[np.float64],
    load: NDArray[np.float64],
    week_start: WeekStart,
) -> DataSetClock | Problem:
    """Whole days and their dates; hours must be sound (`hour_problems`).

    The data name no year. The one nearest to 2023 is taken in which months and days of the week
    run as in the data.
    """
    order, notes = _whole_days(hour)
    noons = order.reshape(-1, _HOURS)[:, _HOURS // 2]
    months, kinds = month[noons].astype(int), day_type[noons].astype(int)
    loads = load[order].reshape(-1, _HOURS).sum(axis=1)
    if week_start is WeekStart.AUTO:
        week_start = _told_by(loads, kinds)
        notes.append(f"day type 1 is taken for a {week_start.value.capitalize()}")
    weekday = _first_weekday(kinds, week_start)
    first_day = _first_day(months, weekday)
    if first_day is None:
        message = "The months do not run as in a calendar, in whole months from the second on."
        return Problem(file, 0, "month", "", message, "Give every day of a month 24 rows.")
    dates = [first_day + datetime.timedelta(days=n) for n in range(len(kinds))]
    holidays = [date for date, kind in zip(dates, kinds, strict=True) if kind == _HOLIDAY]
    stray = sum(
        kind != _HOLIDAY and date.isoweekday() != _isoweekday(kind, week_start)
        for date, kind in zip(dates, kinds, strict=True)
    )
    if stray:
        notes.append(f"the day types of {stray} days do not follow the week; their dates count")
    return DataSetClock(order, first_day, tuple(holidays), week_start, tuple(notes))


def _whole_days(hour: NDArray[np.float64]) -> tuple[NDArray[np.int64], list[str]]:
    """Places of the rows of whole days from midnight on, and what was done about the others."""
    first = 0 if (hour == 0).any() else 1
    before = int(-(hour[0] - first)) % _HOURS
    after = (len(hour) - before) % _HOURS
    places = np.arange(len(hour))
    if before + after == _HOURS and before:
        note = f"the first {before} rows follow the last {after}, which makes them a whole day"
        return np.roll(places, -before), [note]
    if before or after:
        note = f"{before + after} rows at the ends, which are no whole day, are left out"
        return places[before : len(hour) - after], [note]
    return places, []


def _told_by(loads: NDArray[np.float64], kinds: NDArray[np.int64]) -> WeekStart:
    middle = np.isin(kinds, (2, 3, 4, 5))
    first, sixth = loads[kinds == 1], loads[kinds == 6]
    if not (middle.any() and len(first) and len(sixth)):
        return WeekStart.MONDAY
    usual = loads[middle].mean()
    sunday = abs(first.mean() - usual) > abs(sixth.mean() - usual)
    return WeekStart.SUNDAY if sunday else WeekStart.MONDAY


def _isoweekday(kind: int, week_start: WeekStart) -> int:
    """Monday is 1."""
    return (kind - 2) % 7 + 1 if week_start is WeekStart.SUNDAY else kind


def _first_weekday(kinds: NDArray[np.int64], week_start: WeekStart) -> int:
    """Day of the week of the first day that most days agree on."""
    votes = Counter(
        (_isoweekday(int(kind), week_start) - 1 - place) % 7 + 1
        for place, kind in enumerate(kinds)
        if kind != _HOLIDAY
    )
    return votes.most_common(1)[0][0] if votes else 1


def _first_day(months: NDArray[np.int64], weekday: int) -> datetime.date | None:
    """First date in a year near 2023 in which months run as given, with that day of the week."""
    changes = np.flatnonzero(np.diff(months))
    run = int(changes[0]) + 1 if len(changes) else 0
    years = sorted(range(_YEAR - 14, _YEAR + 14), key=lambda year: abs(year - _YEAR))
    for year in years:
        length = calendar.monthrange(year, int(months[0]))[1]
        day = length - run + 1 if run else 1
        if day < 1:
            return None
        first = datetime.date(year, int(months[0]), day)
        if first.isoweekday() == weekday and _months_run(first, months):
            return first
    return None


def _months_run(first: datetime.date, months: NDArray[np.int64]) -> bool:
    dates = (first + datetime.timedelta(days=n) for n in range(len(months)))
    return all(date.month == month for date, month in zip(dates, months, strict=True))
