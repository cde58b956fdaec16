"""Columns with a lower and an upper bound of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from operation.network.conic import ConicProgram

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NARROWEST = 1e-9
"""A box that is not wider than this, in kW, fixes its column."""


class Boxes:
    """Rows `column <= .` and `-column <= .` of the columns that have both."""

    def __init__(self, program: ConicProgram) -> None:
        bounds = program.inequalities[: program.bounds].tocsr()
        alone = np.flatnonzero(np.diff(bounds.indptr) == 1)
        entries = bounds.indptr[alone]
        columns, values = bounds.indices[entries], bounds.data[entries]
        rows = np.full((2, len(program.linear)), -1)
        for side, sign in enumerate((1.0, -1.0)):
            rows[side, columns[values == sign]] = alone[values == sign]
        self.column: Ints = np.flatnonzero((rows >= 0).all(axis=0))
        self.upper, self.lower = rows[:, self.column]

    def fixed(self, at_most: Floats) -> Ints:
        """Positions of boxes without width."""
        width = at_most[self.upper] + at_most[self.lower]
        return np.flatnonzero(width <= NARROWEST)

    def split(self, wanted: Floats, z: Floats) -> None:
        """Add to multipliers so that the columns' part of G'z falls by what is `wanted`."""
        of_column = wanted[self.column]
        z[self.lower] += np.maximum(of_column, 0.0)
        z[self.upper] += np.maximum(-of_column, 0.0)
