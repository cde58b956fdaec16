"""What PyPSA finds for a case: the objective of a dispatch, and the cheapest capacities."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import linopy
import pypsa

from cases import Case
from operation import Design
from tests.peers.pypsa_network import DayNetwork
from tests.peers.quantities import Capacity, Sizes, Weights


@dataclass(frozen=True)
class Sizing:
    """Capacities that are cheapest over the horizon, and what they cost with their dispatch."""

    lifecycle_cost: float
    design: Design


def dispatch_objective(case: Case, scenario: int, design: Design) -> float:
    """The weighted lower objective (33) of a design in one scenario, per day."""
    settings = case.operation
    weights = Weights(
        spilled=settings.self_consumption_value_per_kwh,
        curtailed=settings.curtailment_penalty_per_kwh,
        emissions=settings.carbon_tiebreak_per_kg,
        wear=1.0,
    )
    sizes = Sizes(
        tuple(Capacity(given=value) for value in design.storage_kwh),
        tuple(Capacity(given=value) for value in design.fid_kw),
    )
    day = DayNetwork(case, case.scenarios[scenario], weights).build(sizes)
    return solved(model_of(day.network()))


def cheapest_sizing(case: Case) -> Sizing:
    """One linear program of all capacities and scenarios; the least lifecycle cost (20).

    To PyPSA it is a stochastic problem: capacities come first, scenarios with their shares of
    the year follow. All scenarios need the same number of steps.
    """
    year = math.fsum(day.days_per_year for day in case.scenarios)
    weights = Weights(day=year * years_of(case))
    days = [DayNetwork(case, day, weights).build(free_sizes(case)) for day in case.scenarios]
    n = days[0].network()
    n.set_scenarios({day.day.name: day.day.days_per_year / year for day in days})
    for day in days:
        for component in day.network().components:
            for attribute, series in component.dynamic.items():
                for name in series.columns:
                    target = n.components[component.name].dynamic[attribute]
                    target[day.day.name, name] = series[name]
    model = model_of(n)
    tie_ratings(model, days[0].rated_together)
    upkeep = years_of(case) * math.fsum(
        source.installed_kw * source.om_per_kw_year
        for building in case.buildings
        for source in (building.pv, building.wind)
        if source is not None
    )
    cost = solved(model) + upkeep
    links = (days[0].rated_together[r][0][0] for r in range(len(case.rating_names)))
    return Sizing(
        cost,
        Design(
            tuple(found(model, "Store-e_nom", site.name) for site in case.storage),
            tuple(found(model, "Link-p_nom", link) for link in links),
        ),
    )


def found(model: linopy.Model, nominal: str, name: str) -> float:
    """A capacity of a solved problem."""
    return float(model.variables[nominal].solution.sel(name=name))


def years_of(case: Case) -> float:
    """Sum of the discount factors of the ends of all years."""
    rate, horizon = case.economics.discount_rate, case.economics.horizon_years
    return math.fsum((1 + rate) ** -year for year in range(1, horizon + 1))


def free_sizes(case: Case) -> Sizes:
    """Capacities as variables, priced over the horizon: investment (23) and maintenance (24)."""
    money, years = case.economics, years_of(case)

    def price(once: float, yearly: float, life: float | None) -> float:
        bought = [0.0]
        while life is not None and bought[-1] + life < money.horizon_years:
            bought.append(bought[-1] + life)
        return once * sum((1 + money.discount_rate) ** -year for year in bought) + years * yearly

    return Sizes(
        tuple(
            Capacity(
                price=price(kind.investment_per_kwh, kind.om_per_kwh_year, kind.life_years),
                most=site.capacity_max_kwh,
            )
            for site, kind in zip(case.storage, case.storage_types, strict=True)
        ),
        tuple(
            Capacity(
                price=price(hub.investment_per_kw, hub.om_per_kw_year, hub.life_years),
                most=hub.rating_max_kw,
            )
            for hub in (case.hubs[h] for h in case.rating_hubs)
        ),
    )


def tie_ratings(model: linopy.Model, rated_together: Mapping[int, list[tuple[str, float]]]) -> None:
    """Rows that PyPSA has no attribute for: all links of a rating have the same."""
    for (first, scale), *others in rated_together.values():
        for name, other in others:
            row = [
                (1 / scale, model["Link-p_nom"].sel(name=first, drop=True)),
                (-1 / other, model["Link-p_nom"].sel(name=name, drop=True)),
            ]
            model.add_constraints(linopy.LinearExpression.from_tuples(*row) == 0, name=name)


def model_of(n: pypsa.Network) -> linopy.Model:
    """PyPSA's own optimisation problem of a network."""
    return n.optimize.create_model(include_objective_constant=False)


def solved(model: linopy.Model) -> float:
    """Least objective. Raises RuntimeError without a proven optimum."""
    status, condition = model.solve(
        solver_name="highs", io_api="direct", output_flag=False, threads=1, mip_rel_gap=0.0
    )
    if (status, condition) != ("ok", "optimal"):
        raise RuntimeError(f"HiGHS says {status}, {condition}")
    return float(model.objective.value)
