"""clusterflex check: read a case, tell every problem, or what the case says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from planner.cli.failures import told
from planner.cli.options import AsJson, CaseName
from planner.cli.output import amount, new_table, say, show, show_json, show_table

if TYPE_CHECKING:
    from cases import Case, CaseFolder, Year

QUANTITIES = {
    "electricity_kw": "electricity",
    "heat_kw": "heat",
    "cold_kw": "cold",
    "pv_kw": "PV",
    "wind_kw": "wind",
}
"""Profiles that are summed over the year."""
_ON_DAYS = {"any": "", "workday": ", work days", "weekend": ", weekends"}


def check(case: CaseName, as_json: AsJson = False) -> None:
    """Example: clusterflex check beijing

    Read a case and tell every problem with file and line, or, if there is none, what it holds.
    """
    with told(as_json):
        from cases import read_case_folder, read_year

        folder = read_case_folder(case, with_year=True)
        year = read_year(folder) if folder.has_year else None
        found = summary(folder, year)
        if as_json:
            show_json(found)
            return
        for warning in (*folder.warnings, *(year.warnings if year else ())):
            say(f"warning: {warning}")
        _show(found)


def summary(folder: CaseFolder, year: Year | None = None) -> dict[str, Any]:
    """What a case holds, as plain data."""
    warnings = (*folder.warnings, *(year.warnings if year else ()))
    return {
        "case": folder.name,
        "title": folder.file.title,
        "path": str(folder.path),
        "currency": folder.file.currency,
        "horizon_years": folder.file.economics.horizon_years,
        "default_configuration": folder.default_configuration,
        "configurations": [_configuration(folder.case(name)) for name in folder.configurations],
        "scenarios": [
            {
                "name": scenario.name,
                "season": scenario.season,
                "day_type": entry.day_type.value,
                "days_per_year": scenario.days_per_year,
                "steps": scenario.steps,
                "step_hours": scenario.step_hours,
            }
            for scenario, entry in zip(folder.scenarios, folder.file.scenario, strict=True)
        ],
        "yearly_kwh": yearly_kwh(folder),
        "year": _year(year) if year else None,
        "network": _network(folder),
        "warnings": [asdict(warning) for warning in warnings],
    }


def yearly_kwh(folder: CaseFolder) -> dict[str, dict[str, float]]:
    """Demand and available generation of a year by building and quantity [kWh]."""

    def total(building: int) -> Callable[[str], float]:
        return lambda quantity: sum(
            scenario.days_per_year
            / scenario.days
            * scenario.step_hours
            * float(getattr(scenario, quantity)[:, building].sum())
            for scenario in folder.scenarios
        )

    return {
        building.name: {quantity: total(number)(quantity) for quantity in QUANTITIES}
        for number, building in enumerate(folder.file.building)
    }


def _year(year: Year) -> dict[str, Any]:
    return {
        "title": year.title,
        "first": year.dates[0].isoformat(),
        "last": year.dates[-1].isoformat(),
        "days": len(year.days),
        "steps_a_day": year.days[0].steps,
    }


def _network(folder: CaseFolder) -> dict[str, Any] | None:
    if (entry := folder.file.network) is None:
        return None
    return {
        "enforce": entry.enforce.value,
        "limits": {scenario.name: len(scenario.network) for scenario in folder.scenarios},
        "buses": sorted({bus for scenario in folder.scenarios for bus in scenario.network.bus}),
    }


def _configuration(case: Case) -> dict[str, Any]:
    return {
        "name": case.configuration.name,
        "title": case.configuration.title,
        "buildings": [building.name for building in case.buildings],
        "storage": [
            {"name": site.name, "at": site.at, "capacity_max_kwh": site.capacity_max_kwh}
            for site in case.storage
        ],
        "hubs": [
            {
                "name": hub.name,
                "buildings": list(hub.buildings),
                "rating_max_kw": hub.rating_max_kw,
            }
            for hub in case.hubs
        ],
        "has_reference_design": case.configuration.reference is not None,
    }


def _show(found: dict[str, Any]) -> None:
    show(f"{found['case']}: {found['title']}" if found["title"] else found["case"])
    show(f"{found['path']}")
    table = new_table("configuration", "may build", left=2)
    for item in found["configurations"]:
        default = " (default)" if item["name"] == found["default_configuration"] else ""
        built = [
            f"storage {site['name']} at {site['at']}, up to {site['capacity_max_kwh']:g} kWh"
            for site in item["storage"]
        ]
        built += [
            f"FID {hub['name']} between {', '.join(hub['buildings'])}, "
            f"up to {hub['rating_max_kw']:g} kW"
            for hub in item["hubs"]
        ]
        table.add_row(item["name"] + default, "\n".join(built) or "nothing")
    show_table(table)
    table = new_table("scenario", "season", "days a year", "steps", "hours a step", left=2)
    for item in found["scenarios"]:
        hours, days = f"{item['step_hours']:g}", f"{item['days_per_year']:g}"
        season = item["season"] + _ON_DAYS[item["day_type"]]
        table.add_row(item["name"], season, days, str(item["steps"]), hours)
    show_table(table)
    table = new_table("MWh a year", *QUANTITIES.values())
    for building, totals in found["yearly_kwh"].items():
        table.add_row(building, *(amount(total / 1000, 1) for total in totals.values()))
    show_table(table)
    if (year := found["year"]) is not None:
        title = f": {year['title']}" if year["title"] else ""
        show(f"Year of {year['days']} days, {year['first']} to {year['last']}{title}")
    if (network := found["network"]) is not None:
        held = "held by every dispatch" if network["enforce"] == "dispatch" else "screen designs"
        limits, buses = sum(network["limits"].values()), len(network["buses"])
        show(f"Distribution network: limits {limits}, buses {buses}; {held}")
    count = len(found["warnings"])
    show(f"No problems{f', {count} warnings' if count > 1 else ', 1 warning' if count else ''}.")
