"""The rows of a CSV file with a header, each with its place; what is no table is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from cases.problem import Problem, Report
from cases.reading.columns import COLUMNS_MAX
from cases.reading.timeline import Rows

FIRST_ROW = 2
"""Row of the first values: the header is row 1."""


def header_and_rows(
    file: str, text: str, what: str = "each step"
) -> tuple[Sequence[str], Rows] | Problem:
    """Header, and the rows below it with their lines; or why the file is no table.

    `what` is what has a row.
    """
    table = _rows(file, text, what)
    if isinstance(table, Problem):
        return table
    (_, header), rows = table[0], table[1:]
    return _layout_problem(file, header) or (header, rows)


def _rows(file: str, text: str, what: str) -> Rows | Problem:
    if not text.strip():
        message = "The file is empty."
        return Problem(file, 0, "", "", message, f"Write a header and a row for {what}.")
    rows: Rows = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"The row is not valid CSV ({error})."
        return Problem(file, line, "", "", message, "Close every quote in the row where it opens.")
    while rows and not rows[-1][1]:
        rows.pop()
    return rows


def _layout_problem(file: str, header: Sequence[str]) -> Problem | None:
    if not header:
        message = "The first row is blank."
        return Problem(file, 1, "", "", message, "Begin the file with the header.")
    if len(header) > COLUMNS_MAX:
        message = f"There are {len(header)} columns, more than {COLUMNS_MAX}."
        remedy = "Leave out columns that case.toml does not need."
        return Problem(file, 1, "", str(len(header)), message, remedy)
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if sign in header[0]:
            message = f"The columns are separated by {name}."
            remedy = "Save the file with commas between columns and points in decimals."
            return Problem(file, 1, "", sign, message, remedy)
    return None


def filled(file: str, rows: Rows, report: Report) -> Rows:
    """Rows that say something; blank ones are reported."""
    filled: Rows = []
    for line, cells in rows:
        if any(map(str.strip, cells)):
            filled.append((line, cells))
        else:
            report.add(Problem(file, line, "", "", "The row is blank.", "Remove the blank row."))
    return filled


def straight(file: str, rows: Rows, width: int, report: Report) -> Rows:
    """Rows with as many cells as the header; the others are reported."""
    straight: Rows = []
    for line, cells in rows:
        if len(cells) == width:
            straight.append((line, cells))
            continue
        message = f"The row has {len(cells)} cells, the header has {width}."
        remedy = "Give each column one cell; a decimal comma also makes two of one."
        report.add(Problem(file, line, "", str(len(cells)), message, remedy))
    return straight
