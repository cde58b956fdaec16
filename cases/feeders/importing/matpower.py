"""A feeder from a MATPOWER case file (format of version 2).

Source of the columns: MATPOWER User's Manual, appendix B, doi 10.5281/zenodo.3236519.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from cases.feeders.importing.arithmetic import arithmetic
from cases.feeders.importing.matpower_code import Conversions, Floats, NotUnderstoodError
from cases.feeders.importing.matpower_text import (
    SAVE_AGAIN,
    Matrix,
    Statement,
    matrix_of,
    statements,
)
from cases.feeders.importing.network import Bus, Link, Network, Wording
from cases.problem import Problem, Report, quoted, shortened

NEEDED = {"bus": 10, "gen": 8, "branch": 11}
"""Matrices and the columns of them that are used."""
REFERENCE, VOLTAGE_HELD, ISOLATED = 3, 2, 4
WORDING = Wording(
    open_link="Open the ring: write 0 as the status (column 11 of mpc.branch) of one of its lines.",
    leave_out="Connect it, or write 4 as its type (column 2 of mpc.bus), which leaves it out.",
)
_BASE = re.compile(r"\s*mpc\s*\.\s*baseMVA\s*=(.+)", re.DOTALL)
_OTHER_FIELD = re.compile(r"\s*mpc\s*\.\s*(?!bus\b|branch\b|gen\b|baseMVA\b)\w+\s*=.*", re.DOTALL)


def matpower_network(file: str, text: str, report: Report) -> Network | None:
    """The network of a case file; what is wrong with it, or what no feeder has, is reported."""
    base, matrices, code = _parts(file, text, report)
    if base is None or report:
        return None
    arrays = {name: np.array([row[:13] for row in m.rows]) for name, m in matrices.items()}
    conversions = Conversions(base, arrays)
    for statement in code:
        try:
            conversions.run(statement.text)
        except NotUnderstoodError:
            shown = shortened(" ".join(statement.text.split()))
            message = f"This file computes its numbers, and {quoted(shown)} is not understood."
            report.add(Problem(file, statement.line, "", shown, message, SAVE_AGAIN))
    report.extend(_not_finite(file, matrices, arrays))
    return None if report else _network(file, base, matrices, arrays, report)


def _parts(
    file: str, text: str, report: Report
) -> tuple[float | None, Mapping[str, Matrix], list[Statement]]:
    """Base power, matrices, and the statements that are left."""
    base: float | None = None
    matrices: dict[str, Matrix] = {}
    code: list[Statement] = []
    for statement in statements(text):
        if match := _BASE.fullmatch(statement.text):
            base = _base(match[1])
        elif found := matrix_of(file, statement, report):
            matrices[found[0]] = found[1]
        elif not _OTHER_FIELD.fullmatch(statement.text):
            code.append(statement)
    for name in NEEDED:
        if name not in matrices or not matrices[name].rows:
            message = f"There is no mpc.{name} with numbers."
            report.add(Problem(file, 0, f"mpc.{name}", "", message, SAVE_AGAIN))
    if base is None or not base > 0:
        message = "There is no base power above 0."
        remedy = "Write mpc.baseMVA = 10; or another number of MVA."
        report.add(Problem(file, 0, "mpc.baseMVA", "", message, remedy))
    if any(row[2] for row in matrices.get("dcline", Matrix(0, [], [])).rows if len(row) > 2):
        message = "The case has DC lines, which a feeder has not."
        line = matrices["dcline"].line
        report.add(Problem(file, line, "mpc.dcline", "", message, "Put them out of service."))
    kept = {name: matrices[name] for name in NEEDED if name in matrices}
    for name, matrix in kept.items():
        widths = {len(row) for row in matrix.rows}
        for row, line in zip(matrix.rows, matrix.lines, strict=True):
            if len(row) < NEEDED[name] or (len(widths) > 1 and len(row) != max(widths)):
                wanted = max(NEEDED[name], *widths)
                message = f"The row has {len(row)} numbers, not {wanted}."
                report.add(Problem(file, line, f"mpc.{name}", "", message, "Complete the row."))
    return base, kept, code


def _base(text: str) -> float | None:
    try:
        return arithmetic(text)
    except ValueError:
        return None


def _not_finite(
    file: str, matrices: Mapping[str, Matrix], arrays: Mapping[str, Floats]
) -> Iterator[Problem]:
    used = {"bus": [0, 1, 2, 3, 4, 5, 9], "gen": [0, 1, 2, 5, 7], "branch": [0, 1, 2, 3, 4, 8, 10]}
    for name, columns in used.items():
        for row, line in zip(arrays[name], matrices[name].lines, strict=True):
            if not np.isfinite(row[columns]).all():
                message = "A number that is used is infinite or not a number."
                yield Problem(file, line, f"mpc.{name}", "", message, "Write a finite number.")


def _network(
    file: str,
    base: float,
    matrices: Mapping[str, Matrix],
    arrays: Mapping[str, Floats],
    report: Report,
) -> Network | None:
    bus_rows = list(zip(arrays["bus"], matrices["bus"].lines, strict=True))
    sources = [(row, line) for row, line in bus_rows if row[1] == REFERENCE]
    for row, line in sources[1:] or ([] if sources else [(bus_rows[0][0], 0)]):
        message = f"{len(sources)} buses are reference buses; a feeder has one substation."
        remedy = "Write 3 as the type (column 2 of mpc.bus) of one bus, 1 for the others."
        report.add(Problem(file, line, "mpc.bus", f"{row[0]:g}", message, remedy))
    for row, line in bus_rows:
        if row[9] <= 0:
            message = f"Bus {row[0]:g} has no rated voltage."
            remedy = "Write its baseKV (column 10 of mpc.bus)."
            report.add(Problem(file, line, "mpc.bus", f"{row[9]:g}", message, remedy))
    if report:
        return None
    source = sources[0][0]
    network = Network(file, WORDING, float(source[9]), base, _name(source[0]))
    _buses(network, bus_rows, report)
    _generators(network, matrices["gen"], arrays, report)
    _branches(network, matrices["branch"], arrays["branch"], report)
    return None if report else network


def _buses(network: Network, rows: list[tuple[Floats, int]], report: Report) -> None:
    for row, line in rows:
        name = _name(row[0])
        if name in network.buses:
            message = f"Bus {name} stands in line {network.buses[name].line} already."
            report.add(Problem(network.file, line, "mpc.bus", name, message, "Remove one of them."))
        if row[4] and row[1] != ISOLATED:
            message = f"Bus {name} has a shunt conductance of {row[4]:g} MW."
            remedy = "Write it as a load (Pd, column 3 of mpc.bus) and 0 as Gs (column 5)."
            report.add(Problem(network.file, line, "mpc.bus", f"{row[4]:g}", message, remedy))
        if row[1] != ISOLATED:
            kw, kvar, capacitor = (float(1000.0 * value) for value in row[[2, 3, 5]])
            network.buses[name] = Bus(line, kw, kvar, capacitor)
    left = len(rows) - len(network.buses)
    if left:
        network.notes.append(f"{left} isolated buses are left out, as their type says.")


def _generators(
    network: Network, matrix: Matrix, arrays: Mapping[str, Floats], report: Report
) -> None:
    kinds = {_name(row[0]): int(row[1]) for row in arrays["bus"]}
    for row, line in zip(arrays["gen"], matrix.lines, strict=True):
        name, kind = _name(row[0]), kinds.get(_name(row[0]))
        if row[7] <= 0 or kind == ISOLATED:
            continue
        if kind is None:
            message = f"There is no bus {name}."
            report.add(Problem(network.file, line, "mpc.gen", name, message, "Correct the bus."))
        elif kind == VOLTAGE_HELD:
            message = f"The generator at bus {name} holds the voltage there."
            remedy = (
                "Write 1 as the type of the bus (column 2 of mpc.bus): it then gives Pg and Qg; "
                "or 0 as the status of the generator."
            )
            report.add(Problem(network.file, line, "mpc.gen", name, message, remedy))
        elif kind == REFERENCE:
            if row[5] != 1.0:
                network.notes.append(
                    f"The file holds the substation at {row[5]:g} pu; "
                    "the voltage of the source is given beside a feeder."
                )
        else:
            network.buses[name].load_kw -= 1000.0 * float(row[1])
            network.buses[name].load_kvar -= 1000.0 * float(row[2])
            network.notes.append(f"The generator at bus {name} is a negative load.")


def _branches(network: Network, matrix: Matrix, rows: Floats, report: Report) -> None:
    for row, line in zip(rows, matrix.lines, strict=True):
        if not row[10]:
            continue
        ends = _name(row[0]), _name(row[1])
        label = f"branch {ends[0]}-{ends[1]}"
        for end in ends:
            if end not in network.buses:
                message = f"There is no bus {end}, or it is isolated."
                remedy = "Correct the bus, or write 0 as the status of the branch (column 11)."
                report.add(Problem(network.file, line, label, end, message, remedy))
        if row[8] not in (0.0, 1.0):
            message = f"The transformer of {label} has a ratio of {row[8]:g}."
            remedy = "A feeder has no taps: write 0 (column 9 of mpc.branch), or leave it out."
            report.add(Problem(network.file, line, label, f"{row[8]:g}", message, remedy))
        # a phase shift turns everything behind it alike: no magnitude of a radial feeder changes
        r, x, charging = (float(value) for value in row[[2, 3, 4]])
        network.links.append(Link(label, ends, r, x, charging, line))


def _name(number: float) -> str:
    return f"{number:.0f}"
