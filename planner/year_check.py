"""What typical days promise for a design, held against a run through the whole year."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cases import Case, Year
from operation import Design, DispatchOutcome, SolverSettings, Status
from operation.checker import DaysReport, check_days
from operation.rolling import state_at_rest
from planner.evaluation import Evaluation, scenario_evaluation, summed_up
from planner.lifecycle import annual_purchases, annual_sales
from planner.worker import Task, evaluate_packed
from planner.year_run import OnDays, handing_out, run_year

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

DAYS_OF_A_YEAR = 365
"""The model's year; other numbers of days are scaled to it."""
YEAR_GAP = 1e-3
"""Relative gap at which a day of a year counts as solved."""


@dataclass(frozen=True)
class YearFigure:
    """A figure of a year as typical days estimate it and as the year gives it; nan: unknown."""

    name: str
    unit: str
    """The case's currency, kgCO2, kWh, or "" for a share."""
    typical: float
    year: float

    @property
    def off(self) -> float:
        """How far the estimate is above the year: relative, or the difference of two shares."""
        if not self.unit:
            return self.typical - self.year
        return self.typical / self.year - 1.0 if self.year else math.nan


@dataclass(frozen=True, eq=False, repr=False)
class YearCheck:
    """A design in typical days and through the year."""

    case: Case
    """With the typical days as its scenarios."""
    year: Year
    design: Design
    lookahead_days: int
    solver: SolverSettings
    """Of the year."""
    typical: Evaluation
    through: Evaluation
    """Through the year, figures per 365 days; its scenarios are the days."""
    outcomes: tuple[DispatchOutcome, ...]
    """Of each day."""
    report: DaysReport
    seconds: float
    """That all of it took."""

    def __repr__(self) -> str:
        built = {name: value for name, value in self.design.named(self.case).items() if value}
        return f"YearCheck({self.case.name}, {built}, {self.through.status.value})"

    @property
    def accepted(self) -> bool:
        """Whether every day was run and checked, typical days included."""
        return self.through.accepted and self.typical.accepted

    @property
    def year_case(self) -> Case:
        """The case with the days of the year as its scenarios."""
        return case_of_days(self.case, self.year)

    @property
    def failed_days(self) -> tuple[DispatchOutcome, ...]:
        """Days that cannot be run, or were not."""
        return tuple(outcome for outcome in self.outcomes if not outcome.status.accepted)

    def count(self, status: Status) -> int:
        """Number of days with a status."""
        return sum(outcome.status is status for outcome in self.outcomes)

    @property
    def worst_gap(self) -> float:
        """Largest proven gap of a day; nan where the solver tells none."""
        gaps = [outcome.gap for outcome in self.outcomes if math.isfinite(outcome.gap)]
        return max(gaps, default=math.nan)

    @property
    def figures(self) -> tuple[YearFigure, ...]:
        """The figures that are compared, most important first."""
        from planner.year_tables import year_figures

        return year_figures(self)

    @property
    def months(self) -> pd.DataFrame:
        """A row per month; what the days of the file give, not scaled."""
        from planner.year_tables import months_table

        return months_table(self)

    @property
    def days(self) -> pd.DataFrame:
        """A row per day, with storage at its end."""
        from planner.year_tables import days_table

        return days_table(self)

    @property
    def steps(self) -> pd.DataFrame:
        """A row per step: demands, powers, levels and prices."""
        from planner.year_tables import steps_table

        return steps_table(self)

    def plot(self) -> Figure:
        """Draw cost and emissions by month, and storage through the year."""
        from planner.report.figures import year_figure

        return year_figure(self)


def check_year(
    case: Case,
    year: Year,
    design: Design | Mapping[str, float],
    *,
    lookahead_days: int = 1,
    solver: SolverSettings | None = None,
    workers: int | None = None,
    on_days: OnDays = lambda progress: None,
) -> YearCheck:
    """Run a design in the typical days of a case and through its year, and compare.

    `design` may be capacities by name [kWh, kW]. Each day is solved with a view to the next
    `lookahead_days`. `workers` processes share the work (all cores by default, 0: in this process)
    and do not change the result. Days that fail are in the result; typical days are solved to a
    gap of 1e-4 or less, as a plan does.

    Raises DesignError, SolverUnavailable, and ValueError for a look ahead below 0.
    """
    if lookahead_days < 0:
        raise ValueError(f"lookahead_days must be at least 0, not {lookahead_days}")
    if not isinstance(design, Design):
        design = Design.from_names(case, design)
    solver = solver or SolverSettings(gap=YEAR_GAP)
    began = time.monotonic()
    exact = replace(solver, gap=min(solver.gap, SolverSettings.gap))
    with handing_out(workers) as submit:
        estimated = submit(evaluate_packed, Task(case, exact).packed(), design)
        outcomes = run_year(
            case, year, design, solver, submit, lookahead_days=lookahead_days, on_days=on_days
        )
        typical: Evaluation = estimated.result()
    seconds = time.monotonic() - began
    report = check_days(
        case,
        year.days,
        design,
        [outcome.dispatch for outcome in outcomes],
        state_at_rest(case, design).stored_kwh,
    )
    return YearCheck(
        case=case,
        year=year,
        design=design,
        lookahead_days=lookahead_days,
        solver=solver,
        typical=typical,
        through=_through(case_of_days(case, year), design, outcomes, report),
        outcomes=outcomes,
        report=report,
        seconds=seconds,
    )


def case_of_days(case: Case, year: Year) -> Case:
    """The case with the days of a year as its scenarios, each standing for its share of 365."""
    share = DAYS_OF_A_YEAR / len(year.days)
    return replace(case, scenarios=tuple(replace(d, days_per_year=share) for d in year.days))


def operating_cost(case: Case, evaluation: Evaluation) -> float:
    """Energy bought less energy sold in a year; nan unless the evaluation is accepted."""
    figures = [scenario.indicators for scenario in evaluation.scenarios]
    known = [figure for figure in figures if figure is not None]
    if not evaluation.accepted or len(known) != len(figures):
        return math.nan
    return annual_purchases(case, known) - annual_sales(case, known)


def _through(
    case: Case, design: Design, outcomes: tuple[DispatchOutcome, ...], report: DaysReport
) -> Evaluation:
    order = tuple(Status)
    worst = max((outcome.status for outcome in outcomes), key=order.index)
    if worst.accepted and report.accepted:
        return summed_up(case, design, worst, outcomes)
    if worst.accepted:
        worst = Status.REJECTED
    days = tuple(scenario_evaluation(outcome, outcome.message) for outcome in outcomes)
    return Evaluation(design, worst, days)
