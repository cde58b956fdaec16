"""The plan of a finished run, made again from its folder for what is drawn of it."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

from cases import CaseError
from operation import Design, DispatchOutcome
from planner.bound.comparison import front_bound
from planner.bound.curve import BoundCurve
from planner.bound.solving import BoundFailed
from planner.comparison import reference_design
from planner.evaluation import Evaluation
from planner.executor import Evaluator
from planner.generation import Generation
from planner.kept_run import KeptRun
from planner.result import Outcome, Plan
from planner.store import StoreError

HISTORY = "history.csv"


def rebuilt_plan(run: KeptRun, evaluator: Evaluator, *, dispatched: bool, compared: bool) -> Plan:
    """What the run found, as the plan that it was.

    The chosen design is run again if it is to be `dispatched`, and the reference design is
    evaluated, where the search did not meet it, if the front is to be `compared` with it. Neither
    the bound nor the second opinion is made again. Raises StoreError for a run that is not
    finished, and what an evaluation raises.
    """
    generations = kept_generations(run.path)
    known = {evaluation.design: evaluation for evaluation in run.evaluations}
    dispatches: tuple[DispatchOutcome, ...] = ()
    if dispatched and run.decision is not None:
        [outcomes] = evaluator.dispatch([run.front[run.decision.row].design])
        dispatches = tuple(outcomes)
    return Plan(
        case=run.case,
        settings=run.settings,
        outcome=_outcome(run),
        evaluations=run.evaluations,
        front_evaluations=run.front,
        decision=run.decision,
        nothing_installed=known[Design.nothing(run.case)],
        generations=generations,
        dispatches=dispatches,
        reference=_reference(run, known, evaluator) if compared else None,
    )


def with_bound(plan: Plan, curve: Callable[[], BoundCurve]) -> Plan:
    """The plan with its front held against a bound, or with the reason why there is none."""
    if not plan.front_evaluations:
        return plan
    try:
        return replace(plan, bound=front_bound(plan.front_evaluations, curve()))
    except BoundFailed as error:
        return replace(plan, bound_trouble=str(error))


def kept_generations(path: Path) -> tuple[Generation, ...]:
    """Generations of a finished run. Raises StoreError."""
    table = path / HISTORY
    try:
        with table.open(encoding="utf-8", newline="") as file:
            return tuple(_generation(row) for row in csv.DictReader(file))
    except FileNotFoundError:
        raise StoreError(
            f"the run in {path} is not finished: go on with clusterflex resume {path}"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{table} cannot be read ({error}): write it again with clusterflex resume {path}"
        ) from error


def _generation(row: dict[str, str]) -> Generation:
    values = {
        field.name: int(row[field.name])
        if field.type == "int"
        else float(row[field.name] or math.nan)
        for field in fields(Generation)
    }
    return Generation(**values)  # type: ignore[arg-type]


def _outcome(run: KeptRun) -> Outcome:
    if run.decision is not None:
        return Outcome.DONE
    return Outcome.SOLVER_TROUBLE if run.front else Outcome.NO_FEASIBLE_DESIGN


def _reference(
    run: KeptRun, known: dict[Design, Evaluation], evaluator: Evaluator
) -> Evaluation | None:
    try:
        design = reference_design(run.case)
    except CaseError:
        return None
    if design is None or design in known:
        return known[design] if design is not None else None
    [evaluation] = evaluator.evaluate([design], lambda: None)
    return evaluation
