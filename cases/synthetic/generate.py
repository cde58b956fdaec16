"""Write a synthetic cluster as an ordinary case folder."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.importing.typical_days import TypicalDay, typical_days
from cases.importing.year_profiles import YearProfiles
from cases.schema import Calendar
from cases.synthetic.archetypes import Kind
from cases.synthetic.buildings import Drawn, draw, profiles_of
from cases.synthetic.document import calendar_table, case_document
from cases.synthetic.weather import Place, weather_year
from cases.writing import add_scenarios, require_new_folder, write_case

FIRST_DAY = datetime.date(2023, 1, 1)
DAYS = 365
BUILDINGS_MAX = 200
PORTS_A_HUB = 6
"""Buildings that one link joins unless a number of links is given."""


@dataclass(frozen=True, eq=False)
class Cluster:
    """A synthetic cluster in memory."""

    buildings: tuple[Drawn, ...]
    document: dict[str, Any]
    """Plain data of case.toml, without scenarios and year."""
    year: YearProfiles


def cluster(
    count: int,
    seed: int = 1,
    *,
    name: str = "synthetic",
    hubs: int | Sequence[Sequence[int]] | None = None,
    step_hours: float = 1.0,
    kinds: Sequence[Kind] | None = None,
    place: Place | None = None,
    days: int = DAYS,
) -> Cluster:
    """A cluster of `count` buildings; building n of a seed is the same in a cluster of any size.

    `hubs` is their number (buildings are dealt out in turn), or the buildings (from 0) that each
    joins; left out, there is one for every six. `kinds` prescribes what the buildings are used
    for. Raises ValueError for numbers that make no cluster.
    """
    _require(count, hubs, step_hours, kinds)
    place = place or Place()
    drawn = tuple(draw(n, seed, kinds[n - 1] if kinds else None) for n in range(1, count + 1))
    step_minutes = round(60 * step_hours)
    weather = weather_year(FIRST_DAY, days, step_minutes, place, np.random.default_rng([seed, 0]))
    calendar = Calendar.model_validate(_frozen(calendar_table()), strict=False)
    dates = tuple(FIRST_DAY + datetime.timedelta(days=n) for n in range(days))
    columns: dict[str, NDArray[np.float64]] = {}
    for building in drawn:
        columns |= profiles_of(building, seed, weather, dates, calendar)
    links = _links(count, hubs)
    members = [[drawn[n].name for n in link] for link in links]
    title = f"{count} synthetic building{'s' if count > 1 else ''}, seed {seed}"
    document = case_document(name, title, drawn, columns, members, step_hours)
    return Cluster(drawn, document, YearProfiles(FIRST_DAY, step_minutes, columns))


def typical_days_of(made: Cluster, count: int) -> tuple[TypicalDay, ...]:
    """Typical days of a cluster. Raises ValueError when `count` is too small."""
    calendar = Calendar.model_validate(_frozen(made.document["calendar"]), strict=False)
    return typical_days(made.year, calendar, count=count, by_day_type=True)


def write_cluster(
    folder: str | os.PathLike[str],
    made: Cluster,
    days: Sequence[TypicalDay],
    *,
    with_year: bool = True,
    header: str = "",
) -> Path:
    """Write a cluster into a new or empty folder; see `cases.writing.write_case`."""
    require_new_folder(folder)
    document, profiles = add_scenarios(made.document, days, made.year if with_year else None)
    return write_case(folder, document, profiles, header)


def _require(
    count: int,
    hubs: int | Sequence[Sequence[int]] | None,
    step_hours: float,
    kinds: Sequence[Kind] | None,
) -> None:
    if not 1 <= count <= BUILDINGS_MAX:
        raise ValueError(f"{count} buildings: there must be 1 to {BUILDINGS_MAX}")
    if isinstance(hubs, int) and not 0 <= hubs <= max(count // 2, 0):
        raise ValueError(f"{hubs} links: {count} buildings make 0 to {count // 2}")
    if step_hours not in (1.0, 0.5, 0.25):
        raise ValueError(f"steps of {step_hours:g} hours: write 1, 0.5 or 0.25")
    if kinds is not None and len(kinds) != count:
        raise ValueError(f"{len(kinds)} kinds for {count} buildings")


def _links(count: int, hubs: int | Sequence[Sequence[int]] | None) -> list[list[int]]:
    if hubs is not None and not isinstance(hubs, int):
        return [list(link) for link in hubs]
    number = hubs if hubs is not None else (-(-count // PORTS_A_HUB) if count > 1 else 0)
    links: list[list[int]] = [list(range(n, count, number)) for n in range(number)]
    return [link for link in links if len(link) > 1]


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    """Arrays as tuples, as the schema has them."""
    return {
        "season": tuple(
            {"name": season["name"], "months": tuple(season["months"])}
            for season in table["season"]
        )
    }
