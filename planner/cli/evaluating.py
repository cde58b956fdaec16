"""Evaluate a few designs in worker processes, so that Ctrl-C is heard while a solver runs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases import Case
    from operation import Design, SolverSettings
    from planner.evaluation import Evaluation
    from planner.executor import PoolEvaluator


@contextmanager
def evaluator(case: Case, solver: SolverSettings, designs: int = 1) -> Iterator[PoolEvaluator]:
    """Evaluator with a worker per design, at most one per core."""
    from planner.executor import PoolEvaluator, process_executor

    workers = max(1, min(designs, os.cpu_count() or 1))
    with PoolEvaluator(case, solver, lambda: process_executor(workers)) as pool:
        yield pool


def evaluated(case: Case, designs: Sequence[Design], solver: SolverSettings) -> list[Evaluation]:
    """Evaluations of designs, each made once, in their order."""
    different = list(dict.fromkeys(designs))
    with evaluator(case, solver, len(different)) as pool:
        found = dict(zip(different, pool.evaluate(different, lambda: None), strict=True))
    return [found[design] for design in designs]
