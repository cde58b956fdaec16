"""What no dispatch of a design can stay below, without solving a mixed-integer problem.

The relaxation of a dispatch bounds payments, emissions and spilled energy from below, each by
itself. As a function of the capacities each bound is convex: its slope at one design, a cut, bounds
all others too. So is it as a function of a cap on the lower objective: the lower level minimises
that, so a dispatch that costs more than another one that is known to be possible is never run.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cases import Case
from operation.design import Design
from operation.equations import objectives
from operation.highs.value_function import ValueFunction
from operation.model import COST_CAP, capped_model

Floats = NDArray[np.float64]


class DailyFigure(StrEnum):
    """Figures of a day that are bounded."""

    PAYMENTS = "payments"
    """Purchases less sales [currency]."""
    COST = "cost"
    """Payments plus the penalty on curtailment [currency]."""
    EMISSIONS = "emissions"
    """[kgCO2]"""
    SPILLED = "spilled"
    """Energy curtailed or exported [kWh]."""


TERMS = {
    DailyFigure.PAYMENTS: objectives.daily_payments,
    DailyFigure.COST: objectives.daily_cost,
    DailyFigure.EMISSIONS: objectives.daily_emissions,
    DailyFigure.SPILLED: objectives.spilled_energy,
}
"""The equation behind each figure."""


@dataclass(frozen=True)
class Cut:
    """A bound for every design x and cap z: level + slope @ (x - at) + cap_slope (z - cap)."""

    at: Floats
    """Capacities, in the order of `Design.values`."""
    level: float
    slope: Floats
    """Per kWh of each storage and kW of each rating."""
    cap: float = 0.0
    """[currency]"""
    cap_slope: float = 0.0
    """At most 0: a tighter cap bounds more."""


class DispatchBounds:
    """Cuts for the scenarios of a case; one relaxation per scenario is kept."""

    def __init__(self, case: Case, figures: tuple[DailyFigure, ...]) -> None:
        self._case, self._figures = case, figures
        self._kept: dict[int, tuple[list[str], ValueFunction]] = {}

    def cuts(
        self, scenario: int, design: Design, cap: float | None = None
    ) -> tuple[Cut, ...] | None:
        """A cut for each figure at a design whose lower objective is at most `cap` [currency].

        Without a cap the cuts do not depend on it. None where the relaxation has no dispatch.
        """
        if scenario not in self._kept:
            model = capped_model(self._case, scenario)
            expressions = [TERMS[figure].of(model.columns) for figure in self._figures]
            names = [column.name for column in model.capacities]
            self._kept[scenario] = names, ValueFunction(model, expressions)
        names, function = self._kept[scenario]
        fixed = dict(zip(names, design.values, strict=True))
        if cap is not None:
            fixed[COST_CAP] = cap
        slopes = function.slopes(fixed)
        if slopes is None:
            return None
        at, count = np.array(design.values), len(design.values)
        return tuple(
            Cut(at, level, slope[:count], cap or 0.0, min(float(slope[count:].sum()), 0.0))
            for level, slope in slopes
        )
