"""What is checked on a feeder: a design, how it is planned to run, and how nothing would."""

from __future__ import annotations

from dataclasses import dataclass

from cases import Case
from operation import Design, DispatchOutcome
from operation.dispatch import Dispatch
from planner.executor import Evaluator


class NotDispatched(Exception):
    """A design cannot be run even without a feeder, so there is nothing to check."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A design with its dispatches, one for each typical day."""

    case: Case
    design: Design
    planned: tuple[Dispatch, ...]
    nothing: tuple[Dispatch, ...] | None
    """With nothing installed; None where the buildings cannot run so."""


def subject_of(case: Case, design: Design, evaluator: Evaluator) -> Subject:
    """Run a design, and nothing installed, in every typical day. Raises NotDispatched."""
    planned, nothing = evaluator.dispatch([design, Design.nothing(case)])
    for outcome in planned:
        if outcome.dispatch is None:
            raise NotDispatched(
                f"{outcome.scenario}: the design has no dispatch: {outcome.message}"
            )
    return Subject(case, design, dispatches(planned) or (), dispatches(nothing))


def dispatches(outcomes: list[DispatchOutcome]) -> tuple[Dispatch, ...] | None:
    """Those of all typical days; None where one has none."""
    found = tuple(outcome.dispatch for outcome in outcomes if outcome.dispatch is not None)
    return found if len(found) == len(outcomes) else None
