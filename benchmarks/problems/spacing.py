"""A few hundred points, evenly spread, out of many on a front."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from algorithms.fronts import nondominated

FloatArray = NDArray[np.float64]


def evenly_along(front: FloatArray, count: int, gap: float) -> FloatArray:
    """Points of a front with two objectives at equal distances along it, ends of pieces included.

    `front` shape (points, 2), dense, dominated points are dropped. Lengths are measured with both
    objectives scaled to [0, 1]; where neighbours are farther apart than `gap`, the front is
    broken, and the hole counts nothing. Returns shape (up to about `count`, 2).
    """
    front = front[nondominated(front)]
    front = front[np.argsort(front[:, 0])]
    steps = np.linalg.norm(np.diff(_scaled(front), axis=0), axis=1)
    holes = np.flatnonzero(steps > gap)
    along = np.concatenate([[0.0], np.cumsum(np.where(steps > gap, 0.0, steps))])
    wanted = np.searchsorted(along, np.linspace(0.0, along[-1], count))
    ends = np.concatenate([[0, len(front) - 1], holes, holes + 1])
    chosen = np.unique(np.concatenate([np.minimum(wanted, len(front) - 1), ends]))
    return np.asarray(front[chosen])


def evenly_over(front: FloatArray, count: int) -> FloatArray:
    """Points of a front of any shape, each the farthest from those before it.

    `front` shape (points, objectives), dense, dominated points are dropped. Begins with the best
    point of each objective; distances with the objectives scaled to [0, 1]. At most `count` points.
    Source: Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5.
    """
    front = front[nondominated(front)]
    if len(front) <= count:
        return front
    scaled = _scaled(front)
    chosen = list(dict.fromkeys(int(i) for i in front.argmin(axis=0)))
    nearest = np.min([np.sum((scaled - scaled[i]) ** 2, axis=1) for i in chosen], axis=0)
    while len(chosen) < count:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, np.sum((scaled - scaled[chosen[-1]]) ** 2, axis=1))
    return np.asarray(front[chosen])


def _scaled(front: FloatArray) -> FloatArray:
    low, high = front.min(axis=0), front.max(axis=0)
    return np.asarray((front - low) / np.where(high > low, high - low, 1.0))
