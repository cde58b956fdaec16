"""Section of the report: data, verdicts on the solutions, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operation import Status
from planner.report.markup import Markup, element, paragraphs, table, together
from planner.report.opinions import opinion_table
from planner.report.summary import causes_told
from planner.report.words import STATUS_WORDS, counted, kilo, number, small
from planner.report.worst import worst_gap, worst_residual
from planner.run_folder import versions

if TYPE_CHECKING:
    from planner.result import Plan


def verdicts(plan: Plan) -> Markup:
    """Scenarios, what became of the designs, versions and the digest of the case."""
    parts = [_scenarios(plan), opinion_table(plan), _statuses(plan)]
    causes = causes_told(plan) if plan.decision is not None else []
    if causes:
        parts.append(element("p", "Designs that could not be run, by cause:"))
        parts.append(paragraphs(causes))
    parts.append(_versions())
    parts.append(
        element(
            "p",
            f"Case {plan.case.name}, configuration {plan.case.configuration.name}, SHA-256 ",
            element("code", plan.case.digest),
            class_="lesser",
        )
    )
    return together(parts)


def _scenarios(plan: Plan) -> Markup:
    chosen = {outcome.scenario: outcome for outcome in plan.dispatches}
    rows = []
    for day in plan.case.scenarios:
        outcome = chosen.get(day.name)
        report = outcome.report if outcome is not None else None
        rows.append(
            [
                day.name,
                day.title or "",
                outcome.status.value if outcome is not None else "no choice",
                kilo(day.days_per_year),
                f"{day.steps} of {day.step_hours:g} h",
                *(
                    number(day.step_hours * float(p.sum()) / day.days)
                    for p in (day.electricity_kw, day.heat_kw, day.cold_kw, day.pv_kw, day.wind_kw)
                ),
                small(outcome.gap) if outcome is not None else "",
                small(report.worst_residual) if report is not None else "",
            ]
        )
    head = ["scenario", "title", "chosen design", "days per year", "steps", "electricity (kWh/day)"]
    head += ["heat (kWh/day)", "cold (kWh/day)", "PV (kWh/day)", "wind (kWh/day)", "gap"]
    return table("Scenarios and the chosen design's verdicts", [*head, "residual"], rows, words=3)


def _statuses(plan: Plan) -> Markup:
    accepted = [evaluation for evaluation in plan.evaluations if evaluation.accepted]
    rows = [(STATUS_WORDS[status], f"{plan.count(status):,}") for status in Status]
    rows = [row for row in rows if row[1] != "0"]
    rows += [
        ("worst gap of those that run", small(worst_gap(accepted))),
        ("worst residual of those that run", small(worst_residual(accepted))),
        ("linear programs that had to be solved from nothing", f"{_restarts(plan):,}"),
    ]
    caption = f"What became of the {counted(len(plan.evaluations), 'design')} evaluated"
    return table(caption, ("verdict", "designs"), rows)


def _restarts(plan: Plan) -> int:
    return sum(s.restarts for evaluation in plan.evaluations for s in evaluation.scenarios)


def _versions() -> Markup:
    return table(
        "Versions that decide over the numbers", ("package", "version"), list(versions().items())
    )
