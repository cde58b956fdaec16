"""The box that the search moves in: capacities that can vary, their bounds and modules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.modules import grid_size, snap
from cases import Case
from operation.design import Design, column_modules, column_names, largest_capacities


class NothingToPlan(ValueError):
    """The configuration leaves no capacity to choose."""


@dataclass(frozen=True, eq=False)
class DesignSpace:
    """Vectors of the capacities that can be larger than zero, shape (columns,)."""

    case: Case
    columns: tuple[int, ...]
    """Positions in a design's values."""
    upper: NDArray[np.float64]
    modules: NDArray[np.float64]
    """Module sizes, 0 where any capacity is possible."""

    @staticmethod
    def of(case: Case) -> DesignSpace:
        """Space of a case. Raises NothingToPlan if no capacity can be larger than zero."""
        modules = np.array(column_modules(case), dtype=float)
        upper = np.array(largest_capacities(case), dtype=float)
        free = tuple(int(i) for i in np.flatnonzero(upper > 0))
        if not free:
            raise NothingToPlan(
                f'configuration "{case.configuration.name}" of case "{case.name}" has no storage '
                "site and no FID with a maximum above 0: there is nothing to choose"
            )
        chosen = list(free)
        return DesignSpace(case, free, upper[chosen], modules[chosen])

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        every = column_names(self.case)
        return tuple(every[i] for i in self.columns)

    @property
    def lower(self) -> NDArray[np.float64]:
        """Zeros: nothing need be built."""
        return np.zeros(len(self.columns))

    @property
    def size(self) -> float:
        """Number of designs, infinite where any capacity is possible."""
        return grid_size(self.lower, self.upper, self.modules)

    def every(self) -> NDArray[np.float64]:
        """Vectors of every design, shape (designs, columns). Raises ValueError without modules."""
        if not (self.modules > 0.0).all():
            raise ValueError("a capacity without modules has no finite number of designs")
        sides = [
            np.minimum(module * np.arange(round(upper / module) + 1), upper)
            for module, upper in zip(self.modules, self.upper, strict=True)
        ]
        return np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, len(sides))

    def designs(self, vectors: NDArray[np.float64]) -> list[Design]:
        """Designs of vectors of shape (designs, columns), each on whole modules."""
        snapped = snap(np.atleast_2d(vectors), self.lower, self.upper, self.modules)
        sites, count = len(self.case.storage), len(column_names(self.case))
        designs = []
        for vector in snapped:
            values = [0.0] * count
            for i, value in zip(self.columns, vector, strict=True):
                values[i] = float(value)
            designs.append(Design(tuple(values[:sites]), tuple(values[sites:])))
        return designs
