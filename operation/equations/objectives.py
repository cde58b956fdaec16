"""What the lower level minimises: equations (33) to (35), and the emissions behind (25)."""

from __future__ import annotations

from itertools import product

from cases.schema import DeviceKind
from operation.equations.columns import DispatchColumns
from operation.equations.conversion import device_sum
from operation.equations.numbering import Expression, term


@term("35b")
def daily_payments(m: DispatchColumns) -> Expression:
    """Purchases less sales, per day. [currency]

    Σ (c_buy P_buy + c_gas F_gas + c_heat H_buy - c_sell P_sell) Δt / days
    """
    parts = []
    for b, t in product(range(len(m.case.buildings)), range(m.scenario.steps)):
        building = m.case.buildings[b]
        parts += [
            float(m.scenario.import_price_per_kwh[t, b]) * m.import_kw[b, t],
            -float(m.scenario.export_price_per_kwh[t, b]) * m.export_kw[b, t],
        ]
        if building.heat_network is not None:
            parts.append(building.heat_network.price_per_kwh * m.heat_import_kw[b, t])
        if building.gas is not None:
            price_per_kwh = building.gas.price_per_m3 / building.gas.lower_heating_value_kwh_per_m3
            parts.append(price_per_kwh * _gas_kw(m, b, t))
    return _per_day(m) * m.total(parts)


@term("35")
def daily_cost(m: DispatchColumns) -> Expression:
    """Payments plus the penalty on curtailment, per day. [currency]

    f4 = payments + Σ c_PN P_curtailed Δt / days
    """
    penalty = m.case.operation.curtailment_penalty_per_kwh
    curtailed = m.total(
        _curtailed_kw(m, b, t)
        for b, t in product(range(len(m.case.buildings)), range(m.scenario.steps))
    )
    return daily_payments.of(m) + _per_day(m) * penalty * curtailed


@term("34")
def spilled_energy(m: DispatchColumns) -> Expression:
    """Renewable energy not used in the cluster, per day: what self-consumption falls short. [kWh]

    SCR = 1 - Σ (P_curtailed + P_sell) Δt / Σ P_available Δt, whose numerator this is
    """
    return _per_day(m) * m.total(
        _curtailed_kw(m, b, t) + m.export_kw[b, t]
        for b, t in product(range(len(m.case.buildings)), range(m.scenario.steps))
    )


def used_energy(m: DispatchColumns) -> Expression:
    """Renewable energy used in the cluster, per day: available less spilled. [kWh]"""
    available = float(m.scenario.pv_kw.sum() + m.scenario.wind_kw.sum())
    return _per_day(m) * available - spilled_energy.of(m)


@term("25")
def daily_emissions(m: DispatchColumns) -> Expression:
    """Emissions of electricity, gas and heat bought, per day. [kgCO2]

    Σ (e_E P_buy + e_G F_gas + e_H H_buy) Δt / days
    """
    parts = []
    for b, t in product(range(len(m.case.buildings)), range(m.scenario.steps)):
        building = m.case.buildings[b]
        parts.append(float(m.scenario.grid_emission_kg_per_kwh[t, b]) * m.import_kw[b, t])
        if building.heat_network is not None:
            parts.append(building.heat_network.emission_kg_per_kwh * m.heat_import_kw[b, t])
        if building.gas is not None:
            parts.append(building.gas.emission_kg_per_kwh * _gas_kw(m, b, t))
    return _per_day(m) * m.total(parts)


@term("35a")
def daily_wear(m: DispatchColumns) -> Expression:
    """Wear of storage, per day; steers the dispatch and is nobody's payment. [currency]

    Σ c_wear P_dis Δt / days
    """
    return _per_day(m) * m.total(
        kind.wear_cost_per_kwh * m.discharge_kw[s, t]
        for s, kind in enumerate(m.case.storage_types)
        for t in range(m.scenario.steps)
    )


@term("35c")
def daily_reactive_wear(m: DispatchColumns) -> Expression:
    """What reactive power costs the ports that give or take it, per day; a payment to nobody.

    Σ c_kvar (Q_give + Q_take) Δt / days [currency]
    """
    price = m.case.network.reactive_cost_per_kvarh if m.case.network else 0.0
    return _per_day(m) * m.total(
        price * (m.port_kvar_given[place] + m.port_kvar_taken[place])
        for place in sorted(m.reactive)
    )


@term("33")
def weighted_objective(m: DispatchColumns) -> Expression:
    """Daily cost and self-consumption joined; carbon decides among equals. [currency]

    f4 + wear, reactive wear included, + λ · spilled energy + ε · emissions
    """
    operation = m.case.operation
    return first_objective(m) + operation.self_consumption_value_per_kwh * spilled_energy.of(m)


def first_objective(m: DispatchColumns) -> Expression:
    """First objective of the lexicographic order: daily cost, wear, and the carbon tie-break."""
    tiebreak = m.case.operation.carbon_tiebreak_per_kg * daily_emissions.of(m)
    return daily_cost.of(m) + daily_wear.of(m) + daily_reactive_wear.of(m) + tiebreak


def _per_day(m: DispatchColumns) -> float:
    return m.step_hours / m.scenario.days


def _curtailed_kw(m: DispatchColumns, b: int, t: int) -> Expression:
    available = float(m.scenario.pv_kw[t, b] + m.scenario.wind_kw[t, b])
    return available - m.pv_used_kw[b, t] - m.wind_used_kw[b, t]


def _gas_kw(m: DispatchColumns, b: int, t: int) -> Expression:
    return device_sum(m, b, t, output=False, kinds=(DeviceKind.GAS_TO_HEAT,))
