"""What a study file may hold."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from benchmarks.study.seeds import PATTERN
from cases.schema.base import Name, Table, Text

Word = Annotated[str, Field(min_length=1, max_length=80)]
Budget = Annotated[int, Field(ge=1, le=100_000_000)]


class AlgorithmFile(Table):
    """A search, with the settings in which it differs from its kind's."""

    name: Name
    kind: Word
    label: Text = ""
    """How tables and figures call it; the name if left out."""
    options: dict[str, Any] = Field(default_factory=dict)


class StudyFile(Table):
    """The whole of a study file."""

    format: Literal[1]
    name: Name
    title: Text
    cost: Text = ""
    """What a run of all of it takes, in words."""
    problems: Annotated[tuple[Word, ...], Field(min_length=1, max_length=1000)]
    """Problems and suites of problems."""
    seeds: Annotated[str, Field(pattern=PATTERN, max_length=1000)]
    """Such as "1-11" or "1,5,20-22"."""
    evaluations: Budget
    """Designs that a run may evaluate."""
    population: Annotated[int, Field(ge=4, le=100_000)]
    checkpoints: Annotated[tuple[Budget, ...], Field(max_length=100)] = ()
    """Evaluations after which the population is judged; only at the end if left out."""
    reference: Name
    """The algorithm that the others are compared with."""
    algorithm: Annotated[tuple[AlgorithmFile, ...], Field(min_length=1, max_length=200)]
