"""What a battery loses: charging and discharging apart, and with time.

The print has one efficiency for both signs, with which a round trip loses nothing, and a
self-discharge per quarter of an hour that empties a battery in a day.
"""

from __future__ import annotations

ETA = 0.96**0.5
"""Efficiency of charging, and of discharging: a round trip keeps 96 %."""
KEPT_A_DAY = 0.99
"""What a battery keeps of its energy in a day."""
SOC_MIN = 0.1


def kept_in(hours: float) -> float:
    """What a battery keeps of its energy in so many hours."""
    return float(KEPT_A_DAY ** (hours / 24.0))
