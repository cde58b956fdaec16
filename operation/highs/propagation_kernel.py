"""The loops of propagation, compiled: assign, propagate until nothing changes, take back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEAST_CHANGE = 1e-3
"""Bounds that would move by less [kW] stay where they are."""


@compiled
def _settle(
    starts: Ints,
    columns: Ints,
    coefficients: Floats,
    row_lower: Floats,
    row_upper: Floats,
    column_starts: Ints,
    column_rows: Ints,
    whole: Mask,
    low: Floats,
    high: Floats,
    queue: Ints,
    queued: Mask,
    trail: Ints,
    trail_low: Floats,
    trail_high: Floats,
    n_trail: int,
    assigned: Ints,
    values: Floats,
    most_visits: int,
    tolerance: float,
) -> tuple[bool, int]:
    """Give columns their values and propagate; whether that contradicts itself, and the trail.

    The trail keeps each bound as it was before it moved.
    """
    n_rows = len(row_lower)
    head = waiting = visits = 0
    contradiction = False
    for at in range(len(assigned)):
        column, value = assigned[at], values[at]
        if value < low[column] - 1e-6 or value > high[column] + 1e-6:
            contradiction = True
            break
        if n_trail == len(trail):
            break  # less is said then, and nothing wrong
        trail[n_trail], trail_low[n_trail], trail_high[n_trail] = column, low[column], high[column]
        n_trail += 1
        low[column] = high[column] = value
        for place in range(column_starts[column], column_starts[column + 1]):
            row = column_rows[place]
            if not queued[row]:
                queued[row] = True
                queue[(head + waiting) % n_rows] = row
                waiting += 1
    while waiting > 0 and visits < most_visits and not contradiction:
        row = queue[head]
        head = (head + 1) % n_rows
        waiting -= 1
        queued[row] = False
        visits += 1
        least = most = 0.0
        endless_least = endless_most = 0
        for entry in range(starts[row], starts[row + 1]):
            column, factor = columns[entry], coefficients[entry]
            small = factor * (low[column] if factor > 0 else high[column])
            big = factor * (high[column] if factor > 0 else low[column])
            if np.isinf(small):
                endless_least += 1
            else:
                least += small
            if np.isinf(big):
                endless_most += 1
            else:
                most += big
        slack = tolerance * (1.0 + 1e-3 * (abs(least) + abs(most)))
        if (endless_least == 0 and least > row_upper[row] + slack) or (
            endless_most == 0 and most < row_lower[row] - slack
        ):
            contradiction = True
            break
        for entry in range(starts[row], starts[row + 1]):
            column, factor = columns[entry], coefficients[entry]
            small = factor * (low[column] if factor > 0 else high[column])
            big = factor * (high[column] if factor > 0 else low[column])
            new_low, new_high = low[column], high[column]
            if endless_least - (1 if np.isinf(small) else 0) == 0 and row_upper[row] < np.inf:
                limit = (row_upper[row] - (least - (0.0 if np.isinf(small) else small))) / factor
                if factor > 0:
                    new_high = min(new_high, limit)
                else:
                    new_low = max(new_low, limit)
            if endless_most - (1 if np.isinf(big) else 0) == 0 and row_lower[row] > -np.inf:
                limit = (row_lower[row] - (most - (0.0 if np.isinf(big) else big))) / factor
                if factor > 0:
                    new_low = max(new_low, limit)
                else:
                    new_high = min(new_high, limit)
            if whole[column]:
                new_low, new_high = np.ceil(new_low - 1e-6), np.floor(new_high + 1e-6)
            if new_low > new_high + slack:
                contradiction = True
                break
            rises = new_low > low[column] + LEAST_CHANGE
            falls = new_high < high[column] - LEAST_CHANGE
            if not (rises or falls):
                continue
            if n_trail == len(trail):
                visits = most_visits
                break
            trail[n_trail] = column
            trail_low[n_trail], trail_high[n_trail] = low[column], high[column]
            n_trail += 1
            # a hair of room: bounds found by arithmetic are not tighter than they are
            room = 0.0 if whole[column] else tolerance
            if rises:
                low[column] = new_low - room
            if falls:
                high[column] = new_high + room
            for place in range(column_starts[column], column_starts[column + 1]):
                other = column_rows[place]
                if not queued[other]:
                    queued[other] = True
                    queue[(head + waiting) % n_rows] = other
                    waiting += 1
            # what this row says has changed with the column: it waits for its next turn
            break
    for at in range(waiting):
        queued[queue[(head + at) % n_rows]] = False
    return contradiction, n_trail


@compiled
def _take_back(
    low: Floats,
    high: Floats,
    trail: Ints,
    trail_low: Floats,
    trail_high: Floats,
    n_trail: int,
    mark: int,
) -> None:
    for at in range(n_trail - 1, mark - 1, -1):
        low[trail[at]], high[trail[at]] = trail_low[at], trail_high[at]


@compiled
def try_positions(
    starts: Ints,
    columns: Ints,
    coefficients: Floats,
    row_lower: Floats,
    row_upper: Floats,
    column_starts: Ints,
    column_rows: Ints,
    lower: Floats,
    upper: Floats,
    whole: Mask,
    wanted: Ints,
    group: Ints,
    first: Ints,
    position_starts: Ints,
    position_columns: Ints,
    position_values: Floats,
    neighbour_starts: Ints,
    neighbours: Ints,
    room: int,
    most_visits: int,
    tolerance: float,
) -> tuple[Mask, Ints, Ints, Floats, Floats]:
    """Whether each wanted position contradicts itself, and up to `room` bounds that it implies."""
    found = np.zeros(len(wanted), dtype=np.bool_)
    low, high = lower.copy(), upper.copy()
    queue = np.empty(len(row_lower), dtype=np.int64)  # a ring: a row stands in it once at most
    queued = np.zeros(len(row_lower), dtype=np.bool_)
    length = 4 * most_visits + 64
    trail = np.empty(length, dtype=np.int64)
    trail_low, trail_high = np.empty(length), np.empty(length)
    seen = np.zeros(len(lower), dtype=np.int64)
    union_low, union_high = np.empty(len(lower)), np.empty(len(lower))
    n_out = 0
    out_number = np.empty(room, dtype=np.int64)
    out_column = np.empty(room, dtype=np.int64)
    out_low, out_high = np.empty(room), np.empty(room)
    for number in range(len(wanted)):
        position = wanted[number]
        here = slice(position_starts[position], position_starts[position + 1])
        contradiction, n_trail = _settle(
            starts, columns, coefficients, row_lower, row_upper, column_starts, column_rows,
            whole, low, high, queue, queued, trail, trail_low, trail_high, 0,
            position_columns[here], position_values[here], most_visits, tolerance,
        )  # fmt: skip
        g = group[position]
        if room and not contradiction:
            for at in range(neighbour_starts[g], neighbour_starts[g + 1]):
                other = neighbours[at]
                mark, feasible = n_trail, 0
                for choice in range(first[other], first[other + 1]):
                    there = slice(position_starts[choice], position_starts[choice + 1])
                    impossible, end = _settle(
                        starts, columns, coefficients, row_lower, row_upper, column_starts,
                        column_rows, whole, low, high, queue, queued, trail, trail_low,
                        trail_high, mark, position_columns[there], position_values[there],
                        most_visits, tolerance,
                    )  # fmt: skip
                    if not impossible:
                        for k in range(mark, end):
                            column = trail[k]
                            if whole[column]:
                                continue
                            if feasible == 0 and seen[column] == 0:
                                seen[column] = 1
                                union_low[column], union_high[column] = low[column], high[column]
                            elif seen[column] == feasible:
                                seen[column] = feasible + 1
                                union_low[column] = min(union_low[column], low[column])
                                union_high[column] = max(union_high[column], high[column])
                        feasible += 1
                    _take_back(low, high, trail, trail_low, trail_high, end, mark)
                for column in range(len(lower)):
                    if seen[column] == 0:
                        continue
                    if feasible > 0 and seen[column] == feasible and n_trail < length:
                        rises = union_low[column] > low[column] + LEAST_CHANGE
                        falls = union_high[column] < high[column] - LEAST_CHANGE
                        if rises or falls:
                            trail[n_trail] = column
                            trail_low[n_trail] = low[column]
                            trail_high[n_trail] = high[column]
                            n_trail += 1
                            low[column] = max(low[column], union_low[column])
                            high[column] = min(high[column], union_high[column])
                    seen[column] = 0
        if not contradiction:
            for at in range(n_trail):
                column = trail[at]
                if n_out < room and not whole[column] and seen[column] == 0:
                    seen[column] = 1
                    out_number[n_out], out_column[n_out] = number, column
                    out_low[n_out], out_high[n_out] = low[column], high[column]
                    n_out += 1
            for at in range(n_trail):
                seen[trail[at]] = 0
        found[number] = contradiction
        _take_back(low, high, trail, trail_low, trail_high, n_trail, 0)
    return found, out_number[:n_out], out_column[:n_out], out_low[:n_out], out_high[:n_out]
