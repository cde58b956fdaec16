"""The program of a prediction horizon: buildings, batteries, PV and the feeder, step by step.

Built once; from step to step only right-hand sides change.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csc_matrix

from cases.feeders.feeder import Feeder
from cases.feeders.population import Population
from operation.network.battery import ETA, SOC_MIN, kept_in
from operation.network.cluster import Cluster, ClusterDay
from operation.network.conic import Columns, ConicProgram, Rows
from operation.network.horizon_cluster import ClusterPart
from operation.network.horizon_cones import ConeFeeder
from operation.network.horizon_feeder import LinearFeeder
from operation.network.horizon_settings import HorizonSettings, NetworkModel, Rule
from operation.network.pv_groups import PvGroups
from operation.network.thermal import ThermalStep, thermal_step

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class HorizonProgram:
    """The program of a controller over `steps` steps of `step_hours`."""

    def __init__(
        self,
        feeder: Feeder,
        population: Population,
        settings: HorizonSettings,
        steps: int,
        step_hours: float = 0.25,
        cluster: tuple[Cluster, ClusterDay] | None = None,
    ) -> None:
        self.feeder, self.population, self.settings = feeder, population, settings
        self.steps, self.step_hours = steps, step_hours
        self.batteries = np.flatnonzero(population.battery_kwh > 0)
        self.thermal: ThermalStep = thermal_step(population, step_hours)
        self.pv_groups = PvGroups(population, by_bus=settings.rule is not Rule.EACH)
        self._declare(cluster)
        self._build()

    def _declare(self, cluster: tuple[Cluster, ClusterDay] | None) -> None:
        n, m, g = len(self.population), len(self.batteries), len(self.pv_groups)
        steps, columns = self.steps, Columns()
        self.cooling, self.slack = columns.add(steps, n), columns.add(steps, n)
        self.wall, self.room = columns.add(steps, n), columns.add(steps, n)
        self.charge, self.discharge = columns.add(steps, m), columns.add(steps, m)
        self.stored = columns.add(steps, m)
        self.pv = columns.add(steps, g)
        active = self.settings.reactive_support
        self.battery_q = columns.add(steps, m if active else 0)
        self.pv_q = columns.add(steps, g if active else 0)
        self.network: LinearFeeder | None = None
        if self.settings.network:
            kind = ConeFeeder if self.settings.model is NetworkModel.CONES else LinearFeeder
            self.network = kind(self.feeder, self.settings, steps, columns)
        self.cluster: ClusterPart | None = None
        if cluster is not None:
            self.cluster = ClusterPart(*cluster, steps, columns, reactive_support=active)
        self.columns = columns.count

    def _build(self) -> None:
        self._equal, self._below = Rows(), Rows()
        self._heat()
        self._charge_levels()
        self._limits()
        if self.settings.rule is not Rule.FREE:
            self._no_feeding_back()
        if self.network is not None:
            self._on_the_feeder(self.network)
        if self.cluster is not None:
            self.cluster.add_rows(self._equal, self._below, self.network)
        bounds = self._below.count
        cones = self._discs() if self.settings.reactive_support else ()
        if self.network is not None:
            cones += self.network.add_cones(self._below)
        if self.cluster is not None:
            cones += (3,) * self.cluster.discs(self._below)
        self.program = ConicProgram(
            quadratic=self._losses(),
            linear=self._prices(),
            equalities=self._equal.matrix(self.columns),
            equal_to=self._equal.sides,
            inequalities=self._below.matrix(self.columns),
            at_most=self._below.sides,
            bounds=bounds,
            cones=cones,
        )

    def _heat(self) -> None:
        """(5): x[t+1] = A x[t] + B u[t] + E w[t]."""
        self.heat_rows = rows = self._equal.add((self.steps, len(self.population), 2))
        state, thermal = (self.wall, self.room), self.thermal
        for i in (0, 1):
            self._equal.put(rows[:, :, i], state[i], 1.0)
            self._equal.put(rows[:, :, i], self.cooling, -thermal.cooling[:, i])
            for j in (0, 1):
                self._equal.put(rows[1:, :, i], state[j][:-1], -thermal.state[:, i, j])

    def _charge_levels(self) -> None:
        """(7): what is stored after a step, charging and discharging apart."""
        self.level_rows = rows = self._equal.add((self.steps, len(self.batteries)))
        self._equal.put(rows, self.stored, 1.0)
        self._equal.put(rows[1:], self.stored[:-1], -kept_in(self.step_hours))
        self._equal.put(rows, self.charge, -ETA * self.step_hours)
        self._equal.put(rows, self.discharge, self.step_hours / ETA)

    def _limits(self) -> None:
        """(6), (9a), (9b) and PV used in [0, available]."""
        p, below = self.population, self._below
        kwh, kw = p.battery_kwh[self.batteries], p.battery_kw[self.batteries]
        for columns, most in (
            (self.cooling, p.hvac_kw),
            (self.charge, kw),
            (self.discharge, kw),
            (self.stored, kwh),
        ):
            below.put(below.add(columns.shape, most), columns, 1.0)
        for columns, least in (
            (self.cooling, np.zeros(1)),
            (self.slack, np.zeros(1)),
            (self.charge, np.zeros(1)),
            (self.discharge, np.zeros(1)),
            (self.stored, SOC_MIN * kwh),
            (self.pv, np.zeros(1)),
        ):
            below.put(below.add(columns.shape, -least), columns, -1.0)
        self.pv_rows = below.add(self.pv.shape)
        below.put(self.pv_rows, self.pv, 1.0)
        self.high_rows, self.low_rows = below.add(self.room.shape), below.add(self.room.shape)
        for rows, sign in ((self.high_rows, 1.0), (self.low_rows, -1.0)):
            below.put(rows, self.room, sign)
            below.put(rows, self.slack, -1.0)
        if self.settings.reactive_support:
            self.box_rows = below.add((2, *self.pv_q.shape))
            for side, sign in enumerate((1.0, -1.0)):
                below.put(self.box_rows[side], self.pv_q, sign)

    def _no_feeding_back(self) -> None:
        """p_g >= 0 (17a) and q_g >= 0 (17b), of each building or of all together."""
        each = self.settings.rule is Rule.EACH
        n = len(self.population) if each else 1

        def of(building: Ints) -> Ints:
            return building if each else np.zeros_like(building)

        every = np.arange(len(self.population))
        battery, pv = of(self.batteries), of(self.pv_groups.place)
        self.feedback_rows = rows = self._below.add((2, self.steps, n))
        self._below.put(rows[0][:, of(every)], self.cooling, -1.0)
        self._below.put(rows[0][:, battery], self.charge, -1.0)
        self._below.put(rows[0][:, battery], self.discharge, 1.0)
        self._below.put(rows[0][:, pv], self.pv, 1.0)
        if self.settings.reactive_support:
            self._below.put(rows[1][:, battery], self.battery_q, 1.0)
            self._below.put(rows[1][:, pv], self.pv_q, 1.0)

    def _on_the_feeder(self, network: LinearFeeder) -> None:
        """What buildings, batteries and PV take from the buses, and give to them."""
        population, equal = self.population, self._equal
        network.add_rows(equal, self._below)
        battery = population.bus[self.batteries]
        active = self.settings.reactive_support
        network.take(equal, population.bus, self.cooling, None)
        network.take(equal, battery, self.charge, None)
        network.take(equal, battery, self.discharge, self.battery_q if active else None, -1.0)
        network.take(equal, self.pv_groups.place, self.pv, self.pv_q if active else None, -1.0)

    def _discs(self) -> tuple[int, ...]:
        """(9c): active and reactive power of a battery inside its inverter's disc."""
        kva = self.population.battery_kva[self.batteries]
        radius = np.stack((kva, np.zeros_like(kva), np.zeros_like(kva)), axis=-1)
        rows = self._below.add((self.steps, len(self.batteries), 3), radius)
        self._below.put(rows[:, :, 1], self.charge, -1.0)
        self._below.put(rows[:, :, 1], self.discharge, 1.0)
        self._below.put(rows[:, :, 2], self.battery_q, -1.0)
        return (3,) * (self.steps * len(self.batteries))

    def _losses(self) -> csc_matrix:
        value = np.zeros(self.columns)
        if self.network is not None:
            self.network.losses(value)
        used = np.flatnonzero(value)
        shape = (self.columns, self.columns)
        return csc_matrix(coo_matrix((value[used], (used, used)), shape=shape))

    def _prices(self) -> Floats:
        """The linear part of (15) or (28)."""
        weights, price = self.settings.weights, np.zeros(self.columns)
        size = self.population.hvac_kw / 3.0
        price[self.cooling] = weights.cooling
        price[self.slack] = weights.discomfort * size
        if self.network is None:
            price[self.cooling] += weights.active
            price[self.charge] += weights.active
            price[self.discharge] -= weights.active
            price[self.pv] -= weights.active
            if self.settings.reactive_support:
                price[self.battery_q] -= weights.reactive
                price[self.pv_q] -= weights.reactive
        else:
            self.network.prices(price)
        return price
