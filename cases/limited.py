"""A copy of a case folder with limits of the distribution network in it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cases.case import Case
from cases.folder import read_case_folder, year_file
from cases.network_limits import NetworkLimits
from cases.problem import CASE_FILE
from cases.reading.network import BUS, FIXED, building_columns
from cases.reading.toml_lines import key_lines
from cases.schema import LARGEST, LimitEnforcement
from cases.writing import require_new_folder, write_at_once

LIMITS_FILE = "network_limits.csv"
_TABLE = "network"
_SETTINGS = ("apparent_power_sides", "reactive_cost_per_kvarh")
"""Keys of an earlier [network] that stay."""


def write_limited_case(
    case: Case,
    limits: Mapping[str, NetworkLimits],
    enforce: LimitEnforcement,
    folder: str | os.PathLike[str],
) -> Path:
    """Copy the folder of a case into a new or empty one, with limits by scenario; its path.

    The text of case.toml stays as it is, but for [network], which is put at its end; limits that
    the case had are replaced. Read back, the limits are the same to the bit, row by row.

    Raises CaseFolderExists, CaseError where the case cannot be read or the folder not written, and
    ValueError for limits that do not fit the case and for a case that its folder does not hold.
    """
    if case.path is None:
        raise ValueError("the case was made in memory: there is no folder to copy")
    source = read_case_folder(case.path)
    if source.case(case.configuration.name).digest != case.digest:
        raise ValueError(f"the case in {case.path} has changed since it was read")
    if wrong := list(_misfits(case, limits)):
        raise ValueError("; ".join(wrong))
    target = require_new_folder(folder)
    before = source.file.network
    kept = [name for name in source.planning_files if before is None or name != before.limits]
    contents = {name: (case.path / name).read_bytes() for name in kept}
    contents |= year_file(source)
    file = next(name for name in _names() if name not in contents)
    table: dict[str, Any] = {"limits": file, "enforce": LimitEnforcement(enforce).value}
    if before is not None:
        table |= before.model_dump(include=set(_SETTINGS) & before.model_fields_set)
    contents[CASE_FILE] = _with_table(contents[CASE_FILE], table)
    contents[file] = _csv(case, limits).encode()
    write_at_once(target, contents)
    return target


def _names() -> Iterator[str]:
    yield LIMITS_FILE
    yield from (f"network_limits_{number}.csv" for number in range(2, 1000))


def _misfits(case: Case, limits: Mapping[str, NetworkLimits]) -> Iterator[str]:
    steps = {scenario.name: scenario.steps for scenario in case.scenarios}
    for name, rows in limits.items():
        if name not in steps:
            yield f'there is no scenario "{name}"'
            continue
        shape = (len(rows), len(case.buildings))
        shapes = (rows.kw_share.shape, rows.kvar_share.shape)
        lengths = (rows.step.shape, rows.most_kw.shape)
        if shapes != (shape, shape) or lengths != (shape[:1], shape[:1]):
            yield f'the limits of "{name}" do not have the shape of {shape} rows and buildings'
            continue
        if ((rows.step < 0) | (rows.step >= steps[name])).any():
            yield f'"{name}" has steps from 0 to {steps[name] - 1} only'
        numbers = np.concatenate([rows.most_kw, rows.kw_share.ravel(), rows.kvar_share.ravel()])
        if not (np.abs(numbers) <= LARGEST).all():
            yield f'limits of "{name}" are not finite, or beyond {LARGEST:g}'
        if not (rows.kw_share != 0.0).any(axis=1).all():
            yield f'limits of "{name}" have a row in which no building has a share'
        yield from (
            f"{bus!r} is not the name of a bus"
            for bus in dict.fromkeys(rows.bus)
            if not BUS.fullmatch(bus)
        )


def _csv(case: Case, limits: Mapping[str, NetworkLimits]) -> str:
    """A row per limit; numbers are written with every digit that they have."""
    names = [building.name for building in case.buildings]
    lines = [[*FIXED, *(column for name in names for column in building_columns(name))]]
    for scenario in case.scenarios:
        rows = limits.get(scenario.name, NetworkLimits.none(len(names)))
        pairs = np.stack([rows.kw_share, rows.kvar_share], axis=2)
        shares = pairs.reshape(len(rows), 2 * len(names))
        for number, bus in enumerate(rows.bus):
            minutes = round(int(rows.step[number]) * scenario.step_hours * 60)
            clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
            values = [float(rows.most_kw[number]), *shares[number].tolist()]
            lines.append([scenario.name, clock, f'"{bus}"' if "," in bus else bus])
            lines[-1] += map(repr, values)
    return "\n".join(map(",".join, lines)) + "\n"


def _with_table(content: bytes, table: Mapping[str, Any]) -> bytes:
    """The text of a case.toml with [network] at its end, and with none before. Raises ValueError.

    Lines with a key of an earlier [network] go; every other line, comments included, stays.
    """
    text = content.decode("utf-8-sig")
    line_end = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    data = tomllib.loads(plain)
    gone = {line for path, line in key_lines(plain).items() if path[:1] == (_TABLE,)}
    kept = [line for number, line in enumerate(plain.split("\n"), 1) if number not in gone]
    lines = "\n".join(kept).rstrip("\n").split("\n")
    lines += ["", f"[{_TABLE}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    result = "\n".join(lines) + "\n"
    if _loaded(result) != {**data, _TABLE: dict(table)}:
        raise ValueError(f"remove [{_TABLE}] from {CASE_FILE}: it is written in too many lines")
    return result.replace("\n", line_end).encode()


def _value(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _loaded(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
