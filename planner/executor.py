"""Evaluate designs on a `concurrent.futures` executor: in order, and whatever the workers do.

A design whose worker dies or hangs is tried once more by itself; if that ends its worker again
it is set aside as failed, and the run goes on.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from types import TracebackType
from typing import Protocol, Self, TypeVar

import loky

from cases import Case
from operation import Design, DispatchOutcome, Operator, SolverSettings, Status
from planner.evaluation import Evaluation, evaluate, failure
from planner.worker import Task, dispatch_packed, evaluate_packed, prepare_worker

A = TypeVar("A")
T = TypeVar("T")

OnDone = Callable[[], None]
"""Called once for every design that has been evaluated."""


class Evaluator(Protocol):
    """Evaluates designs, results in the order of the designs."""

    def evaluate(self, designs: Sequence[Design], on_done: OnDone) -> list[Evaluation]:
        """Evaluate every design."""
        ...

    def dispatch(self, designs: Sequence[Design]) -> list[list[DispatchOutcome]]:
        """Dispatch every design in every scenario."""
        ...


class SerialEvaluator:
    """Evaluates in this process."""

    def __init__(self, case: Case, solver: SolverSettings) -> None:
        self._case, self._solver = case, solver
        self._operator = Operator(case, solver)

    def evaluate(self, designs: Sequence[Design], on_done: OnDone) -> list[Evaluation]:
        """Evaluate every design, one after the other."""
        results = []
        for design in designs:
            results.append(evaluate(self._case, self._operator, design, self._solver))
            on_done()
        return results

    def dispatch(self, designs: Sequence[Design]) -> list[list[DispatchOutcome]]:
        """Dispatch every design in every scenario."""
        scenarios = range(len(self._case.scenarios))
        return [[self._operator.dispatch(n, design) for n in scenarios] for design in designs]


class PoolEvaluator:
    """Evaluates on an executor that can be made anew when it breaks."""

    def __init__(
        self,
        case: Case,
        solver: SolverSettings,
        make_executor: Callable[[], Executor],
        patience_seconds: float | None = None,
    ) -> None:
        self._case = case
        self._packed = Task(case, solver).packed()
        self._make_executor = make_executor
        self._executor: Executor | None = None
        self._patience = patience_seconds or hang_seconds(case, solver)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end(kill=error is not None)

    def evaluate(self, designs: Sequence[Design], on_done: OnDone) -> list[Evaluation]:
        """Evaluate every design; raises what an evaluation raised, if it raised."""
        results: dict[int, Evaluation] = {}
        left = self._round(dict(enumerate(designs)), results, on_done)
        for index in left:
            # by itself, so that a design that ends its worker takes no other with it
            if self._round({index: designs[index]}, results, on_done):
                message = "the worker process died or hung twice on this design"
                results[index] = failure(self._case, designs[index], Status.SOLVER_ERROR, message)
                on_done()
        return [results[index] for index in range(len(designs))]

    def dispatch(self, designs: Sequence[Design]) -> list[list[DispatchOutcome]]:
        """Dispatch every design in every scenario, all a second time if a worker dies.

        Raises BrokenExecutor and TimeoutError.
        """
        return self.call(dispatch_packed, designs)

    def call(self, function: Callable[[bytes, A], T], items: Sequence[A]) -> list[T]:
        """Call a function with the packed task and each item, results in the items' order.

        Everything is called a second time if a worker dies. Raises what a call raises,
        BrokenExecutor, TimeoutError.
        """
        try:
            return self._called(function, items)
        except BrokenExecutor:
            self._end(kill=True)
            return self._called(function, items)

    def _called(self, function: Callable[[bytes, A], T], items: Sequence[A]) -> list[T]:
        futures = [self._submit(function, item) for item in items]
        return [future.result(timeout=self._patience) for future in futures]

    def _round(
        self, designs: dict[int, Design], results: dict[int, Evaluation], on_done: OnDone
    ) -> list[int]:
        """Evaluate on one executor; indices of the designs left whose worker died or hung."""
        running: dict[Future[Evaluation], int] = {}
        try:
            for index, design in designs.items():
                running[self._submit(evaluate_packed, design)] = index
            while running:
                done, _ = wait(running, timeout=self._patience, return_when=FIRST_COMPLETED)
                if not done:
                    break
                for future in done:
                    index = running.pop(future)
                    # an executor may lose one worker and go on with the others
                    with suppress(BrokenExecutor):
                        results[index] = future.result()
                        on_done()
        except BrokenExecutor:
            pass  # while designs were handed out
        left = [index for index in designs if index not in results]
        if left:
            self._end(kill=True)
        return left

    def _submit(self, function: Callable[[bytes, A], T], item: A) -> Future[T]:
        if self._executor is None:
            self._executor = self._make_executor()
        with ctrl_c_held_back():
            return self._executor.submit(function, self._packed, item)

    def _end(self, *, kill: bool) -> None:
        executor, self._executor = self._executor, None
        end(executor, kill=kill)


def hang_seconds(case: Case, solver: SolverSettings) -> float:
    """Seconds after which a worker that has not evaluated a design hangs."""
    # two solves from different starts, two stages, every scenario, and time to build models
    solves = 4 * len(case.scenarios)
    return 60 + 2 * solves * solver.time_limit_seconds


def end(executor: Executor | None, *, kill: bool) -> None:
    """End an executor and its processes, at once if asked to."""
    if isinstance(executor, loky.ProcessPoolExecutor):
        executor.shutdown(wait=True, kill_workers=kill)
    elif executor is not None:
        executor.shutdown(wait=not kill, cancel_futures=True)


@contextmanager
def ctrl_c_held_back() -> Iterator[None]:
    """Processes started meanwhile never see Ctrl-C, not even before they can ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it later would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def process_executor(workers: int) -> Executor:
    """Worker processes on this machine, started fresh; a script needs no `__main__` guard."""
    context = loky.backend.get_context("loky")
    executor: Executor = loky.ProcessPoolExecutor(
        workers, context=context, initializer=prepare_worker, initargs=(os.getpid(),)
    )
    return executor
