"""A cluster through a day under control: what was applied, hour by hour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases.feeders.grouped import grouped_sum
from operation.network.cluster import Cluster, ClusterDay
from operation.network.horizon import HorizonProgram
from operation.network.horizon_cluster import ClusterPart

Floats = NDArray[np.float64]

TABLES = {
    "import_kw": "bought",
    "export_kw": "sold",
    "renewable_kw": "used",
    "port_in_kw": "port_in",
    "port_out_kw": "port_out",
    "port_kvar": "port_q",
    "charge_kw": "charge",
    "discharge_kw": "discharge",
}
"""What is kept of a step, and the columns of the program that have it."""


class ClusterRun:
    """A cluster of a design, one step after the other; powers by the names of `TABLES`."""

    def __init__(self, cluster: Cluster, day: ClusterDay, stored_kwh: Floats) -> None:
        """`stored_kwh` is where it begins, shape (sites,)."""
        self.cluster, self.day = cluster, day
        self._kept: dict[str, list[Floats]] = {name: [] for name in TABLES}
        self._levels = [stored_kwh]

    @property
    def step(self) -> int:
        """Number of steps that were applied."""
        return len(self._levels) - 1

    def prices(self, horizon: HorizonProgram, b: Floats, h: Floats) -> Floats:
        """Write right-hand sides of the horizon that begins now; its prices."""
        part, linear = _part(horizon), horizon.program.linear.copy()
        part.sides(b, h, linear, horizon.network, self.step, self._levels[-1])
        return linear

    def apply(self, horizon: HorizonProgram, found: Floats, steps: int) -> None:
        """Apply the first steps of what was found; what is a hair below zero is put back to it."""
        part = _part(horizon)
        for name, values in self._first(part, found, steps).items():
            self._kept[name].append(values)
        levels = np.clip(found[part.stored[:steps]], 0.0, self.cluster.capacity_kwh)
        self._levels += list(levels)

    def demand(self, horizon: HorizonProgram, found: Floats, steps: int) -> tuple[Floats, Floats]:
        """What buses would take in the first steps, (steps, buses) [kW], [kvar], all included."""
        tables = self._first(_part(horizon), found, steps)
        return self._demand(tables, np.arange(self.step, self.step + steps))

    def whole_demand(self) -> tuple[Floats, Floats]:
        """What buses took in all steps that were applied, as in `demand`."""
        return self._demand(self.tables, np.arange(self.step))

    @property
    def tables(self) -> dict[str, Floats]:
        """What was applied, each of shape (steps, items)."""
        return {name: np.concatenate(values) for name, values in self._kept.items()}

    @property
    def levels(self) -> Floats:
        """What was stored before each step and after the last, shape (steps + 1, sites)."""
        return np.array(self._levels)

    def _first(self, part: ClusterPart, found: Floats, steps: int) -> dict[str, Floats]:
        values = {name: found[getattr(part, columns)[:steps]] for name, columns in TABLES.items()}
        return {n: v if n == "port_kvar" else np.maximum(v, 0.0) for n, v in values.items()}

    def _demand(self, tables: dict[str, Floats], steps: NDArray[np.int64]) -> tuple[Floats, Floats]:
        day, cluster = self.day, self.cluster
        steps = steps % day.steps
        given = tables["port_kvar"]
        owner = cluster.port_building[: given.shape[1]]
        kvar = day.load_kvar[steps] - grouped_sum(given, owner, len(cluster.bus))
        own = tables["import_kw"] - tables["export_kw"], kvar
        others = day.others_kw[steps], day.others_kvar[steps]
        buses = day.others_kw.shape[1]
        kw, kvar = (
            other + grouped_sum(value, cluster.bus, buses)
            for value, other in zip(own, others, strict=True)
        )
        return kw, kvar


def _part(horizon: HorizonProgram) -> ClusterPart:
    assert horizon.cluster is not None, "the program was built with the cluster"
    return horizon.cluster
