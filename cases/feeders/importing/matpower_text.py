"""The statements of a MATPOWER case file, each with its line, and the matrices among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cases.feeders.importing.arithmetic import arithmetic
from cases.problem import Problem, Report, quoted, shortened

SAVE_AGAIN = (
    "Save the case with savecase of MATPOWER (in MATLAB or Octave), which writes numbers alone."
)
_CONTINUED = "\v"
"""A line that goes on in the next one: it counts as a line and ends no row."""
_MATRIX = re.compile(r"\s*mpc\s*\.\s*(\w+)\s*=\s*\[(.*)\]\s*", re.DOTALL)


@dataclass(frozen=True)
class Statement:
    """A statement without comments; what stands in brackets may span lines."""

    line: int
    text: str


@dataclass(frozen=True)
class Matrix:
    """Numbers of a field of the case, row by row."""

    line: int
    rows: list[list[float]]
    lines: list[int]
    """Line of the file of each row."""


def statements(text: str) -> Iterator[Statement]:
    """Statements in order; comments are gone."""
    line, begun, depth = 1, 1, 0
    kept: list[str] = []
    for raw in _without_block_comments(text):
        body, goes_on = _code(raw)
        for sign in body:
            depth += (sign in "[{(") - (sign in "]})")
            if depth <= 0 and sign in ";,":
                if "".join(kept).strip():
                    yield Statement(begun, "".join(kept))
                kept, depth = [], 0
                continue
            if not kept and not sign.isspace():
                begun = line
            if kept or not sign.isspace():
                kept.append(sign)
        if goes_on:
            kept.append(_CONTINUED)
        elif depth > 0:
            kept.append("\n")
        elif kept:
            yield Statement(begun, "".join(kept))
            kept = []
        line += 1
    if "".join(kept).strip():
        yield Statement(begun, "".join(kept))


def _without_block_comments(text: str) -> Iterator[str]:
    """Lines; those between %{ and %} are blank."""
    inside = 0
    for line in text.splitlines():
        if line.strip() in ("%{", "#{"):
            inside += 1
        yield "" if inside else line
        if line.strip() in ("%}", "#}") and inside:
            inside -= 1


def _code(line: str) -> tuple[str, bool]:
    """A line without its comment, text in quotes blanked; whether it goes on in the next one."""
    code: list[str] = []
    quote = ""
    for at, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
            code.append(sign if not quote else " ")
            continue
        if sign in "%#":
            break
        if line.startswith("...", at):
            return "".join(code), True
        before = "".join(code[-1:])
        if sign == '"' or (sign == "'" and not (before.isalnum() or before in list(")]}_.'"))):
            quote = sign
        code.append(sign)
    return "".join(code), False


def matrix_of(file: str, statement: Statement, report: Report) -> tuple[str, Matrix] | None:
    """Name and numbers of `mpc.name = [...]`; None for any other statement."""
    match = _MATRIX.fullmatch(statement.text)
    if match is None:
        return None
    name, found = match[1], Matrix(statement.line, [], [])
    line = statement.line + statement.text[: match.start(2)].count("\n")
    for text in match[2].split("\n"):
        for row in text.split(";"):
            if row.strip():
                found.rows.append(_numbers(file, line, f"mpc.{name}", row, report))
                found.lines.append(line)
        line += 1 + text.count(_CONTINUED)
    return name, found


def _numbers(file: str, line: int, key: str, row: str, report: Report) -> list[float]:
    numbers = []
    for word in re.split(r"[\s,]+", row.strip().strip(",")):
        try:
            numbers.append(arithmetic(word))
        except ValueError:
            message = f"{quoted(word)} is not a number."
            report.add(Problem(file, line, key, shortened(word), message, SAVE_AGAIN))
            numbers.append(0.0)
    return numbers
