"""Electricity of a building: equations (28), (31), (32) and (36) to (38)."""

from __future__ import annotations

from cases.schema import DeviceKind, ExportRule
from operation.equations.columns import DispatchColumns
from operation.equations.conversion import device_sum
from operation.equations.numbering import Over, Row, at_most, equal, equation


@equation("28", over=(Over.BUILDING, Over.STEP))
def electrical_balance(m: DispatchColumns, b: int, t: int) -> Row:
    """Electricity made, bought, discharged and received is used, sold, charged and sent. [kW]

    PV + WT + P_buy - P_sell + P_dis + Σ_hubs P_out
      = P_load - P_shift_out + P_shift_in + P_E2H + P_E2C + P_ch + Σ_hubs P_in
    """
    sites = m.case.sites_at_building[b]
    ports = [p for p, (_, owner) in enumerate(m.case.ports) if owner == b]
    supply = (
        m.pv_used_kw[b, t]
        + m.wind_used_kw[b, t]
        + m.import_kw[b, t]
        - m.export_kw[b, t]
        + m.total(m.discharge_kw[s, t] for s in sites)
        + m.total(m.port_out_kw[p, t] for p in ports)
    )
    powered = (DeviceKind.POWER_TO_HEAT, DeviceKind.POWER_TO_COLD)
    demand = (
        float(m.scenario.electricity_kw[t, b])
        - m.shift_out_kw[b, t]
        + m.shift_in_kw[b, t]
        + device_sum(m, b, t, output=False, kinds=powered)
        + m.total(m.charge_kw[s, t] for s in sites)
        + m.total(m.port_in_kw[p, t] for p in ports)
    )
    return equal(supply, demand)


@equation("31", over=(Over.BUILDING, Over.STEP))
def wind_available(m: DispatchColumns, b: int, t: int) -> Row:
    """Wind power used is at most the forecast. [kW]

    WT_used[t] ≤ WT_forecast[t]
    """
    return at_most(m.wind_used_kw[b, t], float(m.scenario.wind_kw[t, b]))


@equation("32", over=(Over.BUILDING, Over.STEP))
def pv_available(m: DispatchColumns, b: int, t: int) -> Row:
    """PV power used is at most the forecast. [kW]

    PV_used[t] ≤ PV_forecast[t]
    """
    return at_most(m.pv_used_kw[b, t], float(m.scenario.pv_kw[t, b]))


@equation("36", over=(Over.BUILDING, Over.STEP))
def shift_limits(m: DispatchColumns, b: int, t: int) -> dict[str, Row]:
    """Load moved out of, or into, a step is at most the shiftable share of its load. [kW]

    P_shift_out[t] ≤ M[t] P_load[t];  P_shift_in[t] ≤ M[t] P_load[t]
    """
    limit = float(m.scenario.shiftable_share[t, b] * m.scenario.electricity_kw[t, b])
    return {
        "out": at_most(m.shift_out_kw[b, t], limit),
        "in": at_most(m.shift_in_kw[b, t], limit),
    }


@equation("37", over=(Over.BUILDING,))
def shift_conservation(m: DispatchColumns, b: int) -> dict[str, Row]:
    """Load is moved in time, never lost. [kW]

    Σ_t P_shift_out[t] = Σ_t P_shift_in[t], over all steps or over each day of a window
    """
    return {
        suffix: equal(
            m.total(m.shift_out_kw[b, t] for t in span), m.total(m.shift_in_kw[b, t] for t in span)
        )
        for suffix, span in m.spans().items()
    }


@equation("38", over=(Over.BUILDING, Over.STEP))
def meter_limits(m: DispatchColumns, b: int, t: int) -> dict[str, Row]:
    """A meter imports or exports within its limits, and exports renewable power only. [kW]

    P_buy ≤ P_buy_max u;  P_sell ≤ P_sell_max (1 - u);  P_sell ≤ PV_used + WT_used
    """
    grid = m.case.buildings[b].grid
    importing = m.importing[b, t]
    most_export = grid.export_limit_kw - grid.export_limit_kw * importing
    return {
        "import": at_most(m.import_kw[b, t], grid.import_limit_kw * importing),
        "export": at_most(m.export_kw[b, t], most_export),
        "renewable": at_most(m.export_kw[b, t], m.pv_used_kw[b, t] + m.wind_used_kw[b, t]),
    }


@equation("38a", over=(Over.BUILDING, Over.STEP))
def export_rule(m: DispatchColumns, b: int, t: int) -> dict[str, Row]:
    """What else an exporting building must not do, by the case's export rule. [kW]

    surplus: P_out ≤ P_max u and P_dis ≤ P_max u (its own surplus only is exported);
    common: u is the same for all buildings of a hub;  meter: nothing more
    """
    rule = m.case.operation.export_rule
    importing = m.importing[b, t]
    ports = [p for p, (_, owner) in enumerate(m.case.ports) if owner == b]
    rows = {}
    if rule is ExportRule.SURPLUS:
        for p in ports:
            limit = m.case.hubs[m.case.ports[p][0]].port_power_max_kw
            rows[f"port_{p}"] = at_most(m.port_out_kw[p, t], limit * importing)
        for s in m.case.sites_at_building[b]:
            limit = m.case.storage_types[s].power_max_kw
            rows[f"site_{s}"] = at_most(m.discharge_kw[s, t], limit * importing)
    if rule is ExportRule.COMMON:
        for p in ports:
            hub = m.case.ports[p][0]
            first = next(owner for h, owner in m.case.ports if h == hub)
            if first != b:
                rows[f"hub_{hub}"] = equal(importing, m.importing[first, t])
    return rows
