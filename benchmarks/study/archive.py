"""What a search has found so far: the nondominated points, one point at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Archive(Protocol):
    """The nondominated of all points added, minimised."""

    def add(self, point: Sequence[float]) -> bool:
        """Add a point of finite objectives; whether it is nondominated, and none was equal."""
        ...

    def __len__(self) -> int: ...


def new_archive(objectives: int) -> Archive:
    """An empty archive for points with so many objectives."""
    return TwoObjectives() if objectives == 2 else AnyObjectives(objectives)


class TwoObjectives:
    """Sorted lists: the first objective rises and the second falls. A search is O(log n)."""

    def __init__(self) -> None:
        self._first: list[float] = []
        self._second: list[float] = []

    def add(self, point: Sequence[float]) -> bool:
        """Add a point; whether it is nondominated, and none was equal."""
        a, b = point
        before = bisect_right(self._first, a) - 1
        if before >= 0 and self._second[before] <= b:
            return False
        start = end = bisect_left(self._first, a)
        while end < len(self._second) and self._second[end] >= b:
            end += 1  # dominated from now on; each point goes once
        self._first[start:end] = [a]
        self._second[start:end] = [b]
        return True

    def __len__(self) -> int:
        return len(self._first)


class AnyObjectives:
    """An array that is searched as a whole: O(n) for a point."""

    def __init__(self, objectives: int) -> None:
        self._points: NDArray[np.float64] = np.empty((64, objectives))
        self._size = 0

    def add(self, point: Sequence[float]) -> bool:
        """Add a point; whether it is nondominated, and none was equal."""
        added = np.asarray(point)
        kept = self._points[: self._size]
        if (kept <= added).all(axis=1).any():
            return False
        stays = ~(added <= kept).all(axis=1)
        if not stays.all():
            kept = kept[stays]
            self._points[: len(kept)] = kept
            self._size = len(kept)
        if self._size == len(self._points):
            self._points = np.concatenate([self._points, np.empty_like(self._points)])
        self._points[self._size] = added
        self._size += 1
        return True

    def __len__(self) -> int:
        return self._size
