"""The file of [network]: limits of the distribution network, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cases.network_limits import NetworkLimits
from cases.problem import Problem, Report, did_you_mean, quoted, shortened
from cases.reading.cells import cell_problem
from cases.reading.csv_rows import filled, header_and_rows, straight
from cases.reading.draft import Draft
from cases.reading.text import decode
from cases.schema import LARGEST

FIXED = ("scenario", "clock", "bus", "most_kw")
"""Columns beside those of the buildings."""
BUS = re.compile(r"[^\s\";]([^\";\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]{0,58}[^\s\";])?")
"""Names that a message can quote."""
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,4})?")
_CLOCK = re.compile(r"([0-9]{2,5}):([0-5][0-9])")


def building_columns(name: str) -> tuple[str, str]:
    """Columns of a building: its share of active and of reactive power."""
    return f"{name}_kw", f"{name}_kvar"


@dataclass
class _Rows:
    """Rows of one scenario, as they are read."""

    bus: list[str] = field(default_factory=list)
    step: list[int] = field(default_factory=list)
    numbers: list[list[float]] = field(default_factory=list)
    """`most_kw`, then the columns of the buildings."""


def read_network_limits(
    file: str, content: bytes, draft: Draft, steps: Mapping[str, int], report: Report
) -> Mapping[str, NetworkLimits]:
    """Limits by scenario, of those that have any; `steps` are those of the scenarios.

    Problems go to the report, and then what is returned is of no use.
    """
    text = decode(file, content)
    table = text if isinstance(text, Problem) else header_and_rows(file, text, "each limit")
    if isinstance(table, Problem):
        report.add(table)
        return {}
    header, rows = table
    names = draft.names("building")
    numbers = ["most_kw", *(column for name in names for column in building_columns(name))]
    found = list(_header_problems(file, header, ["scenario", "clock", "bus", *numbers]))
    if "most" in names:
        message = 'Of a building called "most" the column most_kw would mean two things.'
        found.append(draft.problem(("network", "limits"), message, "Rename the building."))
    report.extend(found)
    if found:
        return {}
    read: dict[str, _Rows] = {}
    place = {name: header.index(name) for name in header}
    for line, cells in straight(file, filled(file, rows, report), len(header), report):
        row = {name: cells[place[name]] for name in header}
        problems = list(_row_problems(file, line, row, numbers, draft, steps))
        report.extend(problems)
        if not problems and draft.step_minutes:
            into = read.setdefault(row["scenario"], _Rows())
            into.bus.append(row["bus"])
            into.step.append((_minutes(row["clock"]) or 0) // draft.step_minutes)
            into.numbers.append([float(row[name]) for name in numbers])
    return {name: _limits(rows_of, len(names)) for name, rows_of in read.items()}


def _limits(rows: _Rows, buildings: int) -> NetworkLimits:
    numbers = np.array(rows.numbers).reshape(len(rows.bus), 1 + 2 * buildings)
    return NetworkLimits(
        tuple(rows.bus),
        np.array(rows.step, dtype=np.int64),
        np.ascontiguousarray(numbers[:, 1::2]),
        np.ascontiguousarray(numbers[:, 2::2]),
        np.ascontiguousarray(numbers[:, 0]),
    )


def _header_problems(file: str, header: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    for name in known:
        if name not in header:
            remedy = "Add the column, with a value in each row."
            yield Problem(file, 1, name, "", f"The column {name} is missing.", remedy)
    for number, name in enumerate(header):
        shown = shortened(name)
        if name in header[:number]:
            message = f'The column "{shown}" stands twice.'
            yield Problem(file, 1, shown, "", message, "Remove one of them.")
        elif name not in known:
            message, remedy = f'The column "{shown}" is not known.', "Remove the column."
            yield Problem(file, 1, shown, shown, message, did_you_mean(name, known, remedy))


def _row_problems(
    file: str,
    line: int,
    row: Mapping[str, str],
    numbers: Sequence[str],
    draft: Draft,
    steps: Mapping[str, int],
) -> Iterator[Problem]:
    def problem(column: str, message: str, remedy: str) -> Problem:
        return Problem(file, line, column, shortened(row[column]), message, remedy)

    scenarios = draft.names("scenario")
    if row["scenario"] not in scenarios:
        message = f"There is no scenario {quoted(row['scenario'])}."
        yield problem("scenario", message, did_you_mean(row["scenario"], scenarios))
    if not BUS.fullmatch(row["bus"]):
        message = f"{quoted(row['bus'])} is not the name of a bus."
        remedy = "Write 1 to 60 characters, without quotes, semicolons and outer blanks."
        yield problem("bus", message, remedy)
    minutes, step = _minutes(row["clock"]), draft.step_minutes
    if minutes is None:
        message = f"{quoted(row['clock'])} is not a clock time."
        yield problem("clock", message, 'Write "HH:MM", such as "18:00".')
    elif step and minutes % step:
        message = f"{row['clock']} lies inside a step of {step} minutes."
        yield problem("clock", message, "Write the clock at which a step begins.")
    elif step and minutes >= step * steps.get(row["scenario"], minutes):
        message = f"The scenario {quoted(row['scenario'])} ends before {row['clock']}."
        remedy = "Write a time below 24:00; of a stretch of days, go on counting: 25:00."
        yield problem("clock", message, remedy)
    sound = True
    for name in numbers:
        if (found := _number_problem(file, line, name, row[name])) is not None:
            sound = False
            yield found
    if sound and not any(float(row[name]) for name in numbers[1::2]):
        message = "Every building's share of the row is 0."
        remedy = "Remove the row: no dispatch can make it hold, or break it."
        yield Problem(file, line, numbers[1], row[numbers[1]], message, remedy)


def _number_problem(file: str, line: int, column: str, text: str) -> Problem | None:
    if not _NUMBER.fullmatch(text):
        return cell_problem(file, line, column, text)
    if abs(float(text)) <= LARGEST:
        return None
    message = f"{shortened(text)} is beyond {LARGEST:.0f}."
    return Problem(file, line, column, shortened(text), message, "Check the unit: powers in kW.")


def _minutes(text: str) -> int | None:
    """Minutes since the scenario began, or None when it is no clock time."""
    match = _CLOCK.fullmatch(text)
    return int(match[1]) * 60 + int(match[2]) if match else None
