"""Control 0: a thermostat and a battery rule in every building, no model and no forecast."""

from __future__ import annotations

import time

import numpy as np

from cases.feeders.day import FeederDay
from cases.feeders.population import Population
from operation.network.simulated import ControlledDay, Simulation

RAMP = 1.0 / 3.0
"""Share of its power by which an air conditioner goes up in a step while it is too warm."""


def rule_based_day(population: Population, day: FeederDay, steps: int = 96) -> ControlledDay:
    """Run a day by rules.

    While a room is warmer than its band the air conditioner goes up, else it is off. PV serves the
    building and then the battery; what is left is curtailed. The battery serves what PV does not.
    """
    began = time.monotonic()
    simulation = Simulation(population, day, steps)
    cooling = np.zeros(len(population))
    batteries = simulation.batteries
    nothing = np.zeros(len(population))
    for at in range(steps):
        too_warm = simulation.room_c > day.high_c[max(at - 1, 0)]
        raised = np.minimum(cooling + RAMP * population.hvac_kw, population.hvac_kw)
        cooling = np.where(too_warm, raised, 0.0)
        need = cooling + day.misc_kw[at]
        surplus = np.maximum(day.pv_kw[at] - need, 0.0)
        lack = np.maximum(need - day.pv_kw[at], 0.0)
        _, most = simulation.battery_range()
        charge = np.minimum(surplus[batteries], np.maximum(most, 0.0))
        pv = np.minimum(day.pv_kw[at], need)
        pv[batteries] += charge
        simulation.step(
            cooling_kw=cooling,
            charge_kw=charge,
            discharge_kw=lack[batteries],
            pv_kw=pv,
            battery_kvar=nothing,
            pv_kvar=nothing,
        )
    return simulation.finished(time.monotonic() - began)
