"""Workers that die or hang cost a design, never the run."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from cases import Case
from operation import Design, SolverSettings, Status
from planner.executor import PoolEvaluator, SerialEvaluator, process_executor
from planner.records import to_json

DESIGNS = [Design((float(s),), (float(f),)) for s in (0, 50, 120) for f in (0, 20)]
DEADLY = DESIGNS[3]


def nothing() -> None:
    """Progress that nobody watches."""


class Treacherous(Executor):
    """Processes in which one design meets something else than its evaluation."""

    def __init__(self, instead: Callable[[], Any], times: list[int]) -> None:
        self.inner = process_executor(2)
        self.instead, self.times = instead, times

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if args[1] == DEADLY and self.times[0] > 0:
            self.times[0] -= 1
            return self.inner.submit(self.instead)
        return self.inner.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.inner.shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]


def die() -> None:
    os._exit(9)


def hang() -> None:
    time.sleep(600)


def fail() -> None:
    raise RuntimeError("a bug in an evaluation")


@pytest.fixture
def truth(tiny: Case) -> list[str]:
    serial = SerialEvaluator(tiny, SolverSettings())
    return [to_json(evaluation) for evaluation in serial.evaluate(DESIGNS, nothing)]


@pytest.mark.parametrize("instead", [die, hang])
def test_a_worker_lost_once_changes_nothing(
    tiny: Case, truth: list[str], instead: Callable[[], Any]
) -> None:
    times = [1]
    with PoolEvaluator(
        tiny, SolverSettings(), lambda: Treacherous(instead, times), patience_seconds=4.0
    ) as pool:
        results = pool.evaluate(DESIGNS, nothing)
    assert times == [0]
    assert [to_json(evaluation) for evaluation in results] == truth


def test_a_design_that_kills_twice_is_set_aside_alone(tiny: Case, truth: list[str]) -> None:
    done = []
    with PoolEvaluator(tiny, SolverSettings(), lambda: Treacherous(die, [99])) as pool:
        results = pool.evaluate(DESIGNS, lambda: done.append(1))
    assert len(done) == len(DESIGNS)
    for design, result, expected in zip(DESIGNS, results, truth, strict=True):
        if design == DEADLY:
            assert result.status is Status.SOLVER_ERROR and result.failed
            assert "twice" in result.message
        else:
            assert to_json(result) == expected


def test_a_bug_is_not_swallowed(tiny: Case) -> None:
    with (
        pytest.raises(RuntimeError, match="a bug in an evaluation"),
        PoolEvaluator(tiny, SolverSettings(), lambda: Treacherous(fail, [1])) as pool,
    ):
        pool.evaluate(DESIGNS, nothing)


def test_dispatch_in_a_worker_equals_dispatch_here(tiny: Case) -> None:
    [serial] = SerialEvaluator(tiny, SolverSettings()).dispatch([DESIGNS[3]])
    with PoolEvaluator(tiny, SolverSettings(), lambda: process_executor(1)) as pool:
        [remote] = pool.dispatch([DESIGNS[3]])
    assert [outcome.indicators for outcome in remote] == [o.indicators for o in serial]
