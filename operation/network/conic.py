"""A convex program with second-order cones, built of blocks of columns and rows by index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_matrix, csc_matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ConicProgram:
    """Minimise x'Px/2 + c'x over A x = b and h - G x in a cone.

    The cone has `bounds` nonnegative entries first, then second-order cones: the first entry of
    each is at least the norm of its others. Matrices stay, vectors may change.
    """

    quadratic: csc_matrix
    """P, upper triangle."""
    linear: Floats
    """c"""
    equalities: csc_matrix
    """A"""
    equal_to: Floats
    """b"""
    inequalities: csc_matrix
    """G"""
    at_most: Floats
    """h"""
    bounds: int
    cones: tuple[int, ...]
    """Entries of every second-order cone."""


class Rows:
    """Rows of a sparse matrix, added in groups, with their right-hand sides."""

    def __init__(self) -> None:
        self.count = 0
        self._rows: list[Ints] = []
        self._columns: list[Ints] = []
        self._values: list[Floats] = []
        self._sides: list[Floats] = []

    def add(self, shape: tuple[int, ...], side: ArrayLike = 0.0) -> Ints:
        """New rows, numbered in an array of this shape."""
        size = int(np.prod(shape))
        rows = np.arange(self.count, self.count + size).reshape(shape)
        self._sides.append(np.broadcast_to(np.asarray(side, dtype=float), shape).ravel())
        self.count += size
        return rows

    def put(self, rows: Ints, columns: Ints, values: ArrayLike) -> None:
        """Coefficients, broadcast against each other; those of one place are added up."""
        r, c, v = np.broadcast_arrays(rows, columns, np.asarray(values, dtype=float))
        self._rows.append(r.ravel())
        self._columns.append(c.ravel())
        self._values.append(v.ravel())

    def matrix(self, columns: int) -> csc_matrix:
        """The matrix, zeros left out."""
        values = np.concatenate([*self._values, np.empty(0)])
        rows = np.concatenate([*self._rows, np.empty(0, dtype=np.int64)])
        places = np.concatenate([*self._columns, np.empty(0, dtype=np.int64)])
        kept = values != 0.0
        shape = (self.count, columns)
        return csc_matrix(coo_matrix((values[kept], (rows[kept], places[kept])), shape=shape))

    @property
    def sides(self) -> Floats:
        """Right-hand sides, shape (rows,)."""
        return np.concatenate([*self._sides, np.empty(0)])


class Columns:
    """Columns in blocks with names, each a numbered array."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, *shape: int) -> Ints:
        """New columns, numbered in an array of this shape."""
        size = int(np.prod(shape))
        numbered = np.arange(self.count, self.count + size).reshape(shape)
        self.count += size
        return numbered
