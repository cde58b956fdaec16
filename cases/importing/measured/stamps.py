"""Time stamps of measurements: from text to minutes of UTC, with every doubt told by its row."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cases.problem import Problem, Report, quoted, shortened
from cases.reading.csv_rows import FIRST_ROW

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_WITHOUT_OFFSET = (
    'Write stamps like "2023-07-01 14:00", or "2023-07-01T14:00+02:00" with their offset.'
)


@dataclass(frozen=True)
class Stamps:
    """Minutes of UTC since 1970 of each row that could be read, and those rows (from 0)."""

    minutes: tuple[int, ...]
    rows: tuple[int, ...]


def read_stamps(
    file: str, column: str, texts: Sequence[str], zone: ZoneInfo, report: Report
) -> Stamps:
    """Stamps of a column; naive ones are wall-clock times of the zone.

    A wall-clock hour that comes twice in autumn is told apart by its order: the first is summer
    time. Stamps that do not exist in spring, that cannot be read, or that mix the two kinds are
    problems of the report.
    """
    minutes: list[int] = []
    rows: list[int] = []
    kinds: set[bool] = set()
    last_naive: datetime.datetime | None = None
    second_pass = False
    for row, text in enumerate(texts):
        stamp = _parsed(text)
        if stamp is None:
            message = f"{quoted(text)} is no date and time."
            report.add(_at(file, row, column, text, message, _WITHOUT_OFFSET))
            continue
        if stamp.second or stamp.microsecond:
            message = f"{quoted(text)} does not fall on a whole minute."
            report.add(_at(file, row, column, text, message, "Round the stamps to minutes."))
            continue
        naive = stamp.tzinfo is None
        if kinds and naive not in kinds:
            message = f"{quoted(text)} {'has no' if naive else 'has an'} offset, unlike rows above."
            report.add(_at(file, row, column, text, message, "Write all stamps the same way."))
            kinds.add(naive)
            continue
        kinds.add(naive)
        if naive:
            if not _exists(stamp, zone):
                message = f"{quoted(text)} does not exist in {zone.key}: clocks go forward then."
                remedy = (
                    'If the meter keeps standard time all year, write its zone as "Etc/GMT-1" '
                    "(for UTC+1) or with an offset."
                )
                report.add(_at(file, row, column, text, message, remedy))
                continue
            ambiguous = _ambiguous(stamp, zone)
            if not ambiguous:
                second_pass = False
            elif last_naive is not None and stamp <= last_naive and _ambiguous(last_naive, zone):
                second_pass = True
            last_naive = stamp
            stamp = stamp.replace(tzinfo=zone, fold=int(ambiguous and second_pass))
        minutes.append(int((stamp - _EPOCH).total_seconds() // 60))
        rows.append(row)
    return Stamps(tuple(minutes), tuple(rows))


def order_problems(
    file: str, column: str, stamps: Stamps, texts: Sequence[str]
) -> Iterator[Problem]:
    """Rows whose stamp is not after the one before, but for equal ones (those are duplicates)."""
    for before, now, row in zip(stamps.minutes, stamps.minutes[1:], stamps.rows[1:], strict=False):
        if now < before:
            message = f"{quoted(texts[row])} comes after a later stamp."
            yield _at(file, row, column, texts[row], message, "Sort the rows by time.")


def local(minute: int, zone: ZoneInfo) -> str:
    """A minute of UTC as people of the zone write it, with its offset."""
    moment = _EPOCH + datetime.timedelta(minutes=minute)
    return moment.astimezone(zone).isoformat(" ", "minutes")


def _parsed(text: str) -> datetime.datetime | None:
    try:
        if len(text) < 12:  # a date alone is no stamp
            return None
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


def _exists(stamp: datetime.datetime, zone: ZoneInfo) -> bool:
    moment = stamp.replace(tzinfo=zone).astimezone(datetime.UTC)
    return moment.astimezone(zone).replace(tzinfo=None) == stamp


def _ambiguous(stamp: datetime.datetime, zone: ZoneInfo) -> bool:
    early = stamp.replace(tzinfo=zone, fold=0).utcoffset()
    late = stamp.replace(tzinfo=zone, fold=1).utcoffset()
    return early != late and _exists(stamp, zone)


def _at(file: str, row: int, column: str, text: str, message: str, remedy: str) -> Problem:
    return Problem(file, row + FIRST_ROW, column, shortened(text), message, remedy)
