"""Profiles and tariffs become the arrays of scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from cases.calendar import day_type_of, season_of
from cases.case import Scenario
from cases.reading.clock import minutes_of
from cases.reading.draft import MINUTES_OF_A_DAY
from cases.reading.profile import Profile
from cases.schema import Calendar, CaseFile, DayType, ScenarioEntry, Tariff

if TYPE_CHECKING:
    import datetime

    from numpy.typing import NDArray


class _Quantities(TypedDict):
    """What a profile tells of a scenario; arrays of shape (steps, buildings), read-only."""

    electricity_kw: NDArray[np.float64]
    heat_kw: NDArray[np.float64]
    cold_kw: NDArray[np.float64]
    pv_kw: NDArray[np.float64]
    wind_kw: NDArray[np.float64]
    shiftable_share: NDArray[np.float64]
    grid_emission_kg_per_kwh: NDArray[np.float64]


class _Prices(TypedDict):
    """What the tariffs tell of a scenario; arrays of shape (steps, buildings), read-only."""

    import_price_per_kwh: NDArray[np.float64]
    export_price_per_kwh: NDArray[np.float64]


def resolve(
    case_file: CaseFile, entry: ScenarioEntry, profile: Profile, step_minutes: int
) -> Scenario:
    """The scenario of a checked case; arrays of shape (steps, buildings), read-only."""
    return Scenario(
        name=entry.name,
        title=entry.title,
        season=entry.season,
        days_per_year=entry.days_per_year,
        step_hours=step_minutes / 60.0,
        **_quantities(case_file, profile),
        **_prices(case_file, entry.season, entry.day_type, profile.steps, step_minutes),
    )


def resolve_days(
    case_file: CaseFile,
    calendar: Calendar,
    dates: tuple[datetime.date, ...],
    profile: Profile,
    step_minutes: int,
) -> Iterator[Scenario]:
    """A scenario for each day of a profile; arrays as in `resolve`."""
    steps = MINUTES_OF_A_DAY // step_minutes
    whole = _quantities(case_file, profile)
    known: dict[tuple[str, DayType], _Prices] = {}
    for number, date in enumerate(dates):
        kind = season_of(calendar, date), day_type_of(calendar, date)
        if kind not in known:
            known[kind] = _prices(case_file, *kind, steps, step_minutes)
        today = slice(number * steps, (number + 1) * steps)
        yield Scenario(
            name=date.isoformat(),
            title="",
            season=kind[0],
            days_per_year=1.0,
            step_hours=step_minutes / 60.0,
            electricity_kw=whole["electricity_kw"][today],
            heat_kw=whole["heat_kw"][today],
            cold_kw=whole["cold_kw"][today],
            pv_kw=whole["pv_kw"][today],
            wind_kw=whole["wind_kw"][today],
            shiftable_share=whole["shiftable_share"][today],
            grid_emission_kg_per_kwh=whole["grid_emission_kg_per_kwh"][today],
            **known[kind],
        )


def day_prices(tariff: Tariff, season: str, day_type: DayType, key: str) -> NDArray[np.float64]:
    """Price in each minute of a day [currency per kWh], shape (1440,); nan where none holds."""
    prices = np.full(MINUTES_OF_A_DAY, np.nan)
    for period in tariff.period:
        if period.holds(season, day_type):
            for text in period.clock:
                prices[list(minutes_of(text))] = getattr(period, key)
    return prices


def _quantities(case_file: CaseFile, profile: Profile) -> _Quantities:
    buildings = case_file.building

    def table(quantity: str, defaults: list[float]) -> NDArray[np.float64]:
        values = np.empty((profile.steps, len(buildings)))
        for place, building in enumerate(buildings):
            column = profile.columns.get(f"{building.name}.{quantity}")
            values[:, place] = defaults[place] if column is None else column
        return _frozen(values)

    zeros = [0.0] * len(buildings)
    return _Quantities(
        electricity_kw=table("electricity_kw", zeros),
        heat_kw=table("heat_kw", zeros),
        cold_kw=table("cold_kw", zeros),
        pv_kw=table("pv_kw", zeros),
        wind_kw=table("wind_kw", zeros),
        shiftable_share=table("shiftable_share", [b.shiftable_share for b in buildings]),
        grid_emission_kg_per_kwh=table(
            "grid_emission_kg_per_kwh", [b.grid.emission_kg_per_kwh for b in buildings]
        ),
    )


def _prices(
    case_file: CaseFile, season: str, day_type: DayType, steps: int, step_minutes: int
) -> _Prices:
    tariffs = {tariff.name: tariff for tariff in case_file.tariff}
    used = [building.grid.tariff for building in case_file.building]
    begins = np.arange(steps) * step_minutes % MINUTES_OF_A_DAY

    def table(key: str) -> NDArray[np.float64]:
        days = {name: day_prices(tariffs[name], season, day_type, key) for name in set(used)}
        return _frozen(np.stack([days[name][begins] for name in used], axis=1))

    return _Prices(
        import_price_per_kwh=table("import_price_per_kwh"),
        export_price_per_kwh=table("export_price_per_kwh"),
    )


def _frozen(values: NDArray[np.float64]) -> NDArray[np.float64]:
    # Adding zero turns -0.0 into 0.0, so that equal data have equal bytes.
    result = np.ascontiguousarray(values + 0.0)
    result.flags.writeable = False
    return result
