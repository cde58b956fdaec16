"""A planned cluster in the program of a horizon: meters, ports of the FID with discs, storage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases.feeders.grouped import grouped_sum
from operation.network.cluster import Cluster, ClusterDay
from operation.network.conic import Columns, Rows
from operation.network.horizon_feeder import LinearFeeder

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORT_PRICES = 3.0
"""What a kWh too little in storage costs, at midnight or at the horizon's end, over any price."""
LEAST_PRICE = 1e-3
"""What a kWh into storage or a port costs at least, over the mean price.

Power that costs nothing would else go in and out at once.
"""


class ClusterPart:
    """Columns and rows of a cluster over `steps` steps.

    It knows no least powers, ramps and limits on cycles, and keeps charging and discharging apart
    by their losses alone, as a plan's mixed-integer dispatch need not: the program stays convex.
    """

    def __init__(
        self,
        cluster: Cluster,
        day: ClusterDay,
        steps: int,
        columns: Columns,
        *,
        reactive_support: bool,
    ) -> None:
        self.cluster, self.day, self.steps = cluster, day, steps
        self.reactive_support = reactive_support
        buildings, ports, sites = len(cluster.bus), len(cluster.ports), len(cluster.sites)
        self.bought, self.sold = columns.add(steps, buildings), columns.add(steps, buildings)
        self.used = columns.add(steps, buildings)
        self.port_in, self.port_out = columns.add(steps, ports), columns.add(steps, ports)
        self.port_q = columns.add(steps, ports if reactive_support else 0)
        self.charge, self.discharge = columns.add(steps, sites), columns.add(steps, sites)
        self.stored, self.short = columns.add(steps, sites), columns.add(1, sites)

    def add_rows(self, equal: Rows, below: Rows, network: LinearFeeder | None) -> None:
        """Balances of buildings and hubs, levels of storage, and what moves in bounds."""
        self._balances(equal)
        self._levels(equal, below)
        self._bounds(below)
        if network is not None:
            bus, at_ports = self.cluster.bus, self.cluster.bus[self.cluster.port_building]
            network.take(equal, bus, self.bought, None)
            network.take(equal, bus, self.sold, None, -1.0)
            if self.reactive_support:
                network.take(equal, at_ports, None, self.port_q, -1.0)

    def _balances(self, equal: Rows) -> None:
        """(28) of every building and (12) of every hub."""
        c = self.cluster
        self.balance_rows = rows = equal.add(self.bought.shape)
        for columns, sign in ((self.used, 1.0), (self.bought, 1.0), (self.sold, -1.0)):
            equal.put(rows, columns, sign)
        equal.put(rows[:, c.port_building], self.port_out, 1.0)
        equal.put(rows[:, c.port_building], self.port_in, -1.0)
        for owner, there in ((c.site_building, rows), (c.site_hub, self._hub_rows(equal))):
            own = np.flatnonzero(owner >= 0)
            equal.put(there[:, owner[own]], self.discharge[:, own], 1.0)
            equal.put(there[:, owner[own]], self.charge[:, own], -1.0)

    def _hub_rows(self, equal: Rows) -> Ints:
        """Rows by number of the hub, shape (steps, hubs of the case), with the ports' flows."""
        c, hubs = self.cluster, self.cluster.hubs
        rows = np.zeros((self.steps, int(hubs.max(initial=-1)) + 1), dtype=np.int64)
        rows[:, hubs] = equal.add((self.steps, len(hubs)))
        equal.put(rows[:, c.port_hub], self.port_in, c.input_efficiency)
        equal.put(rows[:, c.port_hub], self.port_out, -1.0 / c.output_efficiency)
        return rows

    def _levels(self, equal: Rows, below: Rows) -> None:
        """(6): what is stored after a step; at some what is planned, or less and paid for."""
        c, hours = self.cluster, self.day.step_hours
        self.level_rows = rows = equal.add(self.stored.shape)
        equal.put(rows, self.stored, 1.0)
        equal.put(rows[1:], self.stored[:-1], -self._kept())
        equal.put(rows, self.charge, -hours * c.charge_efficiency)
        equal.put(rows, self.discharge, hours / c.discharge_efficiency)
        self.end_rows = below.add(self.stored.shape)
        below.put(self.end_rows, self.stored, -1.0)
        below.put(self.end_rows, self.short, -1.0)

    def _kept(self) -> Floats:
        return np.asarray(1.0 - (1.0 - self.cluster.kept_per_hour) * self.day.step_hours)

    def _bounds(self, below: Rows) -> None:
        c = self.cluster
        for columns in (self.bought, self.sold, self.used, self.port_in, self.port_out):
            below.put(below.add(columns.shape), columns, -1.0)
        for columns in (self.charge, self.discharge, self.short):
            below.put(below.add(columns.shape), columns, -1.0)
        self.most_rows = below.add(self.stored.shape)
        below.put(self.most_rows, self.stored, 1.0)
        below.put(below.add(self.stored.shape, -c.soc_min * c.capacity_kwh), self.stored, -1.0)
        self.renewable_rows = below.add(self.sold.shape)
        below.put(self.renewable_rows, self.sold, 1.0)
        below.put(self.renewable_rows, self.used, -1.0)
        self.moving = {}
        for name in ("bought", "sold", "used", "port_in", "port_out", "charge", "discharge"):
            columns = getattr(self, name)
            self.moving[name] = rows = below.add(columns.shape)
            below.put(rows, columns, 1.0)

    def discs(self, below: Rows) -> int:
        """Active and reactive power of every port inside its rating; how many discs these are."""
        if not self.reactive_support:
            return 0
        kva = self.cluster.port_kva
        radius = np.stack((kva, np.zeros_like(kva), np.zeros_like(kva)), axis=-1)
        rows = below.add((self.steps, len(kva), 3), radius)
        below.put(rows[:, :, 1], self.port_out, -1.0)
        below.put(rows[:, :, 1], self.port_in, 1.0)
        below.put(rows[:, :, 2], self.port_q, -1.0)
        return int(self.port_q.size)

    def sides(
        self,
        b: Floats,
        h: Floats,
        linear: Floats,
        network: LinearFeeder | None,
        first: int,
        stored_kwh: Floats,
    ) -> None:
        """Write the right-hand sides of the horizon that begins at a step, and its prices."""
        c, day = self.cluster, self.day
        steps = np.arange(first, first + self.steps) % day.steps
        b[self.balance_rows] = day.load_kw[steps]
        b[self.level_rows[0]] = self._kept() * stored_kwh
        after = steps + 1
        planned = day.level_kwh[after % day.steps]
        last = np.arange(self.steps) == self.steps - 1
        bound = ((after == day.steps) | last)[:, None]
        h[self.end_rows] = np.where(bound, -planned, 0.0)
        # more would be paid for now and used later, and the plan could not be taken up again
        least, most = c.soc_min * c.capacity_kwh, c.soc_max * c.capacity_kwh
        h[self.most_rows] = np.where(bound, np.maximum(planned, least), most)
        exports = day.exports[steps]
        h[self.moving["bought"]] = np.where(exports, 0.0, c.import_limit_kw)
        h[self.moving["sold"]] = np.where(exports, c.export_limit_kw, 0.0)
        h[self.moving["used"]] = day.available_kw[steps]
        for name, rating in (
            ("port_in", c.port_kw),
            ("port_out", c.port_kw),
            ("charge", c.power_kw),
            ("discharge", c.power_kw),
        ):
            h[self.moving[name]] = np.where(getattr(day, name)[steps], rating, 0.0)
        if network is not None:
            buses = len(network.feeder)
            b[network.p_rows] += day.others_kw[steps, 1:]
            reactive = day.others_kvar[steps] + grouped_sum(day.load_kvar[steps], c.bus, buses)
            b[network.q_rows] += reactive[:, 1:]
        mean = day.mean_price
        linear[self.bought] = day.import_price_per_kwh[steps] / mean
        linear[self.sold] = -day.export_price_per_kwh[steps] / mean
        linear[self.charge] = linear[self.port_in] = LEAST_PRICE
        linear[self.discharge] = c.wear_per_kwh / mean
        linear[self.short] = SHORT_PRICES * day.dearest_price / mean / day.step_hours
