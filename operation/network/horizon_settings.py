"""What a controller knows, what it may do, and where its horizon begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from operation.network.voltage_limits import VoltageLimits
from operation.network.weights import ControlWeights

Floats = NDArray[np.float64]


class Rule(Enum):
    """Who may feed back: under Controls 1 and 2 nobody may, each building or all together."""

    EACH = auto()
    ALL = auto()
    FREE = auto()


class NetworkModel(Enum):
    """Equations of the feeder in a controller's program."""

    LINEAR = auto()
    """LinDistFlow: fast, its voltages a hair off."""
    CONES = auto()
    """Branch flows in second-order cones: exact where the cones are tight."""


@dataclass(frozen=True, kw_only=True)
class ControlTerms:
    """What a whole day and each of its horizons have in common."""

    reactive_support: bool = True
    weights: ControlWeights = field(default_factory=ControlWeights)
    limits: VoltageLimits = field(default_factory=VoltageLimits)
    model: NetworkModel = NetworkModel.LINEAR


@dataclass(frozen=True)
class HorizonSettings(ControlTerms):
    """What a controller knows and may do."""

    rule: Rule
    network: bool
    """Whether it knows the feeder and keeps its voltages."""
    soft_voltage: bool = False
    """Whether voltages may leave their limits, at a price above that of all else."""


@dataclass(frozen=True, eq=False)
class State:
    """Where a horizon begins."""

    wall_c: Floats
    """Shape (buildings,)."""
    room_c: Floats
    stored_kwh: Floats
    """Shape (batteries,)."""
