"""What the lower level could choose for a design: its own curve of cost against self-consumption.

By the epsilon-constraint method: the cheapest dispatch for each of several caps on spilled energy,
each solved to proven optimality. So points are found too where cost is not convex in
self-consumption (units are on or off); no weighted sum of the two would ever choose those.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cases import Case
from cases.schema import ObjectiveJoin
from operation.checker import Checker, CheckReport, Indicators, joined_objective
from operation.design import Design
from operation.dispatch import Dispatch
from operation.model import COST_CAP, SPILL_CAP, DispatchModel, cheapest_model, most_used_model
from operation.operate import DispatchOutcome, Operator
from operation.solver import Solution, SolverSettings, open_session
from operation.status import Status

POINTS = 15
"""Caps between the two ends, unless told otherwise."""
SAME = 1e-7
"""Energies that differ by a smaller share of what is available are the same."""
HAIR = 1e-9
"""Share by which a cap lies above its value: rounding must not make that itself infeasible."""


@dataclass(frozen=True, eq=False)
class TradeOffPoint:
    """A dispatch that no other one beats in both cost and self-consumption."""

    dispatch: Dispatch
    report: CheckReport
    """The independent checker's; it accepts."""
    minimised: float
    """Cost of a day with wear and carbon tie-break: the least for what is spilled."""
    status: Status
    gap: float
    """Proven relative gap, the larger one of cost and self-consumption; nan without a bound."""

    @property
    def figures(self) -> Indicators:
        """Every figure of the dispatch, recomputed by the checker."""
        return self.report.indicators

    @property
    def cost(self) -> float:
        """Cost of a day: payments, curtailment penalty and wear."""
        return self.figures.daily_cost + self.figures.wear_cost


@dataclass(frozen=True)
class FailedPoint:
    """A point of the curve that could not be had, and why."""

    spill_cap_kwh: float | None
    """None for the cheapest end."""
    status: Status
    message: str


@dataclass(frozen=True, eq=False)
class TradeOff:
    """Curve of one scenario, from the cheapest dispatch to the most self-consumption."""

    scenario: str
    currency: str
    choice: DispatchOutcome
    """What the case's own objective chooses, from the ordinary operator."""
    points: tuple[TradeOffPoint, ...] = ()
    """None dominated; only one where the cheapest dispatch spills as little as any."""
    failed: tuple[FailedPoint, ...] = ()

    @property
    def status(self) -> Status:
        """Worst status of the case's choice and all points."""
        points = [point.status for point in self.points]
        return _worst(self.choice.status, *points, *(point.status for point in self.failed))

    @property
    def prices_per_kwh(self) -> tuple[float, ...]:
        """What a kWh more of self-consumption costs from each point to the next."""
        return tuple(
            (after.minimised - before.minimised)
            / (before.figures.spilled_kwh - after.figures.spilled_kwh)
            for before, after in pairwise(self.points)
        )


def trade_off(
    case: Case,
    scenario: int,
    design: Design,
    *,
    points: int = POINTS,
    settings: SolverSettings | None = None,
) -> TradeOff:
    """Curve of daily cost against self-consumption for a design in one scenario.

    Both ends are lexicographic: the cheapest dispatch with the most self-consumption among equally
    cheap ones, and the most self-consumption at the least cost. The `points` between them are the
    cheapest for caps on spilled energy at even steps; fewer where one is the cheapest for several
    caps, or is dominated. A pure function of its arguments. Raises SolverUnavailable, ValueError.

    Source: Haimes, Lasdon, Wismer, On a bicriterion formulation of the problems of integrated
    system identification and system optimization, IEEE Trans. SMC 1 (1971) 296-297.
    """
    if points < 0:
        raise ValueError(f"points must be 0 or more, not {points}")
    settings = settings or SolverSettings()
    choice = Operator(case, settings).dispatch(scenario, design)
    curve = TradeOff(case.scenarios[scenario].name, case.currency, choice)
    if choice.status is Status.INFEASIBLE:
        return curve
    found, failed = _Curve(case, scenario, design, settings).traced(points + 1)
    return replace(curve, points=found, failed=failed)


class _Kept:
    """A model that is kept, with the capacities of one design."""

    def __init__(self, model: DispatchModel, design: Design, settings: SolverSettings) -> None:
        self._positions = model.positions
        self._session = open_session(model, settings)
        names = [column.name for column in model.capacities]
        self._capacities = dict(zip(names, design.values, strict=True))

    def solve(self, caps: dict[str, float]) -> Solution:
        return self._session.solve(self._capacities | caps)

    def dispatch(self, solution: Solution) -> Dispatch:
        assert solution.values is not None
        return Dispatch.from_values(solution.values, self._positions)


class _Curve:
    """Two models: the cheapest dispatch for what is spilled, and the least spilled for a cost."""

    def __init__(self, case: Case, scenario: int, design: Design, settings: SolverSettings) -> None:
        # joined lexicographically, the checker recomputes cost without a value of self-consumption
        join = {"objective": ObjectiveJoin.LEXICOGRAPHIC}
        self._operation = case.operation.model_copy(update=join)
        self._checker = Checker(replace(case, operation=self._operation), scenario)
        self._design = design
        self._cheapest = _Kept(cheapest_model(case, scenario), design, settings)
        self._most_used = _Kept(most_used_model(case, scenario), design, settings)
        day = case.scenarios[scenario]
        available = float(day.pv_kw.sum() + day.wind_kw.sum()) * day.step_hours / day.days
        self._available, self._scale = available, max(1.0, available)

    def traced(self, steps: int) -> tuple[tuple[TradeOffPoint, ...], tuple[FailedPoint, ...]]:
        """Points for caps that fall in even steps, and those that could not be had."""
        first = self._point(None)
        if isinstance(first, FailedPoint):
            return (), (first,)
        most = self._most_used.solve({})
        if most.values is None:
            return (first,), (FailedPoint(0.0, most.status, most.message),)
        spilled, least = first.figures.spilled_kwh, self._available + most.objective
        found, failed = [first], list[FailedPoint]()
        if spilled - least <= SAME * self._scale:
            return (_proven(first, most.status, most.gap),), ()
        for step in range(1, steps + 1):
            cap = spilled + (least - spilled) * step / steps
            if found[-1].figures.spilled_kwh <= cap + SAME * self._scale:
                continue  # what was the cheapest for the last cap is so for this one too
            point = self._point(cap)
            if isinstance(point, FailedPoint):
                failed.append(point)
            else:
                found.append(point)
        found[-1] = _proven(found[-1], most.status, most.gap)
        return _not_dominated(found), tuple(failed)

    def _point(self, cap: float | None) -> TradeOffPoint | FailedPoint:
        """The cheapest dispatch for a cap on spilled energy, the least spilled of equally cheap."""
        spill_cap = None if cap is None else cap + HAIR * self._scale
        first = self._cheapest.solve({} if spill_cap is None else {SPILL_CAP: spill_cap})
        if first.values is None:
            return FailedPoint(cap, first.status, first.message)
        dispatch = self._cheapest.dispatch(first)
        report = self._check(dispatch, objective=first.objective, spill_cap=spill_cap)
        cost_cap = first.objective + HAIR * max(1.0, abs(first.objective))
        second = self._most_used.solve({COST_CAP: cost_cap})
        status, gap = second.status, second.gap
        if second.values is None:
            # the first dispatch itself stays below the cap: it is kept, as not proven best
            status, gap = Status.LIMITED, float("nan")
        elif (
            self._available + second.objective < report.indicators.spilled_kwh - SAME * self._scale
        ):
            dispatch = self._most_used.dispatch(second)
            report = self._check(dispatch, cost_cap=cost_cap, spill_cap=spill_cap)
        if not report.accepted:
            broken = "; ".join(map(str, report.violations))
            return FailedPoint(cap, Status.REJECTED, f"the checker refuses: {broken}")
        minimised = joined_objective(self._operation, report.indicators)
        point = TradeOffPoint(dispatch, report, minimised, first.status, first.gap)
        return _proven(point, status, gap)

    def _check(
        self,
        dispatch: Dispatch,
        *,
        objective: float | None = None,
        cost_cap: float | None = None,
        spill_cap: float | None = None,
    ) -> CheckReport:
        return self._checker.check(self._design, dispatch, objective, cost_cap, spill_cap)


def _not_dominated(points: list[TradeOffPoint]) -> tuple[TradeOffPoint, ...]:
    """Of points that spill less and less, those that cost less than all that come after."""
    kept: list[TradeOffPoint] = []
    for point in reversed(points):
        # the second solve of a point may have cost a hair more than the first
        hair = 2 * HAIR * max(1.0, abs(point.minimised))
        if not kept or point.minimised < kept[-1].minimised - hair:
            kept.append(point)
    return tuple(reversed(kept))


def _proven(point: TradeOffPoint, status: Status, gap: float) -> TradeOffPoint:
    """The point with what another solve for it has proven."""
    return replace(
        point, status=_worst(point.status, status), gap=float(np.maximum(point.gap, gap))
    )


def _worst(*found: Status) -> Status:
    return max(found, key=tuple(Status).index)
