"""Evaluation of one design: a pure function of case, settings and design."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from cases import Case
from operation import Design, DispatchOutcome, Indicators, Operator, SolverSettings, Status
from operation.causes import NETWORK_SCREEN
from operation.diagnosis import diagnose
from operation.limits import excess_kw, limit_causes
from planner.lifecycle import LifecycleCost, annual_emissions, lifecycle_cost


class Objective(StrEnum):
    """Figures that a search may optimise and a decision may weigh."""

    LIFECYCLE_COST = "lifecycle_cost"
    ANNUAL_EMISSIONS = "annual_emissions_kg"
    SELF_CONSUMPTION = "self_consumption"
    DAILY_COST = "daily_cost"

    @property
    def maximised(self) -> bool:
        """Whether more is better."""
        return self is Objective.SELF_CONSUMPTION


SEARCH_OBJECTIVES = (Objective.LIFECYCLE_COST, Objective.ANNUAL_EMISSIONS)
"""The upper level of the model: f1 and f2."""


@dataclass(frozen=True)
class ScenarioEvaluation:
    """What one scenario gave; `indicators` is None unless the status is accepted."""

    scenario: str
    status: Status
    indicators: Indicators | None
    gap: float
    worst_residual: float
    message: str
    restarts: int = 0
    """Linear programs solved from nothing, since a warm start gave no answer or an inexact one."""


@dataclass(frozen=True)
class Evaluation:
    """Figures of a design; objectives are finite, or the evaluation has failed."""

    design: Design
    status: Status
    """Worst status of the scenarios."""
    scenarios: tuple[ScenarioEvaluation, ...]
    cost: LifecycleCost | None = None
    annual_emissions_kg: float = math.nan
    self_consumption: float = math.nan
    """Over the year."""
    self_sufficiency: float = math.nan
    """Over the year."""
    daily_cost: float = math.nan
    """Mean over the days of the year."""
    shortfall: float = 0.0
    """What an infeasible design lacks, summed over steps [kW, kWh]; its constraint violation.

    Of limits of the network that a dispatch breaks: the excess, summed over the limits [kW].
    """
    perhaps_cut: bool = field(default=False, compare=False)
    """Whether a time limit may have struck: a scenario took as long as a solve may. Not kept."""

    @property
    def accepted(self) -> bool:
        """Whether the design can be run and its figures exist."""
        return self.status.accepted

    @property
    def failed(self) -> bool:
        """Neither run nor proven infeasible: the solver's or the machine's failure."""
        return not self.accepted and self.status is not Status.INFEASIBLE

    @property
    def lifecycle_cost(self) -> float:
        """Lifecycle cost (20); nan unless accepted."""
        return self.cost.total if self.cost is not None else math.nan

    @property
    def message(self) -> str:
        """What went wrong, scenario by scenario."""
        return "; ".join(s.message for s in self.scenarios if s.message)

    def value(self, objective: Objective) -> float:
        """Value of an objective."""
        return float(getattr(self, objective.value))

    def minimised(self, objective: Objective) -> float:
        """Value of an objective with the sign that makes less better."""
        return -self.value(objective) if objective.maximised else self.value(objective)


_SEVERITY = tuple(Status)
"""Statuses from best to worst, in the order of the enum."""


def evaluate(
    case: Case, operator: Operator, design: Design, settings: SolverSettings
) -> Evaluation:
    """Dispatch a design in every scenario and sum up the year. Raises SolverUnavailable."""
    laps, outcomes = [time.monotonic()], []
    for scenario in range(len(case.scenarios)):
        outcomes.append(operator.dispatch(scenario, design))
        laps.append(time.monotonic())
    worst = max((outcome.status for outcome in outcomes), key=_SEVERITY.index)
    if worst.accepted:
        evaluation = within_limits(case, summed_up(case, design, worst, outcomes), outcomes)
    else:
        scenarios, shortfall = [], 0.0
        for number, outcome in enumerate(outcomes):
            message = outcome.message
            if outcome.status is Status.INFEASIBLE:
                diagnosis = diagnose(case, number, design, settings)
                laps.append(time.monotonic())
                shortfall += diagnosis.total
                causes = "; ".join(map(str, diagnosis.causes))
                message = causes or "infeasible, no single cause found"
            scenarios.append(scenario_evaluation(outcome, message))
        evaluation = Evaluation(design, worst, tuple(scenarios), shortfall=max(shortfall, 1e-6))
    longest = max(end - begin for begin, end in pairwise(laps))
    return replace(evaluation, perhaps_cut=longest >= settings.time_limit_seconds)


def failure(case: Case, design: Design, status: Status, message: str) -> Evaluation:
    """Evaluation of a design that could not be evaluated at all."""
    scenario = ScenarioEvaluation("", status, None, math.nan, math.nan, message)
    return Evaluation(design, status, (scenario,))


def summed_up(
    case: Case, design: Design, status: Status, outcomes: Sequence[DispatchOutcome]
) -> Evaluation:
    """Figures of a year from accepted outcomes of the case's scenarios, in their order."""
    figures = [outcome.indicators for outcome in outcomes]
    days = [scenario.days_per_year for scenario in case.scenarios]

    def yearly(values: list[float]) -> float:
        return math.fsum(n * value for n, value in zip(days, values, strict=True))

    available = yearly([figure.available_kwh for figure in figures])
    used_here = available - yearly([figure.spilled_kwh for figure in figures])
    demand = yearly([figure.demand_kwh for figure in figures])
    return Evaluation(
        design=design,
        status=status,
        scenarios=tuple(scenario_evaluation(outcome, outcome.message) for outcome in outcomes),
        cost=lifecycle_cost(case, design, figures),
        annual_emissions_kg=annual_emissions(case, design, figures),
        self_consumption=used_here / available if available > 0 else 1.0,
        self_sufficiency=used_here / demand if demand > 0 else 1.0,
        daily_cost=yearly([figure.daily_cost for figure in figures]) / math.fsum(days),
    )


def within_limits(
    case: Case, evaluation: Evaluation, outcomes: Sequence[DispatchOutcome]
) -> Evaluation:
    """The evaluation, or an infeasible one where the case's network screens the design out.

    `outcomes` are the accepted ones of the case's scenarios, in their order.
    """
    if case.network is None or case.network.in_dispatch:
        return evaluation
    scenarios, shortfall = list(evaluation.scenarios), 0.0
    for number, (day, outcome) in enumerate(zip(case.scenarios, outcomes, strict=True)):
        assert outcome.dispatch is not None, "accepted"
        excess = excess_kw(day.network, outcome.dispatch)
        if excess.any():
            shortfall += float(excess.sum())
            message = "; ".join(map(str, limit_causes(case, day, excess, NETWORK_SCREEN)))
            broken = replace(scenarios[number], status=Status.INFEASIBLE, indicators=None)
            scenarios[number] = replace(broken, message=message)
    if not shortfall:
        return evaluation
    return Evaluation(evaluation.design, Status.INFEASIBLE, tuple(scenarios), shortfall=shortfall)


def scenario_evaluation(outcome: DispatchOutcome, message: str) -> ScenarioEvaluation:
    """What a scenario gave, from its outcome."""
    accepted = outcome.status.accepted and outcome.report is not None
    return ScenarioEvaluation(
        scenario=outcome.scenario,
        status=outcome.status,
        indicators=outcome.indicators if accepted else None,
        gap=outcome.gap,
        worst_residual=outcome.report.worst_residual if outcome.report else math.nan,
        message=message,
        restarts=sum(stage.restarts for stage in outcome.stages),
    )
