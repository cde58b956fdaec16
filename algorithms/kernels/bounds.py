"""What happens to a number that leaves its interval."""

import math

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Array = NDArray[np.float64]


@compiled
def bounded(x: float, lower: float, upper: float, overshoot: float, clamp: bool) -> float:
    """x inside [lower, upper]: clamped, or by the rule of `algorithms.bounds.fold_bounds`."""
    width = upper - lower
    beyond = max(lower - x, x - upper)
    if not clamp and beyond > overshoot * width and math.isfinite(x) and width > 0.0:
        phase = (x - lower) % (2.0 * width)
        x = lower + min(phase, 2.0 * width - phase)
    return min(max(x, lower), upper)


@compiled
def all_bounded(X: Array, lower: Array, upper: Array, overshoot: float, clamp: bool) -> Array:
    """`bounded` on every element of X, shape (designs, variables); bounds (variables,)."""
    inside = np.empty_like(X)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            inside[i, j] = bounded(X[i, j], lower[j], upper[j], overshoot, clamp)
    return inside
