"""Have a second solver run the chosen design, in processes of its own and in bounded time.

Where that time does not suffice, `chosen.json` depends on the clock and the number of workers.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from cases import Case
from cases.schema import ObjectiveJoin
from operation import Design, DispatchOutcome, Operator, SolverSettings, Status
from operation.second_solver import SecondSolver, second_solver, solver_title
from planner.executor import ctrl_c_held_back, end, process_executor
from planner.second_opinion import SecondOpinion, compared

if TYPE_CHECKING:
    from planner.result import Plan

SCENARIO_SECONDS = 60.0
"""Longest time for one scenario."""
MEAN_SECONDS, LEAST_SECONDS, MOST_SECONDS = 10.0, 20.0, 120.0
"""Time for all scenarios: the first for each of them, between the other two."""
GRACE_SECONDS = 20.0
"""For starting a process, building a model, and stopping when the time is up."""
WORTH_SECONDS = 1.0
"""A solve with less time left is not begun."""

OnBegin = Callable[[str], None]
"""Told the name of the second solver."""


@dataclass(frozen=True, eq=False)
class Errand:
    """One scenario for the second solver."""

    case: Case
    solver: SolverSettings
    second: SecondSolver
    scenario: int
    design: Design
    least_cost: float | None
    """The first solver's least cost, see `Operator.dispatch`."""

    def run(self, seconds: float) -> DispatchOutcome:
        """Solve and check. Raises SolverUnavailable."""
        if self.case.operation.objective is ObjectiveJoin.LEXICOGRAPHIC:
            seconds /= 2  # for either of its two solves
        solver = replace(self.solver, time_limit_seconds=seconds)
        operator = Operator(self.case, solver, opening=self.second.open)
        return operator.dispatch(self.scenario, self.design, self.least_cost)

    def ended(self, status: Status, message: str) -> DispatchOutcome:
        """Outcome without a dispatch."""
        return DispatchOutcome(self.case.scenarios[self.scenario].name, status, message=message)


def second_opinion(plan: Plan, processes: int, on_begin: OnBegin) -> SecondOpinion:
    """Second opinion on a plan's choice; with 0 processes it is solved in this one.

    Whatever becomes of the second solver is told in the opinion, not raised.
    """
    solver = plan.settings.solver
    second = second_solver(solver.name)
    on_begin(second.title)
    errands = [
        Errand(
            plan.case,
            solver,
            second,
            number,
            plan.chosen.design,
            outcome.stages[0].objective if outcome.stages else None,
        )
        for number, outcome in enumerate(plan.dispatches)
    ]
    outcomes = run_errands(errands, processes, total_seconds(len(errands)))
    opinions = compared(plan.dispatches, outcomes, solver.gap)
    return SecondOpinion(solver_title(solver.name), second.title, second.another, opinions)


def total_seconds(scenarios: int) -> float:
    """Time for so many scenarios together."""
    return min(MOST_SECONDS, max(LEAST_SECONDS, MEAN_SECONDS * scenarios))


def run_errands(errands: Sequence[Errand], processes: int, seconds: float) -> list[DispatchOutcome]:
    """Outcomes in the order of the errands; those that the time does not reach have none."""
    waiting = deque(enumerate(errands))
    found: dict[int, DispatchOutcome] = {}
    ends_at = time.monotonic() + seconds
    hands = [_Hand() for _ in range(max(1, min(processes, len(errands))))]
    try:
        while waiting or any(hand.busy for hand in hands):
            for hand in hands:
                if hand.busy or not waiting:
                    continue
                number, errand = waiting.popleft()
                left = min(SCENARIO_SECONDS, ends_at - time.monotonic())
                if left < WORTH_SECONDS:
                    found[number] = errand.ended(Status.NO_SOLUTION, "not reached in time")
                elif processes:
                    hand.begin(number, errand, left)
                else:
                    found[number] = _answer(errand, partial(errand.run, left))
            found |= _answered(hands)
    finally:
        for hand in hands:
            hand.end()
    return [found[number] for number in range(len(errands))]


class _Hand:
    """A process of its own, so that a solver that takes it down takes no other scenario along."""

    def __init__(self) -> None:
        self._executor: Executor | None = None
        self.given: tuple[int, Errand, Future[DispatchOutcome]] | None = None
        self.lost_at = 0.0
        """Clock at which it counts as hung."""

    @property
    def busy(self) -> bool:
        return self.given is not None

    def begin(self, number: int, errand: Errand, seconds: float) -> None:
        with ctrl_c_held_back():
            if self._executor is None:
                self._executor = process_executor(1)
            self.given = number, errand, self._executor.submit(errand.run, seconds)
        self.lost_at = time.monotonic() + seconds + GRACE_SECONDS

    def answer(self) -> tuple[int, DispatchOutcome]:
        """What became of its errand, now that it is done or hangs."""
        assert self.given is not None
        number, errand, future = self.given
        if future.done():
            outcome = _answer(errand, future.result)
            if isinstance(future.exception(), BrokenExecutor):
                self.end()
        else:
            outcome = errand.ended(Status.NO_SOLUTION, "it did not stop when its time was up")
            self.end()
        self.given = None
        return number, outcome

    def end(self) -> None:
        executor, self._executor = self._executor, None
        end(executor, kill=True)


def _answered(hands: Sequence[_Hand]) -> dict[int, DispatchOutcome]:
    """Wait for the next answer, or for a process to count as hung."""
    busy = {hand.given[2]: hand for hand in hands if hand.given is not None}
    if not busy:
        return {}
    first = min(hand.lost_at for hand in busy.values())
    wait(busy, timeout=max(0.0, first - time.monotonic()), return_when=FIRST_COMPLETED)
    now = time.monotonic()
    return dict(h.answer() for future, h in busy.items() if future.done() or now >= h.lost_at)


def _answer(errand: Errand, ask: Callable[[], DispatchOutcome]) -> DispatchOutcome:
    try:
        return ask()
    except BrokenExecutor:
        return errand.ended(Status.SOLVER_ERROR, "its process died")
    except Exception as error:  # it shall cost an opinion, not the result of the run
        return errand.ended(Status.SOLVER_ERROR, f"{type(error).__name__}: {error}")
