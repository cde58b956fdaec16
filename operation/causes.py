"""What keeps a scenario from being run as wanted, in words."""

from __future__ import annotations

from dataclasses import dataclass

NETWORK_LIMITS, NETWORK_SCREEN = "network_limits", "network_screen"
"""What a limit of the network is told as: no dispatch holds it, or the one at hand does not."""

_WORDS = {
    "electrical_balance": (
        "electricity demand of {place} is {amount:.4g} kW above what its meter limit, "
        "generation, storage and ports can give",
        "{place} cannot get rid of {amount:.4g} kW of electricity",
    ),
    "heat_balance": (
        "heat demand of {place} is {amount:.4g} kW above what its devices and heat "
        "network can give",
        "heat devices of {place} cannot run low enough: {amount:.4g} kW too much",
    ),
    "cold_balance": (
        "cold demand of {place} is {amount:.4g} kW above what its devices can give",
        "cold devices of {place} cannot run low enough: {amount:.4g} kW too much",
    ),
    "storage_balance": (
        "storage {place} cannot keep its level: {amount:.4g} kWh short",
        "storage {place} cannot keep its level: {amount:.4g} kWh too much",
    ),
    NETWORK_LIMITS: (
        "voltage at bus {place} cannot be kept: import of {building} is {amount:.4g} kW too high",
        "voltage at bus {place} cannot be kept: export of {building} is {amount:.4g} kW too high",
    ),
    NETWORK_SCREEN: (
        "voltage at bus {place} leaves its band: import of {building} is {amount:.4g} kW too high",
        "voltage at bus {place} leaves its band: export of {building} is {amount:.4g} kW too high",
    ),
}
"""By equation: what is said where something is short, and where it cannot be got rid of."""


@dataclass(frozen=True)
class Cause:
    """A demand (or surplus) that cannot be met, or a limit not kept, at its worst step."""

    scenario: str
    clock: str
    place: str
    """Name of the building, storage site or bus."""
    equation: str
    amount: float
    """kW short (kWh for storage); negative: cannot be got rid of."""
    steps: int
    """Number of steps in which it happens."""
    building: str = ""
    """Of a limit: the building that counts most, in whose kW it is told."""

    def __str__(self) -> str:
        text = _WORDS[self.equation][0 if self.amount > 0 else 1].format(
            place=f'"{self.place}"', amount=abs(self.amount), building=f'"{self.building}"'
        )
        more = f" (and in {self.steps - 1} more steps)" if self.steps > 1 else ""
        return f'{text} at {self.clock} in "{self.scenario}"{more}'
