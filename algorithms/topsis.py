"""TOPSIS: near the best of a front and far from the worst."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from algorithms.membership import finite_objectives, relative_weights

Array = NDArray[np.float64]


def closeness(objectives: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """Relative closeness of each design to the ideal, shape (designs,), in [0, 1]; 1 is best.

    v_ij = w_j m_ij / sqrt(sum_i m_ij^2); D+ and D- are the Euclidean distances of v_i from the
    best and from the worst of each objective over the front; C_i = D-_i / (D+_i + D-_i), and 1
    where nothing varies. `objectives` shape (designs, objectives), minimised, of any sign (what is
    maximised comes with a minus); an objective that is zero throughout counts nothing. `weights`
    shape (objectives,), equal by default; only their ratios matter.

    Unlike a membership, an objective counts by how much it varies against its own size.

    Raises ValueError for an empty front, another shape, NaN or infinite values, and for weights
    of another shape, negative, not finite or all zero.
    Source: Hwang, Yoon 1981, doi:10.1007/978-3-642-48318-9.
    """
    m = finite_objectives(objectives)
    w = relative_weights(weights, m.shape[1])
    scaled = _shares_of(m, np.abs(m).max(axis=0))  # or squares would overflow
    v = w * _shares_of(scaled, np.hypot.reduce(scaled, axis=0))
    to_best = np.hypot.reduce(v - v.min(axis=0), axis=1)
    to_worst = np.hypot.reduce(v - v.max(axis=0), axis=1)
    whole = to_best + to_worst
    result = np.ones(len(m))
    np.divide(to_worst, whole, out=result, where=whole > 0.0)
    return result


def _shares_of(m: Array, whole: Array) -> Array:
    """m over `whole`, column by column, and 0 where that is 0."""
    shares = np.zeros_like(m)
    np.divide(m, whole, out=shares, where=whole > 0.0)
    return shares
