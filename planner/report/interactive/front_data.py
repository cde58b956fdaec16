"""The front as data for the page: designs, what is weighed, and what they are compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from operation import Design
from operation.design import column_maxima, column_names
from planner.evaluation import SEARCH_OBJECTIVES
from planner.report.interactive.how_to_run import how_to_run
from planner.report.words import OBJECTIVE_WORDS, design_words

if TYPE_CHECKING:
    from planner.bound.curve import BoundCurve
    from planner.evaluation import Evaluation
    from planner.result import Plan

OTHERS_MAX = 2000
"""Of more designs evaluated than these, some are left out of the picture, evenly."""
BOUND_POINTS = 300

FIGURES = (
    ("lifecycle_cost", "lifecycle cost", "money"),
    ("annual_emissions_kg", "emissions per year", "carbon"),
    ("self_consumption", "self-consumption", "share"),
    ("self_sufficiency", "self-sufficiency", "share"),
    ("daily_cost", "operation per day", "money"),
    ("investment", "investment with replacements", "money"),
    ("maintenance", "maintenance", "money"),
    ("purchases", "energy bought", "money"),
    ("sales", "electricity sold", "money"),
)
"""Figures of a design: name, words, and what kind of number it is."""
_OF_COST = ("investment", "maintenance", "purchases", "sales")


def front_data(plan: Plan, folder: Path | None = None) -> dict[str, Any]:
    """Everything about the designs but how they run. The plan has made its choice.

    `folder` is the one in which the report is to stand, if any.
    """
    case, decision = plan.case, plan.decision
    assert decision is not None, "a report without a choice has nothing to weigh"
    units = ["kWh"] * len(case.storage) + ["kW"] * len(case.rating_names)
    front = plan.front_evaluations
    objectives = list(decision.single)
    return {
        "currency": case.currency,
        "years": case.economics.horizon_years,
        "run": how_to_run(case, folder),
        "capacities": [
            {"name": name, "unit": unit, "most": most}
            for name, unit, most in zip(column_names(case), units, column_maxima(case), strict=True)
        ],
        "figures": [{"name": name, "label": label, "kind": kind} for name, label, kind in FIGURES],
        "designs": [_design(plan, row, evaluation) for row, evaluation in enumerate(front)],
        "chosen": decision.row,
        "plane": set(plan.settings.search.objectives) == set(SEARCH_OBJECTIVES),
        "objectives": [
            {
                "name": objective.value,
                "label": OBJECTIVE_WORDS[objective],
                "weight": plan.settings.weights[objective],
            }
            for objective in objectives
        ],
        # to the last digit: the page weighs them as the run did
        "minimised": [[e.minimised(objective) for objective in objectives] for e in front],
        "marks": [
            {"kind": kind, "label": label, "words": words, "figures": _figures(evaluation)}
            for (kind, label, words), evaluation in _compared(plan).items()
        ],
        "others": _others(plan),
        "bound": _bound(plan.bound.curve, [*front, *_compared(plan).values()])
        if plan.bound is not None
        else None,
    }


def _design(plan: Plan, row: int, evaluation: Evaluation) -> dict[str, Any]:
    return {
        "words": design_words(plan.case, evaluation.design),
        "capacities": list(evaluation.design.values),
        "figures": _figures(evaluation),
        "above": plan.bound.gaps[row] if plan.bound is not None else None,
        "status": evaluation.status.value,
        "gap": _known(max((s.gap for s in evaluation.scenarios), default=math.nan)),
    }


def _figures(evaluation: Evaluation) -> list[float | None]:
    values = [
        getattr(evaluation.cost if name in _OF_COST else evaluation, name, math.nan)
        for name, _, _ in FIGURES
    ]
    return [_known(value) for value in values]


def _known(value: float) -> float | None:
    return float(f"{value:.10g}") if math.isfinite(value) else None


def _compared(plan: Plan) -> dict[tuple[str, str, str], Evaluation]:
    """What the front is compared with, by kind, name and design, where it can be run."""
    nothing = design_words(plan.case, Design.nothing(plan.case))
    found = {("nothing", "nothing installed", nothing): plan.nothing_installed}
    if plan.reference is not None:
        words = design_words(plan.case, plan.reference.design)
        found["reference", "reference design", words] = plan.reference
    for other in plan.alternatives:
        name = other.case.configuration.title or other.case.configuration.name
        words = design_words(other.case, other.evaluation.design)
        found["alternative", name, words] = other.evaluation
    return {names: evaluation for names, evaluation in found.items() if evaluation.accepted}


def _others(plan: Plan) -> list[list[float]]:
    """Figures of all designs that run, for the dots behind the front."""
    accepted = [e for e in plan.evaluations if e.accepted]
    if len(accepted) > OTHERS_MAX:
        places = np.linspace(0, len(accepted) - 1, OTHERS_MAX)
        accepted = [accepted[round(place)] for place in places.tolist()]
    shown = [name for name, _, _ in FIGURES if name not in _OF_COST]
    return [[float(f"{getattr(e, name):.7g}") for name in shown] for e in accepted]


def _bound(curve: BoundCurve, shown: Sequence[Evaluation]) -> dict[str, Any]:
    """The bound's line: points of emissions and cost, up to above all that is shown."""
    emitted = [e.annual_emissions_kg for e in shown]
    low = curve.least_emissions_kg
    high = max(emitted) + 0.1 * max(max(emitted) - min(emitted), 0.01 * max(emitted))
    emissions = np.linspace(min(low, high), high, BOUND_POINTS)
    cost = curve.least_cost(emissions)
    points = [
        [float(f"{e:.8g}"), float(f"{c:.8g}")]
        for e, c in zip(emissions.tolist(), cost.tolist(), strict=True)
        if math.isfinite(c)
    ]
    return {"points": points, "least": float(f"{low:.8g}")}
