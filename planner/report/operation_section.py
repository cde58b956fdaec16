"""Section of the report: how the designs run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.report.gallery import left_out
from planner.report.interactive.blocks import dispatch_blocks, live, still
from planner.report.interactive.dispatch_data import DispatchData
from planner.report.kinds import FigureKind
from planner.report.markup import Markup, element, paragraphs, table, together
from planner.report.pictures import Embedded, figures
from planner.report.words import counted, joined, money, number, percent, tonnes

if TYPE_CHECKING:
    from planner.result import Plan

DRAWN_LIVE = (FigureKind.DISPATCH, FigureKind.STORAGE, FigureKind.PORTS)
"""Figures that the script draws itself, of any design and building."""


def operation(
    plan: Plan, pictures: Embedded, absent: Sequence[str], data: DispatchData | None
) -> Markup:
    """Where the script draws; without it, every day of the chosen design."""
    parts = []
    titles = {building.name: building.title for building in plan.case.buildings if building.title}
    if titles:
        named = "; ".join(f"{name}: {title}" for name, title in titles.items())
        parts.append(element("p", f"Buildings: {named}.", class_="lesser"))
    parts += [element("p", text) for text in _untold(plan, data)]
    if data is not None:
        parts += [live(id="operation-live"), dispatch_blocks(data)]
    chosen = [paragraphs(left_out(plan)), _days(plan)]
    for day in plan.case.scenarios:
        stems = [
            picture.stem
            for picture in pictures
            if picture.scenario == day.name and picture.kind in DRAWN_LIVE
        ]
        if stems:
            name = f"{day.name}: {day.title}" if day.title else day.name
            chosen += [element("h3", name), figures(pictures, stems)]
    parts.append(still(*chosen))
    exchanges = [picture.stem for picture in pictures if picture.kind is FigureKind.EXCHANGE]
    if exchanges:
        name = "Who gives to whom, with the chosen design"
        parts += [element("h3", name), figures(pictures, exchanges)]
    if absent:
        told = f"For want of room these figures are in files of their own: {joined(absent)}."
        parts.append(element("p", told, class_="lesser"))
    return together(parts)


def _untold(plan: Plan, data: DispatchData | None) -> list[str]:
    """Why there are fewer designs to look at than the front has."""
    trouble, size = plan.front_runs.trouble, len(plan.front_evaluations)
    told = []
    if trouble:
        told.append(f"The other designs of the front could not be run for this file: {trouble}.")
    run, kept = (data.run, data.kept) if data is not None else (0, 0)
    if kept < run:
        told.append(
            f"For want of room this file has the dispatch of {kept} of the {run} designs that "
            "were run for it."
        )
    elif run < size and not trouble:
        told.append(
            f"The dispatch of {run} of {counted(size, 'design')} of the front is in this file; "
            "for each of the others it says how to get it."
        )
    return told


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
