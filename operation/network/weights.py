"""What a controller weighs against each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ControlWeights:
    """Weights of the objectives (15) and (28), per step; the study does not print its own."""

    loss: float = 1.0
    """λ_DN, of the losses of the feeder [1/kW]."""
    cooling: float = 0.2
    """λ_hvac, of the power of air conditioners [1/kW]."""
    discomfort: float = 10.0
    """λ_ε, of degrees outside the comfort band, times the building's size [1/K]."""
    active: float = 1.0
    """λ_p, of active power from the feeder [1/kW]."""
    reactive: float = 0.5
    """λ_q, of reactive power from the feeder [1/kvar]."""
