"""Solve the bounds of a case, level by level, in this process or shared by others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

import numpy as np

from cases import Case
from operation import HighPoint, Least, SolverSettings, Status
from planner.bound.curve import BoundCurve, Level
from planner.executor import PoolEvaluator, process_executor
from planner.linear_figures import cost_figure, emissions_figure
from planner.worker import Task, unpacked

COST, EMISSIONS = 0, 1
"""Places of the figures."""
SOLVER = SolverSettings(gap=1e-5, node_limit=200)


class BoundFailed(RuntimeError):
    """The bounds could not be found; the message tells why."""


class NothingFeasible(BoundFailed):
    """No design can be run, so that nothing bounds anything."""


A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """The least value of one figure, under a cap on emissions."""

    minimised: int
    whole: bool
    """Whether switches and modules are to be whole."""
    emissions_kg: float = math.inf


@dataclass(frozen=True)
class Answer:
    """By the relaxation, and with whole numbers where those were asked for."""

    relaxed: Least
    whole: Least | None

    @property
    def bound(self) -> float:
        """The better of the two."""
        return max(self.relaxed.bound, self.whole.bound if self.whole else -math.inf)


class Asker(Protocol):
    """Asks in some process or other."""

    def call(self, function: Callable[[bytes, A], T], items: Sequence[A]) -> list[T]:
        """Results in the order of the items."""
        ...


def bound_curve(case: Case, levels: int, workers: int = 1, *, whole: bool = True) -> BoundCurve:
    """Bounds on lifecycle cost at so many caps on emissions, evenly between both ends.

    Those with switches and modules `whole` take much longer than relaxed ones and are a little
    tighter. With 0 workers they are found in this process; the number does not change the result.
    Raises BoundFailed, NothingFeasible, and ValueError for less than one level.
    """
    if levels < 1:
        raise ValueError(f"a bound needs at least one level, not {levels}")
    if workers == 0:
        return _curve(_Here(case), levels, whole)
    try:
        with PoolEvaluator(case, SOLVER, lambda: process_executor(workers)) as pool:
            return _curve(pool, levels, whole)
    except (BrokenExecutor, TimeoutError) as error:
        raise BoundFailed(f"its worker died or hung ({type(error).__name__})") from error


def answer_packed(packed: bytes, question: Question) -> Answer:
    """Answer a question on a packed task."""
    return _answer(_kept(packed), question)


def _curve(asker: Asker, levels: int, whole: bool) -> BoundCurve:
    ends = [Question(EMISSIONS, whole), Question(COST, whole)]
    cleanest, cheapest = asker.call(answer_packed, ends)
    least, most = cleanest.relaxed.figures[EMISSIONS:], cheapest.relaxed.figures[EMISSIONS:]
    if Status.INFEASIBLE in (cleanest.relaxed.status, cheapest.relaxed.status):
        raise NothingFeasible("no design can be run, not even one that nobody has to choose")
    if not (math.isfinite(cleanest.bound) and math.isfinite(cheapest.bound)):
        raise BoundFailed(
            f"the program has no answer within {SOLVER.time_limit_seconds:g} s: it may be too large"
        )
    caps: list[float] = []
    if least and most:
        # the same cap once, where the cheapest design is the cleanest
        caps = np.unique(np.linspace(least[0], most[0], levels + 1)[1:-1]).tolist()
    answers = asker.call(answer_packed, [Question(COST, whole, cap) for cap in caps])
    return BoundCurve(
        cleanest.bound,
        tuple(_level(c, a) for c, a in zip([*caps, math.inf], [*answers, cheapest], strict=True)),
        whole=whole,
    )


def _level(cap: float, answer: Answer) -> Level:
    slope = answer.relaxed.slopes[EMISSIONS] if answer.relaxed.slopes else math.nan
    return Level(cap, answer.bound, answer.relaxed.bound, slope)


def _answer(high_point: HighPoint, question: Question) -> Answer:
    caps = {EMISSIONS: question.emissions_kg}
    relaxed = high_point.least(question.minimised, caps, relaxed=True)
    whole = None
    if question.whole:
        whole = high_point.least(question.minimised, caps, relaxed=False)
    return Answer(relaxed, whole)


@lru_cache(maxsize=1)
def _kept(packed: bytes) -> HighPoint:
    return _high_point(unpacked(packed))


def _high_point(task: Task) -> HighPoint:
    case = task.case
    return HighPoint(case, (cost_figure(case), emissions_figure(case)), task.solver)


class _Here:
    """Asks in this process."""

    def __init__(self, case: Case) -> None:
        self._packed = Task(case, SOLVER).packed()

    def call(self, function: Callable[[bytes, A], T], items: Sequence[A]) -> list[T]:
        """Results in the order of the items."""
        return [function(self._packed, item) for item in items]
