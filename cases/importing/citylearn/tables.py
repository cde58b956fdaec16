"""CSV files of a CityLearn data set: the columns that are needed, under their names of any year."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cases.problem import Problem, Report, did_you_mean, quoted, shortened
from cases.reading.csv_rows import FIRST_ROW
from cases.reading.files import PROFILE_BYTES_MAX, UnreadableError, inside, read_bytes
from cases.reading.text import decode

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOLD_CELLS = 100_000
_NOISE = -1e-6
"""A load above it counts as 0: rounding of the simulation that made the data."""


@dataclass(frozen=True)
class Column:
    """A column of a file, by its names since 2020 and before."""

    name: str
    older: str = ""
    least: float = -math.inf
    most: float = math.inf
    whole: bool = False
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names under which it may stand."""
        return (self.name, self.older) if self.older else (self.name,)


MONTH = Column("month", "Month", 1, 12, whole=True)
HOUR = Column("hour", "Hour", 0, 24, whole=True)
DAY_TYPE = Column("day_type", "Day Type", 1, 8, whole=True)
ELECTRICITY = Column("non_shiftable_load", "Equipment Electric Power [kWh]", 0.0)
HOT_WATER = Column("dhw_demand", "DHW Heating [kWh]", 0.0)
COOLING = Column("cooling_demand", "Cooling Load [kWh]", 0.0)
HEATING = Column("heating_demand", "Heating Load [kWh]", 0.0)
NO_HEATING = Column("heating_demand", "Heating Load [kWh]", 0.0, optional=True)
"""The same in a building without a heating device: the challenge of 2020 left it out at first."""
SOLAR = Column("solar_generation", "Solar Generation [W/kW]")
OUTDOOR = Column("outdoor_dry_bulb_temperature", "Outdoor Drybulb Temperature [C]", -90, 70)
CARBON = Column("carbon_intensity", "kg_CO2/kWh", 0.0)
PRICE = Column("electricity_pricing", "Electricity Pricing [$]")


@dataclass(frozen=True, eq=False)
class Table:
    """The needed columns of a file, by their newer names, each of shape (rows,)."""

    file: str
    rows: int
    columns: dict[str, NDArray[np.float64]]


def read_table(
    folder: Path, file: str, columns: Sequence[Column], named_in: str, report: Report
) -> Table | None:
    """The table; None when it cannot be read. Columns with a problem are left out.

    `named_in` is the key of schema.json that names the file.
    """
    try:
        content = read_bytes(inside(folder, file), PROFILE_BYTES_MAX)
    except UnreadableError as error:
        message = f'"{shortened(file)}" {error.reason}.'
        report.add(Problem("schema.json", 0, named_in, shortened(file), message, error.remedy))
        return None
    text = decode(file, content)
    if isinstance(text, Problem):
        report.add(text)
        return None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        message, remedy = f"The file is not valid CSV ({error}).", "Copy it again from its source."
        report.add(Problem(file, 0, "", "", message, remedy))
        return None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) < 2:
        message, remedy = "The file holds no rows of figures.", "Copy it again from its source."
        report.add(Problem(file, 0, "", "", message, remedy))
        return None
    header = [cell.strip() for cell in rows[0]]
    sound = _straight(file, rows, report)
    found = {}
    for column in columns:
        place = next((header.index(name) for name in column.names if name in header), None)
        if place is not None and sound:
            values = _numbers(file, header[place], place, rows, column, report)
            if values is not None:
                found[column.name] = values
        elif place is None and not column.optional:
            other = f' (or "{column.older}")' if column.older else ""
            message = f"The column {column.name}{other} is missing."
            remedy = did_you_mean(column.name, header, "Add it, or get the file anew.")
            report.add(Problem(file, 1, column.name, "", message, remedy))
    return Table(file, len(rows) - 1, found)


def _straight(file: str, rows: list[list[str]], report: Report) -> bool:
    width, sound = len(rows[0]), True
    for number, cells in enumerate(rows[1:], FIRST_ROW):
        if len(cells) != width:
            message = f"The row has {len(cells)} cells, the header has {width}."
            remedy = "Give each column one cell in each row."
            report.add(Problem(file, number, "", str(len(cells)), message, remedy))
            sound = False
    return sound


def _numbers(
    file: str, name: str, place: int, rows: list[list[str]], column: Column, report: Report
) -> NDArray[np.float64] | None:
    values = np.zeros(len(rows) - 1)
    told = 0
    for number, cells in enumerate(rows[1:]):
        text = cells[place]
        value = _number(text)
        reason = _reason(text, value, column)
        if not reason:
            values[number] = max(value, 0.0) if column.least == 0.0 else value
        elif told < _TOLD_CELLS:
            message, remedy = f"{quoted(text)} {reason[0]}.", reason[1]
            row = number + FIRST_ROW
            report.add(Problem(file, row, name, shortened(text), message, remedy))
            told += 1
    return None if told else values


def _number(text: str) -> float:
    try:
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan


def _reason(text: str, value: float, column: Column) -> tuple[str, str] | None:
    """What is wrong with a cell, and the remedy; None when nothing is."""
    if not text.strip() or text.strip().lower() in ("nan", "na", "null", "none"):
        return "is no figure: a value is missing", "Fill the gap before importing."
    if not math.isfinite(value):
        return "is not a number", "Write a plain number."
    if column.whole and value != int(value):
        return "is not a whole number", f"Write a number from {column.least:g} to {column.most:g}."
    low = _NOISE if column.least == 0.0 else column.least
    if value < low:
        return f"is below {column.least:g}", "Correct it: such a figure cannot be."
    if value > column.most:
        return f"is above {column.most:g}", "Correct it: such a figure cannot be."
    return None
