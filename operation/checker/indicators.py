"""What a dispatch costs, emits and consumes, recomputed from the arrays: (25), (33) to (35c)."""

from __future__ import annotations

from dataclasses import dataclass

from cases.schema import ObjectiveJoin, Operation
from operation.checker.facts import Facts
from operation.dispatch import Dispatch

INDICATOR_NUMBERS = ("25", "33", "34", "35", "35a", "35b", "35c")
"""Equations of the objectives that `indicators` recomputes."""


@dataclass(frozen=True)
class Indicators:
    """Figures of one scenario, per day; costs in the case's currency, energy in kWh."""

    daily_cost: float
    """(35): purchases less sales plus curtailment penalty."""
    purchase_cost: float
    sales_revenue: float
    curtailment_penalty: float
    emissions_kg: float
    """(25), per day [kgCO2]."""
    wear_cost: float
    """Of storage (35a), and of ports that give reactive power (35c); nobody's payment."""
    import_kwh: float
    export_kwh: float
    gas_kwh: float
    heat_import_kwh: float
    available_kwh: float
    curtailed_kwh: float
    demand_kwh: float
    """Electricity used by loads and conversion devices."""
    self_consumption: float
    """(34): share of the available renewable energy used in the cluster; 1 without any."""
    self_sufficiency: float
    """Renewable energy used in the cluster as a share of its electricity demand."""

    @property
    def spilled_kwh(self) -> float:
        """Renewable energy curtailed or exported, per day."""
        return self.curtailed_kwh + self.export_kwh


def indicators(f: Facts, y: Dispatch) -> Indicators:
    """Recompute every figure of a dispatch from its arrays alone."""
    scenario, operation = f.scenario, f.case.operation
    per_day = scenario.step_hours / scenario.days
    gas_kw = (y.device_input_kw * f.gas) @ f.device_of_building
    available = per_day * float(scenario.pv_kw.sum() + scenario.wind_kw.sum())
    curtailed = available - per_day * float(y.pv_used_kw.sum() + y.wind_used_kw.sum())
    exported = per_day * float(y.export_kw.sum())
    purchase = per_day * float(
        (scenario.import_price_per_kwh * y.import_kw).sum()
        + (f.gas_price_per_kwh * gas_kw).sum()
        + (f.heat_price_per_kwh * y.heat_import_kw).sum()
    )
    sales = per_day * float((scenario.export_price_per_kwh * y.export_kw).sum())
    penalty = operation.curtailment_penalty_per_kwh * curtailed
    emissions = per_day * float(
        (scenario.grid_emission_kg_per_kwh * y.import_kw).sum()
        + (f.gas_emission_kg_per_kwh * gas_kw).sum()
        + (f.heat_emission_kg_per_kwh * y.heat_import_kw).sum()
    )
    devices = float((y.device_input_kw * f.electric).sum())
    demand = per_day * (float(scenario.electricity_kw.sum()) + devices)
    used_here = available - curtailed - exported
    network = f.case.network
    reactive_price = network.reactive_cost_per_kvarh if network is not None else 0.0
    reactive = reactive_price * float(y.port_kvar_given.sum() + y.port_kvar_taken.sum())
    return Indicators(
        daily_cost=purchase - sales + penalty,
        purchase_cost=purchase,
        sales_revenue=sales,
        curtailment_penalty=penalty,
        emissions_kg=emissions,
        wear_cost=per_day * (float((f.wear_cost_per_kwh * y.discharge_kw).sum()) + reactive),
        import_kwh=per_day * float(y.import_kw.sum()),
        export_kwh=exported,
        gas_kwh=per_day * float(gas_kw.sum()),
        heat_import_kwh=per_day * float(y.heat_import_kw.sum()),
        available_kwh=available,
        curtailed_kwh=curtailed,
        demand_kwh=demand,
        self_consumption=used_here / available if available > 0 else 1.0,
        self_sufficiency=used_here / demand if demand > 0 else 1.0,
    )


def joined_objective(operation: Operation, figures: Indicators) -> float:
    """What the (first) solve minimised, from the recomputed figures (33)."""
    first = (
        figures.daily_cost
        + figures.wear_cost
        + operation.carbon_tiebreak_per_kg * figures.emissions_kg
    )
    if operation.objective is ObjectiveJoin.WEIGHTED:
        return first + operation.self_consumption_value_per_kwh * figures.spilled_kwh
    return first
