"""What figures there are, and in which formats."""

from __future__ import annotations

from enum import StrEnum


class FigureKind(StrEnum):
    """What a figure shows; the file names of its kind begin with it."""

    FRONT = "front"
    CONVERGENCE = "convergence"
    DISPATCH = "dispatch"
    STORAGE = "storage"
    PORTS = "ports"
    EXCHANGE = "exchange"
    MAP = "map"
    VARIANTS = "variants"

    @property
    def of_a_scenario(self) -> bool:
        """Whether it shows how the chosen design runs."""
        return self in (self.DISPATCH, self.STORAGE, self.PORTS, self.EXCHANGE)


class FigureFormat(StrEnum):
    """File formats of figures, the first two of lines that stay sharp at any size."""

    PDF = "pdf"
    SVG = "svg"
    PNG = "png"
