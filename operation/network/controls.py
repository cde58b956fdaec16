"""A day under a controller: what it decides, hour by hour, and what comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cases.feeders.day import FeederDay
from cases.feeders.feeder import Feeder
from cases.feeders.population import Population
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import ControlTerms, HorizonSettings, Rule, State
from operation.network.horizon_sides import right_hand_sides
from operation.network.rule_based import rule_based_day
from operation.network.simulated import ControlledDay, Simulation
from operation.network.voltage_keeping import VoltageKeeper

Floats = NDArray[np.float64]

HORIZON_STEPS, RECEDE_STEPS = 24, 4
"""Six hours ahead, one hour at a time."""


class Control(IntEnum):
    """Who decides what the buildings of a feeder do (Fontenot et al. 2021, section 3)."""

    RULES = 0
    """A thermostat and a battery rule in every building."""
    EACH = 1
    """Each building by its own model predictive control."""
    ALL = 2
    """All buildings together, the feeder unknown."""
    NETWORK = 3
    """Buildings and feeder together."""


@dataclass(frozen=True)
class ControlSettings(ControlTerms):
    """How a day is controlled."""

    control: Control = Control.NETWORK
    horizon_steps: int = HORIZON_STEPS
    recede_steps: int = RECEDE_STEPS
    tightened: bool = True
    """Whether limits are tightened until exact voltages keep them, or the model is believed."""

    def __post_init__(self) -> None:
        if not 1 <= self.recede_steps <= self.horizon_steps:
            raise ValueError("a horizon must be at least as long as the steps that are applied")


def control_day(
    feeder: Feeder,
    population: Population,
    day: FeederDay,
    settings: ControlSettings,
    steps: int = 96,
    on_step: Callable[[int], None] = lambda step: None,
) -> ControlledDay:
    """Run the first `steps` of a day under a controller that knows what the day brings.

    The day must go on for a horizon beyond them. Voltages that cannot be kept are left as little as
    can be. Raises ControlFailed where a horizon cannot be solved, and ValueError.
    """
    began = time.monotonic()
    if settings.control is Control.RULES:
        return rule_based_day(population, day, steps)
    if len(day.ambient_c) < steps - settings.recede_steps + settings.horizon_steps:
        raise ValueError("the day ends inside the last horizon: make it longer")

    def build(horizon: HorizonSettings) -> HorizonProgram:
        return HorizonProgram(feeder, population, horizon, settings.horizon_steps, day.step_hours)

    keeper = VoltageKeeper(build, horizon_settings(settings), tightened=settings.tightened)
    simulation = Simulation(population, day, steps)
    for first in range(0, steps, settings.recede_steps):
        state = State(simulation.wall_c, simulation.room_c, simulation.stored_kwh)
        applied = slice(first, min(first + settings.recede_steps, steps))
        answer = keeper.solve(
            partial(right_hand_sides, day=day, first=first, state=state),
            applied.stop - first,
            partial(_tried, simulation, feeder, applied),
        )
        apply_horizon(simulation, answer.horizon, answer.found, applied)
        on_step(first)
    return simulation.finished(time.monotonic() - began, keeper.fallbacks, keeper.keeping)


def horizon_settings(settings: ControlSettings) -> HorizonSettings:
    """What the controller of a kind knows and may do."""
    rule = {Control.EACH: Rule.EACH, Control.ALL: Rule.ALL}.get(settings.control, Rule.FREE)
    return HorizonSettings(
        rule=rule,
        network=settings.control is Control.NETWORK,
        reactive_support=settings.reactive_support,
        weights=settings.weights,
        limits=settings.limits,
        model=settings.model,
    )


def _tried(
    simulation: Simulation, feeder: Feeder, steps: slice, horizon: HorizonProgram, found: Floats
) -> tuple[Floats, Floats]:
    """What the buses would take if some steps were applied."""
    trial = simulation.copy()
    apply_horizon(trial, horizon, found, steps)
    return trial.demand(feeder, steps)


def apply_horizon(
    simulation: Simulation, horizon: HorizonProgram, found: Floats, steps: slice
) -> None:
    """Apply what was found for some steps; PV of a group is shared by what its owners have."""
    groups, n = horizon.pv_groups, len(simulation.population)
    for step, at in enumerate(range(steps.start, steps.stop)):
        own = simulation.day.pv_kw[at, groups.owner]
        available = groups.total(own)
        share = np.divide(
            found[horizon.pv[step]], available, out=np.zeros_like(available), where=available > 0
        )
        pv, pv_q, battery_q = np.zeros(n), np.zeros(n), np.zeros(n)
        pv[groups.owner] = share[groups.group] * own
        if horizon.settings.reactive_support:
            per_kva = found[horizon.pv_q[step]] / groups.total(groups.kva)
            pv_q[groups.owner] = per_kva[groups.group] * groups.kva
            battery_q[horizon.batteries] = found[horizon.battery_q[step]]
        simulation.step(
            cooling_kw=found[horizon.cooling[step]],
            charge_kw=found[horizon.charge[step]],
            discharge_kw=found[horizon.discharge[step]],
            pv_kw=pv,
            battery_kvar=battery_q,
            pv_kvar=pv_q,
        )
