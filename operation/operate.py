"""Run a design in every scenario: solve, check, and hand out a dispatch only if it holds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from cases import Case
from cases.schema import ObjectiveJoin
from operation.checker import Checker, CheckReport, Indicators
from operation.checker.indicators import joined_objective
from operation.design import Design
from operation.dispatch import Dispatch
from operation.model import COST_CAP, COST_SHARE, DispatchModel, dispatch_model
from operation.solver import Session, Solution, SolvableModel, SolverSettings, open_session
from operation.status import Status
from operation.window import Window

Opening = Callable[[SolvableModel, SolverSettings], Session]
"""Gives a model a solver."""
REFUSES = "the checker refuses: "
"""How the message of a rejected dispatch begins."""


@dataclass(frozen=True)
class Stage:
    """One solve of a scenario: the only one, or one of two of a lexicographic objective."""

    objective: float
    """What was minimised, recomputed by the checker from the dispatch."""
    bound: float = math.nan
    """Proven lower bound on it, nan where the solver tells none."""
    restarts: int = 0
    """Linear programs that had to be solved from nothing."""


@dataclass(frozen=True)
class DispatchOutcome:
    """What became of one scenario; dispatch, report and indicators exist only when accepted.

    Of a window they are those of the steps that are kept.
    """

    scenario: str
    status: Status
    dispatch: Dispatch | None = None
    report: CheckReport | None = None
    gap: float = math.nan
    """Proven relative gap of the lower objective, nan where the solver tells no bound."""
    message: str = ""
    stages: tuple[Stage, ...] = ()
    """Of an accepted dispatch; none of a window, whose figures are those of a part.

    A lexicographic one has only the first if it lies above the cap that the second was given.
    """

    @property
    def indicators(self) -> Indicators:
        """Figures of an accepted dispatch. Raises ValueError otherwise."""
        if self.report is None or not self.status.accepted:
            raise ValueError(f"{self.scenario}: no dispatch ({self.status}) {self.message}")
        return self.report.indicators


class Operator:
    """Keeps a model and a solver per scenario; dispatching is a pure function of the design."""

    def __init__(
        self,
        case: Case,
        settings: SolverSettings,
        window: Window | None = None,
        opening: Opening = open_session,
    ) -> None:
        """With a window, every scenario is one that begins and ends as it says."""
        self._case, self._settings, self._window = case, settings, window
        self._opening = opening
        self._stages: dict[tuple[int, bool], tuple[DispatchModel, Session]] = {}
        self._checkers: dict[int, Checker] = {}

    def dispatch(
        self, scenario: int, design: Design, least_cost: float | None = None
    ) -> DispatchOutcome:
        """Solve and check one scenario. Raises SolverUnavailable.

        The tolerance of a lexicographic objective is added to what the first solve finds, or to
        `least_cost`: with another solver's, both solve the same second problem.
        """
        name = self._case.scenarios[scenario].name
        model, first = self._solve(scenario, design)
        if not first.status.accepted:
            return DispatchOutcome(name, first.status, message=first.message)
        assert first.values is not None
        dispatch = Dispatch.from_values(first.values, model.positions)
        report = self._checker(scenario).check(design, dispatch, first.objective)
        status, gap, message = first.status, first.gap, first.message
        joined = joined_objective(self._case.operation, report.indicators)
        stages = [Stage(joined, first.bound, first.restarts)]
        if report.accepted and self._case.operation.objective is ObjectiveJoin.LEXICOGRAPHIC:
            cap = self._cost_cap(first.objective if least_cost is None else least_cost)
            model, second = self._solve_second(scenario, design, cap)
            if second.values is not None:
                dispatch = Dispatch.from_values(second.values, model.positions)
                report = self._checker(scenario).check(design, dispatch, cost_cap=cap)
                status = max(status, second.status, key=_FROM_BEST.index)
                gap, message = max(gap, second.gap), second.message
            elif second.status in (Status.INFEASIBLE, Status.NO_SOLUTION):
                # the first dispatch is kept, as not proven best
                status, message = Status.LIMITED, "self-consumption could not be improved in time"
            else:
                return DispatchOutcome(name, second.status, message=second.message)
            # above the cap of another solver's cost it is no dispatch of the second problem
            if second.values is not None or first.objective <= cap:
                objective = self._second_objective(report.indicators)
                stages.append(Stage(objective, second.bound, second.restarts))
        if not report.accepted:
            broken = "; ".join(map(str, report.violations))
            return DispatchOutcome(name, Status.REJECTED, message=f"{REFUSES}{broken}")
        if self._window is not None:
            dispatch, stages = dispatch.part(0, self._window.kept_steps), []
        return DispatchOutcome(name, status, dispatch, report, gap, message, tuple(stages))

    def _solve(self, scenario: int, design: Design) -> tuple[DispatchModel, Solution]:
        model, session = self._stage(scenario, second=False)
        return model, session.solve(self._capacities(model, design))

    def _solve_second(
        self, scenario: int, design: Design, cap: float
    ) -> tuple[DispatchModel, Solution]:
        model, session = self._stage(scenario, second=True)
        return model, session.solve(self._capacities(model, design) | {COST_CAP: cap})

    def _cost_cap(self, least: float) -> float:
        tolerance = self._case.operation.lexicographic_tolerance
        # a hair of slack, or rounding would make the first dispatch itself infeasible
        return least + max(tolerance, 1e-9) * max(abs(least), 1.0)

    def _second_objective(self, figures: Indicators) -> float:
        return figures.spilled_kwh + COST_SHARE * joined_objective(self._case.operation, figures)

    def _capacities(self, model: DispatchModel, design: Design) -> dict[str, float]:
        names = [column.name for column in model.capacities]
        return dict(zip(names, design.values, strict=True))

    def _stage(self, scenario: int, *, second: bool) -> tuple[DispatchModel, Session]:
        key = (scenario, second)
        if key not in self._stages:
            model = dispatch_model(self._case, scenario, window=self._window, second_stage=second)
            session = self._opening(model, self._settings)
            self._stages[key] = (model, session)
        return self._stages[key]

    def _checker(self, scenario: int) -> Checker:
        if scenario not in self._checkers:
            self._checkers[scenario] = Checker(self._case, scenario, self._window)
        return self._checkers[scenario]


_FROM_BEST = tuple(Status)
"""Statuses from best to worst."""
