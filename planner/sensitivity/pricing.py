"""Stored evaluations on a case with other prices: exact, and without solving anything.

The upper level is linear in capacities and daily figures (20)-(25), so a changed case needs but
new coefficients, which come from the functions that evaluate a design.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cases import Case
from operation import CheckReport, Design, DesignFigure, DispatchOutcome, Status
from planner.evaluation import Evaluation, Objective, summed_up
from planner.linear_figures import cost_figure, emissions_figure
from planner.sensitivity.emission_parts import Floats, emission_parts, part_factors
from planner.sensitivity.inputs import SensitivityError


@dataclass(frozen=True, eq=False)
class Figures:
    """Objectives of designs in some world, as arrays of shape (designs,); nan for no dispatch."""

    row: Mapping[Design, int]
    """Row of each design; designs are different."""
    by: Mapping[Objective, Floats]
    """Not minimised: a share of self-consumption is better when it is higher."""
    counting: NDArray[np.bool_]
    """Designs that may be chosen."""

    @cached_property
    def designs(self) -> tuple[Design, ...]:
        """In the order of the rows."""
        return tuple(self.row)

    @property
    def cost(self) -> Floats:
        """Lifecycle cost [currency]."""
        return self.by[Objective.LIFECYCLE_COST]

    @property
    def emissions(self) -> Floats:
        """Emissions in a year [kgCO2]."""
        return self.by[Objective.ANNUAL_EMISSIONS]

    def minimised(self, rows: NDArray[np.int64], objectives: Iterable[Objective]) -> Floats:
        """Objectives of some rows, shape (rows, objectives)."""
        columns = [-self.by[o][rows] if o.maximised else self.by[o][rows] for o in objectives]
        return np.column_stack(columns)


def figures_of(
    evaluations: Sequence[Evaluation], objectives: Iterable[Objective], *, proven: bool
) -> Figures:
    """Figures as they were evaluated; with `proven` only proven dispatches may be chosen."""
    return Figures(
        {e.design: row for row, e in enumerate(evaluations)},
        {o: np.array([e.value(o) for e in evaluations], dtype=float) for o in objectives},
        _counting(evaluations, proven=proven),
    )


class Stored:
    """Accepted evaluations of a case, to be priced on changed cases."""

    def __init__(
        self,
        case: Case,
        evaluations: Sequence[Evaluation],
        objectives: Iterable[Objective],
        *,
        proven: bool = False,
    ) -> None:
        """Objectives are those of the figures, beside cost and emissions."""
        self._case = case
        self.evaluations = tuple(e for e in evaluations if e.accepted)
        self._row = {e.design: row for row, e in enumerate(self.evaluations)}
        main = (Objective.LIFECYCLE_COST, Objective.ANNUAL_EMISSIONS)
        self._others = tuple(o for o in objectives if o not in main)
        self._counting = _counting(self.evaluations, proven=proven)
        columns = len(Design.nothing(case).values)
        values = [design.values for design in self._row]
        self._capacities = np.array(values, dtype=float).reshape(-1, columns)
        days = [
            [s.indicators for s in day if s.indicators is not None]
            for day in zip(*(e.scenarios for e in self.evaluations), strict=True)
        ]
        self._payments = [
            np.array([f.purchase_cost - f.sales_revenue for f in day], dtype=float) for day in days
        ]
        self._emissions = [emission_parts(case, day) for day in days]

    def on(self, case: Case) -> Figures:
        """Figures on a case that is dispatched in the same way.

        Raises SensitivityError where they are not finite.
        """
        factors = part_factors(self._case, case)
        emitted = [
            np.sum([factors[name] * part for name, part in day.items()], axis=0)
            for day in self._emissions
        ]
        by = {
            Objective.LIFECYCLE_COST: self._summed(cost_figure(case), self._payments),
            Objective.ANNUAL_EMISSIONS: self._summed(emissions_figure(case), emitted),
        }
        if not all(np.isfinite(values).all() for values in by.values()):
            raise SensitivityError(
                "costs or emissions are too large to be computed with these inputs: "
                "give narrower ranges"
            )
        return Figures(self._row, by | self._other(case), self._counting)

    def _summed(self, figure: DesignFigure, daily: Sequence[Floats]) -> Floats:
        # term by term, so that equal designs are equal whatever machine sums them
        total = np.full(len(self._row), figure.constant)
        for column, coefficient in zip(self._capacities.T, figure.capacities, strict=True):
            total += coefficient * column
        for values, weight in zip(daily, figure.weights, strict=True):
            total += weight * values
        return total

    def _other(self, case: Case) -> dict[Objective, Floats]:
        evaluations: Sequence[Evaluation] = self.evaluations
        if self._others and _days(case) != _days(self._case):
            evaluations = [_summed_anew(case, e) for e in evaluations]
        return {o: np.array([e.value(o) for e in evaluations]) for o in self._others}


def _summed_anew(case: Case, evaluation: Evaluation) -> Evaluation:
    outcomes = []
    for day in evaluation.scenarios:
        assert day.indicators is not None, "only accepted evaluations are stored"
        report = CheckReport(day.worst_residual, (), day.indicators)
        outcomes.append(DispatchOutcome(day.scenario, day.status, report=report, gap=day.gap))
    return summed_up(case, evaluation.design, evaluation.status, outcomes)


def _days(case: Case) -> list[float]:
    return [scenario.days_per_year for scenario in case.scenarios]


def _counting(evaluations: Sequence[Evaluation], *, proven: bool) -> NDArray[np.bool_]:
    allowed = [e.status is Status.OPTIMAL if proven else e.accepted for e in evaluations]
    return np.array(allowed, dtype=bool)
