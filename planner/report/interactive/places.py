"""Scenarios, buildings, storage and ports of a case, as data for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from operation.design import column_names
from planner.report.balances import Balance, Terms, balances
from planner.report.drawing import CYCLE
from planner.report.saving import themed

if TYPE_CHECKING:
    from cases import Case

PROFILES = ("electricity_kw", "heat_kw", "cold_kw", "pv_kw", "wind_kw")
"""Profiles of a scenario that balances may name."""


def scenario_records(case: Case) -> list[dict[str, Any]]:
    """Names, clocks and prices of the scenarios; a price that several buildings pay stands once."""
    records = []
    for day in case.scenarios:
        prices: list[list[float]] = []
        paid = []
        for b in range(len(case.buildings)):
            both = []
            for table in (day.import_price_per_kwh, day.export_price_per_kwh):
                values = [float(f"{value:.7g}") for value in table[:, b].tolist()]
                if values not in prices:
                    prices.append(values)
                both.append(prices.index(values))
            paid.append(both)
        records.append(
            {
                "name": day.name,
                "title": day.title,
                "days": day.days_per_year,
                "steps": day.steps,
                "hours": day.step_hours,
                "prices": prices,
                "paid": paid,
            }
        )
    return records


def places(case: Case) -> list[dict[str, Any]]:
    """What can be looked at: the whole cluster and every building, with its balances."""
    everywhere = list(range(len(case.buildings)))
    shown = [[b] for b in everywhere]
    if len(everywhere) > 1:
        shown.insert(0, everywhere)
    records = []
    for buildings in shown:
        alone = len(buildings) == 1
        ports = [p for p, (_, owner) in enumerate(case.ports) if owner in buildings]
        hubs = {case.hubs[case.ports[p][0]].name for p in ports}
        owners = {case.buildings[b].name for b in buildings} | hubs
        building = case.buildings[buildings[0]]
        records.append(
            {
                "name": building.name if alone else "",
                "title": building.title if alone else "",
                "buildings": buildings,
                "balances": {
                    carrier.value: _balance(balance)
                    for carrier, balance in balances(case, buildings).items()
                },
                "sites": [s for s, site in enumerate(case.storage) if site.at in owners],
                "ports": ports,
                "notes": _notes(case, buildings) if alone else "",
            }
        )
    return records


def sites_and_ports(case: Case) -> dict[str, Any]:
    """Storage with its usable window, ports with the capacity that limits them, and colours."""
    names = column_names(case)
    several = len(case.hubs) > 1
    return {
        "sites": [
            {"name": site.name, "at": site.at, "window": [kind.soc_min, kind.soc_max]}
            for site, kind in zip(case.storage, case.storage_types, strict=True)
        ],
        "ports": [
            {
                "name": f"{case.hubs[h].name}: {case.buildings[b].name}"
                if several
                else case.buildings[b].name,
                "rating": len(case.storage) + rating,
                "rated": names[len(case.storage) + rating],
            }
            for (h, b), rating in zip(case.ports, case.port_ratings, strict=True)
        ],
        "cycle": [themed(color) for color in CYCLE],
    }


def _balance(balance: Balance) -> dict[str, Any]:
    return {
        "bands": [
            {
                "label": band.label,
                "color": themed(band.color),
                "up": _terms(band.up),
                "down": _terms(band.down),
            }
            for band in balance.bands
        ],
        "curtailed": _terms(balance.curtailed),
        "unshifted": _terms(balance.unshifted),
    }


def _terms(terms: Terms) -> list[list[Any]]:
    return [[term.column, term.item, term.factor] for term in terms]


def _notes(case: Case, buildings: list[int]) -> str:
    """What a building pays for gas and for heat of a network."""
    building = case.buildings[buildings[0]]
    told = []
    if building.gas is not None:
        price = building.gas.price_per_m3 / building.gas.lower_heating_value_kwh_per_m3
        told.append(f"gas {price:.4g} {case.currency}/kWh")
    if building.heat_network is not None:
        told.append(f"heat of the network {building.heat_network.price_per_kwh:.4g} ")
        told[-1] += f"{case.currency}/kWh"
    return ", ".join(told)
