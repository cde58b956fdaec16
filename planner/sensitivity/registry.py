"""The uncertain inputs that a case has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cases import Case
from cases.schema import DeviceKind
from planner.sensitivity import changes
from planner.sensitivity.emission_parts import separable
from planner.sensitivity.inputs import Scale, UncertainInput

LOW, HIGH = 0.8, 1.2
"""Factors that an input may take unless told otherwise."""
EFFICIENCY_LOW, EFFICIENCY_HIGH = 0.95, 1.05
RATE_SPREAD = 0.03
"""What a discount rate may be off."""
TIEBREAK_MAX_PER_KG = 1e-3
"""A carbon price up to this decides among equals only; a higher one is a price like others."""


def uncertain_inputs(case: Case) -> tuple[UncertainInput, ...]:
    """Every input of a case that may be uncertain; of what it does not have, none."""
    return (*_investments(case), *_economics(case), *_emissions(case), *_dispatch(case))


def _factor(name: str, words: str, change: changes.Change) -> UncertainInput:
    return UncertainInput(name, words, change, 1.0, LOW, HIGH)


def _investments(case: Case) -> Iterator[UncertainInput]:
    parts = (
        ("storage", "storage", case.storage_types, changes.storage, "kwh"),
        ("fid", "FIDs", case.hubs, changes.hubs, "kw"),
    )
    for name, words, tables, scaling, unit in parts:
        price, upkeep = f"investment_per_{unit}", f"om_per_{unit}_year"
        embodied = f"embodied_kg_per_{unit}"
        if any(getattr(table, price) for table in tables):
            yield _factor(f"{name}_price", f"price of {words}", scaling(price))
        if any(getattr(table, upkeep) for table in tables):
            yield _factor(f"{name}_upkeep", f"maintenance of {words}", scaling(upkeep))
        if any(table.life_years for table in tables):
            living, lives = (
                (changes.storage_life, changes.storage_lives)
                if name == "storage"
                else (changes.hub_life, changes.hub_lives)
            )
            yield replace(_factor(f"{name}_life", f"life of {words}", living), lives=lives)
        if any(getattr(table, embodied) for table in tables):
            yield _factor(f"{name}_embodied", f"embodied emissions of {words}", scaling(embodied))
    makers = [maker for b in case.buildings for maker in (b.pv, b.wind) if maker is not None]
    if any(maker.installed_kw * maker.om_per_kw_year for maker in makers):
        change = changes.both(
            changes.supply("pv", "om_per_kw_year"), changes.supply("wind", "om_per_kw_year")
        )
        yield _factor("generation_upkeep", "maintenance of PV and wind", change)


def _economics(case: Case) -> Iterator[UncertainInput]:
    years, rate = case.economics.horizon_years, case.economics.discount_rate
    yield UncertainInput(
        "horizon_years",
        "horizon",
        changes.horizon,
        float(years),
        float(max(1, round(LOW * years))),
        float(min(100, max(round(HIGH * years), 2))),
        least=1.0,
        most=100.0,
        scale=Scale.YEARS,
    )
    yield UncertainInput(
        "discount_rate",
        "discount rate",
        changes.discount_rate,
        rate,
        max(0.0, rate - RATE_SPREAD),
        min(0.99, rate + RATE_SPREAD),
        most=0.99,
        scale=Scale.SHARE,
    )
    seasons = {s.season: changes.days_of(case, s.season) for s in case.scenarios}
    rest = max(seasons, key=lambda season: seasons[season])
    others = sum(seasons.values()) - seasons[rest]
    for season in seasons:
        if season == rest:
            continue
        # all at their most together leave a part of the year to the rest
        most = 1.0 + 0.999 * seasons[rest] / others
        change = changes.season_days(season, rest)
        item = _factor(f"days_{season}", f"days of {season}", change)
        yield replace(item, least=0.01, most=most, high=min(HIGH, most))


def _emissions(case: Case) -> Iterator[UncertainInput]:
    kinds = (
        ("grid", "electricity", changes.profile("grid_emission_kg_per_kwh")),
        ("gas", "gas", changes.supply("gas", "emission_kg_per_kwh")),
        ("heat", "heat", changes.supply("heat_network", "emission_kg_per_kwh")),
    )
    parts = separable(case)
    free = case.operation.carbon_tiebreak_per_kg <= TIEBREAK_MAX_PER_KG
    for name, words, change in kinds:
        if name in parts:
            yield UncertainInput(
                f"{name}_emissions",
                f"emission factor of {words}",
                change,
                1.0,
                LOW,
                HIGH,
                solved=not (free and parts[name]),
            )


def _dispatch(case: Case) -> Iterator[UncertainInput]:
    profiles = (
        ("import_price", "price of electricity", "import_price_per_kwh"),
        ("export_price", "price of electricity sold", "export_price_per_kwh"),
        ("electricity_demand", "demand for electricity", "electricity_kw"),
        ("heat_demand", "demand for heat", "heat_kw"),
        ("cold_demand", "demand for cold", "cold_kw"),
        ("pv_yield", "yield of PV", "pv_kw"),
        ("wind_yield", "yield of wind", "wind_kw"),
        ("shiftable_share", "share of load that can be shifted", "shiftable_share"),
    )
    for name, words, field in profiles:
        if any(np.any(getattr(scenario, field)) for scenario in case.scenarios):
            most = 1.0 if field == "shiftable_share" else None
            yield _solved(name, words, changes.profile(field, most))
    burning = any(device.kind is DeviceKind.GAS_TO_HEAT for _, device in case.devices)
    if burning and any(b.gas and b.gas.price_per_m3 for b in case.buildings):
        yield _solved("gas_price", "price of gas", changes.supply("gas", "price_per_m3"))
    if any(b.heat_network and b.heat_network.price_per_kwh for b in case.buildings):
        change = changes.supply("heat_network", "price_per_kwh")
        yield _solved("heat_price", "price of heat", change)
    both_ways = ("charge_efficiency", "discharge_efficiency")
    if case.storage:
        change = changes.storage(*both_ways, most=1.0)
        best = max(getattr(kind, way) for kind in case.storage_types for way in both_ways)
        yield _efficiency("storage_efficiency", "efficiency of storage, each way", change, best)
    ends = ("input_efficiency", "output_efficiency")
    if case.hubs:
        change = changes.hubs(*ends, most=1.0)
        best = max(getattr(hub, end) for hub in case.hubs for end in ends)
        yield _efficiency("fid_efficiency", "efficiency of FIDs, each way", change, best)


def _solved(name: str, words: str, change: changes.Change) -> UncertainInput:
    return UncertainInput(name, words, change, 1.0, LOW, HIGH, solved=True)


def _efficiency(name: str, words: str, change: changes.Change, best: float) -> UncertainInput:
    most = 1.0 / best
    high = min(EFFICIENCY_HIGH, max(most, 1.0))
    low = EFFICIENCY_LOW
    return UncertainInput(
        name, words, change, 1.0, low, high, least=0.01, most=max(most, 1.0), solved=True
    )
