"""The flexible interconnection device: equations (11) to (13)."""

from __future__ import annotations

from operation.equations.columns import DispatchColumns
from operation.equations.numbering import Over, Row, at_least, at_most, equal, equation


@equation("11", over=(Over.PORT, Over.STEP))
def port_exclusivity(m: DispatchColumns, p: int, t: int) -> Row:
    """Power never flows into and out of a port at once. [-]

    u_in[t] + u_out[t] ≤ 1
    """
    return at_most(m.port_in_on[p, t] + m.port_out_on[p, t], 1)


@equation("12", over=(Over.HUB, Over.STEP))
def hub_balance(m: DispatchColumns, h: int, t: int) -> Row:
    """The DC bus stores nothing: what comes in, from ports and storage, goes out. [kW]

    Σ_b η_in P_in[b,t] + P_dis[t] = Σ_b P_out[b,t] / η_out + P_ch[t]
    """
    hub = m.case.hubs[h]
    ports = [p for p, (owner, _) in enumerate(m.case.ports) if owner == h]
    sites = m.case.sites_at_hub[h]
    inflow = m.total(hub.input_efficiency * m.port_in_kw[p, t] for p in ports)
    outflow = m.total(1 / hub.output_efficiency * m.port_out_kw[p, t] for p in ports)
    discharge = m.total(m.discharge_kw[s, t] for s in sites)
    charge = m.total(m.charge_kw[s, t] for s in sites)
    return equal(inflow + discharge, outflow + charge)


@equation("13", over=(Over.PORT, Over.STEP))
def port_power_limits(m: DispatchColumns, p: int, t: int) -> dict[str, Row]:
    """A port carries between least and largest power while on, never above its rating. [kW]

    P_min u ≤ P ≤ P_max u and P ≤ S_h, for the flow in and for the flow out
    """
    h, _ = m.case.ports[p]
    hub, rating = m.case.hubs[h], m.fid_kw[m.case.port_ratings[p]]
    rows = {}
    ways = (("in", m.port_in_kw, m.port_in_on), ("out", m.port_out_kw, m.port_out_on))
    for way, flow, on in ways:
        rows[f"{way}_least"] = at_least(flow[p, t], hub.port_power_min_kw * on[p, t])
        rows[f"{way}_most"] = at_most(flow[p, t], hub.port_power_max_kw * on[p, t])
        rows[f"{way}_rating"] = at_most(flow[p, t], rating)
    return rows
