"""What runs inside a worker process: evaluate designs with a model that is kept there."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from dataclasses import dataclass
from functools import lru_cache

from cases import Case
from operation import Design, DispatchOutcome, Operator, SolverSettings
from planner.evaluation import Evaluation, evaluate


@dataclass(frozen=True, eq=False)
class Task:
    """Everything an evaluation depends on beside the design."""

    case: Case
    solver: SolverSettings

    def packed(self) -> bytes:
        """Form in which a task travels; equal bytes find the kept model again."""
        return pickle.dumps(self)


def unpacked(packed: bytes) -> Task:
    """Task from the form in which it travels."""
    # the bytes come from our own parent process, never from a file
    task: Task = pickle.loads(packed)
    return task


def evaluate_packed(packed: bytes, design: Design) -> Evaluation:
    """Evaluate a design; the models of the last tasks are kept in the process."""
    task, operator = _kept(packed)
    return evaluate(task.case, operator, design, task.solver)


def dispatch_packed(packed: bytes, design: Design) -> list[DispatchOutcome]:
    """Dispatch a design in every scenario."""
    task, operator = _kept(packed)
    return [operator.dispatch(number, design) for number in range(len(task.case.scenarios))]


def prepare_worker(parent: int) -> None:
    """Leave Ctrl-C to the main process `parent`, and die with it, children included."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgrp"):
        os.setpgrp()
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


@lru_cache(maxsize=2)
def _kept(packed: bytes) -> tuple[Task, Operator]:
    task = unpacked(packed)
    return task, Operator(task.case, task.solver)


def _die_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
