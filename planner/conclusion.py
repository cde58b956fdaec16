"""The end of a run: front, choice, and the dispatch of the chosen design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorithms import thin
from cases import Case, CaseError
from operation import Design, DispatchOutcome
from planner.archive import Archive, objective_matrix
from planner.comparison import reference_design
from planner.decision import decide
from planner.enumeration import EnumerationSettings
from planner.evaluation import Evaluation
from planner.executor import Evaluator
from planner.front_runs import run_front
from planner.generation import Generation
from planner.result import Outcome, Plan
from planner.search import SearchSettings

if TYPE_CHECKING:
    from planner.planning import PlanSettings

FAILED_SHARE_MAX = 0.01
"""A run with more failed evaluations than this is not trusted with a choice."""


def conclude(
    case: Case,
    settings: PlanSettings,
    archive: Archive,
    generations: tuple[Generation, ...],
    evaluator: Evaluator,
) -> Plan:
    """Front, choice and dispatch from everything that was evaluated."""
    front = final_front(archive, settings.search)
    outcome = Outcome.DONE
    if too_many_failed(archive):
        outcome = Outcome.SOLVER_TROUBLE
    elif not front:
        outcome = Outcome.NO_FEASIBLE_DESIGN
    decision = decide(front, settings.weights) if outcome is Outcome.DONE else None
    reference = reference_evaluation(case, archive, evaluator)
    dispatches: tuple[DispatchOutcome, ...] = ()
    if decision is not None:
        [outcomes] = evaluator.dispatch([front[decision.row].design])
        dispatches = tuple(outcomes)
    return Plan(
        case=case,
        settings=settings,
        outcome=outcome,
        evaluations=archive.evaluations,
        front_evaluations=front,
        decision=decision,
        nothing_installed=archive[Design.nothing(case)],
        generations=generations,
        dispatches=dispatches,
        reference=reference,
        front_runs=run_front(case, front, decision, dispatches, settings.front_runs, evaluator),
    )


def too_many_failed(archive: Archive) -> bool:
    """Whether too many evaluations failed for a choice to be trusted."""
    return archive.failures > FAILED_SHARE_MAX * len(archive)


def reference_evaluation(case: Case, archive: Archive, evaluator: Evaluator) -> Evaluation | None:
    """The configuration's reference design, evaluated; None where there is none.

    Nor is there one when a case that was changed in memory no longer admits it.
    """
    try:
        design = reference_design(case)
    except CaseError:
        return None
    if design is None or design in archive:
        return archive[design] if design is not None else None
    (evaluation,) = evaluator.evaluate([design], lambda: None)
    return evaluation


def final_front(
    archive: Archive, search: SearchSettings | EnumerationSettings
) -> tuple[Evaluation, ...]:
    """Nondominated designs in order of cost: all of an enumeration, of a search a population.

    Those of least hypervolume contribution are left out, one by one.
    """
    ordered = sorted(archive.front, key=lambda e: (e.lifecycle_cost, e.design))
    if not ordered or isinstance(search, EnumerationSettings):
        return tuple(ordered)
    return tuple(
        ordered[int(row)]
        for row in thin(objective_matrix(ordered, search.objectives), search.population)
    )
