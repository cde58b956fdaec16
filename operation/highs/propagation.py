"""What a position of a group of switches says about every other column, by propagating bounds.

Rows put bounds on columns, those put narrower bounds on others, and so on. On the whole box of
capacities, a contradiction means that no design can take the position; for one design, the bounds
found say what else holds in it. Savelsbergh, Preprocessing and probing techniques for mixed integer
programming problems, 1994.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from operation.highs.propagation_kernel import try_positions
from operation.highs.switch_groups import Positions
from operation.highs.written_model import Floats, Ints, Rows, WrittenModel

MOST_VISITS = 400
"""Rows looked at for one position: what cannot be told nearby is left to the solver."""
LONG_ROW = 40
"""Entries of a row that is a sum over time rather than a balance."""
TOLERANCE = 1e-5
"""Contradictions smaller than this [kW] count as rounding."""


class Implied(NamedTuple):
    """Bounds that positions imply, entry by entry: in `position`, `column` lies in [low, high]."""

    position: Ints
    column: Ints
    low: Floats
    high: Floats


class Propagation:
    """Rows and columns of a model, ready to try positions."""

    def __init__(self, written: WrittenModel, rows: Rows, positions: Positions) -> None:
        self._rows, self.positions = rows, positions
        _, self._least, self._most = rows.alone(np.ones(len(written.lower), dtype=bool))
        by_column = np.argsort(rows.columns, kind="stable")
        row_of = np.repeat(np.arange(len(rows.lower)), np.diff(rows.starts))
        counts = np.bincount(rows.columns, minlength=len(written.lower))
        self._column_starts = np.concatenate([[0], np.cumsum(counts)])
        self._column_rows = row_of[by_column]
        self._whole = np.zeros(len(written.lower), dtype=np.bool_)
        self._whole[written.integer] = True
        sizes = np.array([len(values) for values in positions.values])
        self._starts = np.concatenate([[0], np.cumsum(sizes)])
        self._columns = np.concatenate([positions.groups[g] for g in positions.group]).astype(
            np.int64
        )
        self._values = np.concatenate(positions.values)
        groups = len(positions.groups)
        self._first = np.searchsorted(positions.group, np.arange(groups + 1))

    def possible(self, lower: Floats, upper: Floats) -> NDArray[np.bool_]:
        """Mask of the positions without contradiction; all of a group's where none has none."""
        everything = np.arange(len(self.positions.group))
        alone = np.zeros(len(self.positions.groups) + 1, dtype=np.int64), everything[:0]
        contradiction, _ = self._tried(everything, lower, upper, 0, alone)
        group, groups = self.positions.group, len(self.positions.groups)
        # a group without any position makes every design infeasible: the solver shall say so
        alive = np.bincount(group[~contradiction], minlength=groups) > 0
        return ~contradiction | ~alive[group]

    def implied(self, wanted: Ints, lower: Floats, upper: Floats) -> Implied:
        """Bounds implied by some positions; nothing of those that contradict themselves.

        What holds in each position of a neighbouring group holds, whichever that one has.
        """
        room = 100 * len(wanted)
        contradiction, implied = self._tried(wanted, lower, upper, room, self._neighbours)
        fine = ~contradiction[implied.position]
        place = wanted[implied.position[fine]]
        return Implied(place, implied.column[fine], implied.low[fine], implied.high[fine])

    @cached_property
    def _neighbours(self) -> tuple[Ints, Ints]:
        return neighbours(self._rows, self.positions, self._whole)

    def _tried(
        self, wanted: Ints, lower: Floats, upper: Floats, room: int, beside: tuple[Ints, Ints]
    ) -> tuple[NDArray[np.bool_], Implied]:
        """Contradictions, and up to `room` bounds; without any, no neighbours are looked at."""
        rows = self._rows
        # nothing would lead to a row of one column, such as what the sun gives in a step
        lower, upper = np.maximum(lower, self._least), np.minimum(upper, self._most)
        contradiction, position, column, low, high = try_positions(
            rows.starts,
            rows.columns,
            rows.coefficients,
            rows.lower,
            rows.upper,
            self._column_starts,
            self._column_rows,
            lower,
            upper,
            self._whole,
            wanted,
            self.positions.group,
            self._first,
            self._starts,
            self._columns,
            self._values,
            *beside,
            room,
            MOST_VISITS,
            TOLERANCE,
        )
        return contradiction, Implied(position, column, low, high)


def neighbours(rows: Rows, positions: Positions, whole: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Groups whose flows stand in one row with a group's own, compressed by groups.

    Rows over many flows, such as sums over a day, make no neighbours.
    """
    group_of = np.full(len(whole), -1, dtype=np.int64)
    for g, columns in enumerate(positions.groups):
        group_of[columns] = g
    length = np.diff(rows.starts)
    row_of = np.repeat(np.arange(len(length)), length)
    reader = np.full(len(length), -1, dtype=np.int64)
    switches = whole[rows.columns]
    reader[row_of[switches]] = group_of[rows.columns[switches]]
    owners: dict[int, set[int]] = {}
    for entry in np.flatnonzero(~switches & (reader[row_of] >= 0)).tolist():
        owners.setdefault(int(rows.columns[entry]), set()).add(int(reader[row_of[entry]]))
    found: list[set[int]] = [set() for _ in positions.groups]
    for row in np.flatnonzero(length <= LONG_ROW).tolist():
        flows = rows.columns[rows.entries(row)].tolist()
        together = set().union(*(owners.get(column, set()) for column in flows))
        for g in together:
            found[g] |= together
    lists = [sorted(others - {g}) for g, others in enumerate(found)]
    starts = np.concatenate([[0], np.cumsum([len(others) for others in lists])])
    flat = [other for others in lists for other in others]
    return starts.astype(np.int64), np.array(flat, dtype=np.int64)
