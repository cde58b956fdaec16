"""Which building of a case stands at which bus of a feeder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cases.feeders.feeder import Feeder
from cases.feeders.table import named, named_rows
from cases.problem import CaseError, Problem, Report, did_you_mean, quoted, shortened
from cases.reading.cells import NUMBER, cell_problem

REQUIRED, OPTIONAL = ("building", "bus"), ("power_factor",)
POWER_FACTOR = 0.95
"""Of a building's load, lagging, where the map does not say."""


@dataclass(frozen=True, eq=False)
class BusMap:
    """Place and power factor of every building, in the order of the case's buildings."""

    bus: NDArray[np.int64]
    """Position of the bus in the feeder, shape (buildings,)."""
    power_factor: NDArray[np.float64]
    """Of the load, lagging, shape (buildings,)."""

    def __post_init__(self) -> None:
        self.bus.flags.writeable = self.power_factor.flags.writeable = False

    @property
    def tangent(self) -> NDArray[np.float64]:
        """Reactive over active power of the load, shape (buildings,)."""
        return np.asarray(np.sqrt(1.0 - self.power_factor**2) / self.power_factor)


def read_bus_map(path: Path, buildings: Sequence[str], feeder: Feeder) -> BusMap:
    """The map of a CSV file with a row for each building: building, bus and maybe power_factor.

    Raises CaseError with every problem found.
    """
    report, file = Report(), named(path)
    seen: dict[str, int] = {}
    bus, factor = np.zeros(len(buildings), dtype=np.int64), np.full(len(buildings), POWER_FACTOR)
    rows = named_rows(path, REQUIRED, OPTIONAL, report, "each building")
    readable = not report
    for line, cells in rows:
        name, place = cells["building"].strip(), cells["bus"].strip()
        if name not in buildings:
            message = f"The case has no building {quoted(name)}."
            remedy = did_you_mean(name, buildings)
            report.add(Problem(file, line, "building", shortened(name), message, remedy))
        elif name in seen:
            message = f"The building stands in row {seen[name]} already."
            report.add(Problem(file, line, "building", name, message, "Remove one of the rows."))
        seen.setdefault(name, line)
        if place not in feeder.buses:
            message = f"The feeder {feeder.name} has no bus {quoted(place)}."
            remedy = did_you_mean(place, feeder.buses)
            report.add(Problem(file, line, "bus", shortened(place), message, remedy))
        power_factor = _power_factor(file, line, cells.get("power_factor", "").strip(), report)
        if name in buildings and place in feeder.buses:
            number = buildings.index(name)
            bus[number], factor[number] = feeder.position(place), power_factor
    for name in buildings:
        if name not in seen and readable:
            message = f"The building {quoted(name)} is missing."
            report.add(Problem(file, 0, "building", name, message, "Write a row with its bus."))
    if report:
        raise CaseError(report.problems())
    return BusMap(bus, factor)


def _power_factor(file: str, line: int, text: str, report: Report) -> float:
    if not text:
        return POWER_FACTOR
    if not NUMBER.fullmatch(text):
        report.add(cell_problem(file, line, "power_factor", text))
        return POWER_FACTOR
    value = float(text)
    if not 0.0 < value <= 1.0:
        message = f"A power factor of {text} is not above 0 and at most 1."
        remedy = "Write that of the building's load, lagging, such as 0.95."
        report.add(Problem(file, line, "power_factor", text, message, remedy))
        return POWER_FACTOR
    return value
