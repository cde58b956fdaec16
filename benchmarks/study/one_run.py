"""One search on one problem with one seed, from start to record. Runs inside a worker process."""

from __future__ import annotations

import json
import time
import traceback
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.study.errors import StudyError
from benchmarks.study.identity import OURS, options_text, sources_digest
from benchmarks.study.plan import PlannedRun
from benchmarks.study.quiet import quiet
from benchmarks.study.records import RunRecord, RunStatus
from cases.problem import Problem

if TYPE_CHECKING:
    from benchmarks.study.recording import Recorder

_ERROR_LENGTH = 500


def execute(run: PlannedRun) -> RunRecord:
    """Do a run. Whatever its search or problem raises is part of the record.

    Raises StudyError where the sources of `algorithms` are not those that the run was planned with.
    """
    _require_same_sources(run)
    from benchmarks.competitors import build_competitor
    from benchmarks.problems import build_problem
    from benchmarks.study.recording import RecordedProblem, Recorder

    objectives, used = 1, 0
    try:
        problem = build_problem(run.problem).problem
        competitor = build_competitor(run.kind, run.population, run.options)
        objectives = problem.n_obj
        recorder = Recorder(objectives, run.evaluations, run.checkpoints)
        recorded = RecordedProblem(problem, recorder)
        _warm_up(run.kind, options_text(run.options), run.population)
        began = time.process_time()
        try:
            with quiet(run.seed):
                competitor.run(recorded, run.evaluations, run.seed, recorder.observe)
        finally:
            used = recorder.used
        spent = time.process_time() - began
    except Exception as error:
        return failed(run, _told(error), used, objectives)
    return _record(run, recorder, spent - recorded.seconds, recorded.seconds)


def failed(run: PlannedRun, error: str, evaluations: int = 0, objectives: int = 1) -> RunRecord:
    """Record of a run that came to nothing."""
    return RunRecord(
        algorithm=run.algorithm,
        problem=run.problem,
        seed=run.seed,
        status=RunStatus.FAILED,
        error=error,
        seconds=0.0,
        evaluations=evaluations,
        log_evaluations=np.empty(0, dtype=np.int64),
        log_objectives=np.empty((0, objectives)),
        checkpoints={budget: np.empty((0, objectives)) for budget in run.checkpoints},
        problem_seconds=0.0,
        versions=run.versions,
    )


def _require_same_sources(run: PlannedRun) -> None:
    planned = run.versions.get(OURS)
    if planned is None or planned == sources_digest("algorithms"):
        return
    message = "The sources changed while the study was running."
    raise StudyError([Problem("algorithms", 0, "", "", message, "Give the same command again.")])


@lru_cache(maxsize=1000)
def _warm_up(kind: str, options: str, population: int) -> None:
    """Let a search compile and import what it needs, once a process, before it is timed."""
    from benchmarks.competitors import build_competitor
    from benchmarks.study.probes import search_fingerprint

    search_fingerprint(build_competitor(kind, population, json.loads(options)), population)


def _record(run: PlannedRun, recorder: Recorder, spent: float, problem: float) -> RunRecord:
    numbers, objectives = recorder.log()
    return RunRecord(
        algorithm=run.algorithm,
        problem=run.problem,
        seed=run.seed,
        status=RunStatus.DONE,
        error="",
        seconds=max(0.0, spent - recorder.seconds),
        evaluations=recorder.used,
        log_evaluations=numbers,
        log_objectives=objectives,
        checkpoints=recorder.checkpoints(),
        problem_seconds=problem,
        versions=run.versions,
    )


def _told(error: Exception) -> str:
    """What was raised and where, in a line."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return text[:_ERROR_LENGTH]
    last = frames[-1]
    file = last.filename.replace("\\", "/").rpartition("/")[2]
    return f"{text[:_ERROR_LENGTH]} ({file}, line {last.lineno}, {last.name})"
