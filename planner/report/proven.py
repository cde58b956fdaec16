"""How far the front can be from the best possible, in plain words and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.bound.words import at_least, at_most
from planner.report.markup import Markup, table
from planner.report.words import percent

if TYPE_CHECKING:
    from planner.bound.comparison import FrontBound
    from planner.result import Plan


def bound_headline(plan: Plan) -> str:
    """The bound in a sentence; empty where there is none."""
    if plan.bound is None:
        return bound_sentence(plan)
    return (
        f"No design can beat this front by more than {at_most(plan.bound.worst_gap)} in lifecycle "
        "cost at equal emissions: that is proven."
    )


def bound_sentence(plan: Plan) -> str:
    """Sentences on the bound; empty where there is none."""
    bound = plan.bound
    if bound is None:
        trouble = plan.bound_trouble
        return f"The front could not be held against a bound: {trouble}." if trouble else ""
    told = (
        f"No design, however it were run, can cost over {at_most(bound.cost_gap)} less than the "
        f"cheapest of this front, emit over {at_most(bound.emissions_gap)} less than the cleanest, "
        f"or beat the front by more than {at_most(bound.worst_gap)} in lifecycle cost at equal "
        f"emissions{_compromise(plan, bound)}; the front fills "
        f"{percent(bound.hypervolume_share)} of the hypervolume behind these proven bounds."
    )
    if plan.enumerated and not plan.doubts:
        return (
            f"{told} The front is exact, so no search can shorten this distance: it is made of "
            "what the dispatch wants for itself, of whole modules and switches, and of the steps "
            "from design to design."
        )
    return (
        f"{told} They let the dispatch serve cost and carbon; the real one serves an objective of "
        "its own, so part of the distance may be no fault of the search."
    )


def _compromise(plan: Plan, bound: FrontBound) -> str:
    if plan.decision is None:
        return ""
    return f" (the compromise: {at_most(bound.gaps[plan.decision.row])})"


def bound_table(plan: Plan) -> Markup:
    """The bounds by cap on emissions; empty where there are none."""
    if plan.bound is None:
        return Markup("")
    curve = plan.bound.curve
    rows = [
        (at_least(level.emissions_kg / 1000, 0.1, infinite="any"), at_least(level.cost))
        for level in curve.levels
    ]
    caption = (
        "What no design can beat, however it were run; none emits less than "
        f"{at_least(curve.least_emissions_kg / 1000, 0.1)} tCO2 a year"
    )
    head = ("emissions at most (tCO2 per year)", f"lifecycle cost at least ({plan.case.currency})")
    return table(caption, head, rows)
