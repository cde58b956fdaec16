"""Loops over a cone: bounds first, then discs of three entries, as in `ConicProgram`.

Nesterov-Todd scaling W with W z = W^-1 s: of a bound sqrt(s/z), of a disc as in Vandenberghe 2010,
*The CVXOPT linear and quadratic cone program solvers*, section 4.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.compiling import compiled

Floats = NDArray[np.float64]


@compiled
def _hyperbolic(v0: float, v1: float, v2: float) -> float:
    """v0² - v1² - v2², without cancellation between large squares."""
    norm = math.sqrt(v1 * v1 + v2 * v2)
    return (v0 - norm) * (v0 + norm)


@compiled
def scale(s: Floats, z: Floats, bounds: int, weight: Floats, disc: Floats) -> bool:
    """Fill the scaling: `weight` is z/s of the bounds, `disc` has (1/eta², w0, w1, w2) of discs.

    False where a point is not inside the cone.
    """
    for i in range(bounds):
        if not (s[i] > 0.0 and z[i] > 0.0):
            return False
        weight[i] = z[i] / s[i]
    for k in range(len(disc)):
        i = bounds + 3 * k
        of_s = _hyperbolic(s[i], s[i + 1], s[i + 2])
        of_z = _hyperbolic(z[i], z[i + 1], z[i + 2])
        if not (of_s > 0.0 and of_z > 0.0 and s[i] > 0.0 and z[i] > 0.0):
            return False
        ns, nz = np.sqrt(of_s), np.sqrt(of_z)
        product = (s[i] * z[i] + s[i + 1] * z[i + 1] + s[i + 2] * z[i + 2]) / (ns * nz)
        double = 2.0 * np.sqrt(0.5 * (1.0 + product))
        disc[k, 0] = nz / ns
        disc[k, 2] = (s[i + 1] / ns - z[i + 1] / nz) / double
        disc[k, 3] = (s[i + 2] / ns - z[i + 2] / nz) / double
        disc[k, 1] = np.sqrt(1.0 + disc[k, 2] ** 2 + disc[k, 3] ** 2)
    return True


@compiled
def times_inverse_square(weight: Floats, disc: Floats, v: Floats, out: Floats) -> None:
    """W^-2 v."""
    bounds = len(weight)
    for i in range(bounds):
        out[i] = weight[i] * v[i]
    for k in range(len(disc)):
        i, c, w0, w1, w2 = bounds + 3 * k, disc[k, 0], disc[k, 1], disc[k, 2], disc[k, 3]
        dot = 2.0 * (w0 * v[i] - w1 * v[i + 1] - w2 * v[i + 2])
        out[i], out[i + 1], out[i + 2] = (
            c * (dot * w0 - v[i]),
            c * (-dot * w1 + v[i + 1]),
            c * (-dot * w2 + v[i + 2]),
        )


@compiled
def _times(
    w0: float, w1: float, w2: float, v0: float, v1: float, v2: float
) -> tuple[float, float, float]:
    """W v of a disc with eta = 1; with -w1, -w2 it is W^-1 v."""
    along = w1 * v1 + w2 * v2
    more = v0 + along / (1.0 + w0)
    return w0 * v0 + along, v1 + w1 * more, v2 + w2 * more


@compiled
def corrected(
    s: Floats,
    z: Floats,
    ds: Floats,
    dz: Floats,
    weight: Floats,
    disc: Floats,
    target: float,
    out: Floats,
) -> None:
    """Complementarity to aim at: W (l \\ (l o l + (W^-1 ds) o (W dz) - target e)), l = W z."""
    bounds = len(weight)
    for i in range(bounds):
        out[i] = s[i] + (ds[i] * dz[i] - target) / z[i]
    for k in range(len(disc)):
        i, w0, w1, w2 = bounds + 3 * k, disc[k, 1], disc[k, 2], disc[k, 3]
        eta = 1.0 / np.sqrt(disc[k, 0])
        a0, a1, a2 = _times(w0, -w1, -w2, ds[i], ds[i + 1], ds[i + 2])
        b0, b1, b2 = _times(w0, w1, w2, dz[i], dz[i + 1], dz[i + 2])
        # the two factors eta cancel
        v0 = a0 * b0 + a1 * b1 + a2 * b2 - target
        v1, v2 = a0 * b1 + b0 * a1, a0 * b2 + b0 * a2
        l0, l1, l2 = _times(w0, w1, w2, z[i], z[i + 1], z[i + 2])
        l0, l1, l2 = eta * l0, eta * l1, eta * l2
        u0 = (l0 * v0 - l1 * v1 - l2 * v2) / _hyperbolic(l0, l1, l2)
        u1, u2 = (v1 - u0 * l1) / l0, (v2 - u0 * l2) / l0
        c0, c1, c2 = _times(w0, w1, w2, u0, u1, u2)
        out[i], out[i + 1], out[i + 2] = (
            s[i] + eta * c0,
            s[i + 1] + eta * c1,
            s[i + 2] + eta * c2,
        )


@compiled
def longest_step(s: Floats, ds: Floats, bounds: int) -> float:
    """The largest share of `ds`, at most 1e10, that keeps s + share ds in the cone."""
    least = 1e-10  # of all shares, the largest inverse
    for i in range(bounds):
        if -ds[i] > least * s[i]:
            least = -ds[i] / s[i]
    for k in range((len(s) - bounds) // 3):
        i = bounds + 3 * k
        norm = np.sqrt(_hyperbolic(s[i], s[i + 1], s[i + 2]))
        s0, s1, s2 = s[i] / norm, s[i + 1] / norm, s[i + 2] / norm
        d0, d1, d2 = ds[i] / norm, ds[i + 1] / norm, ds[i + 2] / norm
        r0 = s0 * d0 - s1 * d1 - s2 * d2
        more = (r0 + d0) / (s0 + 1.0)
        d1, d2 = d1 - more * s1, d2 - more * s2
        least = max(least, math.sqrt(d1 * d1 + d2 * d2) - r0)
    return 1.0 / least
