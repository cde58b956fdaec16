"""The definition of a study: read from a file, or found by its name among the shipped ones."""

from __future__ import annotations

import os
from typing import Any

from benchmarks.study.reading import read_file
from benchmarks.study.schema import StudyFile
from benchmarks.study.seeds import parse_seeds
from benchmarks.study.shipped import find_study
from cases.schema.base import Table


class AlgorithmEntry(Table):
    """A search that takes part."""

    name: str
    kind: str
    options: dict[str, Any]
    label: str


class Study(Table):
    """Every algorithm on every problem with every seed."""

    name: str
    title: str
    cost: str
    """What a run of all of it takes, in words."""
    algorithms: tuple[AlgorithmEntry, ...]
    problems: tuple[str, ...]
    """Problems and suites of problems."""
    seeds: tuple[int, ...]
    evaluations: int
    population: int
    checkpoints: tuple[int, ...]
    """Evaluations, ascending; the last are all of a run."""
    reference: str
    """Name of the algorithm that the others are compared with."""

    def problem_names(self) -> tuple[str, ...]:
        """Every problem, suites expanded, in order."""
        from benchmarks.problems import problem_names

        return tuple(
            dict.fromkeys(name for entry in self.problems for name in problem_names(entry))
        )

    @property
    def runs(self) -> int:
        """How many runs the whole study has."""
        return len(self.algorithms) * len(self.problem_names()) * len(self.seeds)


def read_study(path_or_name: str | os.PathLike[str], *, check_names: bool = True) -> Study:
    """A study by the path of its file or the name of a shipped one.

    Raises StudyError with every problem found. Searches and problems are not loaded, and their
    names not looked up, without `check_names`.
    """
    return _study(read_file(find_study(path_or_name), check_names=check_names))


def _study(file: StudyFile) -> Study:
    return Study(
        name=file.name,
        title=file.title,
        cost=file.cost,
        algorithms=tuple(
            AlgorithmEntry(name=a.name, kind=a.kind, options=a.options, label=a.label or a.name)
            for a in file.algorithm
        ),
        problems=file.problems,
        seeds=parse_seeds(file.seeds),
        evaluations=file.evaluations,
        population=file.population,
        checkpoints=file.checkpoints or (file.evaluations,),
        reference=file.reference,
    )
