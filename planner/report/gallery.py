"""Which figures a plan has, each with its file name, caption and description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from planner.evaluation import Objective
from planner.report.figures import (
    capacity_map,
    convergence_figure,
    dispatch_figure,
    exchange_figure,
    front_figure,
    ports_figure,
    storage_figure,
)
from planner.report.kinds import FigureKind
from planner.report.words import OBJECTIVE_WORDS, capacity_labels, counted, joined

if TYPE_CHECKING:
    from planner.result import Plan

BUILDINGS_DRAWN = 6
SCENARIOS_DRAWN = 6
"""Of more buildings or scenarios than these, only the first are drawn."""


MAPPED = (Objective.LIFECYCLE_COST, Objective.ANNUAL_EMISSIONS)
"""Objectives that are drawn over the capacities."""


@dataclass(frozen=True)
class Picture:
    """A figure that can be drawn."""

    stem: str
    """Name of its files, without ending: its kind, and what tells it from others of that kind."""
    scenario: str
    """Scenario that it belongs to, or nothing."""
    description: str
    """What is to be seen, for those who do not see it."""
    draw: Callable[[], Axes]

    @property
    def kind(self) -> FigureKind:
        """What it shows."""
        return FigureKind(self.stem.partition("_")[0])


def gallery(plan: Plan) -> Iterator[Picture]:
    """Figures of a plan; without a choice only those of the search."""
    if plan.front_evaluations:
        yield Picture("front", "", _front_words(plan), lambda: front_figure(plan))
    yield Picture("convergence", "", _search_words(plan), lambda: convergence_figure(plan))
    for number, outcome in enumerate(plan.dispatches[:SCENARIOS_DRAWN]):
        if outcome.dispatch is not None:
            yield from _of_scenario(plan, plan.case.scenarios[number].name)
    if plan.front_evaluations and len(plan.nothing_installed.design.values) > 1:
        yield from _maps(plan)


def left_out(plan: Plan) -> list[str]:
    """What is not drawn for want of room."""
    told = []
    buildings, scenarios = len(plan.case.buildings), len(plan.case.scenarios)
    if buildings > BUILDINGS_DRAWN:
        told.append(f"the first {BUILDINGS_DRAWN} of {buildings} buildings")
    if scenarios > SCENARIOS_DRAWN:
        told.append(f"the first {SCENARIOS_DRAWN} of {scenarios} scenarios")
    if not told or plan.decision is None:
        return []
    return [
        f"Figures are drawn for {joined(told)} only; dispatch.csv has the powers of all of them."
    ]


def _of_scenario(plan: Plan, day: str) -> Iterator[Picture]:
    case = plan.case
    for building in [building.name for building in case.buildings[:BUILDINGS_DRAWN]]:

        def dispatch(building: str = building) -> Axes:
            return dispatch_figure(plan, day, building)

        yield Picture(
            f"dispatch_{day}_{building}",
            day,
            f"Electricity of {building} in {day}, step by step: what supplies it above zero, what "
            "uses it below, and the prices. The numbers are in dispatch.csv.",
            dispatch,
        )
    if case.storage:
        yield Picture(
            f"storage_{day}",
            day,
            f"Level, charge and discharge of the storage in {day}. The numbers are in "
            "dispatch.csv.",
            lambda: storage_figure(plan, day),
        )
    if case.hubs:
        yield Picture(
            f"ports_{day}",
            day,
            f"Power from and to the buildings through every port in {day}. The numbers are in "
            "dispatch.csv.",
            lambda: ports_figure(plan, day),
        )
        yield Picture(
            f"exchange_{day}",
            day,
            f"Energy through the devices in {day}: who gave how much to whom, and losses. What "
            "reaches a hub in a step is shared among its takers in proportion.",
            lambda: exchange_figure(plan, day),
        )


def _maps(plan: Plan) -> Iterator[Picture]:
    for objective in MAPPED:

        def drawn(objective: Objective = objective) -> Axes:
            return capacity_map(plan, objective)

        words = OBJECTIVE_WORDS[objective]
        yield Picture(
            f"map_{objective.value}",
            "",
            f"{words[0].upper()}{words[1:]} of every design evaluated over its capacities, the "
            "front and the chosen design marked; interpolated between designs near one another.",
            drawn,
        )


def _front_words(plan: Plan) -> str:
    text = (
        f"Lifecycle cost against annual emissions: a front of "
        f"{counted(len(plan.front_evaluations), 'design')} among all that were evaluated"
    )
    if plan.decision is not None:
        text += f"; chosen: {joined(capacity_labels(plan.case, plan.chosen.design))}"
    return f"{text}. The numbers are in the table of the front."


def _search_words(plan: Plan) -> str:
    first, last = plan.generations[0], plan.generations[-1]
    return (
        f"Hypervolume of the front, from {100 * first.hypervolume:.1f} % after "
        f"{counted(first.evaluations, 'design')} to {100 * last.hypervolume:.1f} % after "
        f"{last.evaluations:,}. The numbers are in history.csv."
    )
