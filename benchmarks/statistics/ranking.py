"""Many algorithms on many problems: mean ranks, Friedman's test and what comes after it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import f as f_distribution
from scipy.stats import friedmanchisquare, norm, rankdata, studentized_range

from benchmarks.statistics.adjustment import SIGNIFICANCE, holm

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ranking:
    """Friedman's test over problems (blocks) of algorithms (treatments); rank 1 is best.

    mean_ranks: shape (algorithms,). problems: how many there were.
    chi_squared, friedman_p: with the correction for ties, algorithms - 1 degrees of freedom.
    iman_davenport, iman_davenport_p: the less conservative F statistic made of it.
    critical_difference: mean ranks farther apart than this differ at 0.05 (Nemenyi).
    pairs_p: two-sided p of each pair's difference, shape (algorithms, algorithms), not adjusted, 1
    on the diagonal.
    """

    mean_ranks: FloatArray
    problems: int
    chi_squared: float
    friedman_p: float
    iman_davenport: float
    iman_davenport_p: float
    critical_difference: float
    pairs_p: FloatArray

    def beside(self, algorithm: int) -> FloatArray:
        """p of each difference from one algorithm, Holm over the others; NaN for itself.

        Shape (algorithms,). For comparisons with one algorithm chosen beforehand.
        """
        p = self.pairs_p[algorithm].copy()
        p[algorithm] = math.nan
        return holm(p)

    def all_pairs(self) -> FloatArray:
        """`pairs_p` after Holm over all pairs, shape (algorithms, algorithms)."""
        above = np.triu_indices(len(self.mean_ranks), 1)
        adjusted = np.ones_like(self.pairs_p)
        adjusted[above] = holm(self.pairs_p[above])
        adjusted.T[above] = adjusted[above]
        return adjusted


def rank_algorithms(values: ArrayLike) -> Ranking:
    """Rank algorithms by values, shape (problems, algorithms), the least best, ties shared.

    Infinite values rank last. Needs at least 1 problem and 2 algorithms, and no NaN (ValueError).
    The chi-squared statistic is NaN for two algorithms (scipy's test needs three): then the
    Wilcoxon test of `totals` says the same. Demsar 2006,
    https://www.jmlr.org/papers/v7/demsar06a.html, section 3.2.2.
    """
    matrix = np.asarray(values, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] < 1 or matrix.shape[1] < 2 or np.isnan(matrix).any():
        raise ValueError(
            "ranks need values of shape (problems, algorithms) without NaN, at least one problem "
            f"and two algorithms, got shape {matrix.shape}"
        )
    problems, algorithms = matrix.shape
    ranks = rankdata(matrix, axis=1)
    mean_ranks = ranks.mean(axis=0)
    chi_squared, p = math.nan, math.nan
    if algorithms > 2:
        all_tied = bool((ranks == ranks[:, :1]).all())
        test = (0.0, 1.0) if all_tied else friedmanchisquare(*ranks.T)
        chi_squared, p = float(test[0]), float(test[1])
    statistic, statistic_p = _iman_davenport(chi_squared, problems, algorithms)
    return Ranking(
        mean_ranks,
        problems,
        chi_squared,
        p,
        statistic,
        statistic_p,
        critical_difference(algorithms, problems),
        _pairs(mean_ranks, problems),
    )


def critical_difference(
    algorithms: int, problems: int, significance: float = SIGNIFICANCE
) -> float:
    """Nemenyi's critical difference of mean ranks, q sqrt(k (k + 1) / (6 N)).

    q: the studentized range's quantile for k algorithms and infinite degrees of freedom, over the
    square root of 2.
    """
    return _range_quantile(algorithms, significance) / math.sqrt(2) * _error(algorithms, problems)


def cliques(mean_ranks: ArrayLike, difference: float) -> list[tuple[int, ...]]:
    """Groups of algorithms within the critical difference of one another, from the best on.

    Indices in the order of their ranks; groups inside a larger one and single algorithms are left
    out.
    """
    ranks = np.asarray(mean_ranks, dtype=float)
    order = np.argsort(ranks, kind="stable")
    found: list[tuple[int, ...]] = []
    end = 0
    for start in range(len(order)):
        within = ranks[order] - ranks[order[start]] <= difference
        stop = int(np.flatnonzero(within)[-1]) + 1
        if stop > end and stop - start > 1:
            found.append(tuple(int(i) for i in order[start:stop]))
        end = max(end, stop)
    return found


def _iman_davenport(chi_squared: float, problems: int, algorithms: int) -> tuple[float, float]:
    """(N - 1) X / (N (k - 1) - X), with k - 1 and (k - 1) (N - 1) degrees of freedom."""
    if problems < 2 or math.isnan(chi_squared):
        return math.nan, math.nan
    rest = problems * (algorithms - 1) - chi_squared
    if rest <= 1e-9:
        return math.inf, 0.0
    statistic = (problems - 1) * chi_squared / rest
    freedom = (algorithms - 1, (algorithms - 1) * (problems - 1))
    return statistic, float(f_distribution.sf(statistic, *freedom))


def _pairs(mean_ranks: FloatArray, problems: int) -> FloatArray:
    """Normal approximation of each difference of mean ranks."""
    z = np.abs(mean_ranks[:, None] - mean_ranks) / _error(len(mean_ranks), problems)
    return np.asarray(2.0 * norm.sf(z))


def _error(algorithms: int, problems: int) -> float:
    """Standard error of a difference of two mean ranks."""
    return math.sqrt(algorithms * (algorithms + 1) / (6.0 * problems))


@cache
def _range_quantile(algorithms: int, significance: float) -> float:
    return float(studentized_range.ppf(1.0 - significance, algorithms, np.inf))
