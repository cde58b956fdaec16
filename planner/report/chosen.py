"""The chosen design's dispatch by the names of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import Scenario
from operation import Dispatch

if TYPE_CHECKING:
    from planner.result import Plan


def scenario_dispatch(plan: Plan, scenario: str) -> tuple[Scenario, Dispatch]:
    """A scenario with the chosen design's dispatch. Raises ValueError if there is none."""
    number = index_of([day.name for day in plan.case.scenarios], scenario, "scenario")
    if plan.decision is None:
        raise ValueError(f"no design was chosen: {plan.outcome.value.replace('_', ' ')}")
    outcome = plan.dispatches[number]
    if outcome.dispatch is None:
        raise ValueError(f'"{scenario}" has no dispatch: {outcome.status.value} {outcome.message}')
    return plan.case.scenarios[number], outcome.dispatch


def index_of(names: list[str], name: str, what: str) -> int:
    """Position of a name. Raises ValueError with the names that there are."""
    if name not in names:
        raise ValueError(f'there is no {what} "{name}"; there are: {", ".join(names)}')
    return names.index(name)
