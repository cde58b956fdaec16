"""Which columns a profile must and may have, and what a header says instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.problem import Problem, did_you_mean, shortened
from cases.reading.draft import Draft

TIME = "time"
LOADS = ("electricity_kw", "heat_kw", "cold_kw")
GENERATORS = {"pv_kw": "pv", "wind_kw": "wind"}
COLUMNS_MAX = 2000
"""More than the largest case has: 200 buildings with 7 columns each."""
OVERRIDES = ("shiftable_share", "grid_emission_kg_per_kwh")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
QUANTITIES = (*LOADS, *GENERATORS, *OVERRIDES)


@dataclass(frozen=True)
class Columns:
    """What the header of every profile of a case is held against."""

    required: tuple[str, ...]
    allowed: frozenset[str]
    """Required and optional columns, without `time`."""
    refused: Mapping[str, str]
    """Columns of generators that a building does not have: the generator's table."""
    complete: bool
    """False when a building's name is unreadable, so that unknown columns prove nothing."""


def columns_of(draft: Draft) -> Columns:
    """Columns of a case; a building whose table is broken is known by its name alone."""
    required: list[str] = []
    allowed: set[str] = set()
    refused: dict[str, str] = {}
    sound = {building.name: building for building in draft.building.values()}
    names = [name for name in draft.names("building") if _NAME.fullmatch(name)]
    for name in names:
        required.append(f"{name}.electricity_kw")
        allowed.update(f"{name}.{quantity}" for quantity in QUANTITIES)
        if name not in sound:
            continue
        for quantity, generator in GENERATORS.items():
            if getattr(sound[name], generator) is not None:
                required.append(f"{name}.{quantity}")
            else:
                allowed.discard(f"{name}.{quantity}")
                refused[f"{name}.{quantity}"] = generator
    items = draft.document.data.get("building")
    complete = isinstance(items, list) and len(names) == len(items)
    return Columns(tuple(required), frozenset(allowed), refused, complete)


def header_problems(
    file: str, header: Sequence[str], columns: Columns, example: str
) -> Iterator[Problem]:
    """Columns that are missing, unknown, doubled or out of place; `example` is a time."""
    if TIME not in header:
        message = "The column time is missing."
        remedy = f'Begin each row with its time, such as "{example}".'
        yield Problem(file, 1, TIME, "", message, remedy)
    elif header[0] != TIME:
        message = "The column time is not the first."
        yield Problem(file, 1, TIME, "", message, "Move it to the front.")
    for name in columns.required:
        if name not in header:
            remedy = "Add the column, with a number in each row (0 where there is none)."
            yield Problem(file, 1, name, "", f"The column {name} is missing.", remedy)
    seen: set[str] = set()
    for place, name in enumerate(header, 1):
        if name in seen:
            message = f'The column "{shortened(name)}" stands twice.'
            yield Problem(file, 1, shortened(name), "", message, "Remove or rename one of them.")
        elif name != TIME and name not in columns.allowed:
            yield from _stranger(file, name, place, columns)
        seen.add(name)


def _stranger(file: str, name: str, place: int, columns: Columns) -> Iterator[Problem]:
    shown = shortened(name)
    if name in columns.refused:
        building, generator = name.split(".")[0], columns.refused[name]
        message = f"The building {building} has no {generator} in case.toml."
        remedy = f"Add [building.{generator}] with installed_kw, or remove the column."
        yield Problem(file, 1, shown, "", message, remedy)
    elif not name.strip():
        message = f"The name of column {place} is empty."
        yield Problem(file, 1, "", "", message, "Name the column, or remove it.")
    elif name.strip() in columns.allowed or name.strip() == TIME:
        message = f'The name "{shown}" has blanks around it.'
        yield Problem(file, 1, shown, shown, message, "Remove the blanks.")
    elif columns.complete:
        remedy = did_you_mean(
            name,
            (*sorted(columns.allowed), TIME),
            "Write <building>.<quantity>, such as "
            f"{next(iter(columns.required), 'shop.electricity_kw')}, or remove the column.",
        )
        yield Problem(file, 1, shown, shown, f'The column "{shown}" is not known.', remedy)
