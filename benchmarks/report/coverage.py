"""Which of a study's runs are there, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.indicators.table import in_order
from benchmarks.study.records import RunRecord, RunStatus

if TYPE_CHECKING:
    from benchmarks.study.definition import Study


@dataclass(frozen=True, eq=False)
class Coverage:
    """records: the study's own, in order. others: how many belong to no run of the study.

    missing: how many runs are not there yet, by algorithm and problem.
    """

    records: tuple[RunRecord, ...]
    others: int
    expected: int
    missing: dict[tuple[str, str], int]

    @property
    def failed(self) -> tuple[RunRecord, ...]:
        """Runs that ended with an error."""
        return tuple(r for r in self.records if r.status is RunStatus.FAILED)

    @property
    def infeasible(self) -> tuple[RunRecord, ...]:
        """Runs that ended well but without a feasible point."""
        done = (r for r in self.records if r.status is RunStatus.DONE)
        return tuple(r for r in done if not len(r.log_evaluations))

    @property
    def absent(self) -> int:
        """How many runs are not there yet."""
        return sum(self.missing.values())


def coverage(study: Study, records: Sequence[RunRecord], problems: Sequence[str]) -> Coverage:
    """What `records` has of the study on `problems`.

    Raises ValueError if a run is there twice.
    """
    ours = in_order(study, records, problems)
    there = Counter((r.algorithm, r.problem, r.seed) for r in ours)
    twice = [key for key, count in there.items() if count > 1]
    if twice:
        algorithm, problem, seed = twice[0]
        raise ValueError(
            f"{len(twice)} runs are there more than once, such as {algorithm} on {problem}, "
            f"seed {seed}: keep one record of each"
        )
    missing = {}
    for problem in problems:
        for entry in study.algorithms:
            absent = sum((entry.name, problem, seed) not in there for seed in study.seeds)
            if absent:
                missing[(entry.name, problem)] = absent
    expected = len(problems) * len(study.algorithms) * len(study.seeds)
    return Coverage(tuple(ours), len(records) - len(ours), expected, missing)
