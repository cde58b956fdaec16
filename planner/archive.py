"""All designs a search has evaluated, and the front among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from algorithms import hypervolume, nondominated
from operation import Design, Status
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation, Objective

_MARGIN = 1.1
"""The reference point lies this far behind the worst values of the first generation."""


def objective_matrix(
    evaluations: Sequence[Evaluation], objectives: Sequence[Objective]
) -> NDArray[np.float64]:
    """Minimised objectives of accepted evaluations, shape (designs, objectives)."""
    rows = [[e.minimised(objective) for objective in objectives] for e in evaluations]
    return np.array(rows, dtype=float).reshape(len(evaluations), len(objectives))


class Archive:
    """Evaluations in the order of their first use; the front is kept up to date."""

    def __init__(
        self, objectives: Sequence[Objective] = SEARCH_OBJECTIVES, *, proven: bool = False
    ) -> None:
        """With `proven` only designs count for the front whose dispatch is proven best."""
        self._objectives, self._proven = tuple(objectives), proven
        self._known: dict[Design, Evaluation] = {}
        self.front: list[Evaluation] = []
        """Nondominated accepted designs, in the order of their first use."""
        self._best: NDArray[np.float64] | None = None
        self._spread: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, design: Design) -> bool:
        return design in self._known

    def __getitem__(self, design: Design) -> Evaluation:
        return self._known[design]

    @property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """Everything, in the order of first use."""
        return tuple(self._known.values())

    def add(self, evaluations: Iterable[Evaluation]) -> None:
        """Take in evaluations of new designs."""
        new = list(evaluations)
        self._known.update((evaluation.design, evaluation) for evaluation in new)
        counting = [e for e in new if e.status is Status.OPTIMAL or not self._proven]
        self._join(evaluation for evaluation in counting if evaluation.accepted)

    def admit_unproven(self) -> None:
        """Let designs count for the front whose dispatch is not proven best."""
        self._proven = False
        self._join(e for e in self._known.values() if e.status is Status.LIMITED)

    def _join(self, evaluations: Iterable[Evaluation]) -> None:
        candidates = [*self.front, *evaluations]
        if candidates:
            keep = nondominated(self._values(candidates))
            self.front = [e for e, kept in zip(candidates, keep, strict=True) if kept]

    def fix_scale(self) -> None:
        """Let what is known now set the scale of the hypervolume, once anything is feasible."""
        values = self._values([e for e in self._known.values() if e.accepted])
        if self._best is None and len(values):
            spread = np.ptp(values, axis=0)
            self._best = values.min(axis=0)
            self._spread = np.where(spread > 0, spread, np.maximum(np.abs(self._best), 1.0))

    @property
    def hypervolume(self) -> float:
        """Hypervolume of the front as a share of the box that `fix_scale` has set; 0 before."""
        if self._best is None or self._spread is None:
            return 0.0
        scaled = (self._values(self.front) - self._best) / self._spread
        corner = np.full(scaled.shape[1], _MARGIN)
        return float(hypervolume(scaled, corner) / _MARGIN ** scaled.shape[1])

    def _values(self, evaluations: Sequence[Evaluation]) -> NDArray[np.float64]:
        return objective_matrix(evaluations, self._objectives)

    def count(self, status: Status) -> int:
        """Number of designs with a status."""
        return sum(evaluation.status is status for evaluation in self._known.values())

    @property
    def failures(self) -> int:
        """Number of designs whose evaluation failed."""
        return sum(evaluation.failed for evaluation in self._known.values())
