"""The result of a plan: what was found, what was chosen, and how it runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from cases import Case
from operation import Design, DispatchOutcome, Status
from planner.alternatives import Alternative
from planner.bound.comparison import FrontBound
from planner.decision import Decision
from planner.enumeration import EnumerationSettings
from planner.evaluation import Evaluation, Objective
from planner.front_runs import FrontRuns
from planner.generation import Generation
from planner.second_opinion import SecondOpinion

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from planner.choices import Choices
    from planner.planning import PlanSettings


class Outcome(StrEnum):
    """How a plan ended."""

    DONE = "done"
    NO_FEASIBLE_DESIGN = "no_feasible_design"
    SOLVER_TROUBLE = "solver_trouble"
    """More evaluations failed than a choice could be trusted with."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a plan found. Tables are data frames with units in their headers."""

    case: Case
    settings: PlanSettings
    outcome: Outcome
    evaluations: tuple[Evaluation, ...]
    """Every design that was evaluated, in order."""
    front_evaluations: tuple[Evaluation, ...]
    """The front, in order of lifecycle cost."""
    decision: Decision | None
    """None unless the outcome is DONE."""
    nothing_installed: Evaluation
    generations: tuple[Generation, ...]
    dispatches: tuple[DispatchOutcome, ...]
    """How the chosen design runs, a scenario each; empty without a choice."""
    reference: Evaluation | None = None
    """The configuration's reference design, whether or not the search met it."""
    second_opinion: SecondOpinion | None = None
    """What another solver makes of the chosen design; None where none was asked for."""
    bound: FrontBound | None = None
    """How far the front can be from the best possible; None where that was not asked for."""
    bound_trouble: str = ""
    """Why there is no bound, though it was asked for."""
    front_runs: FrontRuns = field(default_factory=FrontRuns)
    """How designs of the front run, the chosen one among them."""
    alternatives: tuple[Alternative, ...] = ()
    """Reference designs of the case's other configurations, such as independent buildings."""
    doubts: tuple[Design, ...] = ()
    """Of an enumeration: designs that may be on the front, and whose dispatch is not proven."""

    @property
    def chosen(self) -> Evaluation:
        """The compromise. Raises ValueError if the run ended without one."""
        if self.decision is None:
            raise ValueError(f"no design was chosen: {self.outcome.value.replace('_', ' ')}")
        return self.front_evaluations[self.decision.row]

    @property
    def stalled(self) -> bool:
        """Whether the search stopped because the hypervolume hardly grew any more."""
        search = self.settings.search
        if isinstance(search, EnumerationSettings) or not search.patience:
            return False
        return self.generations[-1].hypervolume_gain < search.gain

    @property
    def enumerated(self) -> bool:
        """Whether every design is accounted for: the front is exact, but for `doubts`."""
        return isinstance(self.settings.search, EnumerationSettings)

    @property
    def cleanest(self) -> Evaluation:
        """The design of the front with the least emissions. Raises ValueError without a front."""
        return min(self.front_evaluations, key=lambda e: e.annual_emissions_kg)

    def choices(self, weights: Mapping[Objective | str, float] | None = None) -> Choices:
        """What several methods choose from the front, by the weights of the plan or others.

        Raises ValueError without a choice, for unknown objectives and for senseless weights.
        """
        from planner.choices import choices_of

        if self.decision is None:
            raise ValueError(f"no design was chosen: {self.outcome.value.replace('_', ' ')}")
        given = self.settings.weights if weights is None else weights
        wanted = {Objective(name): weight for name, weight in given.items()}
        return choices_of(self.front_evaluations, wanted)

    @property
    def front(self) -> pd.DataFrame:
        """A row per design of the front, in order of cost."""
        from planner.tables import front_table

        return front_table(self.case, self.front_evaluations, self.decision, self.bound)

    @property
    def dispatch(self) -> pd.DataFrame:
        """A row per scenario and step of the chosen design's dispatch."""
        from planner.tables import dispatch_table

        return dispatch_table(self.case, self.dispatches)

    @property
    def history(self) -> pd.DataFrame:
        """A row per generation."""
        from planner.tables import history_table

        return history_table(self.generations)

    def count(self, status: Status) -> int:
        """Number of evaluated designs with a status."""
        return sum(evaluation.status is status for evaluation in self.evaluations)

    @property
    def failures(self) -> int:
        """Number of designs whose evaluation failed."""
        return sum(evaluation.failed for evaluation in self.evaluations)

    def export(self, path: str | os.PathLike[str]) -> None:
        """Write every table, units in the headers, to where nothing is yet.

        The name tells the format: a file ending in .xlsx or .json, or a folder ending in .csv or
        .parquet. Raises ExportError.
        """
        from planner.exports.contents import of_plan
        from planner.exports.sheets import export_of
        from planner.exports.writing import format_of, write_export

        kind = format_of(Path(path))
        write_export(export_of(of_plan(self)), Path(path), kind)

    def plot_front(self, ax: Axes | None = None) -> Axes:
        """Draw the front with the chosen design."""
        from planner.report.figures import front_figure

        return front_figure(self, ax)

    def plot_dispatch(self, scenario: str, building: str, ax: Axes | None = None) -> Axes:
        """Draw how the chosen design serves a building in a scenario."""
        from planner.report.figures import dispatch_figure

        return dispatch_figure(self, scenario, building, ax)

    def plot_storage(self, scenario: str, ax: Axes | None = None) -> Axes:
        """Draw the storage levels of the chosen design in a scenario."""
        from planner.report.figures import storage_figure

        return storage_figure(self, scenario, ax)

    def plot_ports(self, scenario: str, ax: Axes | None = None) -> Axes:
        """Draw the flows through the ports of the chosen design's devices in a scenario."""
        from planner.report.figures import ports_figure

        return ports_figure(self, scenario, ax)

    def plot_exchange(self, scenario: str, ax: Axes | None = None) -> Axes:
        """Draw who gave how much energy to whom through the devices in a scenario."""
        from planner.report.figures import exchange_figure

        return exchange_figure(self, scenario, ax)

    def plot_capacity_map(
        self, objective: Objective = Objective.LIFECYCLE_COST, ax: Axes | None = None
    ) -> Axes:
        """Draw an objective of all evaluated designs over storage and FID rating."""
        from planner.report.figures import capacity_map

        return capacity_map(self, objective, ax)

    def plot_convergence(self, ax: Axes | None = None) -> Axes:
        """Draw the hypervolume over the designs evaluated."""
        from planner.report.figures import convergence_figure

        return convergence_figure(self, ax)

    def _repr_html_(self) -> str:
        from planner.report.summary import notebook_html

        return notebook_html(self)
