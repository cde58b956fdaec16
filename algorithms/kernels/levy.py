"""Symmetric stable numbers from uniform and exponential ones, and the steps made of them."""

import math

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.bounds import bounded
from algorithms.kernels.compiling import compiled

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


@compiled
def stable(beta: float, share: float, exponential: float) -> float:
    """A symmetric stable number of index beta; see `algorithms.levy.levy_steps`.

    `share`, in [0, 1), places the angle in (-pi/2, pi/2). beta = 1 is Cauchy, 2 Gaussian; the
    formula needs no special case at either.
    """
    angle = math.pi * (share - 0.5)
    tilt = (math.cos((1.0 - beta) * angle) / max(exponential, 2.0**-1022)) ** ((1.0 - beta) / beta)
    return float(math.sin(beta * angle) / math.cos(angle) ** (1.0 / beta) * tilt)


@compiled
def stable_numbers(beta: float, shares: Array, exponentials: Array, scale: float) -> Array:
    """Stable numbers divided by `scale`, shape (numbers,)."""
    numbers = np.empty(len(shares))
    for i in range(len(shares)):
        numbers[i] = stable(beta, shares[i], exponentials[i]) / scale
    return numbers


@compiled
def stepped(
    X: Array,
    genes: Indices,
    steps: Array,
    scales: Array,
    lower: Array,
    upper: Array,
    overshoot: float,
    clamp: bool,
) -> Array:
    """A copy of X, shape (designs, variables), with x += scale * (upper - lower) * step on genes.

    `genes` are flat positions in X, `steps` of the same shape; `scales` has one for each design.
    """
    moved = X.copy()
    for k in range(len(genes)):
        i, j = genes[k] // X.shape[1], genes[k] % X.shape[1]
        x, width = X[i, j], upper[j] - lower[j]
        if width > 0.0:  # 0 times an infinite step is NaN
            x += scales[i] * width * steps[k]
        moved[i, j] = bounded(x, lower[j], upper[j], overshoot, clamp)
    return moved
