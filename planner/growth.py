"""How the hypervolume of several runs grew, all of them on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from algorithms import hypervolume, nondominated
from cases import Case
from planner.archive import objective_matrix
from planner.evaluation import Evaluation, Objective

if TYPE_CHECKING:
    from planner.planning import PlanSettings

Floats = NDArray[np.float64]

COUNTS = 200
"""Numbers of evaluations at which the hypervolume is told, at most."""
_REACH = 0.1
"""The reference point lies this share of the best front's spread behind its worst values."""


class EvaluatedRun(Protocol):
    """A plan, or a run as its folder has it."""

    @property
    def case(self) -> Case:
        """What was planned."""
        ...

    @property
    def settings(self) -> PlanSettings:
        """How it was planned."""
        ...

    @property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """Every design that was evaluated, in order."""
        ...


@dataclass(frozen=True, eq=False)
class Growth:
    """Hypervolume of everything evaluated, over the number of evaluations."""

    counts: NDArray[np.int64]
    """Different designs evaluated, shape (counts,)."""
    shares: Mapping[str, Floats]
    """By group: shares of the hypervolume of the best front known, shape (runs, counts)."""

    def band(self, group: str) -> Floats:
        """Low edge, median and high edge over a group's runs, shape (3, counts).

        The edges are quartiles, and of fewer than four runs the least and the greatest.
        """
        edges = (0.25, 0.75) if len(self.shares[group]) >= 4 else (0.0, 1.0)
        low, high = np.quantile(self.shares[group], edges, axis=0)
        return np.array([low, np.median(self.shares[group], axis=0), high])


def growth(groups: Mapping[str, Sequence[EvaluatedRun]]) -> Growth:
    """Hypervolume of groups of runs of one case, to one reference point.

    The best front known is that of all runs together; the reference point lies a tenth of its
    spread behind its worst values. A run that ended keeps its last value. Raises ValueError for an
    empty group, runs of different cases or objectives, and where no design could be run.
    """
    runs = [run for group in groups.values() for run in group]
    if not runs or not all(groups.values()):
        raise ValueError("every group needs a run at least")
    if len({run.case.digest for run in runs}) > 1:
        raise ValueError("the runs are of different cases, so their hypervolumes do not compare")
    if len({frozenset(run.settings.search.objectives) for run in runs}) > 1:
        raise ValueError("the runs have different objectives, so their hypervolumes do not compare")
    objectives = runs[0].settings.search.objectives
    every = _values([e for run in runs for e in run.evaluations], objectives)
    if not len(every):
        raise ValueError("no design could be run, so there is no hypervolume")
    best = every[nondominated(every)]
    spread = np.ptp(best, axis=0)
    scale = np.where(spread > 0, spread, np.maximum(np.abs(best[0]), 1.0))
    reference = best.max(axis=0) / scale + _REACH
    whole = hypervolume(best / scale, reference)
    longest = max(len(run.evaluations) for run in runs)
    counts = np.unique(np.linspace(1, longest, min(longest, COUNTS)).round().astype(np.int64))
    shares = {
        name: np.array([_grown(run, objectives, counts, scale, reference) for run in group]) / whole
        for name, group in groups.items()
    }
    return Growth(counts, shares)


def _grown(
    run: EvaluatedRun,
    objectives: Sequence[Objective],
    counts: NDArray[np.int64],
    scale: Floats,
    reference: Floats,
) -> list[float]:
    """Hypervolume of the first so many designs of a run."""
    front, volume, done, grown = np.empty((0, len(scale))), 0.0, 0, []
    for count in counts.tolist():
        new = _values(run.evaluations[done:count], objectives) / scale
        done = count
        if len(new):
            front = np.vstack((front, new))
            front = front[nondominated(front)]
            volume = hypervolume(front, reference)
        grown.append(volume)
    return grown


def _values(evaluations: Sequence[Evaluation], objectives: Sequence[Objective]) -> Floats:
    return objective_matrix([e for e in evaluations if e.accepted], objectives)
