"""Where a horizon's columns and rows lie, and which horizons can be solved along the tree."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from operation.network.horizon import HorizonProgram
from operation.network.horizon_feeder import LinearFeeder
from operation.network.horizon_settings import Rule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Consecutive entries of a vector, seen as an array of a shape."""

    first: int
    shape: tuple[int, ...]

    @property
    def numbers(self) -> Ints:
        """The numbers of the entries."""
        return np.arange(self.first, self.first + prod(self.shape))

    def of(self, vector: Floats) -> Floats:
        """The entries, a view."""
        return vector[self.first : self.first + prod(self.shape)].reshape(self.shape)


def block(numbers: Ints) -> Block:
    """The block of an array of numbers. Raises ValueError where they are not consecutive."""
    flat = numbers.ravel()
    first = int(flat[0]) if flat.size else 0
    if not np.array_equal(flat, np.arange(first, first + flat.size)):
        raise ValueError("columns or rows are not consecutive")
    return Block(first, numbers.shape)


def linear_feeder(horizon: HorizonProgram) -> LinearFeeder | None:
    """The feeder of a horizon of buildings, batteries, PV and LinDistFlow; None of all others."""
    network = horizon.network
    plain = horizon.cluster is None and horizon.settings.rule is Rule.FREE
    # a feeder with more equations is a subclass
    return network if plain and type(network) is LinearFeeder else None


class Layout:
    """Blocks of a horizon's columns and rows. Raises ValueError where they are not in order.

    Buildings, batteries and PV stand at lines, those of the substation behind the last one.
    """

    def __init__(self, horizon: HorizonProgram, network: LinearFeeder) -> None:
        self.cooling, self.slack = block(horizon.cooling), block(horizon.slack)
        self.wall, self.room = block(horizon.wall), block(horizon.room)
        self.charge, self.discharge = block(horizon.charge), block(horizon.discharge)
        self.stored, self.battery_q = block(horizon.stored), block(horizon.battery_q)
        self.pv, self.pv_q = block(horizon.pv), block(horizon.pv_q)
        self.flow_p, self.flow_q = block(network.flow_p), block(network.flow_q)
        self.drop, self.breach = block(network.drop), block(network.breach)
        self.heat_rows, self.level_rows = block(horizon.heat_rows), block(horizon.level_rows)
        self.p_rows, self.q_rows = block(network.p_rows), block(network.q_rows)
        self.drop_rows = block(network.drop_rows)
        self.high_rows, self.low_rows = block(horizon.high_rows), block(horizon.low_rows)
        self.low_voltage_rows = block(network.low_voltage_rows)
        self.high_voltage_rows = block(network.high_voltage_rows)
        self.lines, self.steps = network.lines, horizon.steps
        bus = horizon.population.bus
        self.building_line = self._line(bus)
        self.battery_line = self._line(bus[horizon.batteries])
        self.pv_line = self._line(horizon.pv_groups.place)

    def _line(self, bus: Ints) -> Ints:
        return np.where(bus > 0, bus - 1, self.lines)

    def taken(self, x: Floats) -> Floats:
        """What columns take from buses, shape (lines + 1, 3 steps)."""
        taken, steps = np.zeros((self.lines + 1, 3 * self.steps)), self.steps
        active, reactive = taken[:, :steps], taken[:, steps : 2 * steps]
        np.add.at(active, self.building_line, self.cooling.of(x).T)
        np.add.at(active, self.battery_line, (self.charge.of(x) - self.discharge.of(x)).T)
        np.subtract.at(active, self.pv_line, self.pv.of(x).T)
        if 0 not in self.pv_q.shape:
            np.subtract.at(reactive, self.pv_line, self.pv_q.of(x).T)
        if 0 not in self.battery_q.shape:
            np.subtract.at(reactive, self.battery_line, self.battery_q.of(x).T)
        return taken
