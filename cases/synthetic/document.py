"""The case.toml of a synthetic cluster: equipment sized on the loads, prices, what may be built."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cases.synthetic.buildings import Drawn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Columns = Mapping[str, NDArray[np.float64]]

MARGIN = 1.2
"""Equipment above the highest load."""
PRICES = {
    # season: (work day: (clock, price), ...), (weekend: ...); export is paid the same always
    "winter": (
        (
            ("23:00-07:00", 0.30),
            ("07:00-17:00", 0.78),
            ("17:00-22:00", 1.25),
            ("22:00-23:00", 0.78),
        ),
        (("23:00-07:00", 0.30), ("07:00-23:00", 0.62)),
    ),
    "summer": (
        (
            ("23:00-07:00", 0.30),
            ("07:00-11:00", 0.78),
            ("11:00-13:00", 1.40),
            ("13:00-16:00", 0.78),
            ("16:00-22:00", 1.40),
            ("22:00-23:00", 0.78),
        ),
        (("23:00-07:00", 0.30), ("07:00-23:00", 0.62)),
    ),
    "between": (
        (("23:00-07:00", 0.30), ("07:00-23:00", 0.78)),
        (("23:00-07:00", 0.30), ("07:00-23:00", 0.62)),
    ),
}
EXPORT_PRICE = 0.25
SEASONS = {"winter": [11, 12, 1, 2, 3], "summer": [6, 7, 8], "between": [4, 5, 9, 10]}


def calendar_table() -> dict[str, Any]:
    """Three seasons, weekends off; the year has no other days off."""
    return {"season": [{"name": name, "months": months} for name, months in SEASONS.items()]}


def case_document(
    name: str,
    title: str,
    buildings: Sequence[Drawn],
    columns: Columns,
    hubs: Sequence[Sequence[str]],
    step_hours: float,
) -> dict[str, Any]:
    """Plain data of case.toml, without scenarios and year."""
    tables = [_building(building, columns) for building in buildings]
    means = {b.name: float(columns[f"{b.name}.electricity_kw"].mean()) for b in buildings}
    storage = [_site(f"{b.name}_battery", b.name, 12 * means[b.name]) for b in buildings]
    devices = []
    for number, members in enumerate(hubs, 1):
        hub, mean = f"link_{number}", sum(means[member] for member in members)
        devices.append(_hub(hub, list(members), mean))
        storage.append(_site(f"{hub}_battery", hub, 8 * mean))
    own = [f"{building.name}_battery" for building in buildings]
    shared = [f"{hub['name']}_battery" for hub in devices]
    links = [hub["name"] for hub in devices]
    configurations = [{"name": "independent", "title": "Each for itself", "storage": own}]
    if devices:
        configurations += [
            {
                "name": "interconnected",
                "title": "Shared storage behind links",
                "storage": shared,
                "hubs": links,
            },
            {
                "name": "everything",
                "title": "Own and shared storage, links",
                "storage": own + shared,
                "hubs": links,
            },
        ]
    return {
        "format": 1,
        "name": name,
        "title": title,
        "currency": "CNY",
        "step_hours": step_hours,
        "default_configuration": configurations[1 if devices else 0]["name"],
        "economics": {"horizon_years": 20, "discount_rate": 0.04},
        "operation": {
            "self_consumption_value_per_kwh": 0.1,
            "curtailment_penalty_per_kwh": 0.1,
            "export_rule": "surplus",
        },
        "calendar": calendar_table(),
        "tariff": [_tariff()],
        "building": tables,
        "storage_type": [_battery()],
        "storage": storage,
        **({"hub": devices} if devices else {}),
        "configuration": configurations,
    }


def _tariff() -> dict[str, Any]:
    periods = [
        {
            "season": season,
            "label": f"{day_type} {price:g}",
            "day_type": day_type,
            "clock": [clock],
            "import_price_per_kwh": price,
            "export_price_per_kwh": EXPORT_PRICE,
        }
        for season, kinds in PRICES.items()
        for day_type, levels in zip(("workday", "weekend"), kinds, strict=True)
        for clock, price in levels
    ]
    return {"name": "time_of_use", "title": "Synthetic time of use", "period": periods}


def _building(building: Drawn, columns: Columns) -> dict[str, Any]:
    peak = {
        kind: float(columns[f"{building.name}.{kind}_kw"].max())
        for kind in ("electricity", "heat", "cold")
    }
    devices = _devices(building, peak)
    inputs = sum(d["rated_input_kw"] * d.get("units", 1) for d in devices if _electric(d))
    table: dict[str, Any] = {
        "name": building.name,
        "title": f"{building.archetype.kind.value.capitalize()}",
        "floor_area_m2": building.floor_area_m2,
        "shiftable_share": building.shiftable_share,
        "grid": {
            "tariff": "time_of_use",
            # with every device at full load, so that nothing has to be built
            "import_limit_kw": _up(MARGIN * peak["electricity"] + inputs, 10),
            "export_limit_kw": _up(0.5 * (building.pv_kw + building.wind_kw), 10),
            "emission_kg_per_kwh": 0.6,
        },
    }
    if building.heat_network:
        table["heat_network"] = {
            "price_per_kwh": 0.32,
            "emission_kg_per_kwh": 0.25,
            "limit_kw": _up(peak["heat"], 10),
        }
    else:
        table["gas"] = {
            "price_per_m3": 3.0,
            "emission_kg_per_kwh": 0.2,
            "limit_kw": _up(MARGIN * peak["heat"] / 0.9, 10),
        }
    for generator in ("pv", "wind"):
        if installed := getattr(building, f"{generator}_kw"):
            table[generator] = {"installed_kw": installed, "om_per_kw_year": 20.0}
    return table | {"device": devices}


def _devices(building: Drawn, peak: Mapping[str, float]) -> list[dict[str, Any]]:
    devices: list[dict[str, Any]] = [
        {
            "kind": "power_to_heat",
            "rated_input_kw": _up(0.25 * peak["heat"], 5),
            "efficiency": 0.95,
        }
    ]
    if not building.heat_network:
        rated = _up(MARGIN * peak["heat"] / 0.9, 10)
        devices.append({"kind": "gas_to_heat", "rated_input_kw": rated, "efficiency": 0.9})
    if peak["cold"] > 0:
        needed = MARGIN * peak["cold"] / building.cop
        chiller: dict[str, Any] = {"kind": "power_to_cold", "cop": building.cop}
        if building.on_off_chillers:
            chiller |= {"operation": "on_off", "units": 3, "rated_input_kw": _up(needed / 3, 1)}
        else:
            chiller["rated_input_kw"] = _up(needed, 5)
        devices.append(chiller)
    return devices


def _electric(device: Mapping[str, Any]) -> bool:
    return bool(device["kind"] != "gas_to_heat")


def _battery() -> dict[str, Any]:
    return {
        "name": "battery",
        "investment_per_kwh": 1000.0,
        "om_per_kwh_year": 10.0,
        "life_years": 12.0,
        "charge_efficiency": 0.95,
        "discharge_efficiency": 0.95,
        "soc_min": 0.1,
        "soc_max": 0.95,
        "power_max_kw": 500.0,
    }


def _site(name: str, place: str, largest_kwh: float) -> dict[str, Any]:
    return {
        "name": name,
        "at": place,
        "type": "battery",
        "capacity_max_kwh": max(_up(largest_kwh, 10), 20.0),
        "module_kwh": 10.0,
    }


def _hub(name: str, members: list[str], mean_kw: float) -> dict[str, Any]:
    largest = max(_up(0.6 * mean_kw, 10), 20.0)
    return {
        "name": name,
        "buildings": members,
        "rating_max_kw": largest,
        "module_kw": 5.0,
        "port_power_max_kw": largest,
        "input_efficiency": 0.97,
        "output_efficiency": 0.97,
        "investment_per_kw": 800.0,
        "om_per_kw_year": 15.0,
        "life_years": 20.0,
    }


def _up(value: float, unit: float) -> float:
    """The next whole multiple of a unit, at least one."""
    return float(max(1, math.ceil(value / unit - 1e-9)) * unit)
