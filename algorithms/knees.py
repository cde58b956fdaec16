"""Knees of a front: designs from which every step is dear, and the bend of a curve."""

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray

from algorithms.fronts import nondominated
from algorithms.membership import finite_objectives, memberships

Indices = NDArray[np.int64]

STRAIGHT = 1e-9
"""A front that bulges by less than this, on [0, 1], counts as a straight line."""


def high_trade_offs(objectives: ArrayLike) -> Indices:
    """Rows of pymoo's high trade-off points, ascending; often one, and none on an even front.

    On the front brought to [0, 1] in each objective, a step from design i to design j loses
    sum_k max(0, f_jk - f_ik) and gains sum_k max(0, f_ik - f_jk). mu_i is the least loss per gain
    over the neighbours of i: all within a distance of 0.125, and at least its 2 M nearest with M
    objectives. Knees are the designs whose mu lies two standard deviations or more above the mean
    of the front; if there are none, the one with the largest mu, if it is more than one above.

    `objectives` shape (designs, objectives), minimised. Dominated designs, later ones of equals and
    objectives that do not vary are left out; fewer than three designs or two objectives have no
    knee, nor has a straight front, where every step loses what it gains.

    Raises ValueError for an empty front, another shape, NaN or infinite values.
    Source: Rachmawati, Srinivasan 2009, doi:10.1109/TEVC.2009.2017515, as in
    pymoo.mcdm.high_tradeoff; neighbours and outliers are pymoo's.
    """
    m = finite_objectives(objectives)
    m = m[:, np.ptp(m, axis=0) > 0.0]
    if m.shape[1] < 2:
        return np.empty(0, dtype=np.int64)
    front = np.flatnonzero(nondominated(m))
    if len(front) < 3:
        return np.empty(0, dtype=np.int64)
    normalised = 1.0 - memberships(m[front])
    if np.ptp(normalised.sum(axis=1)) <= STRAIGHT:  # rounding alone would make outliers
        return np.empty(0, dtype=np.int64)
    with warnings.catch_warnings():
        # pymoo imports from a name that scipy gave up, and silences every warning for good
        warnings.simplefilter("ignore")
        from pymoo.mcdm.high_tradeoff import HighTradeoffPoints

        found = HighTradeoffPoints()(normalised)
    return np.sort(front[found]) if found is not None else np.empty(0, dtype=np.int64)


def bend(objectives: ArrayLike) -> int | None:
    """The design that lies farthest from the line between the two ends; of equal ones the first.

    On the front brought to [0, 1] the distance is (phi_1 + phi_2 - 1) / sqrt(2), with the
    memberships phi: the bend is the compromise at equal weights, if the front bulges towards the
    ideal at all. None where it does not. `objectives` shape (designs, 2), minimised; dominated
    designs are left out.

    Raises ValueError for other numbers of objectives, an empty front, NaN or infinite values.
    Source: Das 1999, doi:10.1007/BF01195985.
    """
    m = finite_objectives(objectives)
    if m.shape[1] != 2:
        raise ValueError(f"a bend is that of a front of two objectives, not {m.shape[1]}")
    front = np.flatnonzero(nondominated(m))
    distance = (memberships(m[front]).sum(axis=1) - 1.0) / np.sqrt(2.0)
    if len(front) < 3 or distance.max() <= STRAIGHT:
        return None
    return int(front[np.argmax(distance)])
