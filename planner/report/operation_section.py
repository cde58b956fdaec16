"""Section of the report: how the designs run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.report.gallery import Picture, left_out
from planner.report.interactive.blocks import dispatch_blocks, live, still
from planner.report.interactive.dispatch_data import DispatchData
from planner.report.kinds import FigureKind
from planner.report.markup import Markup, element, paragraphs, table, together
from planner.report.pictures import RUNNING, Embedded, figures, left_to_files
from planner.report.words import counted, money, number, percent, tonnes

if TYPE_CHECKING:
    from planner.result import Plan


def operation(
    plan: Plan, pictures: Embedded, absent: Sequence[Picture], data: DispatchData | None
) -> Markup:
    """Where the script draws; without it, every day of the chosen design."""
    parts = []
    titles = {building.name: building.title for building in plan.case.buildings if building.title}
    if titles:
        named = "; ".join(f"{name}: {title}" for name, title in titles.items())
        parts.append(element("p", f"Buildings: {named}.", class_="lesser"))
    if trouble := plan.front_runs.trouble:
        told = f"The other designs of the front could not be run for this file: {trouble}."
        parts.append(element("p", told))
    if data is not None:
        parts += [live(paragraphs(_untold(plan, data)), id="operation-live"), dispatch_blocks(data)]
    chosen = [paragraphs(left_out(plan)), _days(plan)]
    for day in plan.case.scenarios:
        stems = [
            picture.stem
            for picture in pictures
            if picture.scenario == day.name and picture.kind in RUNNING
        ]
        if stems:
            name = f"{day.name}: {day.title}" if day.title else day.name
            chosen += [element("h3", name), figures(pictures, stems)]
    parts.append(still(*chosen, left_to_files(absent, RUNNING)))
    exchanges = [picture.stem for picture in pictures if picture.kind is FigureKind.EXCHANGE]
    if exchanges:
        name = "Who gives to whom, with the chosen design"
        parts += [element("h3", name), figures(pictures, exchanges)]
    parts.append(left_to_files(absent, (FigureKind.EXCHANGE,)))
    return together(parts)


def _untold(plan: Plan, data: DispatchData) -> list[str]:
    """Why there are fewer designs to look at than the front has."""
    size = len(plan.front_evaluations)
    if data.kept < data.run:
        return [
            f"For want of room this file has the dispatch of {data.kept} of the {data.run} "
            "designs that were run for it."
        ]
    if data.run < size and not plan.front_runs.trouble:
        return [
            f"The dispatch of {data.run} of {counted(size, 'design')} of the front is in this "
            "file; for each of the others it says how to get it."
        ]
    return []


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
