"""The compromise on a front by fuzzy membership, equations (40)-(41)."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def memberships(objectives: ArrayLike) -> Array:
    """Membership of each design in each objective, shape (designs, objectives), in [0, 1].

    phi = (m_max - m) / (m_max - m_min) over the front, objectives minimised; 1 where an objective
    does not vary. `objectives` shape (designs, objectives).

    Raises ValueError for an empty front, another shape, NaN or infinite values.
    Source: Wang et al. 2026, equation (40).
    """
    m = finite_objectives(objectives)
    worst, best = m.max(axis=0), m.min(axis=0)
    varies = worst > best
    phi = np.ones_like(m)
    phi[:, varies] = (worst - m)[:, varies] / (worst - best)[varies]
    return phi


def compromise(objectives: ArrayLike, weights: ArrayLike | None = None) -> tuple[int, Array]:
    """The design of the highest weighted membership; of equal ones the first.

    Returns its row and the overall membership of every design, shape (designs,), which sums to 1:
    Phi_i = sum_j w_j phi_ij / sum_i sum_j w_j phi_ij. `objectives` shape (designs, objectives),
    `weights` shape (objectives,), equal by default; only their ratios matter.

    Raises ValueError as `memberships` does, and for weights of another shape, negative, not
    finite or all zero.
    Source: Wang et al. 2026, equation (41).
    """
    phi = memberships(objectives)
    w = relative_weights(weights, phi.shape[1])
    # fsum: designs whose terms are equal up to their order tie exactly
    overall = np.array([math.fsum(row) for row in phi * w])
    overall /= math.fsum(overall)
    return int(np.argmax(overall)), overall


def finite_objectives(objectives: ArrayLike) -> Array:
    """Objectives of a front that is not empty, shape (designs, objectives).

    Raises ValueError for an empty front, another shape, NaN or infinite values.
    """
    m = np.asarray(objectives, dtype=float)
    if m.ndim != 2 or 0 in m.shape:
        raise ValueError(f"objectives must have shape (designs, objectives), got {m.shape}")
    if not np.isfinite(m).all():
        raise ValueError("objectives must be finite")
    return m


def relative_weights(weights: ArrayLike | None, n_objectives: int) -> Array:
    """Weights over their largest, shape (objectives,); all 1 where none are given.

    Raises ValueError for weights of another shape, negative, not finite or all zero.
    """
    w = np.ones(n_objectives) if weights is None else np.asarray(weights, dtype=float)
    if w.shape != (n_objectives,):
        raise ValueError(f"weights must have shape ({n_objectives},), got {w.shape}")
    if not np.isfinite(w).all() or (w < 0.0).any() or not (w > 0.0).any():
        raise ValueError(f"weights must be finite, not negative and not all zero: {w}")
    relative: Array = w / w.max()
    return relative
