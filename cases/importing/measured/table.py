"""One column of measurements and its stamps, out of a CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cases.importing.measured.settings import Quantity, Series
from cases.problem import Problem, Report, did_you_mean, quoted, shortened
from cases.reading.csv_rows import FIRST_ROW
from cases.reading.files import PROFILE_BYTES_MAX, UnreadableError, inside, read_bytes
from cases.reading.text import decode

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
_MISSING = frozenset({"", "nan", "na", "n/a", "null", "none", "-"})
_NIGHT_SHARE = -0.01
"""PV inverters draw a little at night: down to this share of the highest value counts as 0."""


@dataclass(frozen=True, eq=False)
class Column:
    """Stamps as text and values of every row; nan where a value is missing."""

    stamps: tuple[str, ...]
    values: NDArray[np.float64]
    clipped: int = 0
    """Values slightly below 0 that count as 0."""


class Files:
    """CSV files of a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tables: dict[tuple[str, str], list[list[str]] | None] = {}

    def column(self, series: Series, place: Problem, report: Report) -> Column | None:
        """The column of a series, or None; `place` is where IMPORT.toml names the file."""
        table = self._table(series, place, report)
        if table is None:
            return None
        header, rows = table[0], table[1:]
        known = tuple(name for name in header if name)
        wanted = (series.time_column, series.value_column)
        for name in wanted:
            if header.count(name) != 1:
                message = (
                    f'There is no column "{name}".'
                    if name not in header
                    else (f'There are {header.count(name)} columns "{name}".')
                )
                remedy = did_you_mean(name, known, "Write a column of the header.")
                report.add(Problem(series.file, 1, name, name, message, remedy))
        if any(header.count(name) != 1 for name in wanted):
            return None
        if not rows:
            message = "There is a header and no row."
            report.add(Problem(series.file, 1, "", "", message, "Give a row for each interval."))
            return None
        time, value = (header.index(name) for name in wanted)
        sound = True
        for number, cells in enumerate(rows):
            if len(cells) != len(header):
                sound = False
                message = f"The row has {len(cells)} cells, the header has {len(header)}."
                remedy = "Give each column one cell; check separator and decimal."
                row = number + FIRST_ROW
                report.add(Problem(series.file, row, "", str(len(cells)), message, remedy))
        if not sound:
            return None
        values = _numbers(series, [cells[value].strip() for cells in rows], report)
        if values is None:
            return None
        stamps = tuple(cells[time].strip() for cells in rows)
        return _not_negative(series, stamps, values, report)

    def _table(self, series: Series, place: Problem, report: Report) -> list[list[str]] | None:
        key = (series.file, series.separator)
        if key not in self._tables:
            self._tables[key] = self._read(series, place, report)
        return self._tables[key]

    def _read(self, series: Series, place: Problem, report: Report) -> list[list[str]] | None:
        try:
            content = read_bytes(inside(self._folder, series.file), PROFILE_BYTES_MAX)
        except UnreadableError as error:
            message = f'"{shortened(series.file)}" {error.reason}.'
            report.add(
                Problem(place.file, place.line, place.key, place.value, message, error.remedy)
            )
            return None
        text = decode(series.file, content)
        if isinstance(text, Problem):
            report.add(text)
            return None
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=series.separator, strict=True)
        try:
            table = [[cell.strip() for cell in cells] for cells in reader if any(cells)]
        except csv.Error as error:
            message = f"The row is not valid CSV ({error})."
            remedy = "Close every quote in the row where it opens."
            report.add(Problem(series.file, reader.line_num, "", "", message, remedy))
            return None
        if not table:
            message = "The file is empty."
            report.add(Problem(series.file, 0, "", "", message, "Give a header and rows."))
            return None
        return table


def _numbers(series: Series, texts: Sequence[str], report: Report) -> NDArray[np.float64] | None:
    values, sound = np.empty(len(texts)), True
    for number, text in enumerate(texts):
        plain = text.replace(",", ".") if series.decimal == "," else text
        if text.lower() in _MISSING:
            values[number] = np.nan
        elif _NUMBER.fullmatch(plain):
            values[number] = float(plain)
        else:
            sound = False
            message = f"{quoted(text)} is not a number."
            remedy = "Write a plain number, or nothing where it is missing."
            if series.decimal == "." and "," in text:
                remedy = 'Write decimal = "," in its [[series]] if that is its decimal sign.'
            row = number + FIRST_ROW
            column = series.value_column
            report.add(Problem(series.file, row, column, shortened(text), message, remedy))
    return values if sound else None


def _not_negative(
    series: Series, stamps: tuple[str, ...], values: NDArray[np.float64], report: Report
) -> Column | None:
    highest = np.nanmax(values, initial=0.0)
    is_sun = series.quantity is Quantity.PV
    limit = _NIGHT_SHARE * highest if is_sun else 0.0
    for number in np.flatnonzero(values < limit):
        message = f"{values[number]:g} is below 0."
        remedy = "Correct the value, or leave the cell empty and let the gap be filled."
        report.add(
            Problem(series.file, int(number) + FIRST_ROW, series.value_column, "", message, remedy)
        )
    if (values < limit).any():
        return None
    clipped = int((values < 0).sum())
    return Column(stamps, np.where(values < 0, 0.0, values), clipped)
