"""Whether voltages of typical days keep their band, and where and when they are worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases import Scenario
from operation.network.voltage_limits import VoltageLimits

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VoltageAt:
    """A voltage with its place and time."""

    voltage_pu: float
    bus: str
    scenario: str
    clock: str
    """When the step begins."""


@dataclass(frozen=True)
class VoltageVerdict:
    """Voltages of typical days against their band."""

    lowest: VoltageAt
    highest: VoltageAt
    worst: VoltageAt | None
    """Furthest outside the band; None where none is outside."""
    outside: int
    """Buses and steps outside the band."""
    hours_per_year: float
    """Hours in which any bus is outside, by the days that each typical day stands for."""

    @property
    def kept(self) -> bool:
        """Whether every voltage keeps the band."""
        return self.outside == 0


def voltage_verdict(
    buses: Sequence[str],
    limits: VoltageLimits,
    scenarios: Sequence[Scenario],
    voltages: Sequence[Floats],
) -> VoltageVerdict:
    """Verdict on the voltages of every scenario, each of shape (steps, buses).

    A voltage that is nan, since the feeder cannot carry the step, counts as 0.
    """
    known = [np.nan_to_num(voltage, nan=0.0) for voltage in voltages]
    excess = [limits.excess(voltage) for voltage in voltages]

    def at(values: Sequence[Floats], sign: float) -> VoltageAt:
        """Where the largest of `sign` times these values stands."""
        day = int(np.argmax([(sign * value).max() for value in values]))
        step, bus = np.unravel_index(int((sign * values[day]).argmax()), values[day].shape)
        scenario = scenarios[day]
        voltage = float(known[day][step, bus])
        return VoltageAt(voltage, buses[int(bus)], scenario.name, scenario.clock(int(step)))

    outside = sum(int(np.count_nonzero(value)) for value in excess)
    hours = sum(
        float(np.count_nonzero(value.any(axis=1))) * s.step_hours / s.days * s.days_per_year
        for value, s in zip(excess, scenarios, strict=True)
    )
    worst = at(excess, 1.0) if outside else None
    return VoltageVerdict(at(known, -1.0), at(known, 1.0), worst, outside, hours)
