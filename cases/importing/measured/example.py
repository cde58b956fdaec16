"""A small import to begin from: two synthetic buildings as meters would have written them."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from cases.synthetic.archetypes import Kind
from cases.synthetic.generate import cluster
from cases.toml_text import case_toml
from cases.writing import require_new_folder

SEED = 11
TIMEZONE = "Asia/Shanghai"
IMPORT_TOML = """\
# What is measured, and where it stands. Keys: docs/import.md.
format = 1
case = "base.toml"              # buildings, prices, what may be built; no [[scenario]]

[time]
timezone = "Asia/Shanghai"      # of stamps without an offset
stamp = "begin"                 # the stamp names the begin of its interval, or "end"
clock = "wall"                  # tariffs follow the clock on the wall

[gaps]
fill = "interpolate"            # or "same_hour_of_last_week"; left out: a gap is a problem
max_hours = 3

[typical_days]
count = 12
"""


def write_example(folder: str | os.PathLike[str]) -> Path:
    """Write IMPORT.toml, base.toml and a CSV file per building into a new or empty folder.

    Raises CaseError when the folder is taken. The data are synthetic (seed 11), with a gap of two
    hours in one of them.
    """
    target = require_new_folder(folder)
    made = cluster(2, SEED, name="example", kinds=(Kind.HOME, Kind.SHOP))
    document = {**made.document, "title": "A house and a shop"}
    series: list[dict[str, Any]] = []
    files: dict[str, str] = {}
    for building in made.buildings:
        columns = {
            name.partition(".")[2]: values
            for name, values in made.year.columns.items()
            if name.startswith(f"{building.name}.")
        }
        file = f"{building.name}.csv"
        files[file] = _csv(columns, gap=building is made.buildings[0])
        series += [
            {
                "building": building.name,
                "quantity": quantity,
                "file": file,
                "value_column": quantity.replace("_kw", " [kWh]"),
                "unit": "kWh",
            }
            for quantity in columns
        ]
    target.mkdir(parents=True, exist_ok=True)
    (target / "base.toml").write_text(
        case_toml(document, "Base of an import.", {}), encoding="utf-8"
    )
    (target / "IMPORT.toml").write_text(IMPORT_TOML + _tables(series), encoding="utf-8")
    for file, text in files.items():
        (target / file).write_text(text, encoding="utf-8")
    return target


def _csv(columns: Mapping[str, np.ndarray], *, gap: bool) -> str:
    zone = ZoneInfo(TIMEZONE)
    start = datetime.datetime(2023, 1, 1, tzinfo=zone)
    hours = len(next(iter(columns.values())))
    lines = [",".join(["time", *(name.replace("_kw", " [kWh]") for name in columns)])]
    for hour in range(hours):
        if gap and hour in (1000, 1001):
            continue
        stamp = (start + datetime.timedelta(hours=hour)).isoformat(" ", "minutes")
        lines.append(",".join([stamp, *(f"{values[hour]:.3f}" for values in columns.values())]))
    return "\n".join(lines) + "\n"


def _tables(series: list[dict[str, Any]]) -> str:
    tables = []
    for entry in series:
        keys = "\n".join(f'{key} = "{value}"' for key, value in entry.items())
        tables.append(f"\n[[series]]\n{keys}\n")
    return "".join(tables)
