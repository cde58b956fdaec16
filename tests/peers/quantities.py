"""What a PyPSA network of a case is told: weights of its objective, and capacities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Weights:
    """What the objective adds to payments, and how much a day counts."""

    spilled: float = 0.0
    """Per kWh curtailed or exported."""
    curtailed: float = 0.0
    """Per kWh curtailed, on top of `spilled`."""
    emissions: float = 0.0
    """Per kgCO2."""
    wear: float = 0.0
    """Times the wear of storage: 0 or 1."""
    day: float = 1.0
    """Times everything that a day costs."""


@dataclass(frozen=True)
class Capacity:
    """A capacity: given, or a variable with a price and a most."""

    given: float | None = None
    price: float = 0.0
    most: float = 0.0

    def of(self, nominal: str, scale: float = 1.0) -> dict[str, Any]:
        """Attributes of a component whose nominal value is this capacity times `scale`."""
        if self.given is not None:
            return {nominal: self.given * scale}
        return {
            f"{nominal}_extendable": True,
            f"{nominal}_max": self.most * scale,
            "capital_cost": self.price / scale,
        }

    def below(self, limit: float) -> Capacity:
        """The same, but never above a limit."""
        given = None if self.given is None else min(self.given, limit)
        return Capacity(given, self.price, min(self.most, limit))

    def paid_elsewhere(self) -> Capacity:
        """The same without a price."""
        return Capacity(self.given, 0.0, self.most)


@dataclass(frozen=True)
class Sizes:
    """A capacity for every storage site and every FID rating, in the case's order."""

    storage: tuple[Capacity, ...]
    ratings: tuple[Capacity, ...]
