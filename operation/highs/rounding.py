"""From flows to switches: how far flows are from each position, and which one is nearest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from operation.highs.switch_groups import Positions
from operation.highs.written_model import Floats, Ints, Rows, WrittenModel


class Rounding:
    """Tells from the continuous columns of a point which positions its switches may have."""

    def __init__(self, written: WrittenModel, rows: Rows, positions: Positions) -> None:
        n_groups = len(positions.groups)
        self.columns: NDArray[np.int32] = np.concatenate(positions.groups)
        """Columns of all switches, one group after the other."""
        self._first = np.searchsorted(positions.group, np.arange(n_groups))
        widest = max(len(columns) for columns in positions.groups)
        self._values = np.zeros((len(positions.group), widest))
        for p, values in enumerate(positions.values):
            self._values[p, : len(values)] = values
        sizes = np.array([len(columns) for columns in positions.groups])
        self._present = np.arange(widest) < sizes[:, None]
        self.span: Ints = np.repeat(np.arange(n_groups), sizes)
        """Group of each of `columns`."""
        most = int(np.bincount(positions.group).max())
        self._slots = np.full((n_groups, most), -1, dtype=np.int64)
        self._slots[
            positions.group, np.arange(len(positions.group)) - self._first[positions.group]
        ] = np.arange(len(positions.group))
        self._read(written, rows, positions)

    def _read(self, written: WrittenModel, rows: Rows, positions: Positions) -> None:
        """The rows that read switches, split into what flows and what positions bring to them."""
        whole = np.zeros(len(written.lower), dtype=bool)
        whole[written.integer] = True
        group_of = np.full(len(whole), -1, dtype=np.int64)
        place = np.zeros(len(whole), dtype=np.int64)
        for g, columns in enumerate(positions.groups):
            group_of[columns], place[columns] = g, np.arange(len(columns))
        length = np.diff(rows.starts)
        row_of = np.repeat(np.arange(len(length)), length)
        is_switch = whole[rows.columns]
        switches = np.bincount(row_of[is_switch], minlength=len(length))
        reading = np.flatnonzero((switches > 0) & (switches < length))
        number = np.full(len(length), -1, dtype=np.int64)
        number[reading] = np.arange(len(reading))
        flows = ~is_switch & (number[row_of] >= 0)
        self._flow_columns = rows.columns[flows]
        self._flow_coefficients = rows.coefficients[flows]
        self._flow_starts = np.searchsorted(number[row_of[flows]], np.arange(len(reading)))
        # entry by entry: (row, position) with what the position's values add to the row
        entries = np.flatnonzero(is_switch & (number[row_of] >= 0))
        owner = np.full(len(reading), -1, dtype=np.int64)
        owner[number[row_of[entries]]] = group_of[rows.columns[entries]]
        counts = np.bincount(positions.group, minlength=len(positions.groups))
        self._row = np.repeat(np.arange(len(reading)), counts[owner])
        offset = np.arange(len(self._row)) - np.repeat(
            np.cumsum(counts[owner]) - counts[owner], counts[owner]
        )
        self._position = self._first[owner[self._row]] + offset
        brought = np.zeros((len(reading), self._values.shape[1]))
        np.add.at(
            brought,
            (number[row_of[entries]], place[rows.columns[entries]]),
            rows.coefficients[entries],
        )
        self._brought = (brought[self._row] * self._values[self._position]).sum(axis=1)
        by_position = np.argsort(self._position, kind="stable")
        self._row, self._position = self._row[by_position], self._position[by_position]
        self._brought = self._brought[by_position]
        self._read_positions, self._starts = np.unique(self._position, return_index=True)
        self._lower, self._upper = rows.lower[reading][self._row], rows.upper[reading][self._row]

    def nearest(self, point: Floats) -> tuple[Ints, Floats]:
        """For each group its nearest position, and how far flows are from it [kW]; (groups,).

        `point` has a value for every column; those of the switches themselves do not matter.
        """
        flows = np.add.reduceat(
            self._flow_coefficients * point[self._flow_columns], self._flow_starts
        )
        activity = flows[self._row] + self._brought
        off = np.maximum(np.maximum(self._lower - activity, activity - self._upper), 0.0)
        # positions that no row reads are never far
        far = np.zeros(len(self._values))
        far[self._read_positions] = np.maximum.reduceat(off, self._starts)
        table = np.where(self._slots >= 0, far[self._slots], np.inf)
        slot = table.argmin(axis=1)
        groups = np.arange(len(table))
        return self._slots[groups, slot], table[groups, slot]

    def values(self, chosen: Ints) -> Floats:
        """Values of `columns` with every group in the position chosen for it, shape (groups,)."""
        return self._values[chosen][self._present]
