"""The least lifecycle cost that any design could have, as a function of what it emits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class State(StrEnum):
    """What is known of a cap."""

    BOUNDED = "bounded"
    IMPOSSIBLE = "impossible"
    """No design emits so little."""
    UNKNOWN = "unknown"
    """The solver had no answer in its time."""


@dataclass(frozen=True)
class Level:
    """Designs that emit no more than a cap cost no less than a bound."""

    emissions_kg: float
    """The cap, in a year; infinite where there is none."""
    cost: float
    """Lifecycle cost that they are not below [currency]; infinite where there are none."""
    relaxed_cost: float
    """The same by the linear relaxation, minus infinity where it has none [currency]."""
    slope: float = 0.0
    """At most 0, nan where it is not known: relaxed_cost + slope (other cap - cap) bounds what
    other caps cost, since the relaxation is convex [currency per kg a year]."""

    @property
    def state(self) -> State:
        """What is known of it."""
        if math.isfinite(self.cost):
            return State.BOUNDED
        return State.IMPOSSIBLE if self.cost > 0 else State.UNKNOWN


@dataclass(frozen=True)
class BoundCurve:
    """Bounds at some caps on emissions, and between them."""

    least_emissions_kg: float
    """No design emits less in a year."""
    levels: tuple[Level, ...]
    """In order of their caps; the last has none."""
    whole: bool
    """Whether switches and modules were whole in the bounds, or relaxed."""

    def least_cost(self, emissions_kg: Floats) -> Floats:
        """Lifecycle costs that designs emitting no more than this are not below [currency].

        Any shape; infinite where nothing can emit as little. It never rises with emissions.
        """
        caps = np.asarray(emissions_kg, dtype=float)
        bounds = np.full(caps.shape, -math.inf)
        for level in self.levels:
            inside = np.where(caps <= level.emissions_kg, level.cost, -math.inf)
            bounds = np.maximum(bounds, inside)
            if not math.isfinite(level.relaxed_cost) or math.isinf(level.emissions_kg):
                continue
            if level.slope < 0.0:
                tangent = level.relaxed_cost + level.slope * (caps - level.emissions_kg)
                bounds = np.maximum(bounds, tangent)
            elif level.slope == 0.0:
                bounds = np.maximum(bounds, level.relaxed_cost)
        return np.where(caps < self.least_emissions_kg, math.inf, bounds)
