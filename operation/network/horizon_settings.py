"""What a controller knows, what it may do, and where its horizon begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from operation.network.weights import ControlWeights

Floats = NDArray[np.float64]


class Rule(Enum):
    """Who may feed back: under Controls 1 and 2 nobody may, each building or all together."""

    EACH = auto()
    ALL = auto()
    FREE = auto()


@dataclass(frozen=True)
class HorizonSettings:
    """What a controller knows and may do."""

    rule: Rule
    network: bool
    """Whether it knows the feeder and keeps its voltages."""
    reactive_support: bool = True
    weights: ControlWeights = field(default_factory=ControlWeights)
    low_pu: float = 0.95
    high_pu: float = 1.05
    source_pu: float = 1.0


@dataclass(frozen=True, eq=False)
class State:
    """Where a horizon begins."""

    wall_c: Floats
    """Shape (buildings,)."""
    room_c: Floats
    stored_kwh: Floats
    """Shape (batteries,)."""
