"""Residuals: by how much a dispatch breaks an equation, measured against its largest term."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TOLERANCE = 1e-6
"""Largest accepted residual, as a share of the row's largest term (at least 1 kW or kWh)."""


@dataclass(frozen=True)
class Check:
    """The independent counterpart of the equation with the same name."""

    numbers: tuple[str, ...]
    name: str
    residuals: Callable[..., Array | None]
    """Relative residuals, any shape whose first axis is the step; None where it does not apply."""


def checks(*numbers: str) -> Callable[[Callable[..., Array | None]], Check]:
    """Mark a function (facts, design, dispatch) -> residuals as the check of equation `numbers`."""
    return lambda function: Check(numbers, function.__name__, function)


def relative(excess: Array, *terms: Array | float) -> Array:
    """Excess (how far beyond, >= 0) as a share of the largest of the terms, at least 1."""
    scale = np.ones_like(excess)
    for term in terms:
        scale = np.maximum(scale, np.abs(term))
    return excess / scale


def gap(left: Array, right: Array | float) -> Array:
    """Excess of an equality."""
    return np.abs(left - right)


def above(value: Array, limit: Array | float) -> Array:
    """Excess over an upper limit."""
    return np.maximum(value - limit, 0.0)


def below(value: Array, limit: Array | float) -> Array:
    """Excess under a lower limit."""
    return np.maximum(limit - value, 0.0)


def both(first: Array, second: Array) -> Array:
    """Excess of "never both at once": the smaller of the two."""
    return np.maximum(np.minimum(first, second), 0.0)


def off_or_between(power: Array, least: Array | float, most: Array | float) -> Array:
    """Distance of a power from the set {0} and [least, most]; `most` below `least` leaves {0}."""
    to_band = np.maximum(below(power, least), above(power, most))
    return np.minimum(np.abs(power), to_band)
