"""Do the files of a CityLearn data set fit each other: lengths, hours, what devices need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from cases.importing.citylearn.clock import hour_problems
from cases.importing.citylearn.schema_file import SCHEMA_FILE, Building, Schema
from cases.importing.citylearn.tables import DAY_TYPE, HOUR, MONTH, Table
from cases.problem import Problem, shortened


def length_problems(schema: Schema, tables: Mapping[str, Table]) -> list[Problem]:
    counts = Counter(table.rows for table in tables.values())
    if not counts:
        return []
    usual = counts.most_common(1)[0][0]
    like = next(table.file for table in tables.values() if table.rows == usual)
    found = []
    for table in tables.values():
        if table.rows != usual:
            message = f"The file has {table.rows} rows of figures, {like} has {usual}."
            remedy = "Give every file a row for each hour; get the file anew."
            found.append(Problem(table.file, 0, "", str(table.rows), message, remedy))
    last = schema.simulation_end_time_step
    if last is not None and last >= usual:
        key = "simulation_end_time_step"
        message = f"Row {last} is the last to use, but the files have {usual} rows."
        remedy = f"Write at most {usual - 1} (rows count from 0)."
        found.append(Problem(SCHEMA_FILE, 0, key, str(last), message, remedy))
    return found


def building_problems(
    schema: Schema, tables: Mapping[str, Table], name: str, entry: Building
) -> list[Problem]:
    """Hours that do not follow each other; months, hours and day types unlike the others'."""
    table = tables.get(entry.energy_simulation)
    first = tables.get(next(iter(schema.included.values())).energy_simulation)
    if table is None or first is None:
        return []
    if entry.weather is None and (entry.cooling_device or entry.heating_device):
        message = f"The building {shortened(name)} has a heat pump or heater and no weather."
        key = f"buildings.{shortened(name)}.weather"
        return [Problem(SCHEMA_FILE, 0, key, "", message, 'Name the file: "weather.csv".')]
    if table is first:
        hour = table.columns.get(HOUR.name)
        return list(hour_problems(table.file, hour)) if hour is not None else []
    for column in (MONTH, HOUR, DAY_TYPE):
        mine, other = table.columns.get(column.name), first.columns.get(column.name)
        if mine is not None and other is not None and mine.shape == other.shape:
            for place in np.flatnonzero(mine != other)[:1].tolist():
                message = f"{mine[place]:g} stands here, {other[place]:g} in {first.file}."
                remedy = "Let all buildings have the same hours."
                return [Problem(table.file, place + 2, column.name, "", message, remedy)]
    return []
