"""A plan in plain sentences, and as a notebook shows it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from operation import Design, Status
from planner.evaluation import Evaluation
from planner.lifecycle import annuity
from planner.report.causes import frequent_causes
from planner.report.effort import effort_sentence
from planner.report.markup import Markup, bullets, element, paragraphs, table, together
from planner.report.maxima import maxima_sentence
from planner.report.opinions import disagreement, opinion_sentence
from planner.report.proven import bound_headline
from planner.report.reference import reference_sentence
from planner.report.savings import savings_sentences
from planner.report.words import (
    OBJECTIVE_WORDS,
    STATUS_WORDS,
    UNKNOWN,
    counted,
    design_words,
    joined,
    money,
    number,
    percent,
    small,
    tonnes,
)
from planner.report.worst import worst_gap, worst_residual

if TYPE_CHECKING:
    from planner.result import Plan


def headline(plan: Plan) -> list[str]:
    """What was found, a sentence each, the answer first."""
    if plan.decision is None:
        return [*_no_choice(plan), effort_sentence(plan)]
    sentences = [
        _chosen(plan),
        disagreement(plan),
        _cost(plan),
        _carbon(plan),
        *savings_sentences(plan),
        _consumption(plan),
        _front(plan),
        maxima_sentence(plan),
        bound_headline(plan),
        reference_sentence(plan),
        effort_sentence(plan),
        _trust(plan),
    ]
    return [sentence for sentence in sentences if sentence]


def causes_told(plan: Plan) -> list[str]:
    """Likely causes of a plan without a choice, the most frequent first."""
    of = len(plan.evaluations)
    return [
        f"{cause.designs:,} of {counted(of, 'design')}: {cause.text}"
        for cause in frequent_causes(plan)
    ]


def key_figures(plan: Plan, evaluation: Evaluation) -> list[tuple[str, str]]:
    """Name and value of the figures that matter most."""
    case = plan.case
    return [
        (
            f"lifecycle cost over {case.economics.horizon_years} years",
            money(evaluation.lifecycle_cost, case.currency),
        ),
        ("emissions per year", tonnes(evaluation.annual_emissions_kg)),
        ("operation per day", money(evaluation.daily_cost, case.currency)),
        ("self-consumption", percent(evaluation.self_consumption)),
        ("self-sufficiency", percent(evaluation.self_sufficiency)),
    ]


def notebook_html(plan: Plan) -> str:
    """Headline, small table and front, for a notebook."""
    from base64 import b64encode

    from planner.report.figures import front_figure
    from planner.report.saving import svg_bytes

    parts = [element("p", element("strong", plan.case.title or plan.case.name))]
    if plan.decision is None:
        parts += [paragraphs(headline(plan)), bullets(causes_told(plan))]
    else:
        nothing = key_figures(plan, plan.nothing_installed)
        rows = [
            (name, value, before)
            for (name, value), (_, before) in zip(
                key_figures(plan, plan.chosen), nothing, strict=True
            )
        ]
        caption = f"Chosen: {design_words(plan.case, plan.chosen.design)}"
        parts.append(table(caption, ("", "chosen", "nothing installed"), rows))
    if plan.front_evaluations:
        data = b64encode(svg_bytes(front_figure(plan))).decode()
        parts.append(
            Markup(
                f'<img style="max-width:40rem;width:100%" alt="Front of lifecycle cost and '
                f'annual emissions" src="data:image/svg+xml;base64,{data}">'
            )
        )
    return str(element("div", together(parts)))


def _chosen(plan: Plan) -> str:
    words = design_words(plan.case, plan.chosen.design)
    if plan.chosen.design == Design.nothing(plan.case):
        return "The compromise is to install nothing."
    return f"The compromise is {words}."


def _cost(plan: Plan) -> str:
    case, chosen = plan.case, plan.chosen
    years, rate = case.economics.horizon_years, case.economics.discount_rate
    yearly = chosen.lifecycle_cost / annuity(years, rate)
    penalty = ", curtailment penalty included" if case.operation.curtailment_penalty_per_kwh else ""
    how = f" (present value at {percent(rate)} a year)" if rate else ""
    return (
        f"It costs {money(chosen.lifecycle_cost, case.currency)} over "
        f"{counted(years, 'year')}{how}, which is "
        f"{money(yearly, case.currency)} a year; running it costs "
        f"{money(chosen.daily_cost, case.currency)} on a mean day{penalty}."
    )


def _carbon(plan: Plan) -> str:
    yearly, years = plan.chosen.annual_emissions_kg, plan.case.economics.horizon_years
    return (
        f"It emits {tonnes(yearly)} a year, {tonnes(years * yearly)} over {counted(years, 'year')}."
    )


def _consumption(plan: Plan) -> str:
    chosen, nothing = plan.chosen, plan.nothing_installed
    before = f" ({percent(nothing.self_consumption)} with nothing installed)"
    return (
        f"Of the renewable energy that is available, {percent(chosen.self_consumption)} is used in "
        f"the cluster{before if nothing.accepted else ''}; it covers "
        f"{percent(chosen.self_sufficiency)} of the electricity demand."
    )


def _front(plan: Plan) -> str:
    front, currency = plan.front_evaluations, plan.case.currency
    if len(front) == 1:
        return "The front is this single design: it is best in every objective."
    first, last = front[0], plan.cleanest
    names = [OBJECTIVE_WORDS[name] for name, weight in plan.settings.weights.items() if weight > 0]
    return (
        f"The front has {len(front)} designs, from {money(first.lifecycle_cost, currency)} with "
        f"{tonnes(first.annual_emissions_kg)} a year to {money(last.lifecycle_cost, currency)} "
        f"with {tonnes(last.annual_emissions_kg)} a year; the compromise has the highest "
        f"membership in {joined(names)}."
    )


def _trust(plan: Plan) -> str:
    gap, residual = worst_gap([plan.chosen]), worst_residual([plan.chosen])
    accepted = [evaluation for evaluation in plan.evaluations if evaluation.accepted]
    return (
        f"Its dispatch is proven to be within {_gap(gap)} of the best there is (worst design: "
        f"{_gap(worst_gap(accepted))}), and the independent checker finds every equation met to "
        f"{small(residual)} of its largest term (worst design: "
        f"{small(worst_residual(accepted))}). {opinion_sentence(plan)}"
    )


def _no_choice(plan: Plan) -> list[str]:
    from planner.result import Outcome

    if plan.outcome is Outcome.NO_FEASIBLE_DESIGN:
        return [
            "No design was chosen: none of those evaluated can meet the demand.",
            "The likely causes, the most frequent first, stand below; each is told as by the "
            "design that comes nearest.",
        ]
    kinds = [
        f"{plan.count(status):,} {STATUS_WORDS[status]}"
        for status in Status
        if plan.count(status) and not status.accepted and status is not Status.INFEASIBLE
    ]
    return [
        f"No design was chosen: {plan.failures:,} of "
        f"{counted(len(plan.evaluations), 'evaluation')} failed ({joined(kinds)}), "
        "too many for a choice to be trusted.",
        "What was told about them stands below, the most frequent first.",
    ]


def _gap(value: float) -> str:
    if not math.isfinite(value):
        return f"a gap {UNKNOWN}"
    return f"{number(100 * value, 4)} %" if value >= 1e-6 else "0.0001 %"
