"""What the chosen design saves against nothing installed and against other configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.words import design_words, money, percent, tonnes

if TYPE_CHECKING:
    from cases import Case
    from planner.alternatives import Alternative
    from planner.evaluation import Evaluation
    from planner.result import Plan


def savings_sentences(plan: Plan) -> list[str]:
    """A sentence on nothing installed, and one on each other configuration's reference design."""
    return [_against_nothing(plan), *(_against_other(plan, other) for other in plan.alternatives)]


def alternative_name(other: Alternative) -> str:
    """Name of a configuration with its title, such as "independent (Each for itself)"."""
    configuration = other.case.configuration
    return configuration.name + (f" ({configuration.title})" if configuration.title else "")


def saved_words(case: Case, chosen: Evaluation, other: Evaluation) -> str:
    """What is saved, in brief, for a tile: "5.40 million CNY (9.4 %)"; "more" where it is not."""
    cost = other.lifecycle_cost - chosen.lifecycle_cost
    more = "" if cost >= 0 else " more"
    return f"{money(abs(cost), case.currency)}{_share(cost, other.lifecycle_cost)}{more}"


def _against_nothing(plan: Plan) -> str:
    nothing = plan.nothing_installed
    if not nothing.accepted:
        return f"With nothing installed the case cannot be run: {nothing.message}."
    if plan.chosen.design == nothing.design:
        return "So it neither saves nor costs anything against nothing installed."
    return f"Against nothing installed it {_difference(plan, nothing)}."


def _against_other(plan: Plan, other: Alternative) -> str:
    words = design_words(other.case, other.evaluation.design)
    where = f"configuration {alternative_name(other)} with its reference design, {words},"
    if not other.evaluation.accepted:
        return f"The {where} cannot be run: {other.evaluation.message}."
    return f"Against {where} it {_difference(plan, other.evaluation)}."


def _difference(plan: Plan, other: Evaluation) -> str:
    chosen, currency = plan.chosen, plan.case.currency
    cost = other.lifecycle_cost - chosen.lifecycle_cost
    carbon = other.annual_emissions_kg - chosen.annual_emissions_kg
    of_cost = _share(cost, other.lifecycle_cost)
    of_carbon = _share(carbon, other.annual_emissions_kg)
    first = (
        f"saves {money(cost, currency)}{of_cost}"
        if cost >= 0
        else f"costs {money(-cost, currency)}{of_cost} more"
    )
    second = (
        f"saves {tonnes(carbon)}{of_carbon} a year"
        if carbon >= 0
        else f"emits {tonnes(-carbon)}{of_carbon} a year more"
    )
    link = "and" if (cost >= 0) == (carbon >= 0) else "but"
    return f"{first} over the horizon {link} {second}"


def _share(part: float, whole: float) -> str:
    return f" ({percent(abs(part / whole))})" if whole > 0 else ""
