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
        self._cuts = [_Cuts(len(self._objectives)) for _ in case.scenarios]

    def __len__(self) -> int:
        """Number of designs at which there are cuts."""
        return max(map(len, self._cuts), default=0)

    def add(self, design: Design, caps: Sequence[float] | None = None) -> None:
        """Make cuts at a design, unless it cannot be run.

        `caps` are what its lower objective is at most, by scenario [currency], infinite where
        nothing is known.
        """
        for scenario, made in enumerate(self._cuts):
            cap = caps[scenario] if caps is not None else math.inf
            cuts = self._dispatch.cuts(scenario, design, cap if math.isfinite(cap) else None)
            if cuts is not None:
                made.add(cuts)

    def lower(self, designs: Sequence[Design], caps: Floats | None = None) -> Floats:
        """Lower bounds of the minimised objectives, shape (designs, objectives).

        `caps` has the lower objective's for every design, shape (designs, scenarios). The bounds
        are minus infinity where nothing is known.
        """
        points = np.array([design.values for design in designs]).reshape(len(designs), -1)
        if caps is None:
            caps = np.full((len(designs), len(self._cuts)), np.inf)
        bounds = np.full((len(designs), len(self._objectives)), -np.inf)
        if not all(map(len, self._cuts)):
            return bounds
        for column, objective in enumerate(self._objectives):
            daily = [c.highest(column, points, caps[:, i]) for i, c in enumerate(self._cuts)]
            yearly = self._days @ np.array(daily)
            values = [self._value(objective, *pair) for pair in zip(designs, yearly, strict=True)]
            bounds[:, column] = np.array(values) - MARGIN * np.abs(values)
        return bounds

    def _value(self, objective: Objective, design: Design, yearly: float) -> float:
        """Minimised objective of a design whose figure sums up to this much in a year."""
        if objective is Objective.LIFECYCLE_COST:
            return lifecycle_cost_of(self._case, design, yearly, 0.0).total
        if objective is Objective.ANNUAL_EMISSIONS:
            return yearly + embodied_emissions(self._case, design)
        if objective is Objective.DAILY_COST:
            return yearly / float(self._days.sum())
        return max(yearly, 0.0) / self._available - 1.0 if self._available > 0 else -1.0


class _Cuts:
    """The cuts of a scenario as arrays, one figure beside the other."""

    def __init__(self, figures: int) -> None:
        self._rows = np.zeros((figures, 0, 0))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, cuts: Sequence[Cut]) -> None:
        """Take in a cut for each figure."""
        levels = [c.level - c.slope @ c.at - c.cap_slope * c.cap for c in cuts]
        rows = [[*c.slope, c.cap_slope, level] for c, level in zip(cuts, levels, strict=True)]
        if self._count == self._rows.shape[1]:
            room = np.zeros((len(cuts), max(16, 2 * self._count), len(rows[0])))
            if self._count:
                room[:, : self._count] = self._rows
            self._rows = room
        self._rows[:, self._count] = rows
        self._count += 1

    def highest(self, figure: int, points: Floats, caps: Floats) -> Floats:
        """The highest of the cuts of a figure at every point, shape (points,)."""
        cuts = self._rows[figure, : self._count]
        known = np.isfinite(caps)
        height = points @ cuts[:, :-2].T + np.where(known, caps, 0.0)[:, None] * cuts[:, -2]
        # without a cap, a cut that builds on one says nothing
        height[~known[:, None] & (cuts[:, -2] < 0.0)] = -np.inf
        highest: Floats = (height + cuts[:, -1]).max(axis=1)
        return highest
