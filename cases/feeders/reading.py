"""A feeder from its CSV file: every problem at once, each with row, column and remedy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cases.feeders.checks import FeederRow, line_problems, tree_problems
from cases.feeders.feeder import Feeder
from cases.problem import CaseError, Problem, Report, did_you_mean, quoted, shortened
from cases.reading.cells import NUMBER, cell_problem
from cases.reading.csv_rows import filled, header_and_rows, straight
from cases.reading.files import UnreadableError, read_bytes
from cases.reading.text import decode
from cases.reading.timeline import Rows

REQUIRED = ("bus", "parent", "r_ohm", "x_ohm", "p_kw", "q_kvar", "base_kv", "base_mva")
OPTIONAL = ("r_pu", "x_pu", "qc_kvar", "nph")
"""Impedances once more in per unit, a shunt capacitor, the number of phases."""
NAMES = ("bus", "parent")
FEEDER_BYTES_MAX = 20_000_000
_SHIPPED = Path(__file__).resolve().parent / "shipped"


def shipped_feeders() -> tuple[str, ...]:
    """Names of the feeders that ship with the software."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.csv")))


def read_feeder(feeder: str | os.PathLike[str]) -> Feeder:
    """A radial feeder from a CSV file, or a shipped one by its name.

    The rows may stand in any order; the feeder has parents before children, as the rows stand.
    Raises CaseError with every problem found.
    """
    path = _find(os.fspath(feeder))
    report = Report()
    rows = _read(path, report)
    if not report:
        report.extend(tree_problems(path.name, rows))
        report.extend(line_problems(path.name, rows))
    if report:
        raise CaseError(report.problems())
    return _feeder(path.stem, rows)


def _find(text: str) -> Path:
    path = Path(text)
    if path.is_file():
        return path
    if text in shipped_feeders():
        return _SHIPPED / f"{text}.csv"
    message = "There is no such file, and no shipped feeder of this name."
    remedy = did_you_mean(text, shipped_feeders())
    raise CaseError([Problem(shortened(text) or '""', 0, "", shortened(text), message, remedy)])


def _read(path: Path, report: Report) -> list[FeederRow]:
    """The rows of a file; what is wrong with them goes to the report."""
    file = path.name
    try:
        text = decode(file, read_bytes(path, FEEDER_BYTES_MAX))
    except UnreadableError as error:
        report.add(Problem(file, 0, "", "", f"The file {error.reason}.", error.remedy))
        return []
    table = text if isinstance(text, Problem) else header_and_rows(file, text)
    if isinstance(table, Problem):
        report.add(table)
        return []
    header, rows = table
    _check_header(file, header, report)
    rows = straight(file, filled(file, rows, report), len(header), report)
    if not rows and not report:
        remedy = "Write a row for every bus, the substation first."
        report.add(Problem(file, 0, "", "", "There is no bus.", remedy))
    return [] if report else _rows(file, header, rows, report)


def _check_header(file: str, header: Sequence[str], report: Report) -> None:
    for name in REQUIRED:
        if name not in header:
            message = f"The column {name} is missing."
            remedy = f"A feeder has the columns {', '.join(REQUIRED)}."
            report.add(Problem(file, 1, name, "", message, remedy))
    for place, name in enumerate(header):
        if name not in REQUIRED + OPTIONAL:
            message = f"The column {quoted(name)} is unknown."
            remedy = did_you_mean(name, REQUIRED + OPTIONAL)
            report.add(Problem(file, 1, name, name, message, remedy))
        elif name in header[:place]:
            message = f"The column {name} stands there twice."
            report.add(Problem(file, 1, name, name, message, "Remove one of them."))


def _rows(file: str, header: Sequence[str], rows: Rows, report: Report) -> list[FeederRow]:
    found = []
    for line, cells in rows:
        named = dict(zip(header, cells, strict=True))
        numbers = {}
        for name, text in named.items():
            if name in NAMES:
                continue
            if NUMBER.fullmatch(text) or _exponent(text):
                numbers[name] = float(text)
            elif name in REQUIRED or text.strip():
                report.add(cell_problem(file, line, name, text))
        found.append(FeederRow(line, named["bus"].strip(), named["parent"].strip(), numbers))
    return found


def _exponent(text: str) -> bool:
    """Whether this is a small number such as 3.1e-05: impedances in per unit are."""
    mantissa, sign, exponent = text.partition("e-")
    return bool(sign) and bool(NUMBER.fullmatch(mantissa)) and exponent.isdecimal()


def _feeder(name: str, rows: Sequence[FeederRow]) -> Feeder:
    """The feeder of sound rows, parents before children."""
    children: dict[str, list[FeederRow]] = {}
    for row in rows:
        children.setdefault(row.parent, []).append(row)
    ordered = list(children[""])
    for row in ordered:  # grows while it is walked: breadth first
        ordered += children.get(row.bus, [])
    place = {row.bus: number for number, row in enumerate(ordered)}
    base_kv, base_mva = (ordered[0].numbers[key] for key in ("base_kv", "base_mva"))

    def column(key: str, scale: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return scale * np.array([row.numbers.get(key, 0.0) for row in ordered])

    per_ohm = base_mva / base_kv**2
    far = np.array([float(bool(row.parent)) for row in ordered])
    return Feeder(
        name=name,
        buses=tuple(row.bus for row in ordered),
        parent=np.array([place[row.parent] if row.parent else -1 for row in ordered]),
        r_pu=far * column("r_ohm", per_ohm),
        x_pu=far * column("x_ohm", per_ohm),
        load_kw=column("p_kw"),
        load_kvar=column("q_kvar"),
        capacitor_kvar=column("qc_kvar"),
        base_kv=base_kv,
        base_mva=base_mva,
    )
