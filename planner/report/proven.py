"""How far the front can be from the best possible, in plain words and as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.report.markup import Markup, table
from planner.report.words import money, number, percent, tonnes

if TYPE_CHECKING:
    from planner.result import Plan

TINY = 5e-5
"""Shares below this are told as less than 0.01 %."""


def bound_sentence(plan: Plan) -> str:
    """Sentences on the bound; empty where there is none."""
    bound = plan.bound
    if bound is None:
        return ""
    told = (
        "No design can beat this front by more than "
        f"{_share(bound.worst_gap)} in lifecycle cost at equal emissions, nor emit over "
        f"{_share(bound.emissions_gap)} less than its cleanest one, however it were run: proven "
        f"bounds, behind which the front fills {percent(bound.hypervolume_share)} of the "
        "hypervolume."
    )
    if plan.decision is not None:
        gap = bound.gaps[plan.decision.row]
        told += f" The compromise is within {_share(gap)} of what any design with its emissions"
        told += " could cost."
    if plan.enumerated and not plan.doubts:
        told += (
            " The front is exact, so all of this is what the dispatch takes for aims of its own: "
            "it is run for the lower level's objective, not for cost and carbon."
        )
    return told


def bound_table(plan: Plan) -> Markup:
    """The bounds by cap on emissions; empty where there are none."""
    if plan.bound is None:
        return Markup("")
    currency, curve = plan.case.currency, plan.bound.curve
    rows = [
        (
            "any" if math.isinf(level.emissions_kg) else tonnes(level.emissions_kg),
            money(level.cost, currency) if math.isfinite(level.cost) else "impossible",
        )
        for level in curve.levels
    ]
    caption = (
        "What no design can beat, however it were run; none emits less than "
        f"{number(curve.least_emissions_kg / 1000, 1)} tCO2 a year"
    )
    return table(caption, ("emissions a year, at most", "lifecycle cost, at least"), rows)


def _share(value: float) -> str:
    return "0.01 %" if value < TINY else percent(value, 2)
