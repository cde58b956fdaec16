"""What a design costs and emits over the horizon: equations (20) to (25) of the upper level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cases import Case
from operation import Design, Indicators


@dataclass(frozen=True)
class LifecycleCost:
    """Parts of the lifecycle cost over the horizon, in present value of the case's currency."""

    investment: float
    """(23): paid once, with replacements inside the horizon."""
    maintenance: float
    """(24)"""
    purchases: float
    """(22): electricity, gas and heat bought."""
    sales: float
    """(21): electricity sold."""

    @property
    def total(self) -> float:
        """Lifecycle cost, minimised (20): C_IN + C_OM + C_BU - C_SE."""
        return self.investment + self.maintenance + self.purchases - self.sales


def lifecycle_cost(case: Case, design: Design, figures: Sequence[Indicators]) -> LifecycleCost:
    """Lifecycle cost of a design from the figures of its scenarios (in the case's order)."""
    return lifecycle_cost_of(
        case, design, annual_purchases(case, figures), annual_sales(case, figures)
    )


def lifecycle_cost_of(case: Case, design: Design, purchases: float, sales: float) -> LifecycleCost:
    """The same from what is bought and sold in a year [currency]."""
    years = annuity(case.economics.horizon_years, case.economics.discount_rate)
    return LifecycleCost(
        investment=investment_cost(case, design),
        maintenance=years * annual_maintenance(case, design),
        purchases=years * purchases,
        sales=years * sales,
    )


def annuity(years: int, rate: float) -> float:
    """Sum of the discount factors of the ends of all years; `years` itself at rate 0."""
    return math.fsum((1 + rate) ** -year for year in range(1, years + 1))


def annual_sales(case: Case, figures: Sequence[Indicators]) -> float:
    """Electricity sold in a year (21) [currency]: Σ_l N_l Σ_t c_sell P_sell Δt."""
    return _yearly(case, [figure.sales_revenue for figure in figures])


def annual_purchases(case: Case, figures: Sequence[Indicators]) -> float:
    """Electricity, gas and heat bought in a year (22) [currency].

    Σ_l N_l Σ_t (c_buy P_buy + c_gas V_gas + c_heat H_buy) Δt
    """
    return _yearly(case, [figure.purchase_cost for figure in figures])


def investment_cost(case: Case, design: Design) -> float:
    """Investment (23) [currency]: Σ c_ES S_s + Σ c_FID S_h, with replacements, discounted.

    A component whose life ends inside the horizon is bought again at the end of each life.
    """
    horizon, rate = case.economics.horizon_years, case.economics.discount_rate
    storage = math.fsum(
        kind.investment_per_kwh * capacity * _purchases_made(kind.life_years, horizon, rate)
        for kind, capacity in zip(case.storage_types, design.storage_kwh, strict=True)
    )
    fid = math.fsum(
        case.hubs[h].investment_per_kw
        * rating
        * _purchases_made(case.hubs[h].life_years, horizon, rate)
        for h, rating in zip(case.rating_hubs, design.fid_kw, strict=True)
    )
    return storage + fid


def annual_maintenance(case: Case, design: Design) -> float:
    """Maintenance in a year (24) [currency], at annual rates per installed unit.

    c_PV PV_kW + c_WT WT_kW + c_ES S_s + c_FID S_h
    """
    generation = math.fsum(
        generator.installed_kw * generator.om_per_kw_year
        for building in case.buildings
        for generator in (building.pv, building.wind)
        if generator is not None
    )
    storage = math.fsum(
        kind.om_per_kwh_year * capacity
        for kind, capacity in zip(case.storage_types, design.storage_kwh, strict=True)
    )
    fid = math.fsum(
        case.hubs[h].om_per_kw_year * rating
        for h, rating in zip(case.rating_hubs, design.fid_kw, strict=True)
    )
    return generation + storage + fid


def annual_emissions(case: Case, design: Design, figures: Sequence[Indicators]) -> float:
    """Emissions in a year (25) [kgCO2], with embodied emissions spread over the lives.

    Σ_l N_l Σ_t (e_E P_buy + e_G F_gas + e_H H_buy) Δt
    """
    return _yearly(case, [figure.emissions_kg for figure in figures]) + embodied_emissions(
        case, design
    )


def embodied_emissions(case: Case, design: Design) -> float:
    """Emissions of making storage and devices, spread over their lives [kgCO2 per year]."""
    horizon = case.economics.horizon_years
    storage = math.fsum(
        kind.embodied_kg_per_kwh * capacity / (kind.life_years or horizon)
        for kind, capacity in zip(case.storage_types, design.storage_kwh, strict=True)
    )
    fid = math.fsum(
        case.hubs[h].embodied_kg_per_kw * rating / (case.hubs[h].life_years or horizon)
        for h, rating in zip(case.rating_hubs, design.fid_kw, strict=True)
    )
    return storage + fid


def _yearly(case: Case, per_day: Sequence[float]) -> float:
    """Σ_l N_l of a daily figure."""
    return math.fsum(
        scenario.days_per_year * value
        for scenario, value in zip(case.scenarios, per_day, strict=True)
    )


def _purchases_made(life: float | None, horizon: int, rate: float) -> float:
    """Discounted number of times that a component is bought inside the horizon."""
    if life is None:
        return 1.0
    times = math.ceil(horizon / life)
    return math.fsum((1 + rate) ** -(life * k) for k in range(times))
