"""Columns of our tables in words, with their units: the one place that knows both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases import Case
from planner.tables import PER_SCENARIO, capacity_headers

OF_THE_FIRST_BOX = "times the first generation's box"
"""Unit of a hypervolume: it passes 1 as the front gets ahead of that box."""
SHARE = "share"
"""Unit of a fraction from 0 to 1."""
MONEY = "{currency}"

_PLAIN = {
    "lifecycle_cost": ("lifecycle cost", MONEY),
    "annual_emissions_kg": ("annual emissions", "kgCO2"),
    "self_consumption": ("self-consumption", SHARE),
    "self_sufficiency": ("self-sufficiency", SHARE),
    "daily_cost": ("cost of a mean day", MONEY),
    "investment": ("investment with replacements", MONEY),
    "maintenance": ("maintenance", MONEY),
    "purchases": ("energy bought", MONEY),
    "sales": ("electricity sold", MONEY),
    "worst_gap": ("largest gap of a dispatch to its proven bound", SHARE),
    "bound_gap": ("most that any design could cost less at equal emissions", SHARE),
    "membership": ("membership", SHARE),
    "shortfall": ("shortfall of an infeasible design, summed over steps", "kW, kWh"),
    "evaluations": ("designs evaluated so far", ""),
    "front_size": ("designs on the front", ""),
    "hypervolume": ("hypervolume", OF_THE_FIRST_BOX),
    "hypervolume_gain": ("recent gain of hypervolume", SHARE),
    "best_lifecycle_cost": ("least lifecycle cost", MONEY),
    "best_annual_emissions_kg": ("least annual emissions", "kgCO2"),
    "infeasible": ("designs infeasible", ""),
    "limited": ("designs stopped at a limit", ""),
    "failed": ("designs failed", ""),
    "screened": ("designs proven worse, not solved", ""),
    "emissions_cap_kg": ("cap on annual emissions", "kgCO2"),
    "lifecycle_cost_bound": ("no design has a lower lifecycle cost", MONEY),
    "relaxed_cost_bound": ("the same by the linear relaxation", MONEY),
    "slope_per_kg": ("slope of the relaxed bound", f"{MONEY}/kgCO2"),
    "time": ("begin of the step", ""),
    "days_per_year": ("days a year", ""),
    "step_hours": ("length of a step", "h"),
}

_OF_A_DAY = {
    "daily_cost": ("cost of a day", MONEY),
    "purchase_cost": ("energy bought in a day", MONEY),
    "sales_revenue": ("electricity sold in a day", MONEY),
    "curtailment_penalty": ("curtailment penalty of a day", MONEY),
    "emissions_kg": ("emissions of a day", "kgCO2"),
    "wear_cost": ("wear of storage in a day", MONEY),
    "import_kwh": ("electricity bought in a day", "kWh"),
    "export_kwh": ("electricity sold in a day", "kWh"),
    "gas_kwh": ("gas in a day", "kWh"),
    "heat_import_kwh": ("heat bought in a day", "kWh"),
    "available_kwh": ("PV and wind available in a day", "kWh"),
    "curtailed_kwh": ("PV and wind curtailed in a day", "kWh"),
    "demand_kwh": ("electricity demand of a day", "kWh"),
    "self_consumption": ("self-consumption", SHARE),
    "self_sufficiency": ("self-sufficiency", SHARE),
}

_AT_A_STEP = {
    "electricity_kw": "electricity demand",
    "heat_kw": "heat demand",
    "cold_kw": "cold demand",
    "pv_kw": "PV available",
    "pv_used_kw": "PV used",
    "pv_curtailed_kw": "PV curtailed",
    "wind_kw": "wind available",
    "wind_used_kw": "wind used",
    "wind_curtailed_kw": "wind curtailed",
    "shift_out_kw": "load shifted away",
    "shift_in_kw": "load shifted here",
    "heat_import_kw": "heat bought",
    "stored_at_start_kwh": "stored at the begin",
    "stored_at_end_kwh": "stored at the end",
    "port_in_kw": "into the device",
    "port_out_kw": "out of the device",
    "port_given_kvar": "reactive power given to the feeder",
}

_SUFFIXES = {
    "_price_per_kwh": f"{MONEY}/kWh",
    "_kg_per_kwh": "kgCO2/kWh",
    "_kwh": "kWh",
    "_kw": "kW",
    "_kvar": "kvar",
    "_kg": "kgCO2",
    "_share": SHARE,
}
_KEPT_IN_LABEL = ("_price_per_kwh",)
"""Suffixes that say more than a unit."""


@dataclass(frozen=True)
class Heading:
    """What a column holds."""

    label: str
    unit: str = ""
    """Empty for words, flags and counts."""

    def __str__(self) -> str:
        return f"{self.label} [{self.unit}]" if self.unit else self.label


def headings(case: Case, columns: Iterable[str]) -> dict[str, Heading]:
    """Heading of every column of one of our tables, in its order."""
    known = {
        f"{scenario.name}_{name}": _named(case, f"{scenario.name}: {label}", unit)
        for scenario in case.scenarios
        for name in PER_SCENARIO
        for label, unit in [_OF_A_DAY[name]]
    }
    known |= {name: _named(case, label, unit) for name, (label, unit) in _PLAIN.items()}
    for name in capacity_headers(case):  # last, for a site may be called like a figure
        label, _, unit = name.rpartition("_")
        known[name] = Heading(label, {"kwh": "kWh", "kw": "kW"}[unit])
    return {name: known.get(name) or _by_parts(case, name) for name in columns}


def day_heading(case: Case, name: str) -> Heading:
    """Heading of an indicator of one scenario."""
    return _named(case, *_OF_A_DAY[name])


def _by_parts(case: Case, name: str) -> Heading:
    """A column such as "home.import_kw": whose it is, what, and in which unit."""
    owner, dot, quantity = name.rpartition(".")
    stem, unit = quantity.replace("_", " "), ""
    for suffix, found in _SUFFIXES.items():
        if quantity.endswith(suffix):
            kept = " price" if suffix in _KEPT_IN_LABEL else ""
            stem, unit = quantity.removesuffix(suffix).replace("_", " ") + kept, found
            break
    label = _AT_A_STEP.get(quantity, stem)
    return _named(case, f"{owner}: {label}" if dot else label, unit)


def _named(case: Case, label: str, unit: str) -> Heading:
    return Heading(label, unit.format(currency=case.currency))
