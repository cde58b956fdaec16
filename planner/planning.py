"""Plan a case: search, front, compromise, and the dispatch of the chosen design."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from algorithms import Preset, thin
from cases import Case, CaseError
from operation import Design, DispatchOutcome, SolverSettings
from operation.solver import require_solver
from planner.archive import Archive, objective_matrix
from planner.comparison import reference_design
from planner.dask.connection import connected
from planner.dask.crew import Crew
from planner.dask.executor import DaskExecutor
from planner.decision import EQUAL_WEIGHTS, decide, equal_weights
from planner.evaluation import Evaluation, Objective
from planner.executor import (
    Evaluator,
    PoolEvaluator,
    SerialEvaluator,
    hang_seconds,
    process_executor,
)
from planner.result import Outcome, Plan
from planner.run_folder import RunFolder
from planner.search import Generation, OnGeneration, OnProgress, SearchSettings, search
from planner.shared_evaluations import SharedEvaluations, SharingEvaluator, shared_evaluations
from planner.store import RunStore

FAILED_SHARE_MAX = 0.01
"""A run with more failed evaluations than this is not trusted with a choice."""


@dataclass(frozen=True)
class PlanSettings:
    """Everything a plan depends on beside the case."""

    search: SearchSettings = field(default_factory=SearchSettings)
    solver: SolverSettings = field(default_factory=SolverSettings)
    weights: Mapping[Objective, float] = field(default_factory=lambda: dict(EQUAL_WEIGHTS))

    def __post_init__(self) -> None:
        # one order, so that a resumed run sums and writes them as the first one did
        ordered = {name: self.weights[name] for name in Objective if name in self.weights}
        object.__setattr__(self, "weights", ordered)


def plan(
    case: Case,
    *,
    population: int = SearchSettings.population,
    generations: int = SearchSettings.generations,
    seed: int = SearchSettings.seed,
    algorithm: Preset | str = Preset.DEFAULT,
    patience: int = SearchSettings.patience,
    gain: float = SearchSettings.gain,
    objectives: Sequence[Objective | str] = SearchSettings.objectives,
    solver: SolverSettings | str = "highs",
    weights: Mapping[Objective | str, float] | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    cache: bool | str | os.PathLike[str] = True,
    screening: bool = SearchSettings.screening,
) -> Plan:
    """Search the capacities of a case and choose a compromise.

    With `patience` the search stops before its budget, once that many generations added less than
    `gain` to the hypervolume, as a share of it. `objectives`, two or more, are those of the search;
    `weights` are those of the decision, by objective (all objectives alike by default);
    `workers` processes share the evaluations (all cores by default, 0: in this process), or those
    of the Dask `scheduler` at an address such as "tcp://10.0.0.1:8786"; they do not change the
    result; `folder` (new or empty) keeps the run, so that it can be resumed and shown.
    Designs that an earlier run of the same case and solver settings has solved are not solved
    again: they are kept in the user's cache folder, with `cache` in another one, or not at all
    (False). That changes the time alone. So does `screening`: designs are not solved where bounds
    prove that they could not survive.

    Raises NothingToPlan, SolverUnavailable, StoreError, DaskUnavailable, and ValueError for bad
    settings.
    """
    if scheduler is not None and workers is not None:
        raise ValueError("workers and scheduler exclude each other: the scheduler has its own")
    sought = tuple(Objective(name) for name in objectives)
    settings = PlanSettings(
        SearchSettings(
            population,
            generations,
            seed,
            Preset(algorithm),
            patience,
            gain,
            sought,
            screening=screening,
        ),
        SolverSettings(name=solver) if isinstance(solver, str) else solver,
        {Objective(name): weight for name, weight in (weights or equal_weights(sought)).items()},
    )
    with ExitStack() as stack:
        # before there is a folder, which would be in the way of a second try
        crew = stack.enter_context(connected(scheduler)) if scheduler is not None else None
        kept = RunFolder.create(Path(folder), case, settings) if folder is not None else None
        shared = shared_evaluations(case, settings.solver, cache)
        return run_plan(case, settings, workers=workers, crew=crew, folder=kept, shared=shared)


def run_plan(
    case: Case,
    settings: PlanSettings,
    *,
    workers: int | None = None,
    crew: Crew | None = None,
    folder: RunFolder | None = None,
    shared: SharedEvaluations | None = None,
    on_generation: OnGeneration = lambda generation: None,
    on_progress: OnProgress = lambda progress: None,
) -> Plan:
    """Run or resume a plan, with a crew of Dask workers if there is one; see `plan`.

    A folder gets every file of the result.
    """
    require_solver(settings.solver)
    with ExitStack() as stack:
        store = folder.store if folder is not None else RunStore.create(None, {})
        stack.callback(store.close)
        evaluator: Evaluator
        if crew is not None:
            evaluator = stack.enter_context(_dask_evaluator(case, settings.solver, crew))
        elif workers == 0:
            evaluator = SerialEvaluator(case, settings.solver)
        else:
            count = workers or os.cpu_count() or 1
            evaluator = stack.enter_context(
                PoolEvaluator(case, settings.solver, lambda: process_executor(count))
            )
        if shared is not None:
            evaluator = SharingEvaluator(evaluator, shared)
        archive, generations = search(
            case, settings.search, evaluator, store, on_generation, on_progress
        )
        result = conclude(case, settings, archive, generations, evaluator)
    if folder is not None:
        folder.write(result)
    return result


def _dask_evaluator(case: Case, solver: SolverSettings, crew: Crew) -> PoolEvaluator:
    # a crew that waits for a worker does not hang
    seconds = hang_seconds(case, solver) + crew.wait_seconds
    return PoolEvaluator(case, solver, lambda: DaskExecutor(crew), seconds)


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
    if archive.failures > FAILED_SHARE_MAX * len(archive):
        outcome = Outcome.SOLVER_TROUBLE
    elif not front:
        outcome = Outcome.NO_FEASIBLE_DESIGN
    decision = decide(front, settings.weights) if outcome is Outcome.DONE else None
    reference = reference_evaluation(case, archive, evaluator)
    dispatches: tuple[DispatchOutcome, ...] = ()
    if decision is not None:
        dispatches = tuple(evaluator.dispatch(front[decision.row].design))
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
    )


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


def final_front(archive: Archive, search: SearchSettings) -> tuple[Evaluation, ...]:
    """Nondominated designs of a whole search in order of cost.

    At most a population of them: those of least hypervolume contribution are left out, one by one.
    """
    ordered = sorted(archive.front, key=lambda e: (e.lifecycle_cost, e.design))
    if not ordered:
        return ()
    return tuple(
        ordered[int(row)]
        for row in thin(objective_matrix(ordered, search.objectives), search.population)
    )
