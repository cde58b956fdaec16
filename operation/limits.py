"""Dispatches held against limits of the distribution network, and what is told of broken ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases import Case, Scenario
from cases.network_limits import NetworkLimits
from operation.causes import Cause
from operation.checker import TOLERANCE
from operation.dispatch import Dispatch

Floats = NDArray[np.float64]


def excess_kw(limits: NetworkLimits, y: Dispatch) -> Floats:
    """By how much a dispatch without reactive power breaks each limit, shape (rows,) [kW].

    0 where a limit holds.
    """
    if not len(limits):
        return np.zeros(0)
    taken = (limits.kw_share * (y.import_kw - y.export_kw)[limits.step]).sum(axis=1)
    excess: Floats = taken - limits.most_kw
    excess[excess <= TOLERANCE * np.maximum(np.abs(limits.most_kw), 1.0)] = 0.0
    return excess


def limit_causes(case: Case, day: Scenario, excess: Floats, equation: str) -> tuple[Cause, ...]:
    """A cause for each bus with broken limits, the worst first.

    `excess` is that of the scenario's limits, shape (rows,) [kW], 0 where one holds; it is told in
    kW of the building that counts most.
    """
    limits, found = day.network, dict[str, Cause]()
    for row in np.argsort(-excess, kind="stable").tolist():
        bus = limits.bus[row]
        if excess[row] <= 0.0 or bus in found:
            continue
        own = [r for r, name in enumerate(limits.bus) if name == bus and excess[r] > 0.0]
        building = int(np.abs(limits.kw_share[row]).argmax())
        found[bus] = Cause(
            scenario=day.name,
            clock=day.clock(int(limits.step[row])),
            place=bus,
            equation=equation,
            amount=float(excess[row] / limits.kw_share[row, building]),
            steps=len({int(limits.step[r]) for r in own}),
            building=case.buildings[building].name,
        )
    return tuple(found.values())
