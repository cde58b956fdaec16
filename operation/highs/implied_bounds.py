"""Rows that a relaxation lacks: what flows can be in each position of a group of switches.

A flow that is at most b0 in one position and b1 in another is at most what lies between them on
the line, or plane, through the positions: x <= b0 + (b1 - b0) u. A relaxation in which a group is
neither here nor there often breaks such a row. They hold for one design only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from operation.highs.propagation import Propagation
from operation.highs.written_model import Floats, Ints

BROKEN = 1e-3
"""Rows broken by less [kW] are not worth adding."""


@dataclass(frozen=True)
class NewRows:
    """Rows `coefficients` @ values <= `upper`, compressed by rows."""

    starts: Ints
    columns: Ints
    coefficients: Floats
    upper: Floats

    def __len__(self) -> int:
        return len(self.upper)


class ImpliedBounds:
    """Finds implied bounds that a point breaks."""

    def __init__(self, propagation: Propagation) -> None:
        self._propagation = propagation
        positions = propagation.positions
        groups = len(positions.groups)
        self._first = np.searchsorted(positions.group, np.arange(groups + 1))
        widest = max(len(columns) for columns in positions.groups)
        most = int(np.diff(self._first).max())
        self._columns = np.zeros((groups, widest), dtype=np.int64)
        self._width = np.array([len(columns) for columns in positions.groups])
        self._planes = np.zeros((groups, 1 + widest, most))
        self._flat = np.zeros(groups, dtype=bool)
        for g, columns in enumerate(positions.groups):
            own = range(self._first[g], self._first[g + 1])
            corners = np.array([[1.0, *positions.values[p]] for p in own])
            self._columns[g, : len(columns)] = columns
            # a plane goes through all of them only if no position lies between others
            if 2 <= len(own) == np.linalg.matrix_rank(corners):
                self._flat[g] = True
                self._planes[g, : 1 + len(columns), : len(own)] = np.linalg.pinv(corners)

    def broken(
        self, point: Floats, groups: NDArray[np.bool_], lower: Floats, upper: Floats
    ) -> NewRows:
        """Rows that `point` breaks, of some groups, for the design that the bounds fix."""
        group_of = self._propagation.positions.group
        wanted = np.flatnonzero((groups & self._flat)[group_of])
        implied = self._propagation.implied(wanted, lower, upper)
        pairs, pair = np.unique(
            group_of[implied.position] * len(lower) + implied.column, return_inverse=True
        )
        group, column = np.divmod(pairs, len(lower))
        slot = implied.position - self._first[group_of[implied.position]]
        count = np.diff(self._first)[group]
        present = np.arange(self._planes.shape[2]) < count[:, None]
        found = []
        for sign, tight, loose in (
            (1.0, implied.high, upper[column]),
            (-1.0, -implied.low, -lower[column]),
        ):
            level = np.where(present, loose[:, None], 0.0)
            level[pair, slot] = tight
            finite = np.isfinite(level).all(axis=1)
            level[~finite] = 0.0
            heights = np.einsum("rkp,rp->rk", self._planes[group], level)
            switches = np.where(
                np.arange(self._columns.shape[1]) < self._width[group][:, None],
                point[self._columns[group]],
                0.0,
            )
            height = heights[:, 0] + (heights[:, 1:] * switches).sum(axis=1)
            chosen = np.flatnonzero(finite & (sign * point[column] > height + BROKEN))
            found.append((sign, chosen, heights))
        return self._rows(group, column, found)

    def _rows(self, group: Ints, column: Ints, found: list[tuple[float, Ints, Floats]]) -> NewRows:
        columns, coefficients, upper, lengths = [], [], [], [0]
        for sign, chosen, heights in found:
            for row in chosen.tolist():
                width = int(self._width[group[row]])
                columns += [int(column[row]), *self._columns[group[row], :width].tolist()]
                coefficients += [sign, *(-heights[row, 1 : 1 + width]).tolist()]
                upper.append(float(heights[row, 0]))
                lengths.append(1 + width)
        return NewRows(
            np.cumsum(lengths),
            np.array(columns, dtype=np.int64),
            np.array(coefficients),
            np.array(upper),
        )
