"""The band that voltages have to keep, and how far they are outside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOLERANCE_PU = 1e-6
"""Voltages this little outside the band count as inside."""


@dataclass(frozen=True)
class VoltageLimits:
    """Band of the voltages of a feeder, and the voltage of its substation [per unit]."""

    low_pu: float = 0.95
    high_pu: float = 1.05
    source_pu: float = 1.0

    def excess(self, voltage_pu: Floats) -> Floats:
        """How far voltages are outside the band, 0 inside it; nan counts as infinitely far."""
        outside = np.maximum(self.low_pu - voltage_pu, voltage_pu - self.high_pu)
        outside = np.where(np.isnan(voltage_pu), np.inf, outside)
        return np.where(outside > TOLERANCE_PU, outside, 0.0)
