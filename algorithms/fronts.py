"""Fronts as arrays: what is nondominated, a smaller front, and its hypervolume."""

import moocore
import numpy as np
from numpy.typing import ArrayLike, NDArray

from algorithms.dominance import finite, prune

Array = NDArray[np.float64]


def nondominated(F: ArrayLike) -> NDArray[np.bool_]:
    """Mask of the nondominated rows of F, shape (designs, objectives), minimised.

    Of rows that are equal in every objective the first alone is kept. Raises ValueError for NaN or
    another shape.
    """
    F = _checked(F)
    if len(F) == 0:
        return np.zeros(0, dtype=bool)
    first = np.zeros(len(F), dtype=bool)
    first[np.unique(F, axis=0, return_index=True)[1]] = True
    mask = np.zeros(len(F), dtype=bool)
    mask[first] = moocore.is_nondominated(finite(F[first]))
    return mask


def thin(F: ArrayLike, size: int) -> NDArray[np.int64]:
    """Rows of a front of at most `size` points, ascending, by least hypervolume contribution.

    F shape (designs, objectives); dominated rows and later duplicates go first, then one at a time
    the point that contributes least; extremes are kept (`algorithms.dominance.prune`).
    Raises ValueError for NaN, another shape or size < 1.
    """
    if size < 1:
        raise ValueError(f"a front needs at least one point, got size = {size}")
    F = _checked(F)
    front = np.flatnonzero(nondominated(F))
    if len(front) <= size:
        return front
    return front[prune(F[front], size).kept]


def hypervolume(F: ArrayLike, reference_point: ArrayLike) -> float:
    """Hypervolume of F, shape (designs, objectives), below reference_point, shape (objectives,).

    Points that are not better than the reference point in every objective count nothing. Raises
    ValueError for NaN or shapes that do not fit. Computed by moocore.
    """
    F = _checked(F)
    reference = np.asarray(reference_point, dtype=float)
    if reference.shape != (F.shape[1],) or not np.all(np.isfinite(reference)):
        raise ValueError(f"the reference point must be {F.shape[1]} finite numbers: {reference}")
    inside = (F - reference < 0.0).all(axis=1)
    return float(moocore.hypervolume(F[inside], ref=reference)) if inside.any() else 0.0


def _checked(F: ArrayLike) -> Array:
    checked = np.asarray(F, dtype=float)
    if checked.ndim != 2 or checked.shape[1] == 0:
        raise ValueError(f"objectives must have shape (designs, objectives), got {checked.shape}")
    if np.isnan(checked).any():
        raise ValueError("objectives must not be NaN")
    return checked
