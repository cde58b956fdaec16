"""Switches that hang together, and the positions that each such group can take.

A group is a set of whole columns tied to each other by rows in which nothing else stands: charging
and discharging of a storage in one step, say. Every other row reads the switches of one group at
most, so whether given flows agree with a position of a group can be told for each group by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from operation.highs.written_model import Floats, Ints, Rows, WrittenModel

MOST_POSITIONS = 256
"""Of one group: beyond, positions are too many to be listed."""


class Entangled(Exception):
    """Switches hang together in a way that cannot be listed group by group."""


@dataclass(frozen=True)
class Positions:
    """Positions of all groups, one group after the other."""

    groups: tuple[NDArray[np.int32], ...]
    """Columns of each group."""
    group: Ints
    """Group of each position, ascending; shape (positions,)."""
    values: tuple[Floats, ...]
    """Of the columns of its group, for each position."""

    def kept(self, keep: NDArray[np.bool_]) -> Positions:
        """Only some of the positions; every group must keep one."""
        chosen = np.flatnonzero(keep)
        return Positions(self.groups, self.group[chosen], tuple(self.values[p] for p in chosen))


def list_positions(written: WrittenModel, rows: Rows) -> Positions:
    """Groups and positions of a model's switches. Raises Entangled."""
    whole = np.zeros(len(written.lower), dtype=bool)
    whole[written.integer] = True
    tying, reading = _rows_with_switches(rows, whole)
    groups = _tied(written.integer, rows, tying)
    group_of = {int(column): g for g, columns in enumerate(groups) for column in columns}
    for row in reading:
        read = rows.columns[rows.entries(row)]
        if len({group_of[int(column)] for column in read[whole[read]]}) > 1:
            raise Entangled(f"row {row} reads switches that no row ties to each other")
    ties: list[list[int]] = [[] for _ in groups]
    for row in tying:
        ties[group_of[int(rows.columns[rows.starts[row]])]].append(row)
    group: list[int] = []
    values: list[Floats] = []
    for g, columns in enumerate(groups):
        before = len(values)
        for position in _positions(columns, ties[g], rows, written):
            group.append(g)
            values.append(np.array(position))
        if len(values) == before:
            raise Entangled(f"{len(columns)} switches without any position")
    return Positions(groups, np.array(group, dtype=np.int64), tuple(values))


def _rows_with_switches(rows: Rows, whole: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """Rows with switches alone, and rows with switches and others."""
    length = np.diff(rows.starts)
    row_of = np.repeat(np.arange(len(length)), length)
    switches = np.bincount(row_of[whole[rows.columns]], minlength=len(length))
    alone = (switches > 0) & (switches == length)
    return np.flatnonzero(alone).tolist(), np.flatnonzero((switches > 0) & ~alone).tolist()


def _tied(
    integer: NDArray[np.int32], rows: Rows, tying: list[int]
) -> tuple[NDArray[np.int32], ...]:
    leader = {int(column): int(column) for column in integer}

    def find(column: int) -> int:
        while leader[column] != column:
            leader[column] = leader[leader[column]]
            column = leader[column]
        return column

    for row in tying:
        first, *others = rows.columns[rows.entries(row)].tolist()
        for other in others:
            leader[find(other)] = find(first)
    members: dict[int, list[int]] = {}
    for column in integer.tolist():
        members.setdefault(find(column), []).append(column)
    return tuple(np.array(columns, dtype=np.int32) for columns in members.values())


def _positions(
    columns: NDArray[np.int32], ties: list[int], rows: Rows, written: WrittenModel
) -> Iterator[tuple[float, ...]]:
    """Values of a group's columns that its own rows allow, in a fixed order."""
    if not np.isfinite([written.lower[columns], written.upper[columns]]).all():
        raise Entangled("a switch without bounds")
    place = {int(column): i for i, column in enumerate(columns)}
    checks: list[list[int]] = [[] for _ in columns]
    for row in ties:
        # a row is checked as soon as the last of its columns has a value
        checks[max(place[int(c)] for c in rows.columns[rows.entries(row)])].append(row)
    chosen: list[float] = []
    found = tried = 0

    def holds(row: int) -> bool:
        at = rows.entries(row)
        activity = sum(
            chosen[place[int(column)]] * coefficient
            for column, coefficient in zip(rows.columns[at], rows.coefficients[at], strict=True)
        )
        return bool(rows.lower[row] - 1e-9 <= activity <= rows.upper[row] + 1e-9)

    def extended() -> Iterator[tuple[float, ...]]:
        nonlocal found, tried
        if len(chosen) == len(columns):
            found += 1
            yield tuple(chosen)
            return
        column = int(columns[len(chosen)])
        low, high = math.ceil(written.lower[column]), math.floor(written.upper[column])
        for value in range(low, high + 1):
            tried += 1
            if found >= MOST_POSITIONS or tried > 100 * MOST_POSITIONS:
                raise Entangled(f"{len(columns)} switches with too many positions")
            chosen.append(float(value))
            if all(holds(row) for row in checks[len(chosen) - 1]):
                yield from extended()
            chosen.pop()

    yield from extended()
