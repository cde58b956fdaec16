"""What comes of controls: temperatures and charges by the exact model, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cases.feeders.day import FeederDay
from cases.feeders.feeder import Feeder
from cases.feeders.grouped import grouped_sum
from cases.feeders.population import Population
from operation.network.battery import ETA, SOC_MIN, kept_in
from operation.network.keeping import Keeping
from operation.network.thermal import thermal_step

Floats = NDArray[np.float64]

FIRST_WALL_C, FIRST_ROOM_C, FIRST_SOC = 26.0, 24.0, 0.5
"""Where a day begins; the study does not say."""


@dataclass(frozen=True, eq=False)
class ControlledDay:
    """A day as it was run; powers of shape (steps, buildings) [kW, kvar], loads positive."""

    cooling_kw: Floats
    battery_kw: Floats
    """Charging less discharging."""
    pv_kw: Floats
    """Used, not available."""
    battery_kvar: Floats
    """Given to the feeder."""
    pv_kvar: Floats
    room_c: Floats
    """After the step."""
    wall_c: Floats
    stored_kwh: Floats
    """After the step, 0 without a battery."""
    seconds: float
    """What the controller took."""
    fallbacks: int
    """Horizons on which the first solver failed and the second one stepped in."""
    keeping: Keeping
    """How voltages were kept, where the controller knows the feeder."""

    def demand(
        self, feeder: Feeder, population: Population, day: FeederDay
    ) -> tuple[Floats, Floats]:
        """What the buses take, base load included, shape (steps, buses) [kW], [kvar]."""
        return _demand(feeder, population, day, vars(self), slice(0, len(self.cooling_kw)))


def _demand(
    feeder: Feeder, population: Population, day: FeederDay, run: Mapping[str, Floats], steps: slice
) -> tuple[Floats, Floats]:
    """What the buses take in some steps of a run, given by the names of `ControlledDay`."""
    kw = run["cooling_kw"][steps] + run["battery_kw"][steps] - run["pv_kw"][steps]
    kvar = -run["battery_kvar"][steps] - run["pv_kvar"][steps]
    own = kw + day.misc_kw[steps], kvar + day.misc_kvar[steps]
    totals = []
    for taken, base in zip(own, day.base_load(feeder), strict=True):
        totals.append(base[steps] + grouped_sum(taken, population.bus, len(feeder)))
    return totals[0], totals[1]


class Simulation:
    """Buildings of a feeder through a day, one step after the other."""

    def __init__(self, population: Population, day: FeederDay, steps: int) -> None:
        self.population, self.day = population, day
        self.batteries = np.flatnonzero(population.battery_kwh > 0)
        self.wall_c = np.full(len(population), FIRST_WALL_C)
        self.room_c = np.full(len(population), FIRST_ROOM_C)
        self.stored_kwh = FIRST_SOC * population.battery_kwh[self.batteries]
        self._thermal = thermal_step(population, day.step_hours)
        self._at = 0
        told = ("seconds", "fallbacks", "keeping")
        names = [entry.name for entry in fields(ControlledDay) if entry.name not in told]
        self._kept = {name: np.zeros((steps, len(population))) for name in names}

    def step(
        self,
        *,
        cooling_kw: Floats,
        charge_kw: Floats,
        discharge_kw: Floats,
        pv_kw: Floats,
        battery_kvar: Floats,
        pv_kvar: Floats,
    ) -> None:
        """Apply a step's controls; charge and discharge of shape (batteries,), others a building.

        What a solver leaves a hair outside its limits is put back inside.
        """
        p, day, at = self.population, self.day, self._at
        cooling = np.clip(cooling_kw, 0.0, p.hvac_kw)
        pv = np.clip(pv_kw, 0.0, day.pv_kw[at])
        battery = np.zeros(len(p))
        battery[self.batteries] = self._charged(charge_kw - discharge_kw)
        state = np.column_stack((self.wall_c, self.room_c))
        outside = np.column_stack(
            (
                np.full(len(p), day.ambient_c[at]),
                np.full(len(p), day.sun_kw_per_m2[at]),
                day.internal_kw[at],
            )
        )
        t = self._thermal
        state = (
            np.einsum("nij,nj->ni", t.state, state)
            + t.cooling * cooling[:, None]
            + np.einsum("nij,nj->ni", t.disturbance, outside)
        )
        self.wall_c, self.room_c = state[:, 0].copy(), state[:, 1].copy()
        stored = np.zeros(len(p))
        stored[self.batteries] = self.stored_kwh
        now = {
            "cooling_kw": cooling,
            "battery_kw": battery,
            "pv_kw": pv,
            "battery_kvar": battery_kvar,
            "pv_kvar": pv_kvar,
            "room_c": self.room_c,
            "wall_c": self.wall_c,
            "stored_kwh": stored,
        }
        for name, value in now.items():
            self._kept[name][at] = value
        self._at += 1

    def _charged(self, net_kw: Floats) -> Floats:
        """Charge the batteries by a net power as far as they go; what they really take [kW]."""
        least, most = self.battery_range()
        left, hours = kept_in(self.day.step_hours) * self.stored_kwh, self.day.step_hours
        net = np.clip(net_kw, least, most)
        self.stored_kwh = left + hours * np.where(net > 0, ETA * net, net / ETA)
        return np.asarray(net)

    def battery_range(self) -> tuple[Floats, Floats]:
        """Least and largest net power that batteries can take in the step, (batteries,) [kW]."""
        p, hours = self.population, self.day.step_hours
        kw, kwh = p.battery_kw[self.batteries], p.battery_kwh[self.batteries]
        left = kept_in(hours) * self.stored_kwh
        most = np.minimum(kw, (kwh - left) / (ETA * hours))
        lack = SOC_MIN * kwh - left  # what self-discharge took has to be charged
        least = np.maximum(-kw, np.where(lack > 0, lack / ETA, lack * ETA) / hours)
        return least, np.maximum(most, least)

    def copy(self) -> Simulation:
        """One that goes its own way from here."""
        other = copy(self)
        other._kept = {name: values.copy() for name, values in self._kept.items()}
        return other

    def demand(self, feeder: Feeder, steps: slice) -> tuple[Floats, Floats]:
        """What the buses take in steps that were run, shape (steps, buses) [kW], [kvar]."""
        return _demand(feeder, self.population, self.day, self._kept, steps)

    def finished(
        self, seconds: float, fallbacks: int = 0, keeping: Keeping | None = None
    ) -> ControlledDay:
        """The day as it was run."""
        told = keeping or Keeping()
        return ControlledDay(**self._kept, seconds=seconds, fallbacks=fallbacks, keeping=told)
