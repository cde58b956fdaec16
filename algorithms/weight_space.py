"""Which design wins at which weights, by the membership of `algorithms.membership`."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from algorithms.membership import compromise, memberships, relative_weights

Array = NDArray[np.float64]

SAMPLES, SEED = 20_000, 1
"""Weight vectors that are drawn for three and more objectives, and their seed."""

SLIVER = 1e-9
"""Two objectives: who would win for less than this share of the weights wins nowhere."""

_CELLS = 4_000_000
"""Numbers in memory at a time."""


class WeightShares(NamedTuple):
    """Who wins where among all weight vectors, uniform on the simplex; NaN for who wins nowhere."""

    shares: Array
    """Share of all weight vectors at which each design wins, shape (designs,), summing to 1."""
    standard_errors: Array
    """Of the shares, shape (designs,); 0 where they are exact."""
    centres: Array
    """Mean of the weight vectors at which each design wins, shape (designs, objectives)."""
    intervals: Array | None
    """Two objectives: from and to which share of the first a design wins, shape (designs, 2)."""
    samples: int
    """Weight vectors drawn; 0 where the shares are exact."""


def weight_shares(objectives: ArrayLike, samples: int = SAMPLES, seed: int = SEED) -> WeightShares:
    """For which share of all weight vectors each design is the compromise; of equals the first.

    Two objectives: exactly, as the upper envelope of the lines w phi_1 + (1 - w) phi_2, in
    O(n log n); one: the winner takes all. More: by `samples` weight vectors drawn from `seed`, with
    the standard error sqrt(p (1 - p) / samples). `objectives` shape (designs, objectives),
    minimised. A design on the line between two others, or behind it, wins nowhere.

    Raises ValueError for samples < 1, an empty front, another shape, NaN or infinite values.
    Source: acceptability indices and central weights of SMAA, Lahdelma, Hokkanen, Salminen 1998,
    doi:10.1016/S0377-2217(97)00163-X, with certain figures.
    """
    if samples < 1:
        raise ValueError(f"samples must be at least 1, got {samples}")
    phi = memberships(objectives)
    n, m = phi.shape
    if m > 2:
        return _drawn(phi, samples, seed)
    centres = np.full((n, m), np.nan)
    if m == 1:
        shares = np.zeros(n)
        shares[compromise(objectives)[0]] = 1.0
        centres[shares > 0.0] = 1.0
        return WeightShares(shares, np.zeros(n), centres, None, 0)
    intervals = _envelope(phi)
    centres[:, 0] = intervals.mean(axis=1)
    centres[:, 1] = 1.0 - centres[:, 0]
    shares = np.nan_to_num(intervals[:, 1] - intervals[:, 0], nan=0.0)
    return WeightShares(shares, np.zeros(n), centres, intervals, 0)


def staying_intervals(objectives: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """How far the share of each objective among the weights can move and the compromise stays.

    The other weights keep their ratios to each other, or are alike where all of them are 0. From
    and to, in [0, 1], shape (objectives, 2): closed, for at the ends another design is as good.
    `objectives` shape (designs, objectives), minimised; `weights` shape (objectives,), equal by
    default. Raises ValueError as `compromise` does.
    """
    phi = memberships(objectives)
    row = compromise(objectives, weights)[0]
    m = phi.shape[1]
    w = relative_weights(weights, m)
    w = w / math.fsum(w)
    result = np.ones((m, 2))
    for j in range(m if m > 1 else 0):
        others = np.delete(w, j)
        others = others if others.any() else np.ones(m - 1)
        rest = np.delete(phi, j, axis=1)
        scores = np.array([math.fsum(values) for values in rest * others]) / math.fsum(others)
        # ahead of every rival by the first where objective j has no weight, by the second where all
        none, all_ = scores[row] - scores, phi[row, j] - phi[:, j]
        behind_at_none, behind_at_all = none < -SLIVER, all_ < -SLIVER
        lower = none[behind_at_none] / (none - all_)[behind_at_none]
        upper = none[behind_at_all] / (none - all_)[behind_at_all]
        result[j] = min(lower.max(initial=0.0), w[j]), max(upper.min(initial=1.0), w[j])
    return result


def _envelope(phi: Array) -> Array:
    """From and to which weight of the first objective each line is the highest, (designs, 2)."""
    slope, level = phi[:, 0] - phi[:, 1], phi[:, 1]
    order = np.lexsort((np.arange(len(phi)), -level, slope))
    rows: list[int] = []
    starts: list[float] = []
    for row in map(int, order):
        if rows and slope[row] == slope[rows[-1]]:
            continue  # parallel, and not higher
        start = 0.0
        while rows:
            top = rows[-1]
            start = float((level[top] - level[row]) / (slope[row] - slope[top]))
            if start > starts[-1] + SLIVER:
                break
            rows.pop()
            starts.pop()
        else:
            start = 0.0
        if start < 1.0 - SLIVER:
            rows.append(row)
            starts.append(start)
    intervals = np.full((len(phi), 2), np.nan)
    intervals[rows] = np.column_stack((starts, [*starts[1:], 1.0]))
    return intervals


def _drawn(phi: Array, samples: int, seed: int) -> WeightShares:
    """Shares by weight vectors that are uniform on the simplex: exponential, over their sum."""
    n, m = phi.shape
    drawn = np.random.default_rng(seed).exponential(size=(samples, m))
    drawn /= drawn.sum(axis=1, keepdims=True)
    wins, sums = np.zeros(n), np.zeros((n, m))
    for part in np.array_split(drawn, math.ceil(samples * n / _CELLS)):
        scores = np.zeros((len(part), n))
        for j in range(m):  # no matrix product: its rounding depends on the machine
            scores += part[:, j, None] * phi[:, j]
        winners = scores.argmax(axis=1)
        wins += np.bincount(winners, minlength=n)
        np.add.at(sums, winners, part)
    shares = wins / samples
    centres = np.full((n, m), np.nan)
    centres[wins > 0] = sums[wins > 0] / wins[wins > 0, None]
    errors = np.sqrt(shares * (1.0 - shares) / samples)
    return WeightShares(shares, errors, centres, None, samples)
