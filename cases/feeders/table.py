"""A CSV file with a header, as the files beside a feeder are: its columns checked by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cases.problem import Problem, Report, did_you_mean, quoted
from cases.reading.csv_rows import filled, header_and_rows, straight
from cases.reading.files import UnreadableError, read_bytes
from cases.reading.text import decode

BYTES_MAX = 20_000_000

NamedRow = tuple[int, dict[str, str]]
"""Line of a row, and its cells by column."""


def named(path: Path) -> str:
    """What a problem calls a file; a folder such as "." has no name of its own."""
    return path.name or str(path)


def named_rows(
    path: Path,
    required: Sequence[str],
    optional: Sequence[str],
    report: Report,
    what: str = "each step",
) -> list[NamedRow]:
    """The rows of a file; nothing if anything is wrong with it, which goes to the report.

    `what` is what has a row.
    """
    file = named(path)
    try:
        text = decode(file, read_bytes(path, BYTES_MAX))
    except UnreadableError as error:
        report.add(Problem(file, 0, "", "", f"The file {error.reason}.", error.remedy))
        return []
    table = text if isinstance(text, Problem) else header_and_rows(file, text, what)
    if isinstance(table, Problem):
        report.add(table)
        return []
    header, rows = table
    before = len(report.problems())
    _check_header(file, header, required, optional, report)
    rows = straight(file, filled(file, rows, report), len(header), report)
    if len(report.problems()) > before:
        return []
    return [(line, dict(zip(header, cells, strict=True))) for line, cells in rows]


def _check_header(
    file: str,
    header: Sequence[str],
    required: Sequence[str],
    optional: Sequence[str],
    report: Report,
) -> None:
    known = (*required, *optional)
    for name in required:
        if name not in header:
            message = f"The column {name} is missing."
            remedy = f"The file has the columns {', '.join(required)}."
            report.add(Problem(file, 1, name, "", message, remedy))
    for place, name in enumerate(header):
        if name not in known:
            message = f"The column {quoted(name)} is unknown."
            report.add(Problem(file, 1, name, name, message, did_you_mean(name, known)))
        elif name in header[:place]:
            message = f"The column {name} stands there twice."
            report.add(Problem(file, 1, name, name, message, "Remove one of them."))
