"""What a CityLearn data set does not tell and a case needs: assumptions, each to be edited.

Prices are of the order of magnitude of the United States in 2022 to 2024; they are nobody's offer.
"""

from __future__ import annotations

from typing import Any

CURRENCY = "USD"
EXPORT_PRICE_PER_KWH = 0.05
EMISSION_KG_PER_KWH = 0.4
"""Of the grid, where the data set has no carbon intensity."""
METER_MARGIN = 1.5
"""Import limit over the building's highest demand for electricity, so that storage can charge."""
STORAGE_DAYS = 1.0 / 3.0
"""Largest storage in mean days of the building's (or cluster's) demand for electricity."""
PORT_INVESTMENT_PER_KW = 150.0
PORT_OM_PER_KW_YEAR = 3.0
"""An FID pays this for each of its ports: it has a converter at every building."""

ECONOMICS: dict[str, Any] = {"horizon_years": 20, "discount_rate": 0.05}
SEASONS: list[dict[str, Any]] = [
    {"name": "summer", "months": [6, 7, 8, 9]},
    {"name": "winter", "months": [1, 2, 3, 4, 5, 10, 11, 12]},
]
STORAGE_TYPE: dict[str, Any] = {
    "investment_per_kwh": 350.0,
    "om_per_kwh_year": 6.0,
    "life_years": 10,
    "soc_min": 0.1,
    "soc_max": 1.0,
}
CYCLE_EFFICIENCY = 0.9
"""Of a battery's whole cycle, where the data set does not tell it."""
FID: dict[str, Any] = {"input_efficiency": 0.98, "output_efficiency": 0.98, "life_years": 20}
PV_OM_PER_KW_YEAR = 18.0

COMMENTS = {
    "economics.horizon_years": "assumed: about the life of PV and power electronics",
    "economics.discount_rate": "assumed",
    "building.grid.import_limit_kw": "assumed: 1.5 times the highest demand for electricity",
    "building.grid.export_limit_kw": "assumed: all of the PV",
    "building.pv.installed_kw": "schema.json",
    "building.pv.om_per_kw_year": "assumed",
    "building.device.rated_input_kw": "schema.json, or 1.1 times the highest demand",
    "building.device.efficiency": "of the year: demand over electricity",
    "building.device.cop": "of the year: demand over electricity",
    "storage_type.investment_per_kwh": "assumed: installed commercial battery",
    "storage_type.om_per_kwh_year": "assumed",
    "storage_type.life_years": "assumed: replaced once in the horizon",
    "storage_type.charge_efficiency": "schema.json: root of the mean cycle efficiency",
    "storage_type.power_max_kw": "schema.json: the most powerful battery",
    "storage.capacity_max_kwh": "assumed: a third of the mean day's electricity",
    "storage.module_kwh": "assumed",
    "hub.rating_max_kw": "assumed: the highest demand for electricity of a building",
    "hub.module_kw": "assumed",
    "hub.input_efficiency": "assumed",
    "hub.investment_per_kw": "assumed: 150 for each port",
    "hub.om_per_kw_year": "assumed: 3 for each port",
    "hub.life_years": "assumed",
}
"""Beside the first key of each kind in case.toml."""


def tariff_periods() -> list[dict[str, Any]]:
    """Time of use with an evening peak, like the prices of CityLearn's data set of 2022."""
    found = []
    for season, low, peak in (("summer", 0.22, 0.54), ("winter", 0.21, 0.50)):
        for label, clock, price in (
            ("low", ["00:00-16:00", "21:00-24:00"], low),
            ("peak", ["16:00-21:00"], peak),
        ):
            found.append(
                {
                    "season": season,
                    "label": label,
                    "clock": clock,
                    "import_price_per_kwh": price,
                    "export_price_per_kwh": EXPORT_PRICE_PER_KWH,
                }
            )
    return found
