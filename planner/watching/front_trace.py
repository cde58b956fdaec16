"""The front of evaluations as they come, and the hypervolume on the way."""

from __future__ import annotations

from collections.abc import Sequence

from planner.archive import Archive
from planner.evaluation import Evaluation, Objective


class FrontTrace:
    """An archive that grows; its hypervolume is told after every so many evaluations.

    The store does not tell which generation an evaluation is of. The first one, which sets the
    scale, is nothing installed and a population, if the search met so many different designs.
    """

    def __init__(self, objectives: Sequence[Objective], stride: int, *, proven: bool) -> None:
        self.archive = Archive(objectives, proven=proven)
        self._stride = max(1, stride)
        self._points: list[tuple[int, float]] = []

    def add(self, evaluations: Sequence[Evaluation], *, complete: bool) -> None:
        """Take in new evaluations; `complete` says that at least one generation is."""
        left = list(evaluations)
        while left:
            room = self._stride - (len(self.archive) - 1) % self._stride if self.archive else 1
            self.archive.add(left[:room])
            del left[:room]
            if len(self.archive) > 1 and (len(self.archive) - 1) % self._stride == 0:
                self._mark()
        if complete:
            self._mark()

    @property
    def points(self) -> tuple[tuple[int, float], ...]:
        """Pairs of evaluations and hypervolume."""
        return tuple(self._points)

    def _mark(self) -> None:
        self.archive.fix_scale()
        if not self._points or self._points[-1][0] < len(self.archive):
            self._points.append((len(self.archive), self.archive.hypervolume))
