"""The loop of the backward/forward sweep, compiled: many flows side by side in lanes.

The lanes of a block advance together, and each stops by itself: what comes out for a flow does not
depend on its neighbours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

LANES = 8
"""Flows of a block: as many as the widest registers take, twice."""


@compiled
def _line_currents(
    parent: Ints,
    shunt: Floats,
    p: Floats,
    q: Floats,
    e: Floats,
    f: Floats,
    a: Floats,
    b: Floats,
) -> None:
    """Backward: what every bus takes at its voltage, summed up towards the substation."""
    buses = len(parent)
    for k in range(buses):
        y = shunt[k]
        for lane in range(LANES):
            square = e[k, lane] * e[k, lane] + f[k, lane] * f[k, lane]
            # conj(S / V), and a capacitor's current j b V
            real = (p[k, lane] * e[k, lane] + q[k, lane] * f[k, lane]) / square
            imaginary = (p[k, lane] * f[k, lane] - q[k, lane] * e[k, lane]) / square
            a[k, lane] = real - y * f[k, lane]
            b[k, lane] = imaginary + y * e[k, lane]
    for k in range(buses - 1, 0, -1):
        above = parent[k]
        for lane in range(LANES):
            a[above, lane] += a[k, lane]
            b[above, lane] += b[k, lane]


@compiled
def swept(
    parent: Ints,
    r: Floats,
    x: Floats,
    shunt: Floats,
    p: Floats,
    q: Floats,
    source: Floats,
    tolerance: float,
    most: int,
    voltage_real: Floats,
    voltage_imaginary: Floats,
    current_real: Floats,
    current_imaginary: Floats,
    lost: Floats,
    converged: Mask,
) -> None:
    """Solve flows in place; arrays have shape (flows, buses), the last two and `source` (flows,).

    Currents are those of the line from the parent, of the whole feeder at the substation; `lost`
    is the active power that all lines lose.
    Converged is a flow whose voltages moved by less than `tolerance` in a sweep.
    """
    flows, buses = p.shape
    e, f = np.empty((buses, LANES)), np.empty((buses, LANES))
    a, b = np.empty((buses, LANES)), np.empty((buses, LANES))
    pl, ql = np.empty((buses, LANES)), np.empty((buses, LANES))
    going, moved = np.empty(LANES), np.empty(LANES)
    for first in range(0, flows, LANES):
        n = min(LANES, flows - first)
        for lane in range(LANES):
            flow = first + min(lane, n - 1)
            for k in range(buses):
                pl[k, lane], ql[k, lane] = p[flow, k], q[flow, k]
                e[k, lane], f[k, lane] = source[flow], 0.0
            going[lane] = 1.0
        for _ in range(most):
            _line_currents(parent, shunt, pl, ql, e, f, a, b)
            for lane in range(LANES):
                moved[lane] = 0.0
            for k in range(1, buses):
                above, rk, xk = parent[k], r[k], x[k]
                for lane in range(LANES):
                    real = e[above, lane] - rk * a[k, lane] + xk * b[k, lane]
                    imaginary = f[above, lane] - rk * b[k, lane] - xk * a[k, lane]
                    dreal = going[lane] * (real - e[k, lane])
                    dimaginary = going[lane] * (imaginary - f[k, lane])
                    e[k, lane] += dreal
                    f[k, lane] += dimaginary
                    moved[lane] = max(moved[lane], max(abs(dreal), abs(dimaginary)))
            anyone = False
            for lane in range(LANES):
                if not moved[lane] >= tolerance:  # nan ends a flow too
                    going[lane] = 0.0
                anyone = anyone or going[lane] > 0.0
            if not anyone:
                break
        _line_currents(parent, shunt, pl, ql, e, f, a, b)
        for lane in range(n):
            flow = first + lane
            lost[flow] = 0.0
            sound = going[lane] == 0.0
            for k in range(buses):
                voltage_real[flow, k], voltage_imaginary[flow, k] = e[k, lane], f[k, lane]
                current_real[flow, k], current_imaginary[flow, k] = a[k, lane], b[k, lane]
                lost[flow] += r[k] * (a[k, lane] * a[k, lane] + b[k, lane] * b[k, lane])
                sound = sound and np.isfinite(e[k, lane]) and np.isfinite(f[k, lane])
            converged[flow] = sound
