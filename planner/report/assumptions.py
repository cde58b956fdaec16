"""Section of the report: what the numbers rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cases.schema import ExportRule, LimitEnforcement, ObjectiveJoin
from planner.enumeration import EnumerationSettings
from planner.report.markup import Markup, table, together
from planner.report.words import OBJECTIVE_WORDS, counted, kilo, percent

if TYPE_CHECKING:
    from cases import Case
    from planner.result import Plan
    from planner.search import SearchSettings

EXPORT_WORDS = {
    ExportRule.SURPLUS: "an exporting building neither discharges its storage nor takes from a "
    "link: it exports its own surplus only",
    ExportRule.METER: "a meter never imports and exports at once; nothing more",
    ExportRule.COMMON: "the buildings of a hub import or export together",
}
JOIN_WORDS = {
    ObjectiveJoin.WEIGHTED: "daily cost plus a value for every kWh curtailed or exported",
    ObjectiveJoin.LEXICOGRAPHIC: "daily cost first, then self-consumption",
}
LIMIT_WORDS = {
    LimitEnforcement.DISPATCH: "held by every dispatch of a typical day",
    LimitEnforcement.SCREEN: "a design whose dispatch breaks one counts as infeasible",
}


def assumptions(plan: Plan) -> Markup:
    """Tables of economics, operation, prices, components and settings."""
    case = plan.case
    parts = [
        table("Economics and operation", ("assumption", "value"), _economics(case), words=2),
        _tariffs(case),
        _buildings(case),
    ]
    if case.storage:
        parts.append(_storage(case))
    if case.hubs:
        parts.append(_hubs(case))
    parts.append(table("Search and solver", ("setting", "value"), _settings(plan), words=2))
    return together(parts)


def _economics(case: Case) -> list[tuple[str, str]]:
    operation, currency = case.operation, case.currency
    rows = [
        ("horizon", counted(case.economics.horizon_years, "year")),
        ("discount rate", f"{percent(case.economics.discount_rate)} a year"),
        ("a dispatch minimises", JOIN_WORDS[operation.objective]),
    ]
    if operation.objective is ObjectiveJoin.WEIGHTED:
        value = f"{operation.self_consumption_value_per_kwh:g} {currency}/kWh"
        rows.append(("value of self-consumption (λ)", value))
    else:
        tolerance = percent(operation.lexicographic_tolerance, 2)
        rows.append(("cost given up for self-consumption", f"at most {tolerance}"))
    penalty = f"{operation.curtailment_penalty_per_kwh:g} {currency}/kWh"
    price = operation.carbon_tiebreak_per_kg
    tiebreak = (
        f"the one that emits less, by a carbon price of {price:g} {currency}/kgCO2"
        if price
        else "any may be taken, whatever it emits"
    )
    return [
        *rows,
        ("curtailment penalty", penalty),
        ("among dispatches of equal cost", tiebreak),
        ("export rule", f"{operation.export_rule.value}: {EXPORT_WORDS[operation.export_rule]}"),
        *_network(case),
    ]


def _network(case: Case) -> list[tuple[str, str]]:
    if case.network is None:
        return []
    limits = sum(len(day.network) for day in case.scenarios)
    buses = len({bus for day in case.scenarios for bus in day.network.bus})
    words = f"{counted(limits, 'limit')} of {counted(buses, 'bus', 'buses')}"
    return [("distribution network", f"{words}: {LIMIT_WORDS[case.network.enforce]}")]


def _tariffs(case: Case) -> Markup:
    rows = []
    for day in case.scenarios:
        for b, building in enumerate(case.buildings):
            levels = np.unique(day.import_price_per_kwh[:, b])
            named = [f"{level:g}" for level in levels]
            several = named if len(named) <= 6 else [f"{len(named)} levels"]
            exports = day.export_price_per_kwh[:, b]
            rows.append(
                [
                    day.name,
                    building.name,
                    building.grid.tariff,
                    " / ".join(several),
                    _range(day.import_price_per_kwh[:, b]),
                    f"{day.import_price_per_kwh[:, b].mean():.4g}",
                    _range(exports),
                    _range(day.grid_emission_kg_per_kwh[:, b]),
                ]
            )
    head = ["scenario", "building", "tariff", "import price levels", "import price", "mean"]
    head += ["export price", "emissions (kgCO2/kWh)"]
    caption = f"Electricity prices ({case.currency}/kWh) and emissions"
    return table(caption, head, rows, words=3)


def _buildings(case: Case) -> Markup:
    rows = []
    for building in case.buildings:
        gas, heat = building.gas, building.heat_network
        gas_price = gas.price_per_m3 / gas.lower_heating_value_kwh_per_m3 if gas else None
        rows.append(
            [
                building.name,
                building.title or "",
                kilo(building.pv.installed_kw) if building.pv else "none",
                kilo(building.wind.installed_kw) if building.wind else "none",
                kilo(building.grid.import_limit_kw),
                kilo(building.grid.export_limit_kw),
                f"{gas_price:.4g}" if gas_price is not None else "none",
                f"{heat.price_per_kwh:.4g}" if heat else "none",
            ]
        )
    currency = case.currency
    head = ["building", "title", "PV (kW)", "wind (kW)", "import limit (kW)", "export limit (kW)"]
    head += [f"gas ({currency}/kWh)", f"heat ({currency}/kWh)"]
    return table("Buildings", head, rows, words=2)


def _storage(case: Case) -> Markup:
    currency = case.currency
    rows = [
        [
            site.name,
            site.at,
            f"{kind.investment_per_kwh:g}",
            f"{kind.om_per_kwh_year:g}",
            _life(kind.life_years),
            kilo(site.capacity_max_kwh),
            kilo(site.module_kwh) if site.module_kwh else "any",
            f"{kind.power_min_kw:g} to {kind.power_max_kw:g}",
            f"{percent(kind.soc_min, 0)} to {percent(kind.soc_max, 0)}",
            f"{percent(kind.charge_efficiency)} / {percent(kind.discharge_efficiency)}",
        ]
        for site, kind in zip(case.storage, case.storage_types, strict=True)
    ]
    head = ["storage", "at", f"price ({currency}/kWh)", f"upkeep ({currency}/kWh a year)"]
    head += ["life (years)", "at most (kWh)", "module (kWh)", "power (kW)", "usable window"]
    return table("Storage that may be built", [*head, "efficiency in / out"], rows, words=2)


def _hubs(case: Case) -> Markup:
    currency = case.currency
    rows = [
        [
            hub.name,
            ", ".join(hub.buildings),
            f"{hub.investment_per_kw:g}",
            f"{hub.om_per_kw_year:g}",
            _life(hub.life_years),
            kilo(hub.rating_max_kw),
            kilo(hub.module_kw) if hub.module_kw else "any",
            "each port" if hub.rating_per_port else "all ports alike",
            f"{percent(hub.input_efficiency)} / {percent(hub.output_efficiency)}",
        ]
        for hub in case.hubs
    ]
    head = ["FID", "between", f"price ({currency}/kW)", f"upkeep ({currency}/kW a year)"]
    head += ["life (years)", "at most (kW)", "module (kW)", "rating of", "efficiency in / out"]
    return table("Flexible interconnection devices that may be built", head, rows, words=2)


def _settings(plan: Plan) -> list[tuple[str, str]]:
    search, solver = plan.settings.search, plan.settings.solver
    weights = ", ".join(
        f"{OBJECTIVE_WORDS[name]} {weight:g}" for name, weight in plan.settings.weights.items()
    )
    return [
        ("objectives", ", ".join(OBJECTIVE_WORDS[name] for name in search.objectives)),
        *_method(search),
        ("weights of the decision", weights),
        ("solver", solver.name),
        ("gap that counts as optimal", f"{solver.gap:g}"),
        ("node limit", f"{solver.node_limit:,}"),
        ("time limit", f"{solver.time_limit_seconds:g} s per solve"),
    ]


def _method(search: SearchSettings | EnumerationSettings) -> list[tuple[str, str]]:
    if isinstance(search, EnumerationSettings):
        return [("method", "every design of whole modules")]
    return [
        ("algorithm", search.algorithm.value),
        ("population", f"{search.population:,}"),
        ("generations", f"{search.generations:,}"),
        ("stopped early", _stopping(search)),
        ("seed", f"{search.seed}"),
    ]


def _stopping(search: SearchSettings) -> str:
    if not search.patience:
        return "never"
    return f"once {search.patience} generations add less than {search.gain:g} to the hypervolume"


def _life(years: float | None) -> str:
    return f"{years:g}" if years is not None else "the horizon"


def _range(values: np.ndarray) -> str:
    low, high = float(values.min()), float(values.max())
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
