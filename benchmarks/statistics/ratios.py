"""How many times as large: medians beside medians, over problems by the geometric mean."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import gmean

FLOOR = 1e-6
"""Medians below this count as this, or values near 0 would decide over a mean of ratios."""

RATIO_LIMIT = 1000.0
"""Ratios end here and at its inverse; it is also what an infinite median counts (runs failed)."""


def ratio(median: float, other: float) -> float:
    """median / other after `FLOOR`, within `RATIO_LIMIT`; 1 if both are infinite."""
    if math.isinf(median) and math.isinf(other):
        return 1.0
    quotient = max(median, FLOOR) / max(other, FLOOR)
    return min(max(quotient, 1.0 / RATIO_LIMIT), RATIO_LIMIT)


def geometric_mean(ratios: ArrayLike) -> float:
    """Geometric mean of positive ratios; NaN without any."""
    values = np.asarray(ratios, dtype=float)
    return float(gmean(values)) if len(values) else math.nan
