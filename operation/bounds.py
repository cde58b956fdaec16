"""What no dispatch of a design can stay below, without solving a mixed-integer problem.

The relaxation of a dispatch bounds payments, emissions and spilled energy from below, each by
itself. As a function of the capacities each bound is convex: its slope at one design, a cut, bounds
all others too.
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
from operation.model import dispatch_model

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


_TERMS = {
    DailyFigure.PAYMENTS: objectives.daily_payments,
    DailyFigure.COST: objectives.daily_cost,
    DailyFigure.EMISSIONS: objectives.daily_emissions,
    DailyFigure.SPILLED: objectives.spilled_energy,
}


@dataclass(frozen=True)
class Cut:
    """A bound that holds for every design x: level + slope @ (x - at)."""

    at: Floats
    """Capacities, in the order of `Design.values`."""
    level: float
    slope: Floats
    """Per kWh of each storage and kW of each rating."""


class DispatchBounds:
    """Cuts for the scenarios of a case; one relaxation per scenario is kept."""

    def __init__(self, case: Case, figures: tuple[DailyFigure, ...]) -> None:
        self._case, self._figures = case, figures
        self._kept: dict[int, tuple[list[str], ValueFunction]] = {}

    def cuts(self, scenario: int, design: Design) -> tuple[Cut, ...] | None:
        """A cut for each figure at a design; None where the relaxation has no dispatch for it."""
        if scenario not in self._kept:
            model = dispatch_model(self._case, scenario)
            expressions = [_TERMS[figure].of(model.columns) for figure in self._figures]
            names = [column.name for column in model.capacities]
            self._kept[scenario] = names, ValueFunction(model, expressions)
        names, function = self._kept[scenario]
        slopes = function.slopes(dict(zip(names, design.values, strict=True)))
        if slopes is None:
            return None
        at = np.array(design.values)
        return tuple(Cut(at, level, slope) for level, slope in slopes)
