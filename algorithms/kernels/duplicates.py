"""Rows that occurred before, by hash and exact comparison."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@njit(cache=True)
def _hash_of(row: NDArray[np.uint64]) -> np.uint64:
    """FNV-1a over the words of a row, each spread by a multiplication (Knuth) beforehand."""
    h = np.uint64(14695981039346656037)
    for word in row:
        h = (h ^ (word * np.uint64(11400714819323198485))) * np.uint64(1099511628211)
        h ^= h >> np.uint64(29)
    return h


@njit(cache=True)
def repeated_rows(rows: NDArray[np.uint64], known: int) -> Mask:
    """Which rows equal an earlier one, bit for bit, shape (rows - known,).

    `rows` shape (rows, words); the first `known` are only compared with. Open addressing in a table
    at least twice as large as there are rows.
    """
    n = rows.shape[0]
    size = 4
    while size < 2 * n:
        size *= 2
    table = np.full(size, -1, dtype=np.int64)
    hashes = np.empty(n, dtype=np.uint64)
    repeated = np.zeros(n - known, dtype=np.bool_)
    for i in range(n):
        hashes[i] = _hash_of(rows[i])
        slot = np.int64(hashes[i] & np.uint64(size - 1))
        found = False
        while table[slot] >= 0:
            other = table[slot]
            if hashes[other] == hashes[i]:
                found = True
                for j in range(rows.shape[1]):
                    if rows[other, j] != rows[i, j]:
                        found = False
                        break
                if found:
                    break
            slot = (slot + 1) % size
        if not found:
            table[slot] = i
        elif i >= known:
            repeated[i - known] = True
    return repeated
