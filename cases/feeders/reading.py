"""A feeder from its file: every problem at once, each with its place and remedy."""

from __future__ import annotations

import os
from pathlib import Path

from cases.feeders.checks import FeederRow, line_problems, tree_problems
from cases.feeders.feeder import Feeder
from cases.feeders.importing.reading import READERS
from cases.feeders.rows import feeder_of
from cases.feeders.table import BYTES_MAX, named_rows
from cases.problem import CaseError, Problem, Report, did_you_mean, shortened
from cases.reading.cells import NUMBER, cell_problem

REQUIRED = ("bus", "parent", "r_ohm", "x_ohm", "p_kw", "q_kvar", "base_kv", "base_mva")
OPTIONAL = ("r_pu", "x_pu", "qc_kvar", "nph")
"""Impedances once more in per unit, a shunt capacitor, the number of phases."""
NAMES = ("bus", "parent")
SIGNED = ("p_kw", "q_kvar", "qc_kvar")
"""Below 0: what is generated there; a reactor."""
OURS = (".csv", ".txt", "")
"""Endings of files that are read as CSV."""
_SHIPPED = Path(__file__).resolve().parent / "shipped"


def shipped_feeders() -> tuple[str, ...]:
    """Names of the feeders that ship with the software."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.csv")))


def read_feeder(feeder: str | os.PathLike[str]) -> Feeder:
    """A radial feeder from a file, or a shipped one by its name, "case33bw" or "33bw" for short.

    A file is our CSV, or by its suffix a pandapower network (.json), a MATPOWER case (.m) or an
    OpenDSS script (.dss). The rows of a CSV may stand in any order; the feeder has parents before
    children, as the rows stand.
    Raises CaseError with every problem found.
    """
    path = _find(os.fspath(feeder))
    report = Report()
    if (reader := READERS.get(path.suffix.lower())) is not None:
        imported = reader(path, BYTES_MAX, report)
        if imported is None:
            raise CaseError(report.problems())
        return imported
    if path.suffix.lower() not in OURS:
        message = f"Files that end in {shortened(path.suffix)} are not read."
        remedy = "Give a .csv of ours, a .json of pandapower, a .m of MATPOWER, a .dss of OpenDSS."
        raise CaseError([Problem(path.name, 0, "", path.suffix, message, remedy)])
    rows = _rows(path, report)
    if not report:
        report.extend(tree_problems(path.name, rows))
        report.extend(line_problems(path.name, rows))
    if report:
        raise CaseError(report.problems())
    return feeder_of(path.stem, rows)


def _find(text: str) -> Path:
    path = Path(text)
    if path.is_file():
        return path
    for name in (text, f"case{text}"):
        if name in shipped_feeders():
            return _SHIPPED / f"{name}.csv"
    message = "There is no such file, and no shipped feeder of this name."
    remedy = did_you_mean(text, shipped_feeders())
    raise CaseError([Problem(shortened(text) or '""', 0, "", shortened(text), message, remedy)])


def _rows(path: Path, report: Report) -> list[FeederRow]:
    """The rows of a CSV file; what is wrong with them goes to the report."""
    found = []
    table = named_rows(path, REQUIRED, OPTIONAL, report, "each bus")
    for line, named in table:
        numbers = {}
        for name, text in named.items():
            if name in NAMES:
                continue
            size = text.removeprefix("-") if name in SIGNED else text
            if NUMBER.fullmatch(size) or _exponent(size):
                numbers[name] = float(text)
            elif name in REQUIRED or text.strip():
                report.add(cell_problem(path.name, line, name, text))
        found.append(FeederRow(line, named["bus"].strip(), named["parent"].strip(), numbers))
    if not table and not report:
        remedy = "Write a row for every bus, the substation first."
        report.add(Problem(path.name, 0, "", "", "There is no bus.", remedy))
    return found


def _exponent(text: str) -> bool:
    """Whether this is a small number such as 3.1e-05: impedances in per unit are."""
    mantissa, sign, exponent = text.partition("e-")
    return bool(sign) and bool(NUMBER.fullmatch(mantissa)) and exponent.isdecimal()
