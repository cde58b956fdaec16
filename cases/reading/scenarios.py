"""Profiles and tariffs become the arrays of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cases.case import Scenario
from cases.reading.clock import minutes_of
from cases.reading.draft import MINUTES_OF_A_DAY
from cases.reading.profile import Profile
from cases.schema import CaseFile, DayType, ScenarioEntry, Tariff

if TYPE_CHECKING:
    from numpy.typing import NDArray


def resolve(
    case_file: CaseFile, entry: ScenarioEntry, profile: Profile, step_minutes: int
) -> Scenario:
    """The scenario of a checked case; arrays of shape (steps, buildings), read-only."""
    tariffs = {tariff.name: tariff for tariff in case_file.tariff}
    begins = np.arange(profile.steps) * step_minutes % MINUTES_OF_A_DAY

    def table(quantity: str, defaults: list[float]) -> NDArray[np.float64]:
        values = np.empty((profile.steps, len(case_file.building)))
        for place, building in enumerate(case_file.building):
            column = profile.columns.get(f"{building.name}.{quantity}")
            values[:, place] = defaults[place] if column is None else column
        return _frozen(values)

    def prices(key: str) -> NDArray[np.float64]:
        used = [building.grid.tariff for building in case_file.building]
        days = {
            name: day_prices(tariffs[name], entry.season, entry.day_type, key)[begins]
            for name in set(used)
        }
        return _frozen(np.stack([days[name] for name in used], axis=1))

    zeros = [0.0] * len(case_file.building)
    return Scenario(
        name=entry.name,
        title=entry.title,
        season=entry.season,
        days_per_year=entry.days_per_year,
        step_hours=step_minutes / 60.0,
        electricity_kw=table("electricity_kw", zeros),
        heat_kw=table("heat_kw", zeros),
        cold_kw=table("cold_kw", zeros),
        pv_kw=table("pv_kw", zeros),
        wind_kw=table("wind_kw", zeros),
        shiftable_share=table("shiftable_share", [b.shiftable_share for b in case_file.building]),
        import_price_per_kwh=prices("import_price_per_kwh"),
        export_price_per_kwh=prices("export_price_per_kwh"),
        grid_emission_kg_per_kwh=table(
            "grid_emission_kg_per_kwh", [b.grid.emission_kg_per_kwh for b in case_file.building]
        ),
    )


def day_prices(tariff: Tariff, season: str, day_type: DayType, key: str) -> NDArray[np.float64]:
    """Price in each minute of a day [currency per kWh], shape (1440,); nan where none holds."""
    prices = np.full(MINUTES_OF_A_DAY, np.nan)
    for period in tariff.period:
        if period.holds(season, day_type):
            for text in period.clock:
                prices[list(minutes_of(text))] = getattr(period, key)
    return prices


def _frozen(values: NDArray[np.float64]) -> NDArray[np.float64]:
    # Adding zero turns -0.0 into 0.0, so that equal data have equal bytes.
    result = np.ascontiguousarray(values + 0.0)
    result.flags.writeable = False
    return result
