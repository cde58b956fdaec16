"""How a controller kept voltages over a day, as plain figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Keeping:
    """How a controller kept voltages, by exact flows of the steps that it was to apply."""

    tightenings: int = 0
    """Times a horizon was solved again with tighter limits."""
    margin_pu: float = 0.0
    """Largest margin by which a limit was tightened in the end."""
    switched: int = 0
    """Horizons that the other model had to answer."""
    softened: int = 0
    """Horizons in which no model could keep every limit; they were left as little as can be."""
    loose: int = 0
    """Steps whose cones were not tight."""
    model_error_pu: float = 0.0
    """Largest difference of the model's voltages from exact ones; 0 without a model."""
