"""Two samples of runs: are they different, and how often is one better?"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import mannwhitneyu


class Effect(StrEnum):
    """Vargha and Delaney's words for the distance of A12 from a half: from 0.06, 0.14, 0.21 on."""

    NEGLIGIBLE = "negligible"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @staticmethod
    def of(a12: float) -> Effect:
        """The word for an A12 in [0, 1]."""
        distance = round(abs(a12 - 0.5), 12)
        if distance < 0.06:
            return Effect.NEGLIGIBLE
        if distance < 0.14:
            return Effect.SMALL
        return Effect.MEDIUM if distance < 0.21 else Effect.LARGE


class RankSum(NamedTuple):
    """p: two-sided p-value. a12: how probably a run of the first sample is the better one."""

    p: float
    a12: float


def rank_sum(values: ArrayLike, others: ArrayLike) -> RankSum:
    """Mann-Whitney U test of two independent samples whose lesser values are better.

    Exact without ties, otherwise the normal approximation with corrections for ties and
    continuity. Infinite values rank last, and equal among themselves. A12 is the chance that a
    value of the first sample is less than one of the second, a tie counting half (Vargha and
    Delaney 2000, doi 10.3102/10769986025002101). Raises ValueError for empty samples or NaN.
    """
    first, second = np.asarray(values, dtype=float), np.asarray(others, dtype=float)
    if len(first) == 0 or len(second) == 0 or np.isnan(first).any() or np.isnan(second).any():
        raise ValueError("both samples need at least one value, and no NaN")
    everything = np.concatenate((first, second))
    distinct = len(np.unique(everything))
    if distinct == 1:
        return RankSum(1.0, 0.5)
    method = "exact" if distinct == len(everything) else "asymptotic"
    # U counts the pairs in which the first is greater; ranks, for infinity minus itself is NaN
    order = np.unique(everything, return_inverse=True)[1].astype(float)
    test = mannwhitneyu(order[: len(first)], order[len(first) :], method=method)
    return RankSum(float(test.pvalue), 1.0 - float(test.statistic) / (len(first) * len(second)))
