"""Which largest sizes hold the front back, so that a reader knows where more might be better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operation.design import column_maxima, column_names
from planner.report.words import joined, number

if TYPE_CHECKING:
    from planner.result import Plan


def maxima_sentence(plan: Plan) -> str:
    """A sentence on the ends of the front that lie on a largest size; empty when none does."""
    cheapest, cleanest = plan.front_evaluations[0], plan.cleanest
    ends = {"cheapest": cheapest.design.values, "cleanest": cleanest.design.values}
    told = []
    for end, sizes in ends.items():
        names = [
            f"{name} ({number(most)})"
            for name, size, most in zip(
                column_names(plan.case), sizes, column_maxima(plan.case), strict=True
            )
            if size >= most * (1 - 1e-9) and most > 0
        ]
        if names:
            told.append(f"the {end} takes all that is allowed of {joined(names)}")
    if not told:
        return ""
    return f"Of the front's designs, {joined(told)}: a larger maximum may give a better one."
