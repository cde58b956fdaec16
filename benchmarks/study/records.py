"""What is known of a run once it is over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from benchmarks.study.definition import Study

FloatArray = NDArray[np.float64]


class RunStatus(StrEnum):
    """How a run ended."""

    DONE = "done"
    FAILED = "failed"
    """The search raised an exception, asked for too many evaluations, or ended its process."""


@dataclass(frozen=True, eq=False)
class RunRecord:
    """One search on one problem with one seed."""

    algorithm: str
    problem: str
    seed: int
    status: RunStatus
    error: str
    """Why it failed, in a line; empty where it did not."""
    seconds: float
    """CPU time of the search apart from evaluating [s]; nan where it was lost."""
    evaluations: int
    """Designs really evaluated."""
    log_evaluations: NDArray[np.int64]
    """Shape (k,): number, from 1, of every design that was feasible, dominated by none of all
    evaluated until then and equal to none of them in its objectives. Empty for a failed run."""
    log_objectives: FloatArray
    """Shape (k, objectives)."""
    checkpoints: Mapping[int, FloatArray]
    """By budget, feasible nondominated objectives of the population at the last observation whose
    evaluations do not exceed it, shape (points, objectives). No points for a failed run."""
    problem_seconds: float = math.nan
    """CPU time of evaluating [s]; nan where it was lost."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of what made the run; "clusterflex" is a digest of the sources of `algorithms`."""


def versions_of(records: Iterable[RunRecord]) -> dict[str, tuple[str, ...]]:
    """Every version of each library that took part in these runs; more than one is a mixture."""
    found: dict[str, set[str]] = {}
    for record in records:
        for name, version in record.versions.items():
            found.setdefault(name, set()).add(version)
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def read_records(directory: Path) -> tuple[Study, tuple[RunRecord, ...]]:
    """The study of a folder and its runs that are there and sound, in the study's order.

    Raises StudyError where the folder holds no study.
    """
    from benchmarks.study.folder import StudyFolder

    contents = StudyFolder.open(directory).contents()
    return contents.study, contents.records
