"""Clock ranges of tariffs, in minutes of the day."""

from __future__ import annotations

from collections.abc import Iterator

from cases.reading.draft import MINUTES_OF_A_DAY


def clock(minutes: int) -> str:
    """Minutes of the day as "HH:MM"; the end of the day is "24:00"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_range(text: str) -> tuple[int, int] | None:
    """Begin and end [min] of "HH:MM-HH:MM", or None when one of them is no clock time.

    The end lies after the begin; a range that passes midnight ends above 1440.
    """
    ends = []
    for part in text.split("-"):
        hours, minutes = int(part[:2]), int(part[3:])
        if minutes > 59 or hours * 60 + minutes > MINUTES_OF_A_DAY:
            return None
        ends.append(hours * 60 + minutes)
    begin, end = ends
    if begin in (end, MINUTES_OF_A_DAY):
        return None
    return begin, end if end > begin else end + MINUTES_OF_A_DAY


def minutes_of(text: str) -> Iterator[int]:
    """Minutes of the day that a range covers; none when it is no range."""
    if (ends := parse_range(text)) is not None:
        for minute in range(*ends):
            yield minute % MINUTES_OF_A_DAY


def as_ranges(minutes: Iterator[int] | list[int]) -> str:
    """Rising minutes of the day in words: "07:00-08:00, 23:00-24:00"."""
    spans: list[list[int]] = []
    for minute in minutes:
        if spans and spans[-1][1] == minute:
            spans[-1][1] = minute + 1
        else:
            spans.append([minute, minute + 1])
    return ", ".join(f"{clock(begin)}-{clock(end)}" for begin, end in spans)
