"""Storage: equations (5) to (10), and a limit on cycles."""

from __future__ import annotations

from operation.equations.columns import DispatchColumns
from operation.equations.numbering import Over, Row, at_least, at_most, equal, equation


@equation("5", over=(Over.SITE, Over.STEP))
def storage_exclusivity(m: DispatchColumns, s: int, t: int) -> Row:
    """A storage never charges and discharges at once. [-]

    u_ch[t] + u_dis[t] ≤ 1
    """
    return at_most(m.charging[s, t] + m.discharging[s, t], 1)


@equation("6", over=(Over.SITE, Over.STEP))
def storage_balance(m: DispatchColumns, s: int, t: int) -> Row:
    """What is stored after a step is what was stored, plus charge, minus discharge. [kWh]

    E[t+1] = E[t] (1 - σ Δt) + Δt (η_C P_ch[t] - P_dis[t] / η_D)
    """
    kind, dt = m.case.storage_types[s], m.step_hours
    kept = (1 - kind.self_discharge_per_hour * dt) * m.stored_kwh[s, t]
    charged = dt * kind.charge_efficiency * m.charge_kw[s, t]
    discharged = dt / kind.discharge_efficiency * m.discharge_kw[s, t]
    return equal(m.stored_kwh[s, t + 1], kept + charged - discharged)


@equation("7", over=(Over.SITE, Over.STEP))
def storage_power_limits(m: DispatchColumns, s: int, t: int) -> dict[str, Row]:
    """Charge and discharge lie between least and largest power while switched on. [kW]

    P_min u ≤ P ≤ P_max u, for charge and for discharge
    """
    kind = m.case.storage_types[s]
    return {
        "charge_least": at_least(m.charge_kw[s, t], kind.power_min_kw * m.charging[s, t]),
        "charge_most": at_most(m.charge_kw[s, t], kind.power_max_kw * m.charging[s, t]),
        "discharge_least": at_least(m.discharge_kw[s, t], kind.power_min_kw * m.discharging[s, t]),
        "discharge_most": at_most(m.discharge_kw[s, t], kind.power_max_kw * m.discharging[s, t]),
    }


@equation("8", over=(Over.SITE, Over.STEP))
def storage_level_limits(m: DispatchColumns, s: int, t: int) -> dict[str, Row]:
    """The level stays in the usable part of the capacity. [kWh]

    SOC_min S ≤ E[t] ≤ SOC_max S; of a window, E[T] too
    """
    kind = m.case.storage_types[s]
    least, most = kind.soc_min * m.storage_kwh[s], kind.soc_max * m.storage_kwh[s]
    rows = {"least": at_least(m.stored_kwh[s, t], least), "most": at_most(m.stored_kwh[s, t], most)}
    if m.window is not None and t == m.scenario.steps - 1:
        rows["end_least"] = at_least(m.stored_kwh[s, t + 1], least)
        rows["end_most"] = at_most(m.stored_kwh[s, t + 1], most)
    return rows


@equation("9", over=(Over.SITE,))
def storage_cycle(m: DispatchColumns, s: int) -> dict[str, Row]:
    """The level after the last step is the level before the first, fixed where asked for. [kWh]

    E[T] = E[0]; E[0] = SOC_start S. Of a window: E[0] = E_before; E[T] = E_end, where it is given
    """
    if (window := m.window) is not None:
        rows = {"before": equal(m.stored_kwh[s, 0], window.start_kwh[s])}
        if window.end_kwh is not None:
            rows["end"] = equal(m.stored_kwh[s, m.scenario.steps], window.end_kwh[s])
        return rows
    rows = {"closed": equal(m.stored_kwh[s, m.scenario.steps], m.stored_kwh[s, 0])}
    start_soc = m.case.storage_types[s].start_soc
    if start_soc is not None:
        rows["start"] = equal(m.stored_kwh[s, 0], start_soc * m.storage_kwh[s])
    return rows


@equation("10", over=(Over.SITE, Over.STEP))
def storage_ramp_limits(m: DispatchColumns, s: int, t: int) -> dict[str, Row]:
    """Net discharge changes from step to step no faster than the ramp limits. [kW]

    -R_down Δt ≤ P[t] - P[t-1] ≤ R_up Δt with P = P_dis - P_ch
    """
    kind, dt = m.case.storage_types[s], m.step_hours
    change = m.net_discharge_kw(s, t) - m.net_discharge_kw(s, t - 1)
    rows = {}
    if kind.ramp_up_kw_per_hour is not None:
        rows["up"] = at_most(change, kind.ramp_up_kw_per_hour * dt)
    if kind.ramp_down_kw_per_hour is not None:
        rows["down"] = at_least(change, -kind.ramp_down_kw_per_hour * dt)
    return rows


@equation("10a", over=(Over.SITE,))
def storage_cycle_limit(m: DispatchColumns, s: int) -> dict[str, Row]:
    """Energy discharged stays within the allowed full cycles of the capacity. [kWh]

    Σ_t P_dis[t] Δt ≤ cycles per day · days · S, over all steps or over each day of a window
    """
    cycles, dt = m.case.storage_types[s].cycles_per_day_max, m.step_hours
    if cycles is None:
        return {}
    return {
        suffix: at_most(
            m.total(dt * m.discharge_kw[s, t] for t in span),
            cycles * (len(span) * dt / 24) * m.storage_kwh[s],
        )
        for suffix, span in m.spans().items()
    }
