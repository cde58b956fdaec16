"""Reading a CityLearn data set: every file, every problem, one clock."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cases.importing.citylearn.clock import DataSetClock, WeekStart, clock_of
from cases.importing.citylearn.consistency import building_problems, length_problems
from cases.importing.citylearn.devices import Conversion, cooling, heating
from cases.importing.citylearn.schema_file import (
    OLD_SCHEMA_FILE,
    SCHEMA_BYTES_MAX,
    SCHEMA_FILE,
    Building,
    Schema,
    read_schema,
)
from cases.importing.citylearn.tables import (
    CARBON,
    COOLING,
    DAY_TYPE,
    ELECTRICITY,
    HEATING,
    HOT_WATER,
    HOUR,
    MONTH,
    NO_HEATING,
    OUTDOOR,
    PRICE,
    SOLAR,
    Column,
    Table,
    read_table,
)
from cases.importing.naming import unique_names
from cases.problem import CaseError, Problem, Report, shortened
from cases.reading.files import UnreadableError, inside, read_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NAME_LENGTH = 30
"""Of a building, so that there is room for names made from it."""
_NOT_IMPORTED = {
    "cooling_storage": "cold storage",
    "heating_storage": "heat storage",
    "dhw_storage": "hot-water storage",
    "electric_vehicle_chargers": "chargers of vehicles",
    "chargers": "chargers of vehicles",
    "washing_machines": "washing machines",
}
"""Keys of a building that a case has no place for."""


@dataclass(frozen=True, eq=False)
class BuildingData:
    """A building; powers in kW, each of shape (hours,), in the order of the clock."""

    name: str
    title: str
    entry: Building
    electricity_kw: NDArray[np.float64]
    heat_kw: NDArray[np.float64]
    """Room heat and hot water."""
    cold_kw: NDArray[np.float64]
    pv_kw: NDArray[np.float64]
    grid_emission_kg_per_kwh: NDArray[np.float64] | None
    chiller: Conversion | None
    heater: Conversion | None


@dataclass(frozen=True, eq=False)
class DataSet:
    """A data set that was read and found sound."""

    folder: Path
    buildings: tuple[BuildingData, ...]
    clock: DataSetClock
    prices: NDArray[np.float64] | None
    """Import prices of the first building, shape (hours,)."""
    notes: tuple[str, ...]
    """What a reader should know: what was assumed, joined or left out."""


def read_data_set(
    folder: str | os.PathLike[str], week_start: WeekStart = WeekStart.AUTO
) -> DataSet:
    """Read a folder with schema.json and its CSV files. Raises CaseError with every problem."""
    path, report = _folder(folder), Report()
    schema, data = _schema(path, report)
    tables = _tables(path, schema, report)
    report.extend(length_problems(schema, tables))
    for name, entry in schema.included.items():
        report.extend(building_problems(schema, tables, name, entry))
    if report:
        raise CaseError(report.problems())
    rows = _rows(schema, tables)
    files = [tables[entry.energy_simulation] for entry in schema.included.values()]
    first = {name: column[rows] for name, column in files[0].columns.items()}
    load = np.sum([file.columns[ELECTRICITY.name][rows] for file in files], axis=0)
    clock = clock_of(
        files[0].file, first[MONTH.name], first[HOUR.name], first[DAY_TYPE.name], load, week_start
    )
    if isinstance(clock, Problem):
        raise CaseError([clock])
    used = rows[clock.order]
    keys = tuple(schema.included)
    names = dict(zip(keys, unique_names(keys, "building", _NAME_LENGTH), strict=True))
    buildings = tuple(
        _building(names[key], key, entry, tables, used) for key, entry in schema.included.items()
    )
    notes = [*clock.notes, *_range_notes(schema, rows, files[0].rows), *_left_out(schema, data)]
    for building in buildings:
        for conversion in (building.chiller, building.heater):
            notes += conversion.notes if conversion else ()
    priced = next(iter(schema.included.values())).pricing
    prices = tables[priced].columns[PRICE.name][used] if priced else None
    return DataSet(path, buildings, clock, prices, tuple(notes))


def _folder(folder: str | os.PathLike[str]) -> Path:
    text = os.fsdecode(os.fspath(folder))
    path = Path(text).absolute()
    if path.name == SCHEMA_FILE:
        path = path.parent
    if not path.is_dir():
        message = "There is no such folder." if not path.exists() else "This is not a folder."
        remedy = f"Name the folder of a CityLearn data set, which holds {SCHEMA_FILE}."
        raise CaseError([Problem(shortened(text), 0, "", shortened(text), message, remedy)])
    return path


def _schema(path: Path, report: Report) -> tuple[Schema, dict[str, Any]]:
    try:
        content = read_bytes(inside(path, SCHEMA_FILE), SCHEMA_BYTES_MAX)
    except UnreadableError as error:
        remedy = error.remedy
        if (path / OLD_SCHEMA_FILE).exists():
            remedy = (
                f"{OLD_SCHEMA_FILE} is of CityLearn before 1.3: get the same data set with a "
                f"{SCHEMA_FILE} from a newer CityLearn."
            )
        message = f'"{SCHEMA_FILE}" {error.reason}.'
        problem = Problem(SCHEMA_FILE, 0, "", "", message, remedy)
        raise CaseError([problem]) from None
    found = read_schema(content, report)
    if found is None:
        raise CaseError(report.problems())
    return found


def _tables(path: Path, schema: Schema, report: Report) -> dict[str, Table]:
    """Every file that is named, each read once; unreadable ones are left out."""
    wanted: dict[str, tuple[str, dict[str, Column]]] = {}
    for key, entry in schema.included.items():
        heating_column = HEATING if entry.heating_device else NO_HEATING
        solar = [SOLAR] if entry.pv_kw > 0 else []
        uses: list[tuple[str, str | None, list[Column]]] = [
            (
                "energy_simulation",
                entry.energy_simulation,
                [MONTH, HOUR, DAY_TYPE, ELECTRICITY, HOT_WATER, COOLING, heating_column, *solar],
            ),
            ("weather", entry.weather, [OUTDOOR]),
            ("carbon_intensity", entry.carbon_intensity, [CARBON]),
            ("pricing", entry.pricing, [PRICE]),
        ]
        for part, file, columns in uses:
            if file:
                named_in = f"buildings.{shortened(key)}.{part}"
                _, known = wanted.setdefault(file, (named_in, {}))
                known.update({column.name: column for column in columns})
    read = {
        file: read_table(path, file, list(columns.values()), named_in, report)
        for file, (named_in, columns) in wanted.items()
    }
    return {file: table for file, table in read.items() if table is not None}


def _rows(schema: Schema, tables: Mapping[str, Table]) -> NDArray[np.int64]:
    count = next(iter(tables.values())).rows
    last = schema.simulation_end_time_step
    return np.arange(schema.simulation_start_time_step, count if last is None else last + 1)


def _range_notes(schema: Schema, rows: NDArray[np.int64], count: int) -> list[str]:
    if len(rows) == count:
        return []
    return [f"{SCHEMA_FILE} uses {len(rows)} of {count} hours; the others are left out"]


def _left_out(schema: Schema, data: Mapping[str, Any]) -> list[str]:
    """One note for each kind of equipment that a case cannot hold."""
    found: dict[str, int] = {}
    for key in schema.included:
        for name, words in _NOT_IMPORTED.items():
            if data["buildings"][key].get(name):
                found[words] = found.get(words, 0) + 1
    return [
        f"{words} of {count} building{'s' if count > 1 else ''} not imported"
        for words, count in found.items()
    ]


def _building(
    name: str,
    title: str,
    entry: Building,
    tables: Mapping[str, Table],
    used: NDArray[np.int64],
) -> BuildingData:
    """Energy of an hour [kWh] is the mean power of that hour [kW]."""
    own = {key: column[used] for key, column in tables[entry.energy_simulation].columns.items()}
    zeros = np.zeros(len(used))
    outdoor = tables[entry.weather].columns[OUTDOOR.name][used] if entry.weather else zeros
    room, hot_water = own.get(HEATING.name, zeros), own[HOT_WATER.name]
    watts_per_kw = np.maximum(own.get(SOLAR.name, zeros), 0.0)
    carbon = entry.carbon_intensity
    return BuildingData(
        name=name,
        title=title,
        entry=entry,
        electricity_kw=own[ELECTRICITY.name],
        heat_kw=room + hot_water,
        cold_kw=own[COOLING.name],
        pv_kw=watts_per_kw * entry.pv_kw / 1000.0,
        grid_emission_kg_per_kwh=tables[carbon].columns[CARBON.name][used] if carbon else None,
        chiller=cooling(name, entry.cooling_device, own[COOLING.name], outdoor),
        heater=heating(name, (entry.heating_device, room), (entry.dhw_device, hot_water), outdoor),
    )
