"""Duplicate designs, recognised by hash and exact comparison."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.duplicate import DuplicateElimination


class HashDuplicateElimination(DuplicateElimination):
    """Drops designs that occur before, in the same or in another population, bit for bit.

    Rows are looked up as bytes in a set: a 64-bit hash, then exact comparison, O(n). Designs
    merely close to each other are different; snap them first (`ModuleRepair`) if they are not.
    """

    def _do(self, pop: Any, other: Any, is_duplicate: NDArray[np.bool_]) -> NDArray[np.bool_]:
        seen = set() if other is None else set(self._rows(other))
        for i, row in enumerate(self._rows(pop)):
            if row in seen:
                is_duplicate[i] = True
            elif other is None:
                seen.add(row)
        return is_duplicate

    def _rows(self, pop: Any) -> list[bytes]:
        X = np.asarray(self.func(pop), dtype=float) + 0.0  # -0.0 and 0.0 are the same design
        return [row.tobytes() for row in X]
