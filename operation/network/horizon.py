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
from operation.network.conic import Columns, ConicProgram, Rows
from operation.network.horizon_settings import HorizonSettings, Rule
from operation.network.pv_groups import PvGroups
from operation.network.thermal import ThermalStep, thermal_step

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PERCENT = 100.0
"""Squared voltages are kept as drops below the substation's, in hundredths."""


class HorizonProgram:
    """The program of a controller over `steps` steps of `step_hours`."""

    def __init__(
        self,
        feeder: Feeder,
        population: Population,
        settings: HorizonSettings,
        steps: int,
        step_hours: float = 0.25,
    ) -> None:
        self.feeder, self.population, self.settings = feeder, population, settings
        self.steps, self.step_hours = steps, step_hours
        self.batteries = np.flatnonzero(population.battery_kwh > 0)
        self.thermal: ThermalStep = thermal_step(population, step_hours)
        self.pv_groups = PvGroups(population, by_bus=settings.rule is not Rule.EACH)
        self._declare()
        self._build()

    def _declare(self) -> None:
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
        lines = len(self.feeder) - 1 if self.settings.network else 0
        self.flow_p, self.flow_q = columns.add(steps, lines), columns.add(steps, lines)
        self.drop = columns.add(steps, lines)
        self.columns = columns.count

    def _build(self) -> None:
        self._equal, self._below = Rows(), Rows()
        self._heat()
        self._charge_levels()
        self._limits()
        if self.settings.rule is not Rule.FREE:
            self._no_feeding_back()
        if self.settings.network:
            self._feeder_rows()
        bounds = self._below.count
        discs = self._discs() if self.settings.reactive_support else 0
        self.program = ConicProgram(
            quadratic=self._losses(),
            linear=self._prices(),
            equalities=self._equal.matrix(self.columns),
            equal_to=self._equal.sides,
            inequalities=self._below.matrix(self.columns),
            at_most=self._below.sides,
            bounds=bounds,
            discs=discs,
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

    def _feeder_rows(self) -> None:
        """(1): flows of the tree and voltages along it; (3): their limits."""
        feeder, population, equal = self.feeder, self.population, self._equal
        lines = len(feeder) - 1
        # row k - 1: what the line to bus k carries is what the bus and those behind it take
        self.p_rows = equal.add((self.steps, lines))
        self.q_rows = equal.add((self.steps, lines))
        own, parent = np.arange(lines), feeder.parent[1:] - 1
        inner = np.flatnonzero(parent >= 0)
        for rows, flow in ((self.p_rows, self.flow_p), (self.q_rows, self.flow_q)):
            equal.put(rows, flow, 1.0)
            equal.put(rows[:, parent[inner]], flow[:, own[inner]], -1.0)
        at, battery = population.bus - 1, population.bus[self.batteries] - 1
        equal.put(self.p_rows[:, at], self.cooling, -1.0)
        equal.put(self.p_rows[:, battery], self.charge, -1.0)
        equal.put(self.p_rows[:, battery], self.discharge, 1.0)
        equal.put(self.p_rows[:, self.pv_groups.place - 1], self.pv, 1.0)
        if self.settings.reactive_support:
            equal.put(self.q_rows[:, battery], self.battery_q, 1.0)
            equal.put(self.q_rows[:, self.pv_groups.place - 1], self.pv_q, 1.0)
        rows = equal.add((self.steps, lines))
        equal.put(rows, self.drop, 1.0)
        equal.put(rows[:, inner], self.drop[:, parent[inner]], -1.0)
        scale = 2.0 * PERCENT / feeder.base_kw
        equal.put(rows, self.flow_p, -scale * feeder.r_pu[1:])
        equal.put(rows, self.flow_q, -scale * feeder.x_pu[1:])
        s = self.settings
        lowest, highest = (PERCENT * (s.source_pu**2 - v**2) for v in (s.low_pu, s.high_pu))
        self.low_voltage_rows = self._below.add(self.drop.shape, lowest)
        self._below.put(self.low_voltage_rows, self.drop, 1.0)
        self._below.put(self._below.add(self.drop.shape, -highest), self.drop, -1.0)

    def _discs(self) -> int:
        """(9c): active and reactive power of a battery inside its inverter's disc."""
        kva = self.population.battery_kva[self.batteries]
        radius = np.stack((kva, np.zeros_like(kva), np.zeros_like(kva)), axis=-1)
        rows = self._below.add((self.steps, len(self.batteries), 3), radius)
        self._below.put(rows[:, :, 1], self.charge, -1.0)
        self._below.put(rows[:, :, 1], self.discharge, 1.0)
        self._below.put(rows[:, :, 2], self.battery_q, -1.0)
        return self.steps * len(self.batteries)

    def _losses(self) -> csc_matrix:
        """(20): r (P² + Q²) / v0, as a quadratic form."""
        value = np.zeros(self.columns)
        if self.settings.network:
            feeder, s = self.feeder, self.settings
            weight = 2.0 * s.weights.loss / (s.source_pu**2 * feeder.base_kw)
            for flow in (self.flow_p, self.flow_q):
                value[flow] = weight * feeder.r_pu[1:]
        used = np.flatnonzero(value)
        shape = (self.columns, self.columns)
        return csc_matrix(coo_matrix((value[used], (used, used)), shape=shape))

    def _prices(self) -> Floats:
        """The linear part of (15) or (28)."""
        weights, price = self.settings.weights, np.zeros(self.columns)
        size = self.population.hvac_kw / 3.0
        price[self.cooling] = weights.cooling
        price[self.slack] = weights.discomfort * size
        if not self.settings.network:
            price[self.cooling] += weights.active
            price[self.charge] += weights.active
            price[self.discharge] -= weights.active
            price[self.pv] -= weights.active
            if self.settings.reactive_support:
                price[self.battery_q] -= weights.reactive
                price[self.pv_q] -= weights.reactive
        return price
