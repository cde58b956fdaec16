"""A controlled day whose forecast was wrong: controls kept, disturbances drawn anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases.feeders.day import FeederDay
from cases.feeders.feeder import Feeder
from cases.feeders.grouped import grouped_sum
from cases.feeders.population import Population
from operation.network.power_flow import power_flow
from operation.network.simulated import FIRST_ROOM_C, FIRST_WALL_C, ControlledDay
from operation.network.thermal import ThermalStep, thermal_step

Floats = NDArray[np.float64]

BATCH = 100
"""Scenarios that are in memory together."""


@dataclass(frozen=True)
class UncertaintyFigures:
    """What wrong forecasts change (Fontenot et al. 2021, table 6), over all scenarios.

    A scenario counts with its worst building, bus and step, its loss with the mean of the day.
    """

    scenarios: int
    worst_violation_c: float
    mean_violation_c: float
    worst_voltage_change_pu: float
    mean_voltage_change_pu: float
    lowest_voltage_pu: float
    worst_loss_change_w: float
    mean_loss_change_w: float
    not_converged: int
    """Flows that the feeder could not carry; they count in no figure but this one."""


def uncertainty(
    feeder: Feeder,
    population: Population,
    day: FeederDay,
    run: ControlledDay,
    *,
    scenarios: int = 5000,
    deviation: float = 0.15,
    seed: int = 1,
    source_pu: float = 1.0,
) -> UncertaintyFigures:
    """Draw ambient temperature, internal heat, appliances, PV and base load, step by step.

    Each is normal about its forecast with `deviation` as its relative standard deviation, for every
    building by itself, and never below zero. Coolers, batteries and inverters do as they were told;
    PV is curtailed by the same share as before. A scenario's draws do not depend on how many there
    are. Raises ValueError for fewer than one scenario or a negative deviation.
    """
    if scenarios < 1 or deviation < 0:
        raise ValueError("at least one scenario and a deviation of 0 or more are needed")
    nominal = power_flow(feeder, *run.demand(feeder, population, day), source_pu)
    step, parts = thermal_step(population, day.step_hours), []
    for first in range(0, scenarios, BATCH):
        numbers = range(first, min(first + BATCH, scenarios))
        draws = [_Draw.of(population, day, run, deviation, seed, number) for number in numbers]
        violation = _violations(step, day, run, draws)
        demand = [draw.demand(feeder, population, day, run) for draw in draws]
        kw, kvar = (np.concatenate([pair[i] for pair in demand]) for i in (0, 1))
        flow = power_flow(feeder, kw, kvar, source_pu)
        shape = (len(draws), len(nominal.loss_kw))
        change = np.abs(flow.voltage_pu.reshape(*shape, len(feeder)) - nominal.voltage_pu)
        loss = flow.loss_kw.reshape(shape) - nominal.loss_kw
        parts.append(
            (
                violation,
                np.nanmax(change, axis=(1, 2)),
                np.nanmin(flow.voltage_pu.reshape(shape[0], -1), axis=1),
                1000.0 * np.abs(np.nanmean(loss, axis=1)),
                np.array([np.count_nonzero(~flow.converged)]),
            )
        )
    violations, voltages, lowest, losses, lost = (
        np.concatenate([part[i] for part in parts]) for i in range(5)
    )
    return UncertaintyFigures(
        scenarios=scenarios,
        worst_violation_c=float(violations.max()),
        mean_violation_c=float(violations.mean()),
        worst_voltage_change_pu=float(voltages.max()),
        mean_voltage_change_pu=float(voltages.mean()),
        lowest_voltage_pu=float(lowest.min()),
        worst_loss_change_w=float(losses.max()),
        mean_loss_change_w=float(losses.mean()),
        not_converged=int(lost.sum()),
    )


@dataclass(frozen=True, eq=False)
class _Draw:
    """Factors on the forecasts of one scenario."""

    ambient: Floats
    """Shape (steps,)."""
    base: Floats
    internal: Floats
    """Shape (steps, buildings)."""
    misc: Floats
    pv: Floats

    @staticmethod
    def of(
        population: Population,
        day: FeederDay,
        run: ControlledDay,
        deviation: float,
        seed: int,
        number: int,
    ) -> _Draw:
        rng = np.random.default_rng([seed, number])
        steps, buildings = len(run.cooling_kw), len(population)

        def factors(*shape: int) -> Floats:
            return np.asarray(np.maximum(1.0 + deviation * rng.standard_normal(shape), 0.0))

        ambient, base = factors(steps), factors(steps)
        internal, misc, pv = (factors(steps, buildings) for _ in range(3))
        return _Draw(ambient, base, internal, misc, pv)

    def demand(
        self, feeder: Feeder, population: Population, day: FeederDay, run: ControlledDay
    ) -> tuple[Floats, Floats]:
        """What the buses take, shape (steps, buses) [kW], [kvar]."""
        steps = len(run.cooling_kw)
        kw = run.cooling_kw + self.misc * day.misc_kw[:steps] + run.battery_kw
        kw -= self.pv * run.pv_kw
        kvar = self.misc * day.misc_kvar[:steps] - run.battery_kvar - run.pv_kvar
        totals = []
        for own, base in zip((kw, kvar), day.base_load(feeder), strict=True):
            at_bus = grouped_sum(own, population.bus, len(feeder))
            totals.append(at_bus + self.base[:, None] * base[:steps])
        return totals[0], totals[1]


def _violations(
    step: ThermalStep, day: FeederDay, run: ControlledDay, draws: list[_Draw]
) -> Floats:
    """Largest violation of the comfort band in every scenario, shape (scenarios,) [K]."""
    n = run.cooling_kw.shape[1]
    wall, room = np.full((len(draws), n), FIRST_WALL_C), np.full((len(draws), n), FIRST_ROOM_C)
    worst = np.zeros(len(draws))
    for t in range(len(run.cooling_kw)):
        ambient = day.ambient_c[t] * np.array([draw.ambient[t] for draw in draws])[:, None]
        internal = day.internal_kw[t] * np.stack([draw.internal[t] for draw in draws])
        wall, room = (
            step.state[:, i, 0] * wall
            + step.state[:, i, 1] * room
            + step.cooling[:, i] * run.cooling_kw[t]
            + step.disturbance[:, i, 0] * ambient
            + step.disturbance[:, i, 1] * day.sun_kw_per_m2[t]
            + step.disturbance[:, i, 2] * internal
            for i in (0, 1)
        )
        outside = np.maximum(room - day.high_c[t], day.low_c[t] - room)
        worst = np.maximum(worst, outside.max(axis=1))
    return worst
