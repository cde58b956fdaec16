"""Fronts of problems whose constraints depend on the objectives alone: MW and TNK.

Designs lie on lines, along each of which every objective rises (or one rises and the others
stay). So on each line only the lowest feasible design can be Pareto-optimal, and the front is what
is nondominated among those of a dense fan of lines.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

FloatArray = NDArray[np.float64]
Designs = Callable[[FloatArray, FloatArray], FloatArray]
"""Designs, shape (n, variables), of lines in [0, 1] and heights in [0, 1], both shape (n,)."""

LINES = 20_001
STEPS = 801
"""Heights looked at on each line before the lowest feasible one is refined."""
HALVINGS = 60


def lowest_feasible(
    problem: Problem, designs: Designs, more_lines: FloatArray | None = None
) -> FloatArray:
    """Objectives of the lowest feasible design of each line, shape (lines, objectives).

    `more_lines` are looked at beside the even fan. Feasible stretches shorter than 1/800 of a line
    may be missed. Lines without any are left out.
    """
    lines = np.linspace(0.0, 1.0, LINES)
    if more_lines is not None:
        lines = np.union1d(lines, more_lines)
    heights = np.linspace(0.0, 1.0, STEPS)
    first = np.full(len(lines), -1)
    for begin in range(0, len(lines), 200):
        some = lines[begin : begin + 200]
        grid = designs(np.repeat(some, STEPS), np.tile(heights, len(some)))
        feasible = _feasible(problem, grid).reshape(len(some), STEPS)
        found = np.where(feasible.any(axis=1), feasible.argmax(axis=1), -1)
        first[begin : begin + 200] = found
    lines, first = lines[first >= 0], first[first >= 0]
    high = heights[first]
    low = heights[np.maximum(first - 1, 0)]
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        feasible = _feasible(problem, designs(lines, middle))
        high = np.where(feasible, middle, high)
        low = np.where(feasible, low, middle)
    return np.asarray(problem.evaluate(designs(lines, high), return_values_of=["F"]))


def _feasible(problem: Problem, designs: FloatArray) -> NDArray[np.bool_]:
    G = problem.evaluate(designs, return_values_of=["G"])
    return np.asarray((G <= 0.0).all(axis=1))


def tnk_designs(lines: FloatArray, heights: FloatArray) -> FloatArray:
    """TNK's objectives are its variables: rays from the origin, up to radius 1.6."""
    angle = np.clip(0.5 * np.pi * lines, 1e-9, None)
    rays = np.column_stack([np.cos(angle), np.sin(angle)])
    return np.asarray(1.6 * heights[:, None] * rays + 1e-30)


def mw_designs(problem: Problem, g: int) -> Designs:
    """Lines of an MW problem: x_1 fixed, g(x) rising from 1 by the last variable alone.

    `g` is the distance function of Ma and Wang 2019 (doi:10.1109/TEVC.2019.2896967) that the
    problem has. With it at 1 the objectives are the unconstrained front; at a fixed x_1 a larger
    g raises the second objective (MW1 to 3) or both (MW5 to 7).
    """
    n_var = problem.n_var
    index = np.arange(1, n_var, dtype=float)

    def designs(lines: FloatArray, heights: FloatArray) -> FloatArray:
        x = np.empty((len(lines), n_var))
        x[:, 0] = problem.xu[0] * lines
        # each height adds up to about 1 to g
        rise = 0.9 * heights
        if g == 1:
            best = 0.5 + index / (2.0 * n_var)
            x[:, 1:] = best ** (1.0 / (n_var - 2))
            last = best[-1] - np.sqrt(-np.log1p(-rise) / 10.0)
            x[:, -1] = np.maximum(last, 0.0) ** (1.0 / (n_var - 2))
        elif g == 2:
            x[:, 1:] = index / n_var
            z = 0.2 * heights
            x[:, -1] = index[-1] / n_var - np.sqrt(-np.log1p(-z) / 10.0)
        else:
            for j in range(1, n_var):
                x[:, j] = 1.0 - (x[:, j - 1] - 0.5) ** 2
            x[:, -1] -= np.sqrt(0.5 * rise)
        return x

    return designs


def mw5_points() -> FloatArray:
    """Lines on which MW5's constraints leave the unit circle, most of them a single point.

    Both say r >= 1 + c sin(6 t^3), c = 1/2 and -9/20, t = pi/2 - 2 |angle - pi/4|: r = 1 where the
    sine is 0.
    """
    t = np.cbrt(np.arange(np.floor(6.0 * (0.5 * np.pi) ** 3 / np.pi) + 1.0) * np.pi / 6.0)
    apart = 0.5 * (0.5 * np.pi - t)
    angles = np.concatenate([0.25 * np.pi - apart, 0.25 * np.pi + apart])
    lines = np.cos(angles)
    # the sine of a rounded root may be a hair off on either side
    near = np.concatenate([lines * (1.0 + k * 1e-15) for k in range(-3, 4)])
    return np.asarray(np.clip(near, 0.0, 1.0))


MW_DISTANCE = {"mw1": 1, "mw2": 2, "mw3": 3, "mw5": 1, "mw6": 2, "mw7": 3}
"""Which distance function each problem has."""
