"""How good everything is that a run has evaluated until then: an archive without limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import moocore
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.indicators.quality import Indicator, measure_scaled
from benchmarks.indicators.reference import Reference
from benchmarks.indicators.table import in_order

if TYPE_CHECKING:
    from benchmarks.study.definition import Study
    from benchmarks.study.records import RunRecord

FloatArray = NDArray[np.float64]
Counts = NDArray[np.int64]

ANYTIME_INDICATORS = (Indicator.HYPERVOLUME_GAP, Indicator.IGD_PLUS)
GRID = 50
FIRST = 10


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Indicators of the archives of many runs along their evaluations.

    runs: one row each: algorithm, problem, seed, status, evaluations (used).
    counts: evaluations after which it was measured, shape (counts,), ascending.
    values: shape (runs, counts) for each indicator; never rising along a row.
    budget: evaluations that each run was given.
    """

    runs: pd.DataFrame
    counts: Counts
    values: Mapping[Indicator, FloatArray]
    budget: int

    @property
    def step(self) -> float:
        """Greatest ratio of a count to the one before it: how late a target can be noticed."""
        return float((self.counts[1:] / self.counts[:-1]).max()) if len(self.counts) > 1 else 1.0


def evaluation_counts(
    evaluations: int, checkpoints: Sequence[int] = (), size: int = GRID
) -> Counts:
    """About `size` counts in even log steps from 10 to `evaluations`, and the checkpoints."""
    first = min(FIRST, evaluations)
    grid = np.geomspace(first, evaluations, size).round().astype(np.int64)
    return np.union1d(grid, np.asarray(checkpoints, dtype=np.int64))


def follow_runs(
    study: Study, records: Sequence[RunRecord], references: Mapping[str, Reference]
) -> Trajectories:
    """Trajectories of the study's runs, in the order of `indicator_table`."""
    counts = evaluation_counts(study.evaluations, study.checkpoints)
    followed = in_order(study, records, list(references))
    values = {i: np.full((len(followed), len(counts)), i.worst) for i in ANYTIME_INDICATORS}
    for row, record in enumerate(followed):
        for indicator, along in _along_log(record, references[record.problem], counts).items():
            values[indicator][row] = along
    runs = pd.DataFrame(
        [(r.algorithm, r.problem, r.seed, str(r.status), r.evaluations) for r in followed],
        columns=["algorithm", "problem", "seed", "status", "evaluations"],
    )
    return Trajectories(runs, counts, values, study.evaluations)


def _along_log(
    record: RunRecord, reference: Reference, counts: Counts
) -> dict[Indicator, FloatArray]:
    """Indicators of what the log held after each count, shape (counts,) each."""
    values = {i: np.full(len(counts), i.worst) for i in ANYTIME_INDICATORS}
    if len(record.log_evaluations) == 0:
        return values
    logged = reference.scale(record.log_objectives)
    if len(logged) != len(record.log_evaluations) or np.any(np.diff(record.log_evaluations) < 0):
        raise ValueError(
            f"{record.algorithm} on {record.problem}, seed {record.seed}: "
            "the log must hold finite objectives in the order of their evaluations"
        )
    ends = np.searchsorted(record.log_evaluations, counts, side="right")
    archive, taken = logged[:0], 0
    for column, end in enumerate(ends):
        if end > taken:
            archive = np.vstack((archive, logged[taken:end]))
            archive = archive[moocore.is_nondominated(archive)]
            taken = end
            for indicator in ANYTIME_INDICATORS:
                values[indicator][column] = measure_scaled(indicator, archive, reference)
        elif column:
            for indicator in ANYTIME_INDICATORS:
                values[indicator][column] = values[indicator][column - 1]
    return values
