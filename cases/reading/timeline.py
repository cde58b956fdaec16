"""The column time of a profile: a row for each step, whole days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cases.problem import Problem, quoted, shortened
from cases.reading.cells import CLOCK
from cases.reading.clock import clock
from cases.reading.columns import TIME
from cases.reading.draft import MINUTES_OF_A_DAY

Rows = list[tuple[int, list[str]]]
"""Line (from 1) and cells of each row."""
_DATE_AND_CLOCK = re.compile(rf"((?:19|20|21)[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}) ({CLOCK.pattern})")


@dataclass(frozen=True)
class TimeFormat:
    """How the time of a row is written: the clock of typical days, or date and clock."""

    dated: bool
    example: str
    kind: str
    """What a wrong cell is not."""
    remedy: str
    order: str
    """Remedy for rows that do not follow each other."""

    def minutes(self, text: str) -> int | None:
        """Minutes since midnight, or since the beginning of the calendar; None when unreadable."""
        if not self.dated:
            return _minutes(text) if CLOCK.fullmatch(text) else None
        if (match := _DATE_AND_CLOCK.fullmatch(text)) is None:
            return None
        try:
            day = datetime.date.fromisoformat(match[1])
        except ValueError:
            return None
        return day.toordinal() * MINUTES_OF_A_DAY + _minutes(match[2])

    def text(self, minutes: int) -> str:
        """The inverse of `minutes`."""
        day, minute = divmod(minutes, MINUTES_OF_A_DAY)
        return f"{datetime.date.fromordinal(day)} {clock(minute)}" if self.dated else clock(minute)


CLOCK_TIMES = TimeFormat(
    dated=False,
    example="07:00",
    kind="a clock time",
    remedy='Write the clock at which the step begins as "HH:MM", from "00:00" to "23:59".',
    order="Write a row for each step, in order, starting at 00:00.",
)
"""Typical days: "07:00", beginning anew every day."""
DATED_TIMES = TimeFormat(
    dated=True,
    example="2023-01-01 07:00",
    kind="a date and clock time",
    remedy='Write date and clock at which the step begins, such as "2023-01-01 07:00".',
    order=(
        "Write a row for each step, in order, starting at 00:00; every day has 24 hours, "
        "29 February and those on which clocks change, too."
    ),
)
"""A year: "2023-01-01 07:00", day after day."""


def time_problems(
    file: str,
    header: Sequence[str],
    rows: Rows,
    step_minutes: int | None,
    times: TimeFormat = CLOCK_TIMES,
) -> Iterator[Problem]:
    """Rows that do not follow each other by a step, and a last day that is not whole."""
    if not rows:
        message = "There is a header and no row."
        yield Problem(file, 1, "", "", message, "Write a row for each step.")
        return
    texts: list[tuple[int, str]] = []
    if TIME in header:
        place = header.index(TIME)
        texts = [(line, cells[place] if place < len(cells) else "") for line, cells in rows]
    own = _own_step(texts, times)
    if own is not None and step_minutes is not None and own != step_minutes:
        line, text = texts[1]
        message = f"The rows are {own} minutes apart, but a step is {step_minutes} minutes."
        remedy = f"Write a row every {step_minutes} minutes, or change step_hours in case.toml."
        yield Problem(file, line, TIME, text, message, remedy)
        step_minutes = own
    yield from _sequence_problems(file, texts, step_minutes, times)
    if step_minutes is not None and len(rows) % (a_day := MINUTES_OF_A_DAY // step_minutes):
        message = f"The file has {len(rows)} rows, which is not a whole number of days."
        remedy = f"Write {a_day} rows for each day (a step is {step_minutes} minutes)."
        yield Problem(file, 0, "", str(len(rows)), message, remedy)


def _own_step(texts: Sequence[tuple[int, str]], times: TimeFormat) -> int | None:
    """Minutes between the first three rows, when these agree and divide a day."""
    first = [times.minutes(text) for _, text in texts[:3]]
    if len(first) < 3 or first[0] is None or first[1] is None or first[2] is None:
        return None
    step = first[1] - first[0]
    agree = step > 0 and first[2] - first[1] == step and MINUTES_OF_A_DAY % step == 0
    return step if agree else None


def _sequence_problems(
    file: str, texts: Sequence[tuple[int, str]], step_minutes: int | None, times: TimeFormat
) -> Iterator[Problem]:
    """Each time must be that of the row before plus a step, starting at 00:00."""
    first = times.minutes(texts[0][1]) if texts else None
    expected = None if first is None else first // MINUTES_OF_A_DAY * MINUTES_OF_A_DAY
    if not times.dated:
        expected = 0
    for line, text in texts:
        found = times.minutes(text)
        if found is None:
            message = f"{quoted(text)} is not {times.kind}."
            yield Problem(file, line, TIME, shortened(text), message, times.remedy)
            found = expected
        elif expected is not None and found != expected:
            message = f'"{text}" stands where "{times.text(expected)}" should follow.'
            yield Problem(file, line, TIME, text, message, times.order)
        expected = None
        if found is not None and step_minutes is not None:
            expected = found + step_minutes
            expected = expected if times.dated else expected % MINUTES_OF_A_DAY


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
