"""What a run's folder holds, finished or not: case, settings, and everything evaluated so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cases import Case
from planner.archive import Archive
from planner.conclusion import final_front, too_many_failed
from planner.decision import Decision, decide
from planner.enumeration import EnumerationSettings
from planner.evaluation import Evaluation
from planner.run_folder import RunFolder

if TYPE_CHECKING:
    from planner.planning import PlanSettings


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run as its folder has it."""

    path: Path
    case: Case
    settings: PlanSettings
    evaluations: tuple[Evaluation, ...]
    """In the order in which they were made."""
    front: tuple[Evaluation, ...]
    """In order of lifecycle cost; empty while nothing feasible is known."""
    decision: Decision | None
    """The choice by the weights of the run; None without a front, or after too many failures."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of the packages that decided over the numbers."""


def read_run(path: Path) -> KeptRun:
    """Read a run that is finished, was cut short, or is still going on.

    Raises StoreError where it is damaged and CaseError where its copy of the case is broken.
    """
    folder, case, settings = RunFolder.open(path, to_resume=False)
    evaluations, versions = folder.store.all(), folder.store.header["versions"]
    folder.store.close()
    exact = isinstance(settings.search, EnumerationSettings)
    archive = Archive(settings.search.objectives, proven=exact)
    archive.add(evaluations)
    front = final_front(archive, settings.search)
    trusted = bool(front) and not too_many_failed(archive)
    decision = decide(front, settings.weights) if trusted else None
    return KeptRun(path, case, settings, evaluations, front, decision, versions)
