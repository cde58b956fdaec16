"""Which season and which kind of day a date belongs to."""

from __future__ import annotations

import datetime

from cases.schema import Calendar, DayType


def season_of(calendar: Calendar, date: datetime.date) -> str:
    """Name of the season that the date's month belongs to."""
    return next(season.name for season in calendar.season if date.month in season.months)


def day_type_of(calendar: Calendar, date: datetime.date) -> DayType:
    """WEEKEND on days off and holidays, WORKDAY otherwise."""
    is_off = date.isoweekday() in calendar.weekend or date.isoformat() in calendar.holidays
    return DayType.WEEKEND if is_off else DayType.WORKDAY


def day_types(calendar: Calendar) -> tuple[DayType, ...]:
    """The kinds of day that the calendar has at all."""
    found = []
    if len(set(calendar.weekend)) < 7:
        found.append(DayType.WORKDAY)
    if calendar.weekend or calendar.holidays:
        found.append(DayType.WEEKEND)
    return tuple(found)
