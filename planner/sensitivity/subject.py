"""The run whose choice is questioned: what it evaluated, what it chose, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cases import Case
from operation import Design, SolverSettings, Status
from planner.enumeration import EnumerationSettings
from planner.evaluation import Evaluation
from planner.sensitivity.choice import Rule
from planner.sensitivity.pricing import Stored

if TYPE_CHECKING:
    from planner.kept_run import KeptRun
    from planner.result import Plan


@dataclass(frozen=True, eq=False)
class Subject:
    """A run with a choice."""

    case: Case
    solver: SolverSettings
    front: tuple[Evaluation, ...]
    """In order of lifecycle cost."""
    chosen: Evaluation
    rule: Rule
    stored: Stored
    proven: bool
    """Whether only proven dispatches count: those of an exact run."""

    @staticmethod
    def of(run: KeptRun | Plan) -> Subject:
        """Subject of a run. Raises ValueError for one without a choice."""
        from planner.result import Plan

        front = run.front_evaluations if isinstance(run, Plan) else run.front
        if run.decision is None:
            raise ValueError("no design was chosen, so there is no choice to question")
        settings = run.settings
        rule = Rule(settings.search.objectives, settings.weights)
        chosen = front[run.decision.row]
        proven = isinstance(settings.search, EnumerationSettings) and all(
            e.status is Status.OPTIMAL for e in front
        )
        stored = Stored(run.case, run.evaluations, rule.needed, proven=proven)
        return Subject(run.case, settings.solver, front, chosen, rule, stored, proven)

    def spread(self, most: int) -> tuple[Design, ...]:
        """Designs of the front, both ends among them, the chosen one, and nothing installed."""
        rows = np.linspace(0, len(self.front) - 1, min(most, len(self.front)))
        spread = [self.front[round(row)].design for row in rows.tolist()]
        return tuple(dict.fromkeys((*spread, self.chosen.design, Design.nothing(self.case))))
