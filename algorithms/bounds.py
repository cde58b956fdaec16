"""What happens to a step that leaves the box."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.bounds import all_bounded

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
    return _bounded(X, lower, upper, OVERSHOOT, BoundsRule(rule) is BoundsRule.CLAMP)


def fold_bounds(X: Array, lower: Array, upper: Array, overshoot: float = OVERSHOOT) -> Array:
    """A small overshoot lands exactly on the bound, a farther one is folded back.

    With w = upper - lower: up to overshoot * w outside, x becomes the bound; beyond, the triangle
    wave of period 2 w. Folding alone never hits an optimum on the bound (a capacity of 0);
    clamping alone piles the whole tail of the steps on the box.

    X shape (designs, variables), finite or infinite (an infinite step lands on the bound);
    lower and upper shape (variables,). Returns a new array.
    """
    return _bounded(X, lower, upper, overshoot, False)


def _bounded(X: Array, lower: Array, upper: Array, overshoot: float, clamp: bool) -> Array:
    n_var = X.shape[1]
    low, high = (np.full(n_var, bound, dtype=float) for bound in (lower, upper))
    return all_bounded(np.ascontiguousarray(X, dtype=float), low, high, overshoot, clamp)
