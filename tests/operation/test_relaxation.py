"""The kept relaxation: forgets what was before, and gets over a HiGHS that has no answer."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import highspy
import numpy as np
import pytest

from operation import Operator, SolverSettings
from operation.highs.implied_bounds import NewRows
from operation.highs.mixed_integer import MixedInteger
from operation.highs.relaxation import INFEASIBLE, Point, Relaxation, Unsolved
from operation.highs.session import HighsSession
from operation.highs.switches import Switches
from operation.highs.written_model import Floats, WrittenModel
from operation.model import dispatch_model
from planner.evaluation import scenario_evaluation

UNKNOWN = highspy.HighsModelStatus.kUnknown
Bounds = tuple[Floats, Floats]


class Kept:
    """A random case's relaxation, and the bounds of some designs."""

    def __init__(self, kit: SimpleNamespace, seed: int = 703) -> None:
        case = kit.random_case(seed)
        self.written = WrittenModel.of(dispatch_model(case, 0))
        self.switches = Switches(self.written)
        self.designs: list[Bounds] = [
            self.switches.bounds(kit.capacities(case, kit.random_design(case, seed + k)))
            for k in range(5)
        ]

    def fresh(self) -> Relaxation:
        return Relaxation(self.written, *self.switches.bounds({}))

    def no_more_than(self, point: Point, share: float) -> NewRows:
        """Two rows that hold some flows below what they are at a point."""
        assert point.values is not None
        flows = np.setdiff1d(np.arange(len(self.written.lower)), self.switches.columns)
        largest = flows[np.argsort(point.values[flows])[-40:]]
        return NewRows(
            np.array([0, 20, 40]),
            largest.astype(np.int64),
            np.ones(40),
            share * point.values[largest].reshape(2, 20).sum(axis=1),
        )


def told(point: Point) -> tuple[float, bytes]:
    """Every byte of an answer."""
    return point.objective, b"" if point.values is None else point.values.tobytes()


def test_rows_that_were_added_are_gone(kit: SimpleNamespace) -> None:
    kept = Kept(kit)
    relaxation = kept.fresh()
    first = relaxation.begin(*kept.designs[0])
    tighter = relaxation.add(kept.no_more_than(first, 0.999))
    tightest = relaxation.add(kept.no_more_than(first, 0.998))
    assert first.objective + 1e-6 < tighter.objective < tightest.objective
    assert told(relaxation.begin(*kept.designs[0])) == told(first)
    assert relaxation.add(kept.no_more_than(first, 0.0)) == INFEASIBLE
    assert told(relaxation.begin(*kept.designs[0])) == told(first)


def changed(kept: Kept, relaxation: Relaxation) -> None:
    """Some switches fixed, one after the other."""
    relaxation.begin(*kept.designs[1])
    for column in kept.switches.columns[:10]:
        one = np.array([column], dtype=np.int32)
        relaxation.change(one, np.zeros(1), np.zeros(1))


def strengthened(kept: Kept, relaxation: Relaxation) -> None:
    point = relaxation.begin(*kept.designs[2])
    relaxation.add(kept.no_more_than(point, 0.99))
    relaxation.add(kept.no_more_than(point, 0.98))


def without_answer(kept: Kept, relaxation: Relaxation) -> None:
    lower, upper = kept.designs[3]
    crossed = upper.copy()
    crossed[0] = lower[0] - 1.0
    assert relaxation.begin(lower, crossed) == INFEASIBLE
    point = relaxation.begin(lower, upper)
    assert relaxation.add(kept.no_more_than(point, 0.0)) == INFEASIBLE


def everything(kept: Kept, relaxation: Relaxation) -> None:
    for history in (strengthened, without_answer, changed):
        history(kept, relaxation)
    for design in kept.designs:
        relaxation.begin(*design)


@pytest.mark.parametrize("history", [changed, strengthened, without_answer, everything])
@pytest.mark.parametrize("seed", [703, 709])
def test_a_beginning_forgets(
    kit: SimpleNamespace, seed: int, history: Callable[[Kept, Relaxation], None]
) -> None:
    kept = Kept(kit, seed)
    relaxation = kept.fresh()
    history(kept, relaxation)
    for design in kept.designs:
        assert told(relaxation.begin(*design)) == told(kept.fresh().begin(*design))
        history(kept, relaxation)


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Have linear programs end as unknown, `times` times, after so many that end as they do."""
    ask = highspy.Highs.getModelStatus
    left = [0, 0]

    def silenced(self: Any) -> Any:
        if not len(self.getLp().integrality_):
            left[0] -= 1
            if left[0] < 0 <= left[0] + left[1]:
                return UNKNOWN
        return ask(self)

    def after(answers: int, times: int) -> None:
        left[:] = [answers, times]

    monkeypatch.setattr(highspy.Highs, "getModelStatus", silenced)
    return after


def test_a_cold_restart_is_counted(
    kit: SimpleNamespace, silence: Callable[[int, int], None]
) -> None:
    kept = Kept(kit)
    relaxation = kept.fresh()
    expected = relaxation.begin(*kept.designs[0])
    assert relaxation.restarts == 0
    for count in (1, 2):
        silence(0, 1)
        found = relaxation.begin(*kept.designs[0])
        assert relaxation.restarts == count
        assert found.objective == pytest.approx(expected.objective, rel=1e-9)


def test_a_cold_restart_stands_in_the_evaluation(
    kit: SimpleNamespace, silence: Callable[[int, int], None]
) -> None:
    case = kit.random_case(703)
    operator = Operator(case, SolverSettings())
    design = kit.random_design(case, 703)
    for times in (0, 1, 0):
        silence(0, times)
        outcome = operator.dispatch(0, design)
        assert scenario_evaluation(outcome, "").restarts == times
        assert outcome.status.accepted


def test_no_answer_twice_is_unsolved(
    kit: SimpleNamespace, silence: Callable[[int, int], None]
) -> None:
    kept = Kept(kit)
    relaxation = kept.fresh()
    expected = told(relaxation.begin(*kept.designs[0]))
    silence(0, 2)
    with pytest.raises(Unsolved, match="Unknown"):
        relaxation.begin(*kept.designs[0])
    assert relaxation.restarts == 1
    assert told(relaxation.begin(*kept.designs[0])) == expected


@pytest.mark.parametrize("times", [1, 2, 1000])
def test_a_solve_gets_over_it(
    kit: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    silence: Callable[[int, int], None],
    times: int,
) -> None:
    """Wherever linear programs end as unknown; when they do so twice, all switches are whole."""
    case = kit.random_case(714)
    fixed = kit.capacities(case, kit.random_design(case, 714))
    _, best = kit.FullProblem(dispatch_model(case, 0)).optimum(fixed)
    session = HighsSession(dispatch_model(case, 0), SolverSettings())
    steps: list[bool] = []
    run = MixedInteger.run

    def listening(self: MixedInteger, *given: Any, heuristics: bool, **more: Any) -> Any:
        steps.append(heuristics)
        return run(self, *given, heuristics=heuristics, **more)

    monkeypatch.setattr(MixedInteger, "run", listening)
    for answers in range(0, 24, 2):
        silence(answers, times)
        solution = session.solve(fixed)
        assert solution.status == "optimal", answers
        assert solution.objective == pytest.approx(best, rel=2e-6), answers
        assert solution.bound <= best + 1e-6 * abs(best), answers
        if not answers and times > 1:
            assert steps == [True]
