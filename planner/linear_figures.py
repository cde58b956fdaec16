"""The upper level's objectives as linear figures of capacities and days: (20) to (25)."""

from __future__ import annotations

import numpy as np

from cases import Case
from operation import DailyFigure, Design, DesignFigure
from planner.lifecycle import (
    annual_maintenance,
    annuity,
    embodied_emissions,
    investment_cost,
    lifecycle_cost_of,
)


def cost_figure(case: Case) -> DesignFigure:
    """Lifecycle cost (20) [currency]."""
    nothing = Design.nothing(case)
    years = annuity(case.economics.horizon_years, case.economics.discount_rate)
    upkeep = annual_maintenance(case, nothing)
    return DesignFigure(
        constant=lifecycle_cost_of(case, nothing, 0.0, 0.0).total,
        capacities=np.array(
            [
                investment_cost(case, unit) + years * (annual_maintenance(case, unit) - upkeep)
                for unit in _units(case)
            ]
        ),
        weights=years * _days(case),
        daily=DailyFigure.PAYMENTS,
    )


def emissions_figure(case: Case) -> DesignFigure:
    """Emissions in a year (25) [kgCO2]."""
    return DesignFigure(
        constant=0.0,
        capacities=np.array([embodied_emissions(case, unit) for unit in _units(case)]),
        weights=_days(case),
        daily=DailyFigure.EMISSIONS,
    )


def _days(case: Case) -> np.ndarray:
    return np.array([scenario.days_per_year for scenario in case.scenarios], dtype=float)


def _units(case: Case) -> list[Design]:
    """Designs of a single kWh or kW each."""
    sites, count = len(case.storage), len(Design.nothing(case).values)
    rows = np.eye(count).tolist()
    return [Design(tuple(row[:sites]), tuple(row[sites:])) for row in rows]
