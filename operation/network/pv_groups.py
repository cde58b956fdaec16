"""PV summed up where that loses nothing: by bus, or by building where each is by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases.feeders.day import FeederDay
from cases.feeders.grouped import grouped_sum
from cases.feeders.population import Population

Floats = NDArray[np.float64]


class PvGroups:
    """PV of a population in groups, at most one at a place."""

    def __init__(self, population: Population, *, by_bus: bool) -> None:
        self.owner = np.flatnonzero(population.pv_kw > 0)
        """Buildings with PV."""
        places = population.bus[self.owner] if by_bus else self.owner
        self.place, self.group = np.unique(places, return_inverse=True)
        """Bus or building of every group, and the group of every owner."""
        self.kva = population.pv_kva[self.owner]
        """Apparent power of every owner's inverter."""

    def __len__(self) -> int:
        return len(self.place)

    def total(self, of_owners: Floats) -> Floats:
        """Sums over the groups, shape (..., owners) to (..., groups)."""
        return grouped_sum(of_owners, self.group, len(self))

    def available(self, day: FeederDay) -> Floats:
        """Output that the sun allows, shape (steps of the day, groups) [kW]."""
        return self.total(day.pv_kw[:, self.owner])

    def reactive_box(self, available: Floats) -> Floats:
        """Reactive power that inverters can give at full output, whatever is curtailed [kvar]."""
        return np.asarray(np.sqrt(np.maximum(self.total(self.kva) ** 2 - available**2, 0.0)))
