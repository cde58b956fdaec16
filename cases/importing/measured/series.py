"""One series of IMPORT.toml from its file to an unbroken series of mean values in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from cases.importing.measured.regular import Regular, regular
from cases.importing.measured.settings import ImportFile, Series, Stamp
from cases.importing.measured.stamps import Stamps, order_problems, read_stamps
from cases.importing.measured.table import Files
from cases.importing.measured.units import Unit, mean_values
from cases.problem import Problem, Report


@dataclass(frozen=True, eq=False)
class MeasuredSeries:
    """A series in kW (or kg/kWh), and what was done to it."""

    series: Series
    data: Regular
    rows: int
    clipped: int


def read_series(
    settings: ImportFile, series: Series, files: Files, place: Problem, report: Report
) -> MeasuredSeries | None:
    """The series, or None with its problems in the report."""
    column = files.column(series, place, report)
    if column is None:
        return None
    zone = ZoneInfo(settings.time.timezone)
    stamps = read_stamps(series.file, series.time_column, column.stamps, zone, report)
    report.extend(order_problems(series.file, series.time_column, stamps, column.stamps))
    if len(stamps.rows) != len(column.stamps):
        return None
    values = column.values
    if series.unit is Unit.METER_KWH:
        counted = _counted(series, stamps, values, report)
        if counted is None:
            return None
        stamps, values = counted
    found = regular(
        series.file,
        series.value_column,
        stamps,
        values,
        zone,
        settings.gaps.fill,
        settings.gaps.max_hours,
        report,
    )
    if found is None:
        return None
    start = found.start
    if settings.time.stamp is Stamp.END and series.unit is not Unit.METER_KWH:
        start -= found.interval_minutes
    means = mean_values(found.values, series.unit, found.interval_minutes)
    data = Regular(start, found.interval_minutes, means, found.filled)
    return MeasuredSeries(series, data, len(column.stamps), column.clipped)


def _counted(
    series: Series, stamps: Stamps, values: np.ndarray, report: Report
) -> tuple[Stamps, np.ndarray] | None:
    """Energy between readings, at the stamp at which it began; missing next to a missing one."""
    steps = np.diff(values)
    for number in np.flatnonzero(steps < 0):
        message = f"The meter falls from {values[number]:g} to {values[number + 1]:g}."
        remedy = "Add what it showed before it was exchanged or passed zero to all later readings."
        row = int(number) + 3
        report.add(Problem(series.file, row, series.value_column, "", message, remedy))
    if (steps < 0).any():
        return None
    return Stamps(stamps.minutes[:-1], tuple(range(len(steps)))), steps
