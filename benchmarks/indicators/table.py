"""One row for each run and checkpoint, with every indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from benchmarks.indicators.quality import Indicator, measure_scaled
from benchmarks.indicators.reference import Reference, reference_sets

if TYPE_CHECKING:
    from benchmarks.problems import BenchmarkProblem
    from benchmarks.study.definition import Study
    from benchmarks.study.records import RunRecord

KEYS = ["algorithm", "problem", "seed", "checkpoint", "status", "points"]


def indicator_table(
    study: Study,
    records: Sequence[RunRecord],
    problems: Mapping[str, BenchmarkProblem],
    references: Mapping[str, Reference] | None = None,
) -> pd.DataFrame:
    """Tidy table of the study's runs: algorithm, problem, seed, checkpoint, status, points, then a
    column for each indicator.

    points: how many feasible nondominated points the run's population had. A run that failed, or
    had none, has the worst value of every indicator. In the order of problems, algorithms, seeds
    and checkpoints; runs that are not there yet have no rows.
    """
    if references is None:
        references = reference_sets(problems, records, study.population)
    rows = []
    for record in in_order(study, records, list(problems)):
        reference = references[record.problem]
        for checkpoint in study.checkpoints:
            found = record.checkpoints.get(checkpoint)
            points = reference.scale(found) if found is not None and len(found) else None
            rows.append(
                {
                    "algorithm": record.algorithm,
                    "problem": record.problem,
                    "seed": record.seed,
                    "checkpoint": checkpoint,
                    "status": str(record.status),
                    "points": 0 if points is None else len(points),
                    **{
                        indicator.value: indicator.worst
                        if points is None
                        else measure_scaled(indicator, points, reference)
                        for indicator in Indicator
                    },
                }
            )
    return pd.DataFrame(rows, columns=[*KEYS, *(indicator.value for indicator in Indicator)])


def in_order(
    study: Study, records: Sequence[RunRecord], problems: Sequence[str]
) -> list[RunRecord]:
    """The study's records by problem, algorithm and seed; those of other studies are left out."""
    place_of_problem = {name: place for place, name in enumerate(problems)}
    place_of_algorithm = {entry.name: place for place, entry in enumerate(study.algorithms)}
    seeds = set(study.seeds)
    ours = [
        record
        for record in records
        if record.problem in place_of_problem
        and record.algorithm in place_of_algorithm
        and record.seed in seeds
    ]
    return sorted(
        ours,
        key=lambda record: (
            place_of_problem[record.problem],
            place_of_algorithm[record.algorithm],
            record.seed,
        ),
    )
