"""Compiled loops over two objectives. Plain Python twins: each kernel's own `py_func`."""

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

BLOCK = 16


@compiled
def ranks_of_sorted(F: Array) -> Indices:
    """Pareto ranks of F, shape (n, 2), sorted by first, then second objective. O(n log n).

    `least[k]` is the least second objective met in front k; it grows with k, so the front of the
    next point is found by bisection. Duplicates share a rank.
    Source: Jensen 2003, doi:10.1109/TEVC.2003.817234.
    """
    n = F.shape[0]
    ranks = np.empty(n, dtype=np.int64)
    least = np.empty(n)
    fronts = 0
    for i in range(n):
        if i > 0 and F[i, 0] == F[i - 1, 0] and F[i, 1] == F[i - 1, 1]:
            ranks[i] = ranks[i - 1]
            continue
        low, high = 0, fronts
        while low < high:
            middle = (low + high) // 2
            if least[middle] > F[i, 1]:
                high = middle
            else:
                low = middle + 1
        least[low] = F[i, 1]
        ranks[i] = low
        fronts = max(fronts, low + 1)
    return ranks


@compiled
def exclusive_area(F: Array, before: int, i: int, after: int) -> float:
    """Area that only point i covers between its two neighbours; 0 beside a duplicate."""
    area = (F[after, 0] - F[i, 0]) * (F[before, 1] - F[i, 1])
    return area if area > 0.0 else 0.0  # also where inf - inf made it NaN


@compiled
def _block(area: Array, block: int) -> Array:
    return area[block * BLOCK : (block + 1) * BLOCK]


@compiled
def prune_sorted(F: Array, size: int) -> tuple[Indices, Array]:
    """Drop the point of least exclusive area until `size` are left; the two ends stay.

    F shape (n, 2), mutually nondominated, sorted by first, then second objective. Returns the
    kept rows, ascending, and their areas among the kept (infinite at the ends). The first of equal
    areas goes first. Below two points only the first end is left.
    """
    n = F.shape[0]
    before = np.arange(-1, n - 1)
    after = np.arange(1, n + 1)
    area = np.full(n, np.inf)
    for i in range(1, n - 1):
        area[i] = exclusive_area(F, i - 1, i, i + 1)
    # the least area of each block, so that only one block has to be looked through
    least = np.empty((n + BLOCK - 1) // BLOCK)
    for block in range(len(least)):
        least[block] = _block(area, block).min()
    left = n
    while left > max(size, 2):
        block = int(np.argmin(least))
        worst = block * BLOCK + int(np.argmin(_block(area, block)))
        if least[block] == np.inf:
            worst = after[0]
        p, q = before[worst], after[worst]
        after[p], before[q] = q, p
        area[worst] = np.inf
        if p > 0:
            area[p] = exclusive_area(F, before[p], p, after[p])
        if q < n - 1:
            area[q] = exclusive_area(F, before[q], q, after[q])
        for i in (worst, p, q):
            least[i // BLOCK] = _block(area, i // BLOCK).min()
        left -= 1
    kept = np.empty(min(size, left), dtype=np.int64)
    i = 0
    for k in range(kept.shape[0]):
        kept[k] = i
        i = after[i]
    return kept, area[kept]


@compiled
def best_sorted(F: Array, size: int) -> tuple[Indices, Indices, Array]:
    """The best `size` rows, front after front; the front that does not fit is pruned.

    F shape (n, 2), sorted by first, then second objective. Returns rows, ranks, and areas within
    each front (infinite at its ends), shape (size,) or (n,).
    """
    n = F.shape[0]
    ranks = ranks_of_sorted(F)
    fronts = np.bincount(ranks)
    # rows grouped by rank, each front in sorted order
    place = np.cumsum(fronts) - fronts
    grouped = np.empty(n, dtype=np.int64)
    for i in range(n):
        grouped[place[ranks[i]]] = i
        place[ranks[i]] += 1
    rows = np.empty(min(size, n), dtype=np.int64)
    areas = np.empty(len(rows))
    done = 0
    for k in range(len(fronts)):
        if done == len(rows):
            break
        front = grouped[place[k] - fronts[k] : place[k]]
        kept, area = prune_sorted(F[front], len(rows) - done)
        for j in range(len(kept)):
            rows[done + j] = front[kept[j]]
            areas[done + j] = area[j]
        done += len(kept)
    return rows, ranks[rows], areas
