"""Runs in worker processes. A run that ends its process costs itself, never the others."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait

import loky

from benchmarks.study.one_run import execute, failed
from benchmarks.study.plan import PlannedRun
from benchmarks.study.records import RunRecord
from planner.executor import ctrl_c_held_back, end
from planner.worker import prepare_worker

OnRun = Callable[[PlannedRun, RunRecord], None]
"""Called for every run as it ends, in no certain order."""

_ONE_THREAD = {
    name: "1"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
}
_LOST = "the search ended its process"


Do = Callable[[PlannedRun], RunRecord]
"""Does a run, in whatever process it is called."""


def execute_all(runs: Sequence[PlannedRun], workers: int, on_run: OnRun, do: Do = execute) -> None:
    """Do every run in `workers` processes; with 0 in this one, one after the other."""
    if workers == 0:
        for run in runs:
            on_run(run, do(run))
        return
    left = deque(runs)
    while left:
        suspects = deque(_round(left, workers, 2 * workers, on_run, do))
        while suspects:
            # one at a time, so that a run that ends its process takes no other with it
            for run in _round(suspects, 1, 1, on_run, do):
                on_run(run, failed(run, _LOST))


def _round(
    left: deque[PlannedRun], workers: int, waiting_max: int, on_run: OnRun, do: Do
) -> list[PlannedRun]:
    """Do runs from `left`, `waiting_max` of them handed out at a time, until a process dies.

    The runs that were handed out then, one of which ended it.
    """
    executor = _processes(min(workers, len(left)))
    running: dict[Future[RunRecord], PlannedRun] = {}
    kill = True
    try:
        while left or running:
            while left and len(running) < waiting_max:
                with ctrl_c_held_back():
                    running[executor.submit(do, left[0])] = left[0]
                left.popleft()
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                record = future.result()
                on_run(running.pop(future), record)
        kill = False
    except BrokenExecutor:
        pass
    finally:
        end(executor, kill=kill)
    return list(running.values())


def _processes(workers: int) -> Executor:
    """Fresh processes with a thread each, so that workers do not take each other's cores."""
    executor: Executor = loky.ProcessPoolExecutor(
        workers,
        context=loky.backend.get_context("loky"),
        initializer=prepare_worker,
        initargs=(os.getpid(),),
        env=_ONE_THREAD,
    )
    return executor
