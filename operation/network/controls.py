"""A day under a controller: what it decides, hour by hour, and what comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from cases.feeders.day import FeederDay
from cases.feeders.feeder import Feeder
from cases.feeders.population import Population
from operation.network.engine import DependableEngine
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import HorizonSettings, Rule, State
from operation.network.horizon_sides import right_hand_sides
from operation.network.rule_based import rule_based_day
from operation.network.simulated import ControlledDay, Simulation
from operation.network.weights import ControlWeights

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
class ControlSettings:
    """How a day is controlled."""

    control: Control = Control.NETWORK
    reactive_support: bool = True
    horizon_steps: int = HORIZON_STEPS
    recede_steps: int = RECEDE_STEPS
    weights: ControlWeights = field(default_factory=ControlWeights)
    low_pu: float = 0.95
    high_pu: float = 1.05
    source_pu: float = 1.0

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

    The day must go on for a horizon beyond them. Raises ControlFailed and ValueError.
    """
    began = time.monotonic()
    if settings.control is Control.RULES:
        return rule_based_day(population, day, steps)
    if len(day.ambient_c) < steps - settings.recede_steps + settings.horizon_steps:
        raise ValueError("the day ends inside the last horizon: make it longer")
    horizon = HorizonProgram(
        feeder, population, horizon_settings(settings), settings.horizon_steps, day.step_hours
    )
    engine = DependableEngine(horizon.program)
    simulation = Simulation(population, day, steps)
    for first in range(0, steps, settings.recede_steps):
        state = State(simulation.wall_c, simulation.room_c, simulation.stored_kwh)
        found = engine.solve(*right_hand_sides(horizon, day, first, state))
        for step in range(min(settings.recede_steps, steps - first)):
            _apply(simulation, horizon, found, first + step, step)
        on_step(first)
    return simulation.finished(time.monotonic() - began, engine.fallbacks)


def horizon_settings(settings: ControlSettings) -> HorizonSettings:
    """What the controller of a kind knows and may do."""
    rule = {Control.EACH: Rule.EACH, Control.ALL: Rule.ALL}.get(settings.control, Rule.FREE)
    return HorizonSettings(
        rule=rule,
        network=settings.control is Control.NETWORK,
        reactive_support=settings.reactive_support,
        weights=settings.weights,
        low_pu=settings.low_pu,
        high_pu=settings.high_pu,
        source_pu=settings.source_pu,
    )


def _apply(
    simulation: Simulation, horizon: HorizonProgram, found: Floats, at: int, step: int
) -> None:
    """Apply a step of what was found; PV of a group is shared by what its owners have."""
    day, groups = simulation.day, horizon.pv_groups
    own = day.pv_kw[at, groups.owner]
    available = groups.total(own)
    share = np.divide(
        found[horizon.pv[step]], available, out=np.zeros_like(available), where=available > 0
    )
    n = len(simulation.population)
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
