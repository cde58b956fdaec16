"""Do what is missing of a study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.study.execution import execute_all
from benchmarks.study.folder import StudyFolder
from benchmarks.study.plan import PlannedRun
from benchmarks.study.records import RunRecord, RunStatus
from benchmarks.study.run_files import DamagedRun


@dataclass
class Progress:
    """How far a study is."""

    of: int
    """Runs of the study."""
    kept: int = 0
    """Runs that were there before."""
    done: int = 0
    """Runs made now, failed ones with them."""
    failed: int = 0
    """Failed runs, of now and before."""
    damaged: list[str] = field(default_factory=list)
    """Names of runs that could not be read, with the reason; they are made again."""


OnRun = Callable[[Progress, RunRecord | None], None]
"""Called at the start (with None), and with every run that ends."""


def conduct(
    folder: StudyFolder,
    plan: Sequence[PlannedRun],
    *,
    workers: int,
    retry_failed: bool = False,
    on_run: OnRun = lambda progress, record: None,
) -> Progress:
    """Do every run of a plan that the folder has not; failed ones again if asked to."""
    progress, left = Progress(of=len(plan)), list[PlannedRun]()
    for run in plan:
        try:
            record = folder.read(run.name, run.algorithm)
        except DamagedRun as error:
            progress.damaged.append(f"{run.name}: {error}")
            record = None
        is_failed = record is not None and record.status is RunStatus.FAILED
        if record is None or (is_failed and retry_failed):
            left.append(run)
            continue
        progress.kept += 1
        progress.failed += is_failed
    on_run(progress, None)

    def keep(run: PlannedRun, record: RunRecord) -> None:
        folder.write(run, record)
        progress.done += 1
        progress.failed += record.status is RunStatus.FAILED
        on_run(progress, record)

    execute_all(left, workers, keep)
    return progress
