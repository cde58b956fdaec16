"""Section of the report: the front, as a picture and design by design."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from planner.bound.words import at_most
from planner.report.gallery import Picture
from planner.report.interactive.blocks import live, still
from planner.report.kinds import FigureKind
from planner.report.markup import Markup, element, table, together
from planner.report.pictures import Embedded, figures, left_to_files
from planner.report.words import UNKNOWN, kilo, number, percent

if TYPE_CHECKING:
    from planner.result import Plan

ROWS_MAX = 400
"""Of more designs on the front than these, the table that stands still has some, evenly."""


def front(plan: Plan, pictures: Embedded, absent: Sequence[Picture]) -> Markup:
    """Where the script draws; without it, the front's figure and table."""
    shown = figures(pictures, ("front",)) or left_to_files(absent, (FigureKind.FRONT,))
    if plan.decision is None:
        return together((shown, _table(plan)))
    return together((live(id="front-live"), still(shown, _table(plan))))


def _table(plan: Plan) -> Markup:
    case, decision = plan.case, plan.decision
    capacities = [f"{site.name} (kWh)" for site in case.storage]
    capacities += [f"{name} (kW)" for name in case.rating_names]
    head = [
        "design",
        *capacities,
        f"lifecycle cost ({case.currency})",
        "emissions (tCO2 per year)",
        "self-consumption",
        "above the bound",
        "membership",
    ]
    kept = _rows(plan)
    rows = []
    for row in kept:
        evaluation = plan.front_evaluations[row]
        chosen = decision is not None and row == decision.row
        rows.append(
            [
                f"{row + 1}, chosen" if chosen else f"{row + 1}",
                *(kilo(value) for value in evaluation.design.values),
                number(evaluation.lifecycle_cost),
                number(evaluation.annual_emissions_kg / 1000, 1),
                percent(evaluation.self_consumption),
                at_most(plan.bound.gaps[row]) if plan.bound is not None else UNKNOWN,
                f"{decision.overall[row]:.5f}" if decision is not None else UNKNOWN,
            ]
        )
    caption = "Every design of the front, in order of lifecycle cost"
    told = Markup("")
    if len(kept) < len(plan.front_evaluations):
        caption = f"{len(kept)} of the front's designs, in order of lifecycle cost"
        whole = f"All {len(plan.front_evaluations):,} designs are in front.csv."
        told = element("p", whole, class_="lesser")
    marked = kept.index(decision.row) if decision is not None else None
    return together((table(caption, head, rows, marked=marked), told))


def _rows(plan: Plan) -> list[int]:
    """Rows of the front that stand in the table, the chosen one among them."""
    size = len(plan.front_evaluations)
    places = np.linspace(0, size - 1, min(size, ROWS_MAX)).tolist()
    kept = {round(place) for place in places}
    return sorted(kept | ({plan.decision.row} if plan.decision is not None else set()))
