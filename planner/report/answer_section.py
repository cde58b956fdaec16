"""Section of the report: the chosen design, what it costs, emits and saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.markup import Markup, bullets, element, paragraphs, table, together
from planner.report.opinions import disagreement
from planner.report.savings import saved_words
from planner.report.summary import causes_told, headline, key_figures
from planner.report.words import UNKNOWN, number, percent

if TYPE_CHECKING:
    from planner.evaluation import Evaluation
    from planner.result import Plan


def answer(plan: Plan) -> Markup:
    """Sentences, the figures that matter most, and what they are compared with."""
    sentences = [sentence.replace(" %", "\N{NO-BREAK SPACE}%") for sentence in headline(plan)]
    if plan.decision is None:
        return together(
            (
                element("p", sentences[0], class_="lead trouble"),
                paragraphs(sentences[1:-1]),
                bullets(causes_told(plan)),
                element("p", sentences[-1]),
            )
        )
    # what comes before every other warning stands where nobody can miss it
    warning = [element("p", sentences.pop(1), class_="trouble")] if disagreement(plan) else []
    key = key_figures(plan, plan.chosen)
    tiles = [
        element("div", element("dt", name), element("dd", value.replace(" %", "\N{NBSP}%")))
        for name, value in (*key[:2], *_saved(plan), *key[2:])
    ]
    return together(
        (
            element("p", sentences[0], class_="lead"),
            *warning,
            element("dl", *tiles, class_="tiles"),
            element("div", bullets(sentences[1:]), class_="told"),
            _comparison(plan),
        )
    )


def _saved(plan: Plan) -> list[tuple[str, str]]:
    others = {"nothing installed": plan.nothing_installed}
    for other in plan.alternatives:
        configuration = other.case.configuration
        name = f"\N{LEFT DOUBLE QUOTATION MARK}{configuration.title}\N{RIGHT DOUBLE QUOTATION MARK}"
        others[name if configuration.title else configuration.name] = other.evaluation
    return [
        (f"saved against {name}", saved_words(plan.case, plan.chosen, evaluation))
        for name, evaluation in others.items()
        if evaluation.accepted and evaluation.design != plan.chosen.design
    ]


def _comparison(plan: Plan) -> Markup:
    """Chosen design beside nothing installed and the reference designs, cost by cost."""
    shown = {"chosen": plan.chosen, "nothing installed": plan.nothing_installed}
    if plan.reference is not None:
        shown["reference design"] = plan.reference
    for other in plan.alternatives:
        shown[f"{other.case.configuration.name}, reference design"] = other.evaluation
    columns = [_figures_of(evaluation) for evaluation in shown.values()]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    head = ("", *shown)
    return table(f"Figures of the chosen design, money in {plan.case.currency}", head, rows)


def _figures_of(evaluation: Evaluation) -> dict[str, str]:
    cost = evaluation.cost
    names = ("investment", "maintenance", "purchases", "sales", "total")
    words = (
        "investment with replacements",
        "maintenance",
        "energy bought",
        "electricity sold",
        "lifecycle cost",
    )
    figures = {
        word: UNKNOWN if cost is None else number(getattr(cost, name))
        for word, name in zip(words, names, strict=True)
    }
    return figures | {
        "emissions per year (tCO2)": number(evaluation.annual_emissions_kg / 1000, 1),
        "operation per day": number(evaluation.daily_cost),
        "self-consumption": percent(evaluation.self_consumption),
        "self-sufficiency": percent(evaluation.self_sufficiency),
    }
