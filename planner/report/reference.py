"""Where the case's reference design lies among what the search found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.words import counted, design_words, money, percent, tonnes

if TYPE_CHECKING:
    from planner.evaluation import Evaluation
    from planner.result import Plan


def reference_sentence(plan: Plan) -> str:
    """A sentence on the reference design; empty when the case has none."""
    reference = plan.reference
    if reference is None:
        return ""
    words = design_words(plan.case, reference.design)
    if not reference.accepted:
        return f"The reference design, {words}, cannot be run: {reference.message}."
    told = (
        f"The reference design, {words}, costs "
        f"{money(reference.lifecycle_cost, plan.case.currency)} and emits "
        f"{tonnes(reference.annual_emissions_kg)} a year"
    )
    better = [e for e in plan.evaluations if _dominates(e, reference)]
    if not better:
        return f"{told}; no design that was evaluated is better in both."
    cheapest = min(better, key=lambda e: (e.lifecycle_cost, e.design))
    saved = 1 - cheapest.lifecycle_cost / reference.lifecycle_cost
    emitted = reference.annual_emissions_kg
    cleaner = 1 - cheapest.annual_emissions_kg / emitted if emitted else 0.0
    is_are = "is" if len(better) == 1 else "are"
    return (
        f"{told}; {counted(len(better), 'design')} {is_are} better in both, the cheapest of them "
        f"({design_words(plan.case, cheapest.design)}) by {percent(saved, 2)} of cost and "
        f"{percent(cleaner, 2)} of emissions."
    )


def _dominates(one: Evaluation, other: Evaluation) -> bool:
    if not one.accepted:
        return False
    pairs = (
        (one.lifecycle_cost, other.lifecycle_cost),
        (one.annual_emissions_kg, other.annual_emissions_kg),
    )
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)
