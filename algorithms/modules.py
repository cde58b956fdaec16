"""Designs in whole modules: a grid inside the bounds."""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pymoo.core.repair import Repair

Array = NDArray[np.float64]

_SLACK = 1e-9


def snap(X: ArrayLike, lower: ArrayLike, upper: ArrayLike, steps: ArrayLike) -> Array:
    """X moved to the nearest of lower + k * step inside [lower, upper]; step 0 is continuous.

    X shape (designs, variables), the others shape (variables,). Equal modules are the same bits,
    and never above `upper`, also where k * step rounds up. Values outside are clipped.

    Raises ValueError for a step that is negative or not finite.
    """
    X, lower, upper, steps = (np.asarray(a, dtype=float) for a in (X, lower, upper, steps))
    _check_steps(steps)
    safe = np.where(steps > 0.0, steps, 1.0)
    inside = np.clip(X, lower, upper)
    k = np.minimum(np.rint((inside - lower) / safe), _last_module(lower, upper, safe))
    snapped = np.minimum(lower + k * safe, upper)
    chosen: Array = np.where(steps > 0.0, snapped, inside)
    return chosen + 0.0  # -0.0 and 0.0 are the same design


def grid_size(lower: ArrayLike, upper: ArrayLike, steps: ArrayLike) -> float:
    """How many designs there are: an integer, or infinity where a variable is continuous."""
    lower, upper, steps = (np.asarray(a, dtype=float) for a in (lower, upper, steps))
    _check_steps(steps)
    if np.any((steps == 0.0) & (upper > lower)):
        return math.inf
    safe = np.where(steps > 0.0, steps, 1.0)
    return float(math.prod(int(k) + 1 for k in np.ravel(_last_module(lower, upper, safe))))


def _last_module(lower: Array, upper: Array, steps: Array) -> Array:
    return np.asarray(np.floor((upper - lower) / steps + _SLACK))


def _check_steps(steps: Array) -> None:
    if not np.isfinite(steps).all() or (steps < 0.0).any():
        raise ValueError(f"module sizes must be finite and not negative: {steps}")


class ModuleRepair(Repair):
    """Snaps every design to whole modules of `steps`, shape (variables,), 0 = continuous.

    Raises ValueError for a step that is negative or not finite, and on first use when there are
    not as many steps as variables.
    """

    def __init__(self, steps: ArrayLike) -> None:
        super().__init__()
        self.steps = np.array(steps, dtype=float)
        _check_steps(self.steps)

    def _do(self, problem: Any, X: Array, **kwargs: Any) -> Array:
        if self.steps.shape != (problem.n_var,):
            raise ValueError(f"{problem.n_var} variables, but steps of shape {self.steps.shape}")
        if len(X) == 0:
            return X
        return snap(X, problem.xl, problem.xu, self.steps)
