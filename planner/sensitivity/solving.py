"""Solve designs on changed cases: what earlier analyses have solved is not solved again."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from functools import partial
from typing import Any

from cases import Case
from operation import Design, SolverSettings
from operation.solver import require_solver
from planner.evaluation import Evaluation
from planner.executor import PoolEvaluator, SerialEvaluator, hang_seconds, process_executor
from planner.shared_evaluations import OnTrouble, SharedEvaluations, shared_evaluations
from planner.worker import Task, evaluate_packed
from planner.year_run import Submit, handing_out


@dataclass(frozen=True)
class SolveProgress:
    """How far an analysis is, in designs on changed cases."""

    done: int
    of: int
    known: int
    """Of those done, how many an earlier analysis has solved."""
    failed: int


OnSolved = Callable[[SolveProgress], None]
"""Called whenever something has been solved."""


class Solving:
    """Evaluations of the same designs on several cases."""

    def __init__(
        self,
        cases: Sequence[Case],
        designs: Sequence[Design],
        solver: SolverSettings,
        *,
        cache: bool | str | os.PathLike[str] = True,
        on_solved: OnSolved = lambda progress: None,
        on_trouble: OnTrouble | None = None,
    ) -> None:
        """With `cache` as in `planner.plan`. Raises SolverUnavailable."""
        require_solver(solver)
        self._cases, self._designs, self._solver = tuple(cases), tuple(designs), solver
        self._cache, self._on_solved = cache, on_solved
        self._on_trouble = on_trouble or logging.getLogger("clusterflex").warning
        self._found: list[dict[Design, Evaluation]] = [{} for _ in self._cases]
        self.known = 0
        """Evaluations that need not be solved."""
        self._failed = 0

    def evaluations(self, workers: int | None = None) -> list[tuple[Evaluation, ...]]:
        """Evaluations of the designs for each case; all cores by default, 0: in this process.

        The number of workers does not change them. A design whose worker dies is tried once more,
        and has failed if it dies again.
        """
        shared = [self._shared(case) for case in self._cases]
        for found, kept in zip(self._found, shared, strict=True):
            if kept is not None:
                found.update(kept.known(self._designs))
        self.known = sum(map(len, self._found))
        self._tell()
        try:
            if any(self._left(n) for n in range(len(self._cases))):
                self._solve(workers, shared)
        except (BrokenExecutor, TimeoutError):
            self._solve_carefully(workers, shared)
        return [tuple(found[design] for design in self._designs) for found in self._found]

    def _solve(self, workers: int | None, shared: Sequence[SharedEvaluations | None]) -> None:
        if workers == 0:
            for n, case in enumerate(self._cases):
                alone = SerialEvaluator(case, self._solver)
                for design in self._left(n):
                    self._take(n, alone.evaluate([design], lambda: None)[0], shared)
            return
        with handing_out(workers) as submit:
            self._hand_out(submit, shared)

    def _hand_out(self, submit: Submit, shared: Sequence[SharedEvaluations | None]) -> None:
        running: dict[Future[Any], int] = {}
        for n, case in enumerate(self._cases):
            packed = Task(case, self._solver).packed()
            # one case after the other, so that a worker can keep its model
            running |= {submit(evaluate_packed, packed, d): n for d in self._left(n)}
        patience = max(hang_seconds(case, self._solver) for case in self._cases)
        while running:
            done, _ = wait(running, timeout=patience, return_when=FIRST_COMPLETED)
            if not done:
                raise TimeoutError("a worker did not answer")
            for future in done:
                self._take(running.pop(future), future.result(), shared)

    def _solve_carefully(
        self, workers: int | None, shared: Sequence[SharedEvaluations | None]
    ) -> None:
        """What is left after a worker died: case by case, with an evaluator that finds out why."""
        start = partial(process_executor, workers or os.cpu_count() or 1)
        for n, case in enumerate(self._cases):
            if self._left(n):
                with PoolEvaluator(case, self._solver, start) as pool:
                    found = pool.evaluate(self._left(n), lambda: None)
                for evaluation in found:
                    self._take(n, evaluation, shared)

    def _take(
        self, n: int, evaluation: Evaluation, shared: Sequence[SharedEvaluations | None]
    ) -> None:
        self._found[n][evaluation.design] = evaluation
        self._failed += evaluation.failed
        kept = shared[n]
        # whole cases, so that the file is opened once
        if kept is not None and not self._left(n):
            kept.add(list(self._found[n].values()))
        self._tell()

    def _left(self, n: int) -> list[Design]:
        return [design for design in self._designs if design not in self._found[n]]

    def _shared(self, case: Case) -> SharedEvaluations | None:
        return shared_evaluations(case, self._solver, self._cache, self._trouble)

    def _trouble(self, text: str) -> None:
        """Told once, not for every case."""
        self._on_trouble(text)
        self._on_trouble = lambda text: None

    def _tell(self) -> None:
        done = sum(map(len, self._found))
        of = len(self._cases) * len(self._designs)
        self._on_solved(SolveProgress(done, of, self.known, self._failed))
