"""From rows to an unbroken series in UTC: interval, duplicates, gaps, and filling on request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from cases.importing.measured.stamps import Stamps, local
from cases.problem import Problem, Report, shortened
from cases.reading.csv_rows import FIRST_ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WEEK_MINUTES = 7 * 1440
INTERVALS_MINUTES = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)


class Fill(StrEnum):
    """What is put into a gap, when that is asked for."""

    NOTHING = "nothing"
    INTERPOLATE = "interpolate"
    """A straight line between the values on both sides."""
    SAME_HOUR_OF_LAST_WEEK = "same_hour_of_last_week"
    """The value seven days before; after it, where there is none before."""


@dataclass(frozen=True, eq=False)
class Regular:
    """A value for every interval from `start` on."""

    start: int
    """Minute of UTC at which the first interval begins."""
    interval_minutes: int
    values: NDArray[np.float64]
    filled: int = 0
    """Intervals whose value was made up."""


def regular(
    file: str,
    column: str,
    stamps: Stamps,
    values: NDArray[np.float64],
    zone: ZoneInfo,
    fill: Fill,
    max_hours: float,
    report: Report,
) -> Regular | None:
    """The series without breaks, or None; nan counts as missing. Problems go to the report."""
    minutes, rows = np.array(stamps.minutes, dtype=np.int64), np.array(stamps.rows, dtype=np.int64)
    if len(minutes) < 2:
        message = "There are fewer than two rows with a time and a value."
        report.add(Problem(file, 0, column, "", message, "Give a row for each interval."))
        return None
    order = np.argsort(minutes, kind="stable")
    minutes, rows, values = minutes[order], rows[order], values[rows[order]]
    interval = (
        int(np.median(np.diff(minutes)[np.diff(minutes) > 0], axis=0))
        if np.any(np.diff(minutes) > 0)
        else 0
    )
    if interval not in INTERVALS_MINUTES:
        message = f"Rows are mostly {interval} minutes apart."
        remedy = "Give measurements every 60 minutes, or every whole part of an hour."
        report.add(Problem(file, 0, column, str(interval), message, remedy))
        return None
    keep = _without_doubles(file, column, minutes, rows, values, zone, report)
    minutes, rows, values = minutes[keep], rows[keep], values[keep]
    off = np.flatnonzero((minutes - minutes[0]) % interval)
    for place in off:
        message = f"{local(int(minutes[place]), zone)} does not follow in steps of {interval} min."
        remedy = "Bring the stamps to one raster."
        report.add(_at(file, rows[place], column, message, remedy))
    if len(off):
        return None
    count = int((minutes[-1] - minutes[0]) // interval) + 1
    series = np.full(count, np.nan)
    series[(minutes - minutes[0]) // interval] = values
    filled = _fill_gaps(
        file, column, series, int(minutes[0]), interval, zone, fill, max_hours, report
    )
    return None if np.isnan(series).any() else Regular(int(minutes[0]), interval, series, filled)


def _without_doubles(
    file: str,
    column: str,
    minutes: NDArray[np.int64],
    rows: NDArray[np.int64],
    values: NDArray[np.float64],
    zone: ZoneInfo,
    report: Report,
) -> NDArray[np.bool_]:
    """Which rows to keep: of equal ones the first; conflicting ones are problems."""
    keep = np.ones(len(minutes), dtype=bool)
    for place in np.flatnonzero(np.diff(minutes) == 0):
        keep[place + 1] = False
        same = values[place] == values[place + 1] or np.isnan(values[place : place + 2]).all()
        when = local(int(minutes[place]), zone)
        if same:
            message = f"The row repeats {when}, with the same value."
            remedy = "Remove one of the two rows."
        else:
            message = f"There are two values for {when}."
            remedy = "Remove the one that is wrong."
        report.add(_at(file, rows[place + 1], column, message, remedy))
    return keep


def _fill_gaps(
    file: str,
    column: str,
    series: NDArray[np.float64],
    start: int,
    interval: int,
    zone: ZoneInfo,
    fill: Fill,
    max_hours: float,
    report: Report,
) -> int:
    """Fill what is missing in place, if asked to; every other gap is a problem. Returns a count."""
    missing = np.isnan(series)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], missing, [False])).astype(int)))
    source, filled = series.copy(), 0
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        hours = (end - begin) * interval / 60
        when = local(start + begin * interval, zone)
        made = _made_up(source, begin, end, interval, fill) if hours <= max_hours else None
        if made is not None:
            series[begin:end] = made
            filled += end - begin
            continue
        length = f"{end - begin} intervals" if end - begin > 1 else "1 interval"
        message = f"A gap of {length} ({hours:g} h) begins at {when}."
        if fill is Fill.NOTHING:
            remedy = 'Add the rows, or write [gaps] fill = "interpolate" and max_hours.'
        elif hours > max_hours:
            remedy = f"It is longer than max_hours = {max_hours:g}: add the rows, or raise that."
        else:
            remedy = "There is nothing to fill it with: add the rows."
        report.add(Problem(file, 0, column, shortened(when), message, remedy))
    return filled


def _made_up(
    series: NDArray[np.float64], begin: int, end: int, interval: int, fill: Fill
) -> NDArray[np.float64] | None:
    if fill is Fill.INTERPOLATE and begin > 0 and end < len(series):
        inner = np.linspace(series[begin - 1], series[end], end - begin + 2)[1:-1]
        return np.asarray(inner, dtype=float)
    if fill is Fill.SAME_HOUR_OF_LAST_WEEK:
        week = _WEEK_MINUTES // interval
        for shift in (-week, week):
            low, high = begin + shift, end + shift
            if low >= 0 and high <= len(series) and not np.isnan(series[low:high]).any():
                return series[low:high]
    return None


def _at(file: str, row: np.int64, column: str, message: str, remedy: str) -> Problem:
    return Problem(file, int(row) + FIRST_ROW, column, "", message, remedy)
