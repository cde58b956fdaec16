"""Bounds on what any design can reach: the high-point relaxation of the bi-level problem.

Whoever chooses the capacities chooses the dispatch as well. Every design as the lower level really
runs it is among what can be chosen, so no design is better than the best of these; the difference
is the price of what the lower level wants for itself.

Moore, Bard, The mixed integer linear bilevel programming problem,
Operations Research 38(5), 911-921, 1990, doi:10.1287/opre.38.5.911.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases import Case
from operation.bounds import TERMS, DailyFigure
from operation.design import column_modules, largest_capacities
from operation.highs.joint import Figure, JointProgram, Least
from operation.model import dispatch_model
from operation.solution import SolverSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DesignFigure:
    """A figure of a design that is linear: constant + capacities @ x + Σ_l weights_l daily_l."""

    constant: float
    capacities: Floats
    """Per kWh of each storage and kW of each rating, in the order of `Design.values`."""
    weights: Floats
    """Of the daily figure in each scenario; shape (scenarios,)."""
    daily: DailyFigure


class HighPoint:
    """Least values of figures over all designs, and over all dispatches of each."""

    def __init__(
        self, case: Case, figures: Sequence[DesignFigure], settings: SolverSettings
    ) -> None:
        models = [dispatch_model(case, scenario) for scenario in range(len(case.scenarios))]
        modules, upper = np.array(column_modules(case)), np.array(largest_capacities(case))
        self._program = JointProgram(
            models,
            upper,
            modules,
            [
                Figure(
                    figure.constant + _constant(figure, daily),
                    figure.capacities,
                    figure.weights,
                    daily,
                )
                for figure in figures
                for daily in [tuple(TERMS[figure.daily].of(model.columns) for model in models)]
            ],
            settings,
        )

    def least(self, minimised: int, caps: Mapping[int, float], *, relaxed: bool) -> Least:
        """Least value of a figure with others at most what `caps` says, by place.

        `relaxed`: switches and modules need not be whole, which is quick, and has slopes.
        """
        return self._program.least(minimised, caps, relaxed=relaxed)


def _constant(figure: DesignFigure, daily: Sequence[object]) -> float:
    constants = [float(getattr(expression, "constant", 0.0)) for expression in daily]
    return float(figure.weights @ np.array(constants))
