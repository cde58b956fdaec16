"""Loops over batteries: what is stored is eliminated, powers answer to prices at the bus.

Arrays of batteries have shape (steps, batteries). On charge less discharge and on reactive power, a
disc weighs [alpha + beta² epsilon, beta epsilon; beta epsilon, epsilon].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def factor_batteries(
    eta: float,
    hours: float,
    kept: float,
    charge: Floats,
    discharge: Floats,
    stored: Floats,
    disc: Floats,
    line: Ints,
    pivots: Floats,
    buses: Floats,
) -> None:
    """Factor every battery and add its answer to prices to its bus.

    Columns come as their weights; `disc` has shape (steps, batteries, 3): alpha, beta, epsilon, all
    0 without reactive power. `pivots` has shape (2, steps, batteries): those of the tridiagonal
    matrix of the level rows, and what is below them in its triangular factor.
    """
    steps, n = charge.shape
    active, power = np.empty(steps), np.empty(steps)
    inverse = np.empty((steps, steps))
    loss = (eta - 1.0 / eta) ** 2
    for b in range(n):
        spread = 0.0
        for t in range(steps):
            c, d, alpha = charge[t, b], discharge[t, b], disc[t, b, 0]
            det = c * d + alpha * (c + d)
            active[t] = (c + d) / det
            power[t] = hours * (eta * d + c / eta) / det
            excess = hours * hours * (eta * eta * d + c / (eta * eta) + alpha * loss) / det
            if t > 0:
                excess += kept * kept / stored[t - 1, b] * spread / pivots[0, t - 1, b]
                pivots[1, t, b] = -kept / (stored[t - 1, b] * pivots[0, t - 1, b])
            spread = excess
            pivots[0, t, b] = 1.0 / stored[t, b] + excess
        for t in range(steps - 1, -1, -1):
            inverse[t, t] = 1.0 / pivots[0, t, b]
            if t < steps - 1:
                inverse[t, t] += pivots[1, t + 1, b] ** 2 * inverse[t + 1, t + 1]
                for j in range(t + 1, steps):
                    inverse[t, j] = -pivots[1, t + 1, b] * inverse[t + 1, j]
        bus = buses[line[b]]
        for i in range(steps):
            for j in range(i + 1):
                s = -power[i] * inverse[j, i] * power[j]
                if i == j:
                    s += active[i]
                bus[i, j] += s
                bus[steps + i, j] += disc[i, b, 1] * s
                if i != j:
                    bus[steps + j, i] += disc[j, b, 1] * s
                bus[steps + i, steps + j] += disc[i, b, 1] * disc[j, b, 1] * s
            if disc[i, b, 2] > 0.0:
                bus[steps + i, steps + i] += 1.0 / disc[i, b, 2]


@compiled
def run_batteries(
    eta: float,
    hours: float,
    kept: float,
    charge: Floats,
    discharge: Floats,
    stored: Floats,
    disc: Floats,
    pivots: Floats,
    of_charge: Floats,
    of_discharge: Floats,
    of_stored: Floats,
    of_reactive: Floats,
    level: Floats,
    line: Ints,
    price: Floats,
    found_charge: Floats,
    found_discharge: Floats,
    found_stored: Floats,
    found_reactive: Floats,
    multiplier: Floats,
    taken: Floats,
) -> None:
    """Powers, levels and multipliers of level rows at prices; added to what buses take."""
    steps, n = charge.shape
    c, d, q = np.empty(steps), np.empty(steps), np.empty(steps)
    k = np.empty(steps)
    loss = eta - 1.0 / eta
    reactive = of_reactive.shape[1] > 0
    for b in range(n):
        for t in range(steps):
            wc, wd, alpha, beta = charge[t, b], discharge[t, b], disc[t, b, 0], disc[t, b, 1]
            q[t] = of_reactive[t, b] - price[line[b], steps + t] if reactive else 0.0
            c[t] = of_charge[t, b] + price[line[b], t] - beta * q[t]
            d[t] = of_discharge[t, b] - price[line[b], t] + beta * q[t]
            det = wc * wd + alpha * (wc + wd)
            moved = c[t] * (eta * wd + alpha * loss) + d[t] * (alpha * loss - wc / eta)
            k[t] = of_stored[t, b] / stored[t, b] - level[t, b] - hours * moved / det
            if t > 0:
                k[t] -= kept * of_stored[t - 1, b] / stored[t - 1, b]
                k[t] -= pivots[1, t, b] * k[t - 1]
        for t in range(steps - 1, -1, -1):
            k[t] /= pivots[0, t, b]
            after = 0.0
            if t < steps - 1:
                k[t] -= pivots[1, t + 1, b] * k[t + 1]
                after = kept * k[t + 1]
            multiplier[t, b] = k[t]
            found_stored[t, b] = (of_stored[t, b] - k[t] + after) / stored[t, b]
            wc, wd, alpha, beta = charge[t, b], discharge[t, b], disc[t, b, 0], disc[t, b, 1]
            det = wc * wd + alpha * (wc + wd)
            rc, rd = c[t] + eta * hours * k[t], d[t] - hours / eta * k[t]
            found_charge[t, b] = ((wd + alpha) * rc + alpha * rd) / det
            found_discharge[t, b] = (alpha * rc + (wc + alpha) * rd) / det
            net = (wd * rc - wc * rd) / det
            taken[line[b], t] += net
            if reactive:
                found_reactive[t, b] = q[t] / disc[t, b, 2] - beta * net
                taken[line[b], steps + t] -= found_reactive[t, b]
