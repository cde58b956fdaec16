"""The end of a run: what was chosen, what it saves, what went wrong, where the files are."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli.exits import Exit
from planner.cli.output import amount, new_table, percent, say, show, show_json, show_table

if TYPE_CHECKING:
    from cases import Case
    from operation import Design
    from planner.evaluation import Evaluation
    from planner.report.causes import FrequentCause
    from planner.result import Plan


def tell_plan(plan: Plan, folder: Path, as_json: bool) -> Exit:
    """Tell the result of a run; its exit code."""
    from planner.cli.opinion import show_opinion, tell_opinion
    from planner.result import Outcome

    code = {
        Outcome.DONE: Exit.DONE,
        Outcome.NO_FEASIBLE_DESIGN: Exit.INFEASIBLE,
        Outcome.SOLVER_TROUBLE: Exit.SOLVER,
    }[plan.outcome]
    if tell_opinion(plan):
        code = Exit.SOLVER
    if as_json:
        show_json(plan_record(plan, folder))
    elif plan.outcome is Outcome.DONE:
        _show_choice(plan)
    if plan.outcome is Outcome.NO_FEASIBLE_DESIGN:
        say("error: no feasible design was found; likely causes, the most frequent first:")
    if plan.outcome is Outcome.SOLVER_TROUBLE:
        say(
            f"error: {plan.failures} of {len(plan.evaluations)} designs could not be evaluated: "
            "no design is chosen; reasons, the most frequent first:"
        )
    if plan.outcome is not Outcome.DONE:
        for cause in _causes(plan):
            say(f"  {cause.designs} of {len(plan.evaluations)} designs: {cause.text}")
    if plan.bound_trouble:
        say(f"warning: the front could not be held against a bound: {plan.bound_trouble}")
    if not as_json:
        show(_counts_line(plan))
        if plan.bound is not None:
            from planner.bound.words import at_most

            worst = at_most(plan.bound.worst_gap)
            show(f"no design can beat this front by more than {worst} in cost at equal emissions")
        show_opinion(plan)
        for name, path in result_files(folder).items():
            show(f"{name:<10}{path}")
    return code


def plan_record(plan: Plan, folder: Path) -> dict[str, Any]:
    """The result of a run as plain data."""
    from planner.run_folder import chosen_record

    return {
        "case": plan.case.name,
        "configuration": plan.case.configuration.name,
        "seed": getattr(plan.settings.search, "seed", None),
        "outcome": plan.outcome.value,
        "counts": counts(plan),
        "chosen": chosen_record(plan) if plan.decision is not None else None,
        "nothing_installed": _figures(plan.nothing_installed),
        "reference_design": _figures(plan.reference) if plan.reference is not None else None,
        "causes": [asdict(cause) for cause in _causes(plan)],
        "files": result_files(folder),
    }


def counts(plan: Plan) -> dict[str, int]:
    """Numbers of designs."""
    from operation import Status

    return {
        "evaluated": len(plan.evaluations),
        "on_the_front": len(plan.front_evaluations),
        "limited": plan.count(Status.LIMITED),
        "infeasible": plan.count(Status.INFEASIBLE),
        "failed": plan.failures,
        "proven_worse": plan.generations[-1].screened if plan.generations else 0,
        "in_doubt": len(plan.doubts),
    }


def design_lines(case: Case, design: Design) -> list[tuple[str, str, str]]:
    """(name, capacity with unit, what it is) of everything that a design builds."""
    lines = [
        (
            site.name,
            f"{amount(kwh, 1 if kwh % 1 else 0)} kWh",
            f"storage ({site.type}) at {site.at}",
        )
        for site, kwh in zip(case.storage, design.storage_kwh, strict=True)
        if kwh > 0
    ]
    for name, h, kw in zip(case.rating_names, case.rating_hubs, design.fid_kw, strict=True):
        if kw > 0:
            hub = case.hubs[h]
            joined = "port of " + hub.name if hub.rating_per_port else ", ".join(hub.buildings)
            between = joined if hub.rating_per_port else f"between {joined}"
            lines.append((name, f"{amount(kw, 1 if kw % 1 else 0)} kW", f"FID {between}"))
    return lines


def result_files(folder: Path) -> dict[str, str]:
    """What a reader opens first, of the files that are there."""
    found = {"folder": str(folder)}
    if (folder / "report.html").is_file():
        found["report"] = str(folder / "report.html")
    if any(folder.glob("*.png")):
        found["pictures"] = str(folder / "*.png")
    return found


def _causes(plan: Plan) -> list[FrequentCause]:
    """Why designs could not be run; after solver trouble, why they failed."""
    from planner.report.causes import frequent_causes
    from planner.result import Outcome

    if plan.outcome is Outcome.DONE:
        return []
    if plan.outcome is Outcome.SOLVER_TROUBLE:
        failed = tuple(evaluation for evaluation in plan.evaluations if evaluation.failed)
        plan = replace(plan, evaluations=failed)
    return frequent_causes(plan)


def _figures(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "status": evaluation.status.value,
        "lifecycle_cost": evaluation.lifecycle_cost,
        "annual_emissions_kg": evaluation.annual_emissions_kg,
        "daily_cost": evaluation.daily_cost,
        "self_consumption": evaluation.self_consumption,
        "self_sufficiency": evaluation.self_sufficiency,
        "message": evaluation.message,
    }


def _show_choice(plan: Plan) -> None:
    case, chosen, nothing = plan.case, plan.chosen, plan.nothing_installed
    show(f"{case.title or case.name}, {case.configuration.name}: chosen design")
    lines = design_lines(case, chosen.design)
    for name, capacity, what in lines:
        show(f"  {name}: {capacity}, {what}")
    if not lines:
        show("  nothing: no storage and no FID is the compromise")
    table = new_table("", "chosen", "nothing installed", "change")
    years = case.economics.horizon_years
    figures = {
        f"lifecycle cost, {years} years [{case.currency}]": "lifecycle_cost",
        "emissions a year [kgCO2]": "annual_emissions_kg",
        f"cost of a day [{case.currency}]": "daily_cost",
    }
    for label, name in figures.items():
        here, before = getattr(chosen, name), getattr(nothing, name)
        change = percent((here - before) / abs(before), sign=True) if before else "-"
        table.add_row(label, amount(here), amount(before), change)
    for label, name in (
        ("self-consumption", "self_consumption"),
        ("self-sufficiency", "self_sufficiency"),
    ):
        here, before = getattr(chosen, name), getattr(nothing, name)
        points = "-" if before != before else f"{100 * (here - before) + 0.0:+.1f} points"
        table.add_row(label, percent(here), percent(before), points)
    show_table(table)
    if not nothing.accepted:
        show(f"With nothing installed the case cannot be run: {nothing.message}")


def _counts_line(plan: Plan) -> str:
    n = counts(plan)
    return (
        f"{n['evaluated']} designs evaluated ({n['limited']} limited, "
        f"{n['infeasible']} infeasible, {n['failed']} failed), {n['on_the_front']} on the front"
        f"{_exact(plan) if plan.enumerated else _early(plan)}"
    )


def _exact(plan: Plan) -> str:
    proven = f", {plan.generations[-1].screened} proven to be worse in every objective"
    if not plan.front_evaluations:
        return proven
    if plan.doubts:
        return f"{proven}: exact but for {len(plan.doubts)} whose dispatch is not proven best"
    return f"{proven}: the front is exact"


def _early(plan: Plan) -> str:
    from planner.search import SearchSettings

    search = plan.settings.search
    assert isinstance(search, SearchSettings)
    done, asked = len(plan.generations), search.generations
    if done == asked:
        return ""
    why = "stalled" if plan.stalled else "no new design left"
    return f"; stopped after {done} of {asked} generations: {why}"
