"""Limits of the distribution network, and reactive power of ports: (13a) and (38b)."""

from __future__ import annotations

import math

from operation.equations.columns import DispatchColumns
from operation.equations.numbering import Over, Row, at_most, equation


@equation("13a", over=(Over.REACTIVE_PORT, Over.STEP))
def port_apparent_power(m: DispatchColumns, p: int, t: int) -> dict[str, Row]:
    """A port's active and reactive power together stay within its rating. [kVA]

    cos α_k (P_in + P_out) + sin α_k (Q_give + Q_take) ≤ S_h cos(π/n) with α_k = (2k + 1) π/n:
    a regular polygon of n sides inside the circle, its corners on the axes. A quarter of its sides
    is enough, for power flows one way only (11).
    """
    if (p, t) not in m.reactive or m.case.network is None:
        return {}
    sides = m.case.network.apparent_power_sides
    active = m.port_in_kw[p, t] + m.port_out_kw[p, t]
    reactive = m.port_kvar_given[p, t] + m.port_kvar_taken[p, t]
    inside = math.cos(math.pi / sides) * m.fid_kw[m.case.port_ratings[p]]
    angles = [math.pi * (2 * k + 1) / sides for k in range(sides // 4)]
    return {
        f"{k}": at_most(math.cos(angle) * active + math.sin(angle) * reactive, inside)
        for k, angle in enumerate(angles)
    }


@equation("38b", over=(Over.LIMIT,))
def network_limits(m: DispatchColumns, r: int) -> Row:
    """Buildings take no more together than a bus of the network bears in a step. [kW]

    Σ_b a_b (P_buy - P_sell) - Σ_b k_b Σ_ports (Q_give - Q_take) ≤ P_most
    """
    limits, t = m.limits, int(m.limits.step[r])
    taken = m.total(
        float(share) * (m.import_kw[b, t] - m.export_kw[b, t])
        for b, share in enumerate(limits.kw_share[r])
        if share
    )
    relieved = m.total(
        float(limits.kvar_share[r, b]) * (m.port_kvar_given[p, t] - m.port_kvar_taken[p, t])
        for p, (_, b) in enumerate(m.case.ports)
        if limits.kvar_share[r, b]
    )
    return at_most(taken - relieved, float(limits.most_kw[r]))
