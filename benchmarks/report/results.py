"""Everything that a report tells, computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from benchmarks.indicators import (
    Indicator,
    Reference,
    Trajectories,
    anytime_table,
    follow_runs,
    indicator_table,
    reference_sets,
    success_by_group,
    success_table,
)
from benchmarks.report.coverage import Coverage, coverage
from benchmarks.statistics import compare_with, group_totals, rank_table, totals

if TYPE_CHECKING:
    from benchmarks.problems import BenchmarkProblem
    from benchmarks.study.definition import Study
    from benchmarks.study.records import RunRecord

EVERYTHING = "all problems"


@dataclass(frozen=True, eq=False)
class Results:
    """A study's runs, measured and compared. Tables by indicator where they are a mapping.

    groups: problem -> group. judged: problems that nothing was tuned on; tuned: the others.
    """

    study: Study
    problems: Mapping[str, BenchmarkProblem]
    groups: Mapping[str, str]
    coverage: Coverage
    references: Mapping[str, Reference]
    indicators: pd.DataFrame
    trajectories: Trajectories
    comparisons: Mapping[Indicator, pd.DataFrame]
    totals: Mapping[Indicator, pd.DataFrame]
    group_totals: Mapping[Indicator, pd.DataFrame]
    ranks: Mapping[Indicator, pd.DataFrame]
    success: pd.DataFrame
    group_success: pd.DataFrame

    @property
    def judged(self) -> tuple[str, ...]:
        """Problems that nothing was tuned on and that have runs, in order."""
        there = {record.problem for record in self.coverage.records}
        return tuple(n for n, p in self.problems.items() if not p.tuned and n in there)

    @property
    def tuned(self) -> tuple[str, ...]:
        """Problems with runs that the default search was tuned on, in order."""
        there = {record.problem for record in self.coverage.records}
        return tuple(n for n, p in self.problems.items() if p.tuned and n in there)

    @property
    def labels(self) -> dict[str, str]:
        """Algorithm -> how it is called, for those that have runs, in the study's order."""
        there = {record.algorithm for record in self.coverage.records}
        return {a.name: a.label for a in self.study.algorithms if a.name in there}

    @property
    def subject(self) -> str | None:
        """The algorithm that sentences are about: the first that is not the reference."""
        return next((name for name in self.labels if name != self.study.reference), None)

    @property
    def last(self) -> int:
        """The last checkpoint: the whole budget."""
        return self.study.checkpoints[-1]


def results(
    study: Study,
    records: Sequence[RunRecord],
    problems: Mapping[str, BenchmarkProblem],
    groups: Mapping[str, str],
) -> Results:
    """Measure and compare the study's records on `problems`."""
    covered = coverage(study, records, tuple(problems))
    references = reference_sets(problems, covered.records, study.population)
    table = indicator_table(study, covered.records, problems, references)
    tuned = {name for name, problem in problems.items() if problem.tuned}
    comparisons = {
        indicator: compare_with(table, indicator.value, study.reference, tuned, groups)
        for indicator in Indicator
    }
    trajectories = follow_runs(study, covered.records, references)
    anytime = anytime_table(trajectories)
    judged = {name: group for name, group in groups.items() if name not in tuned}
    pooled = dict.fromkeys(judged, EVERYTHING)
    success = success_table(anytime)
    by_group = [success_by_group(anytime, pooled), success_by_group(anytime, judged)]
    return Results(
        study,
        problems,
        groups,
        covered,
        references,
        table,
        trajectories,
        comparisons,
        {indicator: totals(rows) for indicator, rows in comparisons.items()},
        {indicator: group_totals(rows) for indicator, rows in comparisons.items()},
        {indicator: rank_table(rows, study.reference) for indicator, rows in comparisons.items()},
        success,
        pd.concat(by_group, ignore_index=True),
    )
