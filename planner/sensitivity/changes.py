"""Changed copies of a case: one uncertain input each, everything else as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from cases import Case, Scenario
from cases.schema import Building, Hub, StorageType, Table

AnyTable = TypeVar("AnyTable", bound=Table)
Lasting = TypeVar("Lasting", StorageType, Hub)

Change = Callable[[Case, float], Case]
"""(case, factor or value) -> the case with it."""
Lives = Callable[[Case], Sequence[float]]
"""Lives of what is replaced [years]."""


def storage(*fields: str, most: float | None = None) -> Change:
    """Scale numbers of every storage type in use, to at most `most`."""

    def change(case: Case, factor: float) -> Case:
        kinds = (_scaled(kind, fields, factor, most) for kind in case.storage_types)
        return replace(case, storage_types=tuple(kinds))

    return change


def hubs(*fields: str, most: float | None = None) -> Change:
    """Scale numbers of every hub, to at most `most`."""

    def change(case: Case, factor: float) -> Case:
        return replace(case, hubs=tuple(_scaled(h, fields, factor, most) for h in case.hubs))

    return change


def storage_life(case: Case, factor: float) -> Case:
    """Scale the lives of storage, to whole years."""
    return replace(case, storage_types=tuple(_living(kind, factor) for kind in case.storage_types))


def hub_life(case: Case, factor: float) -> Case:
    """Scale the lives of hubs, to whole years."""
    return replace(case, hubs=tuple(_living(hub, factor) for hub in case.hubs))


def storage_lives(case: Case) -> list[float]:
    """Lives of storage that is replaced [years]."""
    return [kind.life_years for kind in case.storage_types if kind.life_years is not None]


def hub_lives(case: Case) -> list[float]:
    """Lives of hubs that are replaced [years]."""
    return [hub.life_years for hub in case.hubs if hub.life_years is not None]


def supply(part: str, *fields: str) -> Change:
    """Scale numbers of a part of every building that has it: "gas", "heat_network", "pv"..."""

    def change(case: Case, factor: float) -> Case:
        def changed(building: Building) -> Building:
            held: Table | None = getattr(building, part)
            if held is None:
                return building
            return building.model_copy(update={part: _scaled(held, fields, factor)})

        return replace(case, buildings=tuple(map(changed, case.buildings)))

    return change


def both(first: Change, second: Change) -> Change:
    """One change after the other, with the same factor."""
    return lambda case, factor: second(first(case, factor), factor)


def profile(field: str, most: float | None = None) -> Change:
    """Scale a profile in every scenario, to at most `most`."""

    def change(case: Case, factor: float) -> Case:
        def changed(scenario: Scenario) -> Scenario:
            values = factor * getattr(scenario, field)
            if most is not None:
                values = values.clip(max=most)
            values.flags.writeable = False
            return replace(scenario, **{field: values})

        return replace(case, scenarios=tuple(map(changed, case.scenarios)))

    return change


def horizon(case: Case, years: float) -> Case:
    """Another horizon, in whole years."""
    economics = case.economics.model_copy(update={"horizon_years": round(years)})
    return replace(case, economics=economics)


def discount_rate(case: Case, rate: float) -> Case:
    """Another discount rate."""
    return replace(case, economics=case.economics.model_copy(update={"discount_rate": rate}))


def season_days(season: str, rest: str) -> Change:
    """Scale the days of a season's scenarios; those of the season `rest` make the year whole."""

    def change(case: Case, factor: float) -> Case:
        more = (factor - 1.0) * days_of(case, season)
        kept = 1.0 - more / days_of(case, rest)
        factors = {season: factor, rest: kept}
        return replace(
            case,
            scenarios=tuple(
                replace(s, days_per_year=s.days_per_year * factors.get(s.season, 1.0))
                for s in case.scenarios
            ),
        )

    return change


def days_of(case: Case, season: str) -> float:
    """Days a year that a season's scenarios stand for."""
    return sum(s.days_per_year for s in case.scenarios if s.season == season)


def _scaled(
    table: AnyTable, fields: tuple[str, ...], factor: float, most: float | None = None
) -> AnyTable:
    values = {name: factor * getattr(table, name) for name in fields}
    if most is not None:
        values = {name: min(value, most) for name, value in values.items()}
    return table.model_copy(update=values)


def _living(table: Lasting, factor: float) -> Lasting:
    if table.life_years is None:
        return table
    return table.model_copy(update={"life_years": float(max(1, round(factor * table.life_years)))})
