"""Values that the objectives of a design cannot be below, known without dispatching it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cases import Case
from operation import Cut, DailyFigure, Design, DispatchBounds
from planner.evaluation import Objective
from planner.lifecycle import embodied_emissions, lifecycle_cost_of

Floats = NDArray[np.float64]

MARGIN = 1e-6
"""Share of a bound given up, so that the tolerances of linear programs do not matter."""

_FIGURES = {
    Objective.LIFECYCLE_COST: DailyFigure.PAYMENTS,
    Objective.ANNUAL_EMISSIONS: DailyFigure.EMISSIONS,
    Objective.SELF_CONSUMPTION: DailyFigure.SPILLED,
    Objective.DAILY_COST: DailyFigure.COST,
}


class ObjectiveBounds:
    """Cuts at some designs bound the objectives of all designs."""

    def __init__(self, case: Case, objectives: Sequence[Objective]) -> None:
        self._case, self._objectives = case, tuple(objectives)
        self._dispatch = DispatchBounds(case, tuple(_FIGURES[o] for o in self._objectives))
        self._days = np.array([scenario.days_per_year for scenario in case.scenarios])
        self._available = math.fsum(
            scenario.days_per_year
            * scenario.step_hours
            / scenario.days
            * float(scenario.pv_kw.sum() + scenario.wind_kw.sum())
            for scenario in case.scenarios
        )
        self._cuts: list[list[tuple[Cut, ...]]] = [[] for _ in case.scenarios]

    def __len__(self) -> int:
        """Number of designs at which there are cuts."""
        return max(map(len, self._cuts), default=0)

    def add(self, design: Design) -> None:
        """Make cuts at a design, unless it cannot be run."""
        for scenario, made in enumerate(self._cuts):
            cuts = self._dispatch.cuts(scenario, design)
            if cuts is not None:
                made.append(cuts)

    def lower(self, designs: Sequence[Design]) -> Floats:
        """Lower bounds of the minimised objectives, shape (designs, objectives).

        Minus infinity where nothing is known.
        """
        points = np.array([design.values for design in designs]).reshape(len(designs), -1)
        bounds = np.full((len(designs), len(self._objectives)), -np.inf)
        if not all(self._cuts):
            return bounds
        for column, objective in enumerate(self._objectives):
            yearly = self._days @ np.array(
                [self._daily(points, [cuts[column] for cuts in made]) for made in self._cuts]
            )
            values = [self._value(objective, *pair) for pair in zip(designs, yearly, strict=True)]
            bounds[:, column] = np.array(values) - MARGIN * np.abs(values)
        return bounds

    def _daily(self, points: Floats, cuts: Sequence[Cut]) -> Floats:
        slopes = np.array([cut.slope for cut in cuts])
        levels = np.array([cut.level - cut.slope @ cut.at for cut in cuts])
        highest: Floats = (points @ slopes.T + levels).max(axis=1)
        return highest

    def _value(self, objective: Objective, design: Design, yearly: float) -> float:
        """Minimised objective of a design whose figure sums up to this much in a year."""
        if objective is Objective.LIFECYCLE_COST:
            return lifecycle_cost_of(self._case, design, yearly, 0.0).total
        if objective is Objective.ANNUAL_EMISSIONS:
            return yearly + embodied_emissions(self._case, design)
        if objective is Objective.DAILY_COST:
            return yearly / float(self._days.sum())
        return max(yearly, 0.0) / self._available - 1.0 if self._available > 0 else -1.0
