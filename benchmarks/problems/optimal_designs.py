"""Pareto-optimal designs of problems where they are known, many of them, in array form.

Each function gives designs of shape (designs, variables) that contain the whole Pareto set, or
enough of it to give the whole front; a few may be dominated (ZDT3, DTLZ7) and are dropped later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

FloatArray = NDArray[np.float64]

DENSE = 100_001
"""Designs along a curve."""
DENSE_SIDE = 211
"""Designs along each side of a surface."""


def zdt(problem: Problem, distance: float = 0.0) -> FloatArray:
    """x_1 anything, all others `distance`: g is least there. Dense at 0, where the front is steep.

    Source: Zitzler, Deb, Thiele 2000, doi:10.1162/106365600568202.
    """
    first = np.linspace(0.0, 1.0, DENSE) ** 2
    return _joined(first[:, None], problem.n_var, distance)


def dtlz(problem: Problem, distance: float) -> FloatArray:
    """Positions anything, all distance variables `distance`: g is least there.

    Source: Deb, Thiele, Laumanns, Zitzler 2005, doi:10.1007/1-84628-137-7_6.
    """
    if problem.n_obj == 2:
        return _joined(np.linspace(0.0, 1.0, DENSE)[:, None], problem.n_var, distance)
    side = np.linspace(0.0, 1.0, DENSE_SIDE)
    positions = np.stack(np.meshgrid(side, side, indexing="ij"), axis=-1).reshape(-1, 2)
    return _joined(positions, problem.n_var, distance)


def dtlz5(problem: Problem) -> FloatArray:
    """With all distance variables 1/2 the objectives depend on x_1 alone: an even arc."""
    first = np.linspace(0.0, 1.0, DENSE // 10 + 1)[:, None]
    return _joined(first, problem.n_var, 0.5)


def bnh(problem: Problem) -> FloatArray:
    """x_1 = x_2 up to 3, then x_2 stays at its bound. Binh and Korn 1997."""
    first = np.linspace(0.0, 5.0, DENSE)
    return np.column_stack([first, np.minimum(first, 3.0)])


def srn(problem: Problem) -> FloatArray:
    """x_1 = -2.5, x_2 from 2.5 to the circle of the first constraint. Srinivas and Deb 1994."""
    # a hair inside the circle, so that rounding leaves the last design feasible
    second = np.linspace(2.5, np.sqrt(225.0 - 2.5**2) * (1.0 - 1e-15), DENSE)
    return np.column_stack([np.full(DENSE, -2.5), second])


def osy(problem: Problem) -> FloatArray:
    """Five edges of the feasible region, x_4 = x_6 = 0 on all of them.

    Source: Deb 2001, Multi-Objective Optimization using Evolutionary Algorithms, section 8.3.4.
    """
    share = np.linspace(0.0, 1.0, DENSE // 5)

    def edge(begin: tuple[float, ...], end: tuple[float, ...]) -> FloatArray:
        x1, x2, x3, x5 = (a + (b - a) * share for a, b in zip(begin, end, strict=True))
        zeros = np.zeros_like(share)
        return np.column_stack([x1, x2, x3, zeros, x5, zeros])

    third = 2.0 + np.sqrt(3.0)
    return np.vstack(
        [
            edge((5.0, 1.0, 1.0, 5.0), (5.0, 1.0, 5.0, 5.0)),
            edge((5.0, 1.0, 1.0, 1.0), (5.0, 1.0, 5.0, 1.0)),
            edge((4.0, 2.0 / 3.0, 1.0, 1.0), (5.0, 1.0, 1.0, 1.0)),
            edge((0.0, 2.0, 1.0, 1.0), (0.0, 2.0, third, 1.0)),
            edge((0.0, 2.0, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0)),
        ]
    )


def fonseca(problem: Problem) -> FloatArray:
    """All variables equal, between the two optima."""
    at = 1.0 / np.sqrt(problem.n_var)
    return np.repeat(np.linspace(-at, at, DENSE)[:, None], problem.n_var, axis=1)


def re21(problem: Problem) -> FloatArray:
    """Least of volume + c * displacement for every price c, bar by bar.

    x_3 worsens both objectives, so it is at its lower bound; with it fixed both are convex in
    x_1, x_2, x_4 and no sum mixes them, so prices reach the whole front. With
    r = c F / E the bars want x_1 = sqrt(r), x_2 = x_4 = sqrt(2 r), as far as the bounds let them.
    """
    root = np.sqrt(2.0)
    # from all bars at their least (r = 1/2) to all at their most (r = 9)
    want = np.linspace(np.sqrt(0.5), 3.0, DENSE)
    x1 = np.clip(want, 1.0, 3.0)
    x2 = np.clip(root * want, root, 3.0)
    x4 = np.clip(root * want, 1.0, 3.0)
    return np.column_stack([x1, x2, np.full(DENSE, root), x4])


def truss2d(problem: Problem) -> FloatArray:
    """Both bars at the same stress S, so that volume * S = (400 + 100 y^2) / y.

    That is least, 400, at y = 2, which holds until the second bar reaches its bound; from there
    y rises to 3 with that bar at its bound. S is at most 1e5.
    """
    stress = 1e5 / np.linspace(1.0, 1e5 / (4000.0 * np.sqrt(5.0)), DENSE)
    y = np.concatenate([np.full(DENSE, 2.0), np.linspace(2.0, 3.0, DENSE)])
    bound = 80.0 * np.sqrt(1.0 + y[DENSE:] ** 2) / (0.01 * y[DENSE:])
    stress = np.concatenate([stress, bound])
    first = 20.0 * np.sqrt(16.0 + y**2) / (y * stress)
    second = 80.0 * np.sqrt(1.0 + y**2) / (y * stress)
    return np.column_stack([first, np.minimum(second, 0.01), y])


def _joined(positions: FloatArray, n_var: int, distance: float) -> FloatArray:
    rest = np.full((len(positions), n_var - positions.shape[1]), distance)
    return np.column_stack([positions, rest])
