"""One CSV file of profiles: strict reading into arrays, with every problem by row and column."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cases.problem import Problem, Report, shortened
from cases.reading.cells import NUMBER, cell_problem
from cases.reading.columns import TIME, Columns, header_problems
from cases.reading.csv_rows import filled, header_and_rows, straight
from cases.reading.text import decode
from cases.reading.timeline import CLOCK_TIMES, Rows, TimeFormat, time_problems

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOLD_CELLS = 100_000
"""Bad cells of a file that are told one by one; the others are only counted."""


@dataclass(frozen=True, eq=False)
class Profile:
    """The columns of a profile that could be read, each of shape (steps,); kW rounded to watts."""

    file: str
    steps: int
    columns: Mapping[str, NDArray[np.float64]]
    begin: int | None = None
    """Minutes of the first row's time, as its format counts them."""


def read_profile(
    file: str,
    content: bytes,
    columns: Columns,
    step_minutes: int | None,
    report: Report,
    times: TimeFormat = CLOCK_TIMES,
) -> Profile | None:
    """The profile, or None when its rows are not a table; problems go to the report."""
    text = decode(file, content)
    if isinstance(text, Problem):
        report.add(text)
        return None
    table = header_and_rows(file, text)
    if isinstance(table, Problem):
        report.add(table)
        return None
    header, rows = table
    report.extend(header_problems(file, header, columns, times.example))
    rows = filled(file, rows, report)
    sound = straight(file, rows, len(header), report)
    report.extend(time_problems(file, header, rows, step_minutes, times))
    values = _numbers(file, header, sound, columns, report)
    if not rows or len(sound) != len(rows):
        return None
    begin = times.minutes(rows[0][1][header.index(TIME)]) if TIME in header else None
    return Profile(file, len(rows), values, begin)


def _numbers(
    file: str, header: Sequence[str], rows: Rows, columns: Columns, report: Report
) -> Mapping[str, NDArray[np.float64]]:
    """Known columns without a bad cell, as arrays."""
    wanted = [place for place, name in enumerate(header) if name in columns.allowed]
    values, bad, told, is_number = array("d"), set[str](), 0, NUMBER.fullmatch
    for line, cells in rows:
        picked = [cells[place] for place in wanted]
        if not all(map(is_number, picked)):
            for number, (place, text) in enumerate(zip(wanted, picked, strict=True)):
                if not is_number(text):
                    if told < _TOLD_CELLS:
                        report.add(cell_problem(file, line, header[place], text))
                    told += 1
                    bad.add(header[place])
                    picked[number] = "0"
        values.extend(map(float, picked))
    if told > _TOLD_CELLS:
        message = f"{told - _TOLD_CELLS} more cells are no plain numbers."
        report.add(Problem(file, 0, "", "", message, "Correct the others first."))
    table = np.array(values, dtype=np.float64).reshape(len(rows), len(wanted))
    found: dict[str, NDArray[np.float64]] = {}
    for number, place in enumerate(wanted):
        name, column = header[place], table[:, number]
        if name.endswith(".shiftable_share"):
            for step in np.flatnonzero(column > 1.0):
                text = rows[step][1][place]
                message, remedy = f'"{shortened(text)}" is above 1.', "Write a share from 0 to 1."
                report.add(Problem(file, rows[step][0], name, text, message, remedy))
                bad.add(name)
        if name not in bad:
            found[name] = np.round(column, 3) if name.endswith("_kw") else column
    return found
