"""The report: one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from planner.report.answer_section import answer
from planner.report.assumptions import assumptions
from planner.report.case_warnings import case_warnings
from planner.report.decision_section import decision_section
from planner.report.feeder_place import KEY as FEEDER
from planner.report.feeder_place import empty_link, empty_section, with_kept_check
from planner.report.front_section import front
from planner.report.gallery import Picture, gallery
from planner.report.interactive.blocks import data_block
from planner.report.interactive.dispatch_data import dispatch_data
from planner.report.interactive.front_data import front_data
from planner.report.interactive.script import content_policy, live_style, script_element
from planner.report.kinds import FigureKind
from planner.report.markup import Markup, element, paragraphs, together
from planner.report.operation_section import operation
from planner.report.page_style import STYLE
from planner.report.pictures import DRAWN_LIVE, Embedded, embedded, figures, left_to_files
from planner.report.proven import bound_sentence, bound_table
from planner.report.saving import svg_bytes
from planner.report.sections import link, section
from planner.report.sensitivity_section import sensitivity_section
from planner.report.verdicts import verdicts

if TYPE_CHECKING:
    from planner.result import Plan


def report_html(plan: Plan) -> str:
    """The whole report as one file, in which nothing is fetched."""
    return page(plan, {picture.stem: svg_bytes(picture.draw()) for picture in gallery(plan)})


def page(plan: Plan, drawn: Mapping[str, bytes], folder: Path | None = None) -> str:
    """The report with figures that are drawn already, SVG by the stem of its name.

    `folder` is the one in which it is to stand, if any.
    """
    pictures, absent = embedded(list(gallery(plan)), drawn)
    sections = [entry for entry in _sections(plan, pictures, absent) if entry[2]]
    title = plan.case.title or plan.case.name
    navigation = element(
        "nav",
        *(empty_link() if key == FEEDER else link(key, name) for key, name, _ in sections),
        aria_label="Sections",
    )
    header = element(
        "header",
        element("p", "ClusterFlex plan", class_="kicker"),
        element("h1", title),
        element("p", _configuration(plan), class_="lesser"),
        navigation,
    )
    announced = element("p", id="announced", class_="unseen", aria_live="polite")
    contents = (
        content if key == FEEDER else section(key, name, content) for key, name, content in sections
    )
    body = element("main", *contents, announced)
    chosen = plan.decision is not None
    data = [data_block("front-data", front_data(plan, folder))] if chosen else []
    head = together(
        (
            Markup('<meta charset="utf-8">'),
            content_policy(),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Markup('<meta name="color-scheme" content="light dark">'),
            element("title", f"{title}: ClusterFlex plan"),
            element("style", Markup(STYLE), live_style()),
        )
    )
    content = element("body", header, body, *data, script_element())
    whole = f"<!DOCTYPE html>\n{element('html', element('head', head), content, lang='en')}\n"
    return with_kept_check(whole, folder, plan)


def _sections(
    plan: Plan, pictures: Embedded, absent: list[Picture]
) -> list[tuple[str, str, Markup]]:
    """Id, name and content of every section, in order; one without content is left out.

    A feeder check may come later: it has a place only.
    """
    chosen = plan.decision is not None
    nothing = Markup("")
    return [
        ("answer", "Answer", answer(plan)),
        (
            "front",
            "The front",
            front(plan, pictures, absent) if plan.front_evaluations else nothing,
        ),
        (
            "operation",
            "How it runs",
            operation(plan, pictures, absent, dispatch_data(plan)) if chosen else nothing,
        ),
        (FEEDER, "", empty_section()),
        ("search", "How it was found", _search(pictures, absent)),
        ("bound", "What no design can beat", _bound(plan)),
        ("decision", "How the choice depends on weights", decision_section(plan)),
        ("sensitivity", "How it depends on prices", sensitivity_section(plan)),
        ("assumptions", "What was assumed", assumptions(plan)),
        ("verdicts", "Data and verdicts", together((case_warnings(plan.case), verdicts(plan)))),
    ]


def _configuration(plan: Plan) -> str:
    configuration = plan.case.configuration
    title = f": {configuration.title}" if configuration.title else ""
    return f"Configuration {configuration.name}{title}"


def _search(pictures: Embedded, absent: list[Picture]) -> Markup:
    """How the search went, and what it went through."""
    others = [kind for kind in FigureKind if kind not in (*DRAWN_LIVE, FigureKind.EXCHANGE)]
    first = [FigureKind.CONVERGENCE]
    rest = [kind for kind in others if kind not in first]
    rows = [[p.stem for p in pictures if p.kind in kinds] for kinds in (first, rest)]
    return together((*(figures(pictures, stems) for stems in rows), left_to_files(absent, others)))


def _bound(plan: Plan) -> Markup:
    told = bound_sentence(plan)
    return together((paragraphs([told] if told else []), bound_table(plan)))
