"""Loops over the buses of a feeder, from its leaves to the substation and back.

What hangs on a bus answers to its potentials: prices of active and of reactive power, and drop,
3 steps numbers a bus. With (P, Q, multiplier of the drop) of a line, E (P, Q, .) = potentials of
its parent less its own, so potentials meet in the Laplacian of the tree, and elimination from the
leaves fills nothing in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _factor(m: Floats, column: Floats) -> None:
    """L D L' of a quasidefinite matrix in its lower triangle; D stands on the diagonal."""
    size = len(m)
    for j in range(size):
        pivot = m[j, j]
        for i in range(j + 1, size):
            column[i] = m[i, j]
        for i in range(j + 1, size):
            share = column[i] / pivot
            m[i, j] = share
            for k in range(j + 1, i + 1):
                m[i, k] -= share * column[k]


@compiled
def _inverse(m: Floats, lower: Floats, out: Floats) -> None:
    """The inverse of a factored matrix; `lower` is scratch."""
    size = len(m)
    for i in range(size):
        for k in range(i):
            lower[i, k] = 0.0
        lower[i, i] = 1.0
        for j in range(i):
            share = m[i, j]
            for k in range(j + 1):
                lower[i, k] -= share * lower[j, k]
    for i in range(size):
        for k in range(i + 1):
            out[i, k] = 0.0
    for row in range(size):
        for i in range(row + 1):
            share = lower[row, i] / m[row, row]
            for k in range(i + 1):
                out[i, k] += share * lower[row, k]
    for i in range(size):
        for k in range(i):
            out[k, i] = out[i, k]


@compiled
def factor_buses(parent: Ints, lines: Floats, buses: Floats) -> None:
    """Factor every bus in place; parents come first, -1 is the substation.

    `lines` has E^-1 of every line, shape (lines, 3, 3); `buses` shape (lines, 3 steps, 3 steps).
    """
    size = buses.shape[1]
    steps = size // 3
    column, lower = np.empty(size), np.empty((size, size))
    inverse, half = np.empty((size, size)), np.empty((size, size))
    for bus in range(len(parent) - 1, -1, -1):
        m, e, above = buses[bus], lines[bus], parent[bus]
        for a in range(3):
            for b in range(a + 1):
                for t in range(steps):
                    m[a * steps + t, b * steps + t] += e[a, b]
        _factor(m, column)
        if above < 0:
            continue
        _inverse(m, lower, inverse)
        for a in range(3):
            for t in range(steps):
                for k in range(size):
                    half[a * steps + t, k] = (
                        e[a, 0] * inverse[t, k]
                        + e[a, 1] * inverse[steps + t, k]
                        + e[a, 2] * inverse[2 * steps + t, k]
                    )
        up = buses[above]
        for a in range(3):
            for b in range(a + 1):
                for t in range(steps):
                    for k in range(steps):
                        up[a * steps + t, b * steps + k] -= (
                            half[a * steps + t, k] * e[0, b]
                            + half[a * steps + t, steps + k] * e[1, b]
                            + half[a * steps + t, 2 * steps + k] * e[2, b]
                        )
                    up[a * steps + t, b * steps + t] += e[a, b]


@compiled
def _solve(m: Floats, v: Floats) -> None:
    """Solve with a factored matrix in place."""
    size = len(m)
    for i in range(size):
        for k in range(i):
            v[i] -= m[i, k] * v[k]
    for i in range(size - 1, -1, -1):
        v[i] /= m[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i):
            v[k] -= m[i, k] * v[i]


@compiled
def solve_buses(parent: Ints, lines: Floats, buses: Floats, potentials: Floats) -> None:
    """Potentials (lines, 3 steps) from right-hand sides, in place."""
    steps = potentials.shape[1] // 3
    own = np.empty(3 * steps)
    for bus in range(len(parent) - 1, -1, -1):
        above, e = parent[bus], lines[bus]
        if above >= 0:
            own[:] = potentials[bus]
            _solve(buses[bus], own)
            for a in range(3):
                for t in range(steps):
                    potentials[above, a * steps + t] += (
                        e[a, 0] * own[t] + e[a, 1] * own[steps + t] + e[a, 2] * own[2 * steps + t]
                    )
    for bus in range(len(parent)):
        above, e = parent[bus], lines[bus]
        if above >= 0:
            up = potentials[above]
            for a in range(3):
                for t in range(steps):
                    potentials[bus, a * steps + t] += (
                        e[a, 0] * up[t] + e[a, 1] * up[steps + t] + e[a, 2] * up[2 * steps + t]
                    )
        _solve(buses[bus], potentials[bus])


@compiled
def carry(parent: Ints, p: Floats, q: Floats, multiplier: Floats) -> None:
    """Sum up towards the substation, in place: flows from what buses take, and multipliers."""
    for t in range(len(p)):
        for k in range(len(parent) - 1, 0, -1):
            above = parent[k]
            if above >= 0:
                p[t, above] += p[t, k]
                q[t, above] += q[t, k]
                multiplier[t, above] += multiplier[t, k]


@compiled
def fall(parent: Ints, lines: Floats, p: Floats, q: Floats, drop: Floats) -> None:
    """Drops from flows, in place: `drop` comes as the right-hand sides of its rows.

    All of shape (steps, lines); `lines` has E of every line.
    """
    for t in range(len(p)):
        for k in range(len(parent)):
            drop[t, k] -= lines[k, 0, 2] * p[t, k] + lines[k, 1, 2] * q[t, k]
            if parent[k] >= 0:
                drop[t, k] += drop[t, parent[k]]


@compiled
def price(
    parent: Ints,
    lines: Floats,
    p: Floats,
    q: Floats,
    multiplier: Floats,
    of_p: Floats,
    of_q: Floats,
) -> None:
    """Prices at which flows are in balance; all of shape (steps, lines), `lines` has E."""
    for t in range(len(p)):
        for k in range(len(parent)):
            a = -lines[k, 0, 0] * p[t, k] - lines[k, 0, 2] * multiplier[t, k]
            b = -lines[k, 1, 1] * q[t, k] - lines[k, 1, 2] * multiplier[t, k]
            if parent[k] >= 0:
                a += of_p[t, parent[k]]
                b += of_q[t, parent[k]]
            of_p[t, k], of_q[t, k] = a, b
