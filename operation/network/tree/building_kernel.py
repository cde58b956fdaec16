"""Loops over buildings: temperatures are eliminated, cooling answers to a price at its bus.

Buildings of a block advance together in lanes, and none depends on its neighbours. Arrays of
buildings have shape (steps, buildings), those of buses (lines, 3 steps, ...): active power,
reactive power, drop.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LANES = 8
"""Buildings of a block."""


@compiled
def factor_buildings(
    response: Floats,
    cooling_weight: Floats,
    room_weight: Floats,
    line: Ints,
    factors: Floats,
    buses: Floats,
) -> None:
    """Factor D_u + G'D_x G of every building, and add its inverse to its bus.

    `response` is G's first column, of room temperature to cooling; factors have shape (blocks,
    steps, steps, LANES), Cholesky's, the diagonal inverted. Negative pivots leave nan.
    """
    steps, n = cooling_weight.shape
    g, d, w = np.empty((steps, LANES)), np.empty((steps, LANES)), np.empty((steps, LANES))
    inverse = np.zeros((steps, steps, LANES))
    sums = np.empty(LANES)
    for block in range(len(factors)):
        first, m = block * LANES, factors[block]
        for t in range(steps):
            for lane in range(LANES):
                b = min(first + lane, n - 1)
                g[t, lane], d[t, lane] = response[t, b], room_weight[t, b]
                w[t, lane] = cooling_weight[t, b]
        for i in range(steps):
            for j in range(i + 1):
                for lane in range(LANES):
                    sums[lane] = 0.0
                for t in range(i, steps):
                    for lane in range(LANES):
                        sums[lane] += g[t - i, lane] * g[t - j, lane] * d[t, lane]
                for lane in range(LANES):
                    m[i, j, lane] = sums[lane]
            for lane in range(LANES):
                m[i, i, lane] += w[i, lane]
        for j in range(steps):
            for lane in range(LANES):
                m[j, j, lane] = 1.0 / np.sqrt(m[j, j, lane])
            for i in range(j + 1, steps):
                for lane in range(LANES):
                    m[i, j, lane] *= m[j, j, lane]
            for i in range(j + 1, steps):
                for k in range(j + 1, i + 1):
                    for lane in range(LANES):
                        m[i, k, lane] -= m[i, j, lane] * m[k, j, lane]
        for j in range(steps):
            for lane in range(LANES):
                inverse[j, j, lane] = m[j, j, lane]
            for i in range(j + 1, steps):
                for lane in range(LANES):
                    sums[lane] = 0.0
                for k in range(j, i):
                    for lane in range(LANES):
                        sums[lane] -= m[i, k, lane] * inverse[k, j, lane]
                for lane in range(LANES):
                    inverse[i, j, lane] = sums[lane] * m[i, i, lane]
        count = min(LANES, n - first)
        for i in range(steps):
            for j in range(i + 1):
                for lane in range(LANES):
                    sums[lane] = 0.0
                for k in range(i, steps):
                    for lane in range(LANES):
                        sums[lane] += inverse[k, i, lane] * inverse[k, j, lane]
                for lane in range(count):
                    buses[line[first + lane], i, j] += sums[lane]


@compiled
def prepare_buildings(
    state: Floats,
    cooling: Floats,
    room_weight: Floats,
    heat: Floats,
    of_wall: Floats,
    of_room: Floats,
    of_cooling: Floats,
) -> None:
    """Add to `of_cooling` what right-hand sides of temperatures mean for cooling.

    `heat` has shape (steps, buildings, 2): x[t] = A x[t-1] + B u[t] + heat[t].
    """
    steps, n = of_cooling.shape
    room = np.empty(steps)
    for b in range(n):
        a00, a01, a10, a11 = state[b, 0, 0], state[b, 0, 1], state[b, 1, 0], state[b, 1, 1]
        x0, x1 = 0.0, 0.0
        for t in range(steps):
            x0, x1 = a00 * x0 + a01 * x1 + heat[t, b, 0], a10 * x0 + a11 * x1 + heat[t, b, 1]
            room[t] = x1
        y0, y1 = 0.0, 0.0
        for t in range(steps - 1, -1, -1):
            y0, y1 = (
                of_wall[t, b] + a00 * y0 + a10 * y1,
                of_room[t, b] - room_weight[t, b] * room[t] + a01 * y0 + a11 * y1,
            )
            of_cooling[t, b] += cooling[b, 0] * y0 + cooling[b, 1] * y1


@compiled
def cool(
    factors: Floats,
    of_cooling: Floats,
    line: Ints,
    price: Floats,
    found: Floats,
    taken: Floats,
) -> None:
    """Cooling at prices: (D_u + G'D_x G) u = of_cooling + price; added to what buses take.

    Prices and `taken` have shape (lines, 3 steps).
    """
    steps, n = found.shape
    u = np.empty((steps, LANES))
    for block in range(len(factors)):
        first, m = block * LANES, factors[block]
        for lane in range(LANES):
            b = min(first + lane, n - 1)
            for t in range(steps):
                u[t, lane] = of_cooling[t, b] + price[line[b], t]
        for i in range(steps):
            for j in range(i):
                for lane in range(LANES):
                    u[i, lane] -= m[i, j, lane] * u[j, lane]
            for lane in range(LANES):
                u[i, lane] *= m[i, i, lane]
        for i in range(steps - 1, -1, -1):
            for lane in range(LANES):
                u[i, lane] *= m[i, i, lane]
            for j in range(i):
                for lane in range(LANES):
                    u[j, lane] -= m[i, j, lane] * u[i, lane]
        for lane in range(min(LANES, n - first)):
            for t in range(steps):
                found[t, first + lane] = u[t, lane]
                taken[line[first + lane], t] += u[t, lane]


@compiled
def temper(
    state: Floats,
    cooling: Floats,
    room_weight: Floats,
    heat: Floats,
    of_wall: Floats,
    of_room: Floats,
    found: Floats,
    wall: Floats,
    room: Floats,
    multiplier: Floats,
) -> None:
    """Temperatures and multipliers of their rows, from the cooling that was found."""
    steps, n = found.shape
    for b in range(n):
        a00, a01, a10, a11 = state[b, 0, 0], state[b, 0, 1], state[b, 1, 0], state[b, 1, 1]
        x0, x1 = 0.0, 0.0
        for t in range(steps):
            u = found[t, b]
            x0, x1 = (
                a00 * x0 + a01 * x1 + cooling[b, 0] * u + heat[t, b, 0],
                a10 * x0 + a11 * x1 + cooling[b, 1] * u + heat[t, b, 1],
            )
            wall[t, b], room[t, b] = x0, x1
        y0, y1 = 0.0, 0.0
        for t in range(steps - 1, -1, -1):
            y0, y1 = (
                of_wall[t, b] + a00 * y0 + a10 * y1,
                of_room[t, b] - room_weight[t, b] * room[t, b] + a01 * y0 + a11 * y1,
            )
            multiplier[t, b, 0], multiplier[t, b, 1] = y0, y1
