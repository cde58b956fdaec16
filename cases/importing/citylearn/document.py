"""A CityLearn data set as the plain data of case.toml, and as profiles of the year."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cases.importing.citylearn import defaults
from cases.importing.naming import unique_names
from cases.importing.year_profiles import YearProfiles
from cases.schema import FORMAT

if TYPE_CHECKING:
    from cases.importing.citylearn.assumptions import Assumptions
    from cases.importing.citylearn.data_set import BuildingData, DataSet

_BATTERY, _PUBLIC = "battery", "public_battery"


def year_profiles(data: DataSet) -> YearProfiles:
    """Profiles of every hour that is used."""
    columns = {}
    for building in data.buildings:
        columns[f"{building.name}.electricity_kw"] = building.electricity_kw
        if building.heater is not None:
            columns[f"{building.name}.heat_kw"] = building.heat_kw
        if building.chiller is not None:
            columns[f"{building.name}.cold_kw"] = building.cold_kw
        if building.entry.pv_kw > 0:
            columns[f"{building.name}.pv_kw"] = building.pv_kw
        if building.grid_emission_kg_per_kwh is not None:
            column = f"{building.name}.grid_emission_kg_per_kwh"
            columns[column] = building.grid_emission_kg_per_kwh
    return YearProfiles(data.clock.first_day, 60, columns)


def electricity_per_kw(data: DataSet) -> dict[str, float]:
    """Electricity that a kW of heat and of cold takes on average, to weigh them by."""
    found = {}
    for quantity, device in (("heat_kw", "heater"), ("cold_kw", "chiller")):
        made = taken = 0.0
        for building in data.buildings:
            if (conversion := getattr(building, device)) is not None:
                energy = float(getattr(building, quantity).sum())
                made, taken = made + energy, taken + energy / conversion.output_per_input
        if made > 0:
            found[quantity] = taken / made
    return found


def case_document(data: DataSet, assumed: Assumptions, name: str, title: str) -> dict[str, Any]:
    """Everything of case.toml but scenarios and year.

    A battery site at every building, a public one and an FID for all. "independent" may build the
    buildings' batteries, "interconnected" all of it.
    """
    peaks = {building.name: _drawn_kw(building).max() for building in data.buildings}
    means = {building.name: _drawn_kw(building).mean() for building in data.buildings}
    largest = _up(max(peaks.values()), 5)
    sites = [
        _site(f"{building}_battery", building, _BATTERY, mean) for building, mean in means.items()
    ]
    document: dict[str, Any] = {
        "format": FORMAT,
        "name": name,
        "title": title,
        "currency": assumed.currency,
        "step_hours": 1.0,
        "economics": assumed.economics,
        "operation": assumed.operation or None,
        "calendar": {
            "holidays": [date.isoformat() for date in data.clock.holidays] or None,
            "weekend": assumed.weekend or None,
            "season": assumed.seasons,
        },
        "tariff": [assumed.tariff],
        "building": [_building(building, assumed.tariff["name"]) for building in data.buildings],
    }
    battery = {"power_max_kw": largest, **assumed.storage_type}
    independent = {
        "name": "independent",
        "title": "Each building for itself",
        "storage": [site["name"] for site in sites],
    }
    document["storage_type"] = [{"name": _BATTERY, **battery}]
    document["storage"] = sites
    document["configuration"] = [independent]
    if len(peaks) == 1:
        return document
    whole = {**battery, "power_max_kw": max(battery["power_max_kw"], largest)}
    hub = unique_names([*peaks, "link"], "link")[-1]
    public = _site(_PUBLIC, hub, _PUBLIC, sum(means.values()))
    document["storage_type"].append({"name": _PUBLIC, **whole})
    document["storage"] = [*sites, public]
    document["hub"] = [
        {
            "name": hub,
            "buildings": list(peaks),
            "rating_max_kw": largest,
            "module_kw": 5 if largest >= 50 else 1,
            "port_power_max_kw": largest,
            **assumed.hub,
        }
    ]
    document["configuration"].append(
        {
            "name": "interconnected",
            "title": "Batteries at the buildings and a public one on a flexible interconnection",
            "storage": [*independent["storage"], public["name"]],
            "hubs": [hub],
        }
    )
    return document | {"default_configuration": "interconnected"}


def _building(building: BuildingData, tariff: str) -> dict[str, Any]:
    pv_kw, emission = building.entry.pv_kw, building.grid_emission_kg_per_kwh
    mean = defaults.EMISSION_KG_PER_KWH if emission is None else float(emission.mean())
    devices = [d.table() for d in (building.heater, building.chiller) if d is not None]
    pv = {"installed_kw": pv_kw, "om_per_kw_year": defaults.PV_OM_PER_KW_YEAR}
    return {
        "name": building.name,
        "title": building.title[:500],
        "grid": {
            "tariff": tariff,
            "import_limit_kw": _up(defaults.METER_MARGIN * _drawn_kw(building).max(), 5),
            "export_limit_kw": pv_kw,
            "emission_kg_per_kwh": round(mean, 6),
        },
        "pv": pv if pv_kw > 0 else None,
        "device": devices or None,
    }


def _site(name: str, at: str, kind: str, mean_kw: float) -> dict[str, Any]:
    energy = defaults.STORAGE_DAYS * 24 * mean_kw
    module = _module(energy)
    return {
        "name": name,
        "at": at,
        "type": kind,
        "capacity_max_kwh": _up(energy, module),
        "module_kwh": module,
    }


def _module(energy: float) -> float:
    """10 kWh; for small buildings less, so that there are at least ten sizes to choose from."""
    return next((size for size in (10.0, 5.0, 1.0, 0.5) if energy >= 10 * size), 0.1)


def _drawn_kw(building: BuildingData) -> Any:
    """Electricity of everything in the building, PV aside [kW], shape (hours,)."""
    drawn = building.electricity_kw
    if building.heater is not None:
        drawn = drawn + building.heat_kw / building.heater.output_per_input
    if building.chiller is not None:
        drawn = drawn + building.cold_kw / building.chiller.output_per_input
    return drawn


def _up(value: float, unit: float) -> float:
    """Up to the next whole number of units; at least one."""
    return round(max(1, math.ceil(float(value) / unit - 1e-9)) * unit, 3)
