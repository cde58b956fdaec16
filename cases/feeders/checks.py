"""What can be wrong with the tree of a feeder and with its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.problem import Problem, did_you_mean, quoted

PER_UNIT_AGREEMENT = 1e-3
"""Ohms and per unit of the same line may differ by this share."""
IMPEDANCE_MAX_PU = 10.0
"""No line that could carry a load is longer: such numbers are in another unit."""
BASE_KV_MAX = 1000.0
"""No line of the world has more: such numbers are in volts."""


@dataclass(frozen=True)
class FeederRow:
    """One bus as its row of the file has it."""

    line: int
    bus: str
    parent: str
    """Empty for the substation."""
    numbers: Mapping[str, float]
    """By column; what could not be read is missing."""


def tree_problems(file: str, rows: Sequence[FeederRow]) -> Iterator[Problem]:
    """Buses named twice, parents that are not there, islands and loops."""
    first: dict[str, FeederRow] = {}
    for row in rows:
        if not row.bus:
            message = "The bus has no name."
            yield Problem(file, row.line, "bus", "", message, "Name every bus.")
        elif row.bus in first:
            message = f"Bus {quoted(row.bus)} stands in row {first[row.bus].line} already."
            remedy = "A radial feeder has one line to each bus: open the ring, or rename the bus."
            yield Problem(file, row.line, "bus", row.bus, message, remedy)
        first.setdefault(row.bus, row)
    roots = [row for row in rows if not row.parent]
    if not roots:
        remedy = "Leave the parent of the substation empty."
        yield Problem(file, 0, "parent", "", "No bus is the substation.", remedy)
    for row in roots[1:]:
        message = (
            f"Bus {quoted(row.bus)} has no parent, but {quoted(roots[0].bus)} is the substation."
        )
        remedy = "Name the bus that feeds it: it is an island."
        yield Problem(file, row.line, "parent", "", message, remedy)
    for row in rows:
        if row.parent and row.parent not in first:
            message = f"There is no bus {quoted(row.parent)}."
            remedy = did_you_mean(row.parent, list(first))
            yield Problem(file, row.line, "parent", row.parent, message, remedy)
    yield from _loops(file, first)


def _loops(file: str, first: Mapping[str, FeederRow]) -> Iterator[Problem]:
    """Buses that are their own ancestors, each loop told once."""
    settled: set[str] = set()
    for start in first:
        path: dict[str, None] = {}
        bus = start
        while bus and bus in first and bus not in settled and bus not in path:
            path[bus] = None
            bus = first[bus].parent
        if bus in path:
            ring = list(path)[list(path).index(bus) :]
            shown = " - ".join([*ring[:6], "..." if len(ring) > 6 else ring[0]])
            message = f"These buses feed each other in a loop: {shown}."
            remedy = "Open the loop: one of them is fed from elsewhere."
            yield Problem(file, first[bus].line, "parent", first[bus].parent, message, remedy)
        settled |= path.keys()


def line_problems(file: str, rows: Sequence[FeederRow]) -> Iterator[Problem]:
    """Lines without impedance, units that disagree, bases that change from row to row."""
    base: FeederRow | None = None
    for row in rows:
        kv, mva = (row.numbers.get(name, 0.0) for name in ("base_kv", "base_mva"))
        for name, value in (("base_kv", kv), ("base_mva", mva)):
            if name in row.numbers and value <= 0:
                remedy = "Write the rated voltage in kV and the base power in MVA."
                message = f"{name} must be above 0."
                yield Problem(file, row.line, name, f"{value:g}", message, remedy)
        if kv > BASE_KV_MAX:
            message, remedy = (
                f"{kv:g} kV is no voltage of a feeder.",
                "Write base_kv in kV, not in V.",
            )
            yield Problem(file, row.line, "base_kv", f"{kv:g}", message, remedy)
        if not row.parent and any(row.numbers.get(name) for name in ("r_ohm", "x_ohm")):
            message = f"The substation {quoted(row.bus)} has an impedance, but no line to it."
            remedy = "Write 0, and a bus above it if a line or transformer lies before it."
            yield Problem(file, row.line, "r_ohm", "", message, remedy)
        if base is None:
            base = row
        for name in ("base_kv", "base_mva"):
            if row.numbers.get(name) != base.numbers.get(name):
                message = f"{name} differs from that of row {base.line}."
                remedy = "Refer all impedances to one voltage: a feeder has one base."
                shown = f"{row.numbers.get(name, 0.0):g}"
                yield Problem(file, row.line, name, shown, message, remedy)
        if row.parent and kv > 0 and mva > 0:
            yield from _impedance_problems(file, row, mva / kv**2)


def _impedance_problems(file: str, row: FeederRow, per_ohm: float) -> Iterator[Problem]:
    r, x = (row.numbers.get(name, 0.0) for name in ("r_ohm", "x_ohm"))
    if r == 0 and x == 0:
        message = f"The line to bus {quoted(row.bus)} has no impedance."
        remedy = "Write its resistance and reactance, or join the two buses into one."
        yield Problem(file, row.line, "r_ohm", "0", message, remedy)
    for name, ohm in (("r", r), ("x", x)):
        if per_ohm * ohm > IMPEDANCE_MAX_PU:
            message = f"{ohm:g} ohm is {per_ohm * ohm:.3g} per unit, which carries no load."
            remedy = "Check the unit: ohms of the whole line, base_kv in kV, base_mva in MVA."
            yield Problem(file, row.line, f"{name}_ohm", f"{ohm:g}", message, remedy)
        told = row.numbers.get(f"{name}_pu")
        off = PER_UNIT_AGREEMENT * max(per_ohm * ohm, 1e-9)
        if told is not None and abs(told - per_ohm * ohm) > off:
            message = f"{ohm:g} ohm are {per_ohm * ohm:.6g} per unit at these bases, not {told:g}."
            remedy = "Correct the unit of one of them, or leave out the column in per unit."
            yield Problem(file, row.line, f"{name}_pu", f"{told:g}", message, remedy)
