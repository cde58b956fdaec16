"""Rows that occurred before, by hash and exact comparison."""

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@compiled
def _mixed(h: np.uint64, value: float, word: np.uint64) -> np.uint64:
    if value == 0.0:
        word = np.uint64(0)  # 0.0 and -0.0 are the same
    h = (h ^ (word * np.uint64(11400714819323198485))) * np.uint64(1099511628211)
    return h ^ (h >> np.uint64(29))


@compiled
def _hash_of(row: Array, words: NDArray[np.uint64]) -> np.uint64:
    """FNV-1a over the words of a row, each spread by a multiplication (Knuth) beforehand.

    Two hashes side by side, of words in turn, so that one need not wait for the other.
    """
    n = len(row)
    even, odd = np.uint64(14695981039346656037), np.uint64(n)
    for j in range(0, n - 1, 2):
        even = _mixed(even, row[j], words[j])
        odd = _mixed(odd, row[j + 1], words[j + 1])
    if n % 2:
        even = _mixed(even, row[n - 1], words[n - 1])
    return _mixed(even, 1.0, odd)


@compiled
def _same(a: Array, b: Array) -> bool:
    for j in range(len(a)):
        if a[j] != b[j] and not (np.isnan(a[j]) and np.isnan(b[j])):
            return False
    return True


@compiled
def repeated_rows(
    known: Array, known_words: NDArray[np.uint64], X: Array, words: NDArray[np.uint64]
) -> Mask:
    """Which rows of X equal a row of `known` or an earlier one of X, shape (rows of X,).

    The words are views of the same numbers. Open addressing in a table at least twice as large as
    there are rows.
    """
    before, n = known.shape[0], known.shape[0] + X.shape[0]
    size = 4
    while size < 2 * n:
        size *= 2
    table = np.full(size, -1, dtype=np.int64)
    hashes = np.empty(n, dtype=np.uint64)
    repeated = np.zeros(X.shape[0], dtype=np.bool_)
    for i in range(n):
        row = known[i] if i < before else X[i - before]
        hashes[i] = _hash_of(row, known_words[i] if i < before else words[i - before])
        slot = np.int64(hashes[i] & np.uint64(size - 1))
        found = False
        while table[slot] >= 0:
            j = table[slot]
            if hashes[j] == hashes[i] and _same(row, known[j] if j < before else X[j - before]):
                found = True
                break
            slot = (slot + 1) % size
        if not found:
            table[slot] = i
        elif i >= before:
            repeated[i - before] = True
    return repeated
