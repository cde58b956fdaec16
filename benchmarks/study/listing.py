"""The shipped studies and what they cost, told without loading a search or a problem."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.study.definition import read_study
from benchmarks.study.shipped import shipped_studies


class ListedStudy(NamedTuple):
    """A shipped study, in figures."""

    name: str
    title: str
    algorithms: int
    problems: int
    seeds: int
    evaluations: int
    """Of one run."""
    runs: int
    cost: str


def listed_studies() -> tuple[ListedStudy, ...]:
    """The shipped studies in order of their names."""
    found = []
    for name in shipped_studies():
        study = read_study(name, check_names=False)
        found.append(
            ListedStudy(
                name=study.name,
                title=study.title,
                algorithms=len(study.algorithms),
                problems=len(study.problem_names()),
                seeds=len(study.seeds),
                evaluations=study.evaluations,
                runs=study.runs,
                cost=study.cost,
            )
        )
    return tuple(found)
