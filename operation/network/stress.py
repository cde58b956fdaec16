"""A planned dispatch on days that its forecasts got wrong: exact flows of thousands of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases import Case
from operation.dispatch import Dispatch
from operation.network.connection import Connection, consumption_kw, port_kvar
from operation.network.power_flow import power_flow

Floats = NDArray[np.float64]

BATCH = 100
"""Drawn days that are in memory together."""


@dataclass(frozen=True, eq=False)
class StressedDay:
    """What becomes of a typical day when its forecasts are wrong."""

    scenario: str
    drawn: int
    lowest_pu: Floats
    """Lowest voltage of every drawn day, shape (drawn,); nan where a step cannot be carried."""
    highest_pu: Floats
    outside: int
    """Drawn days with a voltage outside the band."""
    outside_share: Floats
    """Share of the drawn days in which a bus is outside in a step, shape (steps, buses)."""
    not_converged: int
    """Flows that the feeder could not carry; their days count as outside."""


def stress_day(
    connection: Connection,
    case: Case,
    number: int,
    dispatch: Dispatch,
    *,
    drawn: int,
    deviation: float = 0.15,
    seed: int = 1,
) -> StressedDay:
    """Draw the days of a scenario: loads, devices, generation, and the other customers.

    Each is normal about its forecast with `deviation` as its relative standard deviation, for every
    building and bus by itself, step by step, and never below zero. Storage and ports do as planned
    and curtailment keeps its share; the meters take what that leaves. A day's draws do not depend
    on how many there are. Raises ValueError for fewer than one day or a negative deviation.
    """
    if drawn < 1 or deviation < 0:
        raise ValueError("at least one day and a deviation of 0 or more are needed")
    scenario = case.scenarios[number]
    used = consumption_kw(case, scenario, dispatch)
    made = dispatch.pv_used_kw + dispatch.wind_used_kw
    planned = dispatch.import_kw - dispatch.export_kw - used + made
    base, given = connection.base_demand(scenario), port_kvar(case, dispatch)
    steps, buses = scenario.steps, len(connection.feeder)
    lowest, highest = np.empty(drawn), np.empty(drawn)
    share, outside, lost = np.zeros((steps, buses)), 0, 0
    for first in range(0, drawn, BATCH):
        days = range(first, min(first + BATCH, drawn))
        draws = [_factors([seed, number, day], deviation, used.shape, buses) for day in days]
        loads, yields, others = (np.stack([draw[i] for draw in draws]) for i in range(3))
        kw = others * base[0] + connection.at_buses(loads * used - yields * made + planned)
        kvar = others * base[1] + connection.at_buses(
            loads * used * connection.places.tangent - given
        )
        flow = power_flow(
            connection.feeder,
            kw.reshape(-1, buses),
            kvar.reshape(-1, buses),
            connection.limits.source_pu,
        )
        voltage = flow.voltage_pu.reshape(len(days), steps, buses)
        lowest[first : days.stop] = voltage.min(axis=(1, 2))
        highest[first : days.stop] = voltage.max(axis=(1, 2))
        beyond = connection.limits.excess(voltage) > 0
        share += beyond.sum(axis=0)
        outside += int(beyond.any(axis=(1, 2)).sum())
        lost += int(np.count_nonzero(~flow.converged))
    return StressedDay(scenario.name, drawn, lowest, highest, outside, share / drawn, lost)


def _factors(
    seed: list[int], deviation: float, shape: tuple[int, ...], buses: int
) -> tuple[Floats, Floats, Floats]:
    """Factors on loads and yields of buildings, and on the loads of the buses' others."""
    rng = np.random.default_rng(seed)

    def factors(*shape: int) -> Floats:
        return np.asarray(np.maximum(1.0 + deviation * rng.standard_normal(shape), 0.0))

    return factors(*shape), factors(*shape), factors(shape[0], buses)
