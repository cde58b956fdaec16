"""What happens to a step that leaves the box."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

OVERSHOOT = 0.1


class BoundsRule(StrEnum):
    """FOLD: `fold_bounds`. CLAMP: everything outside lands on the bound."""

    FOLD = "fold"
    CLAMP = "clamp"


def apply_bounds(
    X: Array, lower: Array, upper: Array, rule: BoundsRule | str = BoundsRule.FOLD
) -> Array:
    """A copy of X, shape (designs, variables), inside [lower, upper], shapes (variables,)."""
    if BoundsRule(rule) is BoundsRule.CLAMP:
        return np.clip(X, lower, upper)
    return fold_bounds(X, lower, upper)


def fold_bounds(X: Array, lower: Array, upper: Array, overshoot: float = OVERSHOOT) -> Array:
    """A small overshoot lands exactly on the bound, a farther one is folded back.

    With w = upper - lower: up to overshoot * w outside, x becomes the bound; beyond, the triangle
    wave of period 2 w. Folding alone never hits an optimum on the bound (a capacity of 0);
    clamping alone piles the whole tail of the steps on the box.

    X shape (designs, variables), finite or infinite (an infinite step lands on the bound);
    lower and upper shape (variables,). Returns a new array.
    """
    lower = np.broadcast_to(lower, X.shape)
    upper = np.broadcast_to(upper, X.shape)
    width = upper - lower
    beyond = np.maximum(lower - X, X - upper)
    far = (beyond > overshoot * width) & np.isfinite(X) & (width > 0.0)
    folded = np.clip(X, lower, upper)
    phase = np.mod(X[far] - lower[far], 2.0 * width[far])
    folded[far] = lower[far] + np.minimum(phase, 2.0 * width[far] - phase)
    return np.clip(folded, lower, upper)
