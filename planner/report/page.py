"""The report: one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from planner.bound.words import at_most
from planner.report.assumptions import assumptions
from planner.report.gallery import Picture, gallery, left_out
from planner.report.markup import Markup, bullets, element, paragraphs, table, together
from planner.report.opinions import disagreement
from planner.report.page_style import STYLE
from planner.report.proven import bound_table
from planner.report.saving import inline_svg, svg_bytes
from planner.report.summary import causes_told, headline, key_figures
from planner.report.verdicts import verdicts
from planner.report.words import UNKNOWN, joined, kilo, money, number, percent, tonnes

if TYPE_CHECKING:
    from planner.evaluation import Evaluation
    from planner.result import Plan


Embedded = dict[Picture, Markup]
"""Figures of the page, each with its SVG."""

FIGURES_BYTES = 2_500_000
"""Figures beyond this are left to their files, or the page would grow too large."""


def report_html(plan: Plan) -> str:
    """The whole report as one file: no script, nothing fetched."""
    return page(plan, {picture.stem: svg_bytes(picture.draw()) for picture in gallery(plan)})


def page(plan: Plan, drawn: Mapping[str, bytes]) -> str:
    """The report with figures that are drawn already, SVG by the stem of its name."""
    pictures, absent = _embedded(list(gallery(plan)), drawn)
    sections = [("answer", "Answer", _answer(plan))]
    if plan.front_evaluations:
        sections.append(("front", "The front", _front(plan, pictures)))
    if plan.decision is not None:
        sections.append(("operation", "How it runs", _operation(plan, pictures, absent)))
    sections += [
        ("search", "How it was found", _figures(pictures, ("convergence",))),
        ("assumptions", "What was assumed", assumptions(plan)),
        ("verdicts", "Data and verdicts", verdicts(plan)),
    ]
    title = plan.case.title or plan.case.name
    navigation = element(
        "nav",
        *(element("a", name, href=f"#{key}") for key, name, _ in sections),
        aria_label="Sections",
    )
    header = element(
        "header",
        element("p", "ClusterFlex plan", class_="kicker"),
        element("h1", title),
        element("p", _configuration(plan), class_="lesser"),
        navigation,
    )
    body = element("main", *(_section(*section) for section in sections))
    head = together(
        (
            Markup('<meta charset="utf-8">'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Markup('<meta name="color-scheme" content="light dark">'),
            element("title", f"{title}: ClusterFlex plan"),
            element("style", Markup(STYLE)),
        )
    )
    whole = element("html", element("head", head), element("body", header, body), lang="en")
    return f"<!DOCTYPE html>\n{whole}\n"


def _section(key: str, name: str, content: Markup) -> Markup:
    heading = element("h2", name, id=f"{key}-heading")
    return element("section", heading, content, id=key, aria_labelledby=f"{key}-heading")


def _configuration(plan: Plan) -> str:
    configuration = plan.case.configuration
    title = f": {configuration.title}" if configuration.title else ""
    return f"Configuration {configuration.name}{title}"


def _answer(plan: Plan) -> Markup:
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
    tiles = [
        element("div", element("dt", name), element("dd", value))
        for name, value in key_figures(plan, plan.chosen)
    ]
    # what comes before every other warning stands where nobody can miss it
    warning = [element("p", sentences.pop(1), class_="trouble")] if disagreement(plan) else []
    return together(
        (
            element("p", sentences[0], class_="lead"),
            *warning,
            element("dl", *tiles, class_="tiles"),
            bullets(sentences[1:]),
            _comparison(plan),
        )
    )


def _comparison(plan: Plan) -> Markup:
    """Chosen design beside nothing installed and the reference design, cost by cost."""
    shown = {"chosen": plan.chosen, "nothing installed": plan.nothing_installed}
    if plan.reference is not None:
        shown["reference design"] = plan.reference
    columns = [_figures_of(plan, evaluation) for evaluation in shown.values()]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    head = ("", *shown)
    return table(f"Figures of the chosen design, money in {plan.case.currency}", head, rows)


def _figures_of(plan: Plan, evaluation: Evaluation) -> dict[str, str]:
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


def _front(plan: Plan, pictures: Embedded) -> Markup:
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
    rows = []
    for row, evaluation in enumerate(plan.front_evaluations):
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
    return together(
        (
            _figures(pictures, ("front",)),
            table(caption, head, rows, marked=decision.row if decision is not None else None),
            bound_table(plan),
        )
    )


def _operation(plan: Plan, pictures: Embedded, absent: list[str]) -> Markup:
    parts = [paragraphs(left_out(plan)), _days(plan)]
    if absent:
        told = f"For want of room these figures are in files of their own: {joined(absent)}."
        parts.append(element("p", told))
    titles = {building.name: building.title for building in plan.case.buildings if building.title}
    if titles:
        named = "; ".join(f"{name}: {title}" for name, title in titles.items())
        parts.append(element("p", f"Buildings: {named}.", class_="lesser"))
    for day in plan.case.scenarios:
        stems = [picture.stem for picture in pictures if picture.scenario == day.name]
        if stems:
            name = f"{day.name}: {day.title}" if day.title else day.name
            parts += [element("h3", name), _figures(pictures, stems)]
    return together(parts)


def _days(plan: Plan) -> Markup:
    currency = plan.case.currency
    rows = []
    for outcome in plan.dispatches:
        if not outcome.status.accepted:
            continue
        i = outcome.indicators
        rows.append(
            [
                outcome.scenario,
                money(i.daily_cost, currency),
                tonnes(i.emissions_kg),
                *(number(value) for value in (i.import_kwh, i.export_kwh, i.curtailed_kwh)),
                *(number(value) for value in (i.gas_kwh, i.heat_import_kwh)),
                percent(i.self_consumption),
                percent(i.self_sufficiency),
            ]
        )
    head = ["scenario", "cost", "emissions", "import (kWh)", "export (kWh)", "curtailed (kWh)"]
    head += ["gas (kWh)", "heat bought (kWh)", "self-consumption", "self-sufficiency"]
    return table("A day of the chosen design, by scenario", head, rows)


def _embedded(pictures: list[Picture], drawn: Mapping[str, bytes]) -> tuple[Embedded, list[str]]:
    """Figures that go into the page, and the file names of those that do not."""
    inside: Embedded = {}
    absent, size = [], 0
    for picture in pictures:
        svg = inline_svg(drawn[picture.stem], picture.stem, picture.description)
        size += len(svg)
        if size > FIGURES_BYTES:
            absent.append(f"{picture.stem}.svg")
        else:
            inside[picture] = Markup(svg)
    return inside, absent


def _figures(pictures: Embedded, stems: Collection[str]) -> Markup:
    figures = [element("figure", svg) for picture, svg in pictures.items() if picture.stem in stems]
    return element("div", *figures, class_="figures" if len(figures) > 1 else "figures one")
