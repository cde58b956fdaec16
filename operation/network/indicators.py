"""How good a day was for the feeder and for the buildings, by the exact AC power flow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases.feeders.day import FeederDay
from cases.feeders.feeder import Feeder
from cases.feeders.population import Population
from operation.network.keeping import Keeping
from operation.network.lindistflow import linear_squared_voltage
from operation.network.power_flow import power_flow
from operation.network.simulated import ControlledDay
from operation.network.voltage_limits import VoltageLimits

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WorstVoltage:
    """The voltage that is furthest outside its limits."""

    bus: str
    step: int
    clock: str
    """When the step begins."""
    voltage_pu: float


@dataclass(frozen=True)
class FeederIndicators:
    """Figures of a controlled day (Fontenot et al. 2021, section 5.1); voltages are magnitudes."""

    average_loss_kw: float
    lowest_voltage_pu: float
    highest_voltage_pu: float
    travel_pu: float
    """VH1 (31a): sum of a bus's voltage changes over the day, of the worst bus."""
    squared_travel_pu: float
    """VH2 (31b): the same of squared changes."""
    cooling_mwh: float
    """Energy of all air conditioners."""
    home_peak_kw: float
    """Largest total power of the air conditioners of homes, per home."""
    shop_peak_kw: float
    discomfort_c: float
    """Degrees outside the comfort band (16), mean over buildings and steps."""
    linear_error_pu: float
    """Largest difference of the linear model's voltages from these."""
    violations: int
    """Buses and steps outside the limits of voltages."""
    worst: WorstVoltage | None
    """Furthest outside; None where all limits are kept."""
    keeping: Keeping
    seconds: float
    fallbacks: int
    """Horizons that the first solver failed on."""

    @property
    def feasible(self) -> bool:
        """Whether every voltage kept its limits."""
        return self.violations == 0


def indicators(
    feeder: Feeder,
    population: Population,
    day: FeederDay,
    run: ControlledDay,
    limits: VoltageLimits | None = None,
) -> FeederIndicators:
    """Figures of a controlled day; nan where the feeder cannot carry a step.

    `limits` are those of `VoltageLimits` unless others are given.
    """
    demand = run.demand(feeder, population, day)
    return flow_indicators(feeder, population, day, run, demand, limits or VoltageLimits())


def flow_indicators(
    feeder: Feeder,
    population: Population,
    day: FeederDay,
    run: ControlledDay,
    demand: tuple[Floats, Floats],
    limits: VoltageLimits,
) -> FeederIndicators:
    """The same where buses take a `demand` of more than the buildings', (steps, buses)."""
    kw, kvar = demand
    flow = power_flow(feeder, kw, kvar, limits.source_pu)
    linear = np.sqrt(linear_squared_voltage(feeder, kw, kvar, limits.source_pu))
    excess = limits.excess(flow.voltage_pu)
    change = np.diff(flow.voltage_pu, axis=0)
    steps = len(kw)
    shop = population.shop
    outside = np.maximum(run.room_c - day.high_c[:steps], 0.0)
    outside += np.maximum(day.low_c[:steps] - run.room_c, 0.0)
    return FeederIndicators(
        average_loss_kw=float(flow.loss_kw.mean()),
        lowest_voltage_pu=float(flow.voltage_pu.min()),
        highest_voltage_pu=float(flow.voltage_pu.max()),
        travel_pu=float(np.abs(change).sum(axis=0).max()),
        squared_travel_pu=float((change**2).sum(axis=0).max()),
        cooling_mwh=float(run.cooling_kw.sum()) * day.step_hours / 1000.0,
        home_peak_kw=_peak_of_mean(run.cooling_kw[:, ~shop]),
        shop_peak_kw=_peak_of_mean(run.cooling_kw[:, shop]),
        discomfort_c=float(outside.mean()),
        linear_error_pu=float(np.abs(linear - flow.voltage_pu).max()),
        violations=int(np.count_nonzero(excess)),
        worst=_worst(feeder, flow.voltage_pu, excess, day.step_hours) if excess.any() else None,
        keeping=run.keeping,
        seconds=run.seconds,
        fallbacks=run.fallbacks,
    )


def _worst(feeder: Feeder, voltage_pu: Floats, excess: Floats, step_hours: float) -> WorstVoltage:
    step, bus = (int(at) for at in np.unravel_index(excess.argmax(), excess.shape))
    minutes = round(60 * step * step_hours)
    clock = f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    return WorstVoltage(feeder.buses[bus], step, clock, float(voltage_pu[step, bus]))


def _peak_of_mean(power: Floats) -> float:
    return float(power.mean(axis=1).max()) if power.shape[1] else 0.0
