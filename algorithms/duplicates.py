"""Duplicate designs, recognised by hash and exact comparison."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.duplicate import DuplicateElimination, default_attr

from algorithms.kernels.duplicates import repeated_rows

Array = NDArray[np.float64]


def repeated(X: Array, known: Array | None = None) -> NDArray[np.bool_]:
    """Mask of the rows of X that equal an earlier one or one of `known`, bit for bit.

    X shape (designs, variables), `known` shape (others, variables). 0.0 and -0.0 are the same.
    """
    X = np.ascontiguousarray(X, dtype=float)
    others = X[:0] if known is None else np.ascontiguousarray(known, dtype=float)
    others = others.reshape(len(others), X.shape[1])
    return repeated_rows(others, others.view(np.uint64), X, X.view(np.uint64))


class Visited:
    """Designs that were evaluated once, in any generation; 0.0 and -0.0 are the same."""

    def __init__(self) -> None:
        self._rows: set[bytes] = set()

    def add(self, X: Array) -> None:
        """Remember the rows of X, shape (designs, variables)."""
        self._rows.update(_keys(X))

    def new(self, X: Array) -> NDArray[np.bool_]:
        """Mask of the rows of X that were not added before, shape (designs,)."""
        return np.array([key not in self._rows for key in _keys(X)], dtype=bool)


def _keys(X: Array) -> list[bytes]:
    return [row.tobytes() for row in np.asarray(X, dtype=float) + 0.0]


class HashDuplicateElimination(DuplicateElimination):
    """Drops designs that occur before, in the same or in another population, bit for bit.

    Rows are looked up in a hash table: O(n). Designs merely close to each other are different; snap
    them first (`ModuleRepair`) if they are not.
    """

    @property
    def reads_designs(self) -> bool:
        """Whether designs themselves are compared, and not what a function makes of them."""
        return self.func is default_attr

    def _do(self, pop: Any, other: Any, is_duplicate: NDArray[np.bool_]) -> NDArray[np.bool_]:
        known = None if other is None else np.asarray(self.func(other), dtype=float)
        return is_duplicate | repeated(np.asarray(self.func(pop), dtype=float), known)
