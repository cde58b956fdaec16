"""Our side of the joint sizing: cutting planes on the relaxed dispatch as a function of capacities.

The least payments of a day are convex in the capacities, so cuts at designs that are tried one
after the other close in on the cheapest one from below (Kelley 1960). That is exact where no
switch binds: a caller shows it by running the design that was found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from cases import Case
from operation import Cut, DailyFigure, Design, DispatchBounds
from operation.design import column_maxima
from planner.lifecycle import annuity, lifecycle_cost_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class JointSizing:
    """The cheapest capacities with the cheapest dispatch, as the relaxation sees them."""

    lifecycle_cost: float
    design: Design
    designs_tried: int


def cheapest_joint_sizing(case: Case, *, gap: float = 1e-7, designs_max: int = 500) -> JointSizing:
    """Least lifecycle cost (20) over all designs; every design has to be able to run.

    Raises RuntimeError when cuts at `designs_max` designs do not reach the relative gap.
    """
    maxima = np.array(column_maxima(case))
    fixed = unrun_cost(case, np.zeros_like(maxima))
    prices = np.array([unrun_cost(case, unit) - fixed for unit in np.eye(len(maxima))])
    years = annuity(case.economics.horizon_years, case.economics.discount_rate)
    weights = years * np.array([day.days_per_year for day in case.scenarios])
    box = [*((0.0, most) for most in maxima), *((None, None) for _ in weights)]
    bounds = DispatchBounds(case, (DailyFigure.PAYMENTS,))
    rows: list[Floats] = []
    limits: list[float] = []
    point, cost, least = np.zeros_like(maxima), math.inf, -math.inf
    for tried in range(1, designs_max + 1):
        cuts = [payments_cut(bounds, day, design_of(case, point)) for day in range(len(weights))]
        cost = fixed + float(prices @ point + weights @ [cut.level for cut in cuts])
        if cost - least <= gap * abs(cost):
            return JointSizing(cost, design_of(case, point), tried)
        for cut, day in zip(cuts, np.eye(len(weights)), strict=True):
            slope = cut.slope[: len(maxima)]
            rows.append(np.concatenate([slope, -day]))
            limits.append(float(slope @ point) - cut.level)
        master = linprog([*prices, *weights], np.array(rows), np.array(limits), bounds=box)
        point, least = np.clip(master.x[: len(maxima)], 0.0, maxima), fixed + float(master.fun)
    raise RuntimeError(f"{designs_max} designs leave {cost - least:g} of {cost:g} open")


def unrun_cost(case: Case, capacities: Floats) -> float:
    """What a design costs that buys and sells nothing: investment and maintenance."""
    return lifecycle_cost_of(case, design_of(case, capacities), 0.0, 0.0).total


def payments_cut(bounds: DispatchBounds, day: int, design: Design) -> Cut:
    """The cut of a day's payments. Raises RuntimeError where the design cannot be run."""
    cuts = bounds.cuts(day, design)
    if cuts is None:
        raise RuntimeError(f"{design} cannot be run")
    return cuts[0]


def design_of(case: Case, capacities: Floats) -> Design:
    """A design from all its capacities, storage first."""
    split = len(case.storage)
    return Design(tuple(capacities[:split].tolist()), tuple(capacities[split:].tolist()))
