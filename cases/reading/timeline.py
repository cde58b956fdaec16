"""The column time of a profile: a row for each step, whole days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cases.problem import Problem
from cases.reading.cells import CLOCK, clock_problem
from cases.reading.clock import clock
from cases.reading.columns import TIME
from cases.reading.draft import MINUTES_OF_A_DAY

Rows = list[tuple[int, list[str]]]
"""Line (from 1) and cells of each row."""


def time_problems(
    file: str, header: Sequence[str], rows: Rows, step_minutes: int | None
) -> Iterator[Problem]:
    """Rows that do not follow each other by a step, and a last day that is not whole."""
    if not rows:
        message = "There is a header and no row."
        yield Problem(file, 1, "", "", message, "Write a row for each step.")
        return
    clocks: list[tuple[int, str]] = []
    if TIME in header:
        place = header.index(TIME)
        clocks = [(line, cells[place] if place < len(cells) else "") for line, cells in rows]
    own = _own_step(clocks)
    if own is not None and step_minutes is not None and own != step_minutes:
        line, text = clocks[1]
        message = f"The rows are {own} minutes apart, but a step is {step_minutes} minutes."
        remedy = f"Write a row every {step_minutes} minutes, or change step_hours in case.toml."
        yield Problem(file, line, TIME, text, message, remedy)
        step_minutes = own
    yield from _sequence_problems(file, clocks, step_minutes)
    if step_minutes is not None and len(rows) % (a_day := MINUTES_OF_A_DAY // step_minutes):
        message = f"The file has {len(rows)} rows, which is not a whole number of days."
        remedy = f"Write {a_day} rows for each day (a step is {step_minutes} minutes)."
        yield Problem(file, 0, "", str(len(rows)), message, remedy)


def _own_step(clocks: Sequence[tuple[int, str]]) -> int | None:
    """Minutes between the first three rows, when these agree and divide a day."""
    first = [_minutes(text) for _, text in clocks[:3]]
    if len(first) < 3 or first[0] is None or first[1] is None or first[2] is None:
        return None
    step = first[1] - first[0]
    agree = step > 0 and first[2] - first[1] == step and MINUTES_OF_A_DAY % step == 0
    return step if agree else None


def _sequence_problems(
    file: str, clocks: Sequence[tuple[int, str]], step_minutes: int | None
) -> Iterator[Problem]:
    """Each clock must be the clock of the row before plus a step, starting at 00:00."""
    expected: int | None = 0
    for line, text in clocks:
        found = _minutes(text)
        if found is None:
            yield clock_problem(file, line, text)
            found = expected
        elif expected is not None and found != expected:
            message = f'"{text}" stands where "{clock(expected)}" should follow.'
            remedy = "Write a row for each step, in order, starting at 00:00."
            yield Problem(file, line, TIME, text, message, remedy)
        expected = None
        if found is not None and step_minutes is not None:
            expected = (found + step_minutes) % MINUTES_OF_A_DAY


def _minutes(text: str) -> int | None:
    return int(text[:2]) * 60 + int(text[3:]) if CLOCK.fullmatch(text) else None
