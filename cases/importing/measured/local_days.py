"""From UTC onto the clock of the case: whole local days of equal steps."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from cases.importing.measured.regular import Regular

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class Clock(StrEnum):
    """Which clock the days of the case follow."""

    WALL = "wall"
    """What the clock on the wall shows, as tariffs do; daylight saving is bridged."""
    STANDARD = "standard"
    """Standard time all year."""


@dataclass(frozen=True, eq=False)
class LocalDays:
    """Mean values of each step of consecutive whole days."""

    first_day: datetime.date
    values: NDArray[np.float64]
    """shape (days * steps a day,)"""
    spring_steps: int = 0
    """Steps of the hour that the clock leaves out: mean of the steps around it."""
    autumn_steps: int = 0
    """Steps of the hour that the clock shows twice: mean of both."""


def whole_days(series: Regular, zone: ZoneInfo) -> tuple[datetime.date, datetime.date] | None:
    """First and last local day that the series covers wholly, None when there is none."""
    end = series.start + len(series.values) * series.interval_minutes
    first = _moment(series.start).astimezone(zone)
    day = first.date()
    if _utc_minute(day, 0, zone, 0) < series.start:
        day += datetime.timedelta(days=1)
    last = _moment(end).astimezone(zone).date() - datetime.timedelta(days=1)
    return (day, last) if last >= day else None


def on_local_days(
    series: Regular,
    first: datetime.date,
    last: datetime.date,
    step_minutes: int,
    zone: ZoneInfo,
    clock: Clock,
) -> LocalDays:
    """Mean of every step of the days, on the zone's wall clock or in its standard time.

    `step_minutes` is a multiple of the series' interval.
    """
    per_day, days = 1440 // step_minutes, (last - first).days + 1
    values = np.empty(days * per_day)
    left_out: list[int] = []
    twice = 0
    standard = _standard_offset(first, zone)
    for n in range(days):
        day = first + datetime.timedelta(days=n)
        plain = _offset(day, 0, zone) == _offset(day + datetime.timedelta(days=1), 0, zone)
        for step in range(per_day):
            place, minute = n * per_day + step, step * step_minutes
            if clock is Clock.STANDARD:
                values[place] = _mean(series, _naive_minute(day, minute) - standard, step_minutes)
            elif plain:
                values[place] = _mean(series, _utc_minute(day, minute, zone, 0), step_minutes)
            elif not _exists(day, minute, zone):
                left_out.append(place)
            else:
                starts = {_utc_minute(day, minute, zone, fold) for fold in (0, 1)}
                twice += len(starts) > 1
                values[place] = np.mean([_mean(series, s, step_minutes) for s in sorted(starts)])
    for place in left_out:
        before = next(p for p in range(place - 1, -1, -1) if p not in left_out)
        after = next((p for p in range(place + 1, len(values)) if p not in left_out), before)
        values[place] = (values[before] + values[after]) / 2
    return LocalDays(first, values, len(left_out), twice)


def _mean(series: Regular, start: int, minutes: int) -> float:
    begin = (start - series.start) / series.interval_minutes
    count = minutes // series.interval_minutes
    low = round(begin)
    if low < 0 or low + count > len(series.values):
        # standard time at the edges of a range of wall-clock days: the nearest hour stands in
        low = min(max(low, 0), len(series.values) - count)
    return float(series.values[low : low + count].mean())


def _standard_offset(day: datetime.date, zone: ZoneInfo) -> int:
    """Minutes that standard time is ahead of UTC: the smaller offset of the year's two."""
    return min(_offset(datetime.date(day.year, month, 1), 0, zone) for month in (1, 7))


def _offset(day: datetime.date, minute: int, zone: ZoneInfo) -> int:
    return _naive_minute(day, minute) - _utc_minute(day, minute, zone, 0)


def _exists(day: datetime.date, minute: int, zone: ZoneInfo) -> bool:
    moment = _moment(_utc_minute(day, minute, zone, 0)).astimezone(zone)
    return (moment.date(), moment.hour * 60 + moment.minute) == (day, minute)


def _utc_minute(day: datetime.date, minute: int, zone: ZoneInfo, fold: int) -> int:
    clock = datetime.time(minute // 60, minute % 60, fold=fold)
    moment = datetime.datetime.combine(day, clock, tzinfo=zone)
    return int((moment - _EPOCH).total_seconds() // 60)


def _naive_minute(day: datetime.date, minute: int) -> int:
    return (day - _EPOCH.date()).days * 1440 + minute


def _moment(minute: int) -> datetime.datetime:
    return _EPOCH + datetime.timedelta(minutes=minute)
