"""Pareto ranks and pruning by least hypervolume contribution, for any number of objectives."""

import heapq
from typing import NamedTuple

import moocore
import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.fronts import best_sorted, prune_sorted, ranks_of_sorted

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

REFERENCE = 1.1


class Pruned(NamedTuple):
    """Kept rows, ascending, and their contributions among the kept, infinite for extremes."""

    kept: Indices
    contributions: Array


class Best(NamedTuple):
    """Rows in order of rank, and the rank and contribution of each; shapes (rows,)."""

    rows: Indices
    rank: Indices
    contributions: Array


def best(F: Array, size: int) -> Best:
    """The best `size` rows of F: front after front, and the last one pruned to what still fits.

    F shape (designs, objectives), without NaN; contributions are measured within each front. Rules:
    `ranks` and `prune`.
    """
    if F.shape[1] == 2:
        order = _sorted_order(F)
        rows, rank, areas = best_sorted(F[order], size)
        return Best(order[rows], rank, areas)
    rank = ranks(F)
    kept: list[Indices] = []
    contributions: list[Array] = []
    left = min(size, len(F))
    for k in range(int(rank.max()) + 1):
        if left == 0:
            break
        front = np.flatnonzero(rank == k)
        pruned = prune(F[front], left)
        kept.append(front[pruned.kept])
        contributions.append(pruned.contributions)
        left -= len(pruned.kept)
    chosen = np.concatenate(kept)
    return Best(chosen, rank[chosen], np.concatenate(contributions))


def ranks(F: Array) -> Indices:
    """Pareto ranks of F, shape (designs, objectives), minimised: 0 is nondominated.

    Duplicates share a rank. Two objectives: sorting, O(n log n); more: moocore. F without NaN.
    """
    if F.shape[1] == 1:
        return np.unique(F[:, 0], return_inverse=True)[1].astype(np.int64)
    if F.shape[1] > 2:
        return np.asarray(moocore.pareto_rank(finite(F)), dtype=np.int64)
    order = _sorted_order(F)
    result = np.empty(len(F), dtype=np.int64)
    result[order] = ranks_of_sorted(np.ascontiguousarray(F[order]))
    return result


def prune(F: Array, size: int) -> Pruned:
    """Drop, one at a time, the point of least hypervolume contribution until `size` are left.

    F shape (designs, objectives), mutually nondominated, without NaN. Extremes are kept: with two
    objectives the two ends, with more the best point of each objective. More than two objectives
    are measured on [0, 1] with the reference point 1.1, of ordinals where a value is infinite. If
    not even the extremes fit, the best in the first objectives are kept. size >= 1, or as many as
    there are.
    """
    if F.shape[1] == 1:
        kept = np.arange(min(size, len(F)))
        return Pruned(kept, np.full(len(kept), np.inf))
    if F.shape[1] > 2:
        return _prune_many(F, size)
    order = _sorted_order(F)
    kept, areas = prune_sorted(np.ascontiguousarray(F[order]), size)
    rows = order[kept]
    ascending = np.argsort(rows)
    return Pruned(rows[ascending], areas[ascending])


def finite(F: Array) -> Array:
    """F, or if it has infinite values its ordinals in each column: the same dominance.

    moocore takes infinity for a sentinel and ranks such points too low.
    """
    if np.isfinite(F).all():
        return F
    columns = [np.unique(column, return_inverse=True)[1] for column in F.T]
    return np.column_stack(columns).astype(float)


def _sorted_order(F: Array) -> Indices:
    return np.lexsort((F[:, 1], F[:, 0]))


def _prune_many(F: Array, size: int) -> Pruned:
    """A contribution only grows when another point goes, so an old value is a lower bound.

    The least lower bound is renewed; if it is still the least, that point goes.
    """
    F = finite(F)
    low, high = F.min(axis=0), F.max(axis=0)
    scaled = (F - low) / np.where(high > low, high - low, 1.0)

    extremes: list[int] = []
    for j in range(F.shape[1]):
        best = int(np.lexsort((*np.delete(F, j, axis=1).T, F[:, j]))[0])
        if best not in extremes:
            extremes.append(best)
    alive = np.ones(len(F), dtype=bool)
    if len(extremes) >= size:
        alive[:] = False
        alive[extremes[:size]] = True

    bounds = moocore.hv_contributions(scaled, ref=REFERENCE)
    queue = [(float(bounds[i]), i) for i in range(len(F)) if i not in extremes]
    heapq.heapify(queue)
    left = int(alive.sum())
    while left > size:
        _, i = heapq.heappop(queue)
        renewed = _exclusive_volume(scaled, alive, i)
        if queue and (renewed, i) > queue[0]:
            heapq.heappush(queue, (renewed, i))
        else:
            alive[i] = False
            left -= 1

    kept = np.flatnonzero(alive)
    contributions = np.asarray(moocore.hv_contributions(scaled[kept], ref=REFERENCE), dtype=float)
    contributions[np.isin(kept, extremes)] = np.inf
    return Pruned(kept, contributions)


def _exclusive_volume(F: Array, alive: NDArray[np.bool_], i: int) -> float:
    """Volume that only point i covers: its box less what the others cover of it.

    Source: While, Bradstreet, Barone 2012, doi:10.1109/TEVC.2010.2077298.
    """
    others = alive.copy()
    others[i] = False
    covered = moocore.hypervolume(np.maximum(F[others], F[i]), ref=REFERENCE)
    return float(np.prod(REFERENCE - F[i]) - covered)
