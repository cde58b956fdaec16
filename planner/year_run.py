"""Run a design through a year: stretches of days side by side, the same for any number of workers.

A stretch is run in pieces of a week, each of which begins with what the one before left in storage.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from cases import Case, Year
from operation import Design, DispatchOutcome, SolverSettings, StorageState
from operation.rolling import run_days, state_at_rest, stretches
from planner.executor import ctrl_c_held_back, end, process_executor

PIECE_DAYS = 7
"""Days that a worker runs before it says so."""


@dataclass(frozen=True)
class YearProgress:
    """How far a run through a year is."""

    done: int
    of: int
    failed: int
    """Days that cannot be run, or were not."""


OnDays = Callable[[YearProgress], None]
"""Called whenever some days more have been run."""

Submit = Callable[..., Future[Any]]
"""(function, arguments) -> its result, later."""


@dataclass
class _Stretch:
    """Days that are run one after the other, and how far they are."""

    days: range
    state: StorageState
    outcomes: list[DispatchOutcome] = field(default_factory=list)

    @property
    def left(self) -> range:
        return self.days[len(self.outcomes) :]


def run_year(
    case: Case,
    year: Year,
    design: Design,
    settings: SolverSettings,
    submit: Submit,
    *,
    lookahead_days: int = 1,
    on_days: OnDays = lambda progress: None,
) -> tuple[DispatchOutcome, ...]:
    """An outcome for each day of a year; see `operation.rolling`.

    Raises SolverUnavailable, BrokenExecutor where a worker dies, and TimeoutError where one hangs.
    """
    rest = state_at_rest(case, design)
    found = [_Stretch(days, rest) for days in stretches(case, len(year.days))]
    bare = replace(case, scenarios=())  # what travels to the workers with every piece

    def piece(stretch: _Stretch) -> Future[Any]:
        left = stretch.left
        count = min(PIECE_DAYS, len(left))
        seen = left[: count + lookahead_days]
        return submit(
            run_days,
            bare,
            year.days[seen.start : seen.stop],
            design,
            settings,
            state=stretch.state,
            count=count,
            lookahead_days=lookahead_days,
            end_kwh=rest.stored_kwh if seen.stop == left.stop else None,
        )

    # a day may be solved from two starts, in two stages, with and without a look ahead
    patience = 60 + 2 * 8 * PIECE_DAYS * settings.time_limit_seconds
    running = {piece(stretch): stretch for stretch in found}
    while running:
        done, _ = wait(running, timeout=patience, return_when=FIRST_COMPLETED)
        if not done:
            raise TimeoutError("a worker did not answer")
        for future in done:
            stretch = running.pop(future)
            outcomes, stretch.state = future.result()
            stretch.outcomes += outcomes
            if stretch.left:
                running[piece(stretch)] = stretch
            on_days(_progress(found, len(year.days)))
    return tuple(outcome for stretch in found for outcome in stretch.outcomes)


def _progress(found: list[_Stretch], days: int) -> YearProgress:
    outcomes = [outcome for stretch in found for outcome in stretch.outcomes]
    failed = sum(not outcome.status.accepted for outcome in outcomes)
    return YearProgress(len(outcomes), days, failed)


@contextmanager
def handing_out(workers: int | None) -> Iterator[Submit]:
    """How work is handed out: to processes that end with the block, or (0) done at once."""
    if workers == 0:
        yield _at_once
        return
    executor: Executor = process_executor(workers or os.cpu_count() or 1)

    def submit(function: Callable[..., Any], *values: Any, **named: Any) -> Future[Any]:
        with ctrl_c_held_back():
            return executor.submit(function, *values, **named)

    try:
        yield submit
    except BaseException:
        end(executor, kill=True)
        raise
    end(executor, kill=False)


def _at_once(function: Callable[..., Any], *values: Any, **named: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(function(*values, **named))
    return future
