"""Plan a case: search, front, compromise, and the dispatch of the chosen design."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from algorithms import Preset
from cases import Case
from operation import Design, SolverSettings
from operation.solver import require_solver
from planner.alternatives import alternatives
from planner.bound.comparison import front_bound
from planner.bound.solving import BoundFailed, bound_curve
from planner.conclusion import conclude
from planner.dask.connection import connected
from planner.dask.crew import Crew
from planner.dask.executor import DaskExecutor
from planner.decision import EQUAL_WEIGHTS, equal_weights
from planner.enumeration import EnumerationSettings, enumerate_designs
from planner.evaluation import Objective
from planner.executor import (
    Evaluator,
    PoolEvaluator,
    SerialEvaluator,
    hang_seconds,
    process_executor,
)
from planner.front_runs import FRONT_RUNS
from planner.generation import OnGeneration, OnProgress
from planner.result import Plan
from planner.run_folder import RunFolder
from planner.search import SearchSettings, search
from planner.second_solves import OnBegin, second_opinion
from planner.shared_evaluations import SharedEvaluations, SharingEvaluator, shared_evaluations
from planner.store import RunStore

BOUND_LEVELS = 12
"""Caps on emissions at which the bound is found, unless told otherwise."""


@dataclass(frozen=True)
class PlanSettings:
    """Everything a plan depends on beside the case."""

    search: SearchSettings | EnumerationSettings = field(default_factory=SearchSettings)
    solver: SolverSettings = field(default_factory=SolverSettings)
    weights: Mapping[Objective, float] = field(default_factory=lambda: dict(EQUAL_WEIGHTS))
    second_opinion: bool = True
    """Whether another solver runs the chosen design as well."""
    bound_levels: int = BOUND_LEVELS
    """Caps on emissions at which the cost of any design is bounded; 0: none."""
    front_runs: int = FRONT_RUNS
    """Designs of the front whose dispatch is kept for the report, beside the chosen one."""

    def __post_init__(self) -> None:
        for name in ("bound_levels", "front_runs"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be at least 0, not {getattr(self, name)}")
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
    second_opinion: bool = PlanSettings.second_opinion,
    bound_levels: int = PlanSettings.bound_levels,
    front_runs: int = PlanSettings.front_runs,
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
    prove that they could not survive. Another solver runs the chosen design as well, and what it
    makes of it stands in the result's `second_opinion`, unless none is wanted (False). What no
    design can beat, however it were run, is bounded at so many caps on emissions as `bound_levels`
    says (0: not at all), and the front is held against it in the result's `bound`. `front_runs`
    designs of the front are run once more beside the chosen one, so that the report can show how.

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
        second_opinion,
        bound_levels,
        front_runs,
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
    on_bound: Callable[[], None] = lambda: None,
    on_second_opinion: OnBegin = lambda solver: None,
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
        doubts: tuple[Design, ...] = ()
        if isinstance(settings.search, EnumerationSettings):
            archive, generations, doubts = enumerate_designs(
                case,
                settings.search,
                settings.solver,
                evaluator,
                store,
                on_generation=on_generation,
                on_progress=on_progress,
            )
        else:
            archive, generations = search(
                case, settings.search, evaluator, store, on_generation, on_progress
            )
        result = replace(conclude(case, settings, archive, generations, evaluator), doubts=doubts)
    processes = os.cpu_count() or 1 if workers is None else workers
    if settings.bound_levels and result.front_evaluations:
        on_bound()
        result = _held_against_bound(result, processes)
    if result.decision is not None:
        result = replace(result, alternatives=alternatives(case, settings.solver))
    if settings.second_opinion and result.decision is not None:
        opinion = second_opinion(result, processes, on_second_opinion)
        result = replace(result, second_opinion=opinion)
    if folder is not None:
        folder.write(result)
    return result


def _held_against_bound(plan: Plan, processes: int) -> Plan:
    """The plan with its bound, or with the reason why there is none: it shall not cost the run."""
    try:
        curve = bound_curve(plan.case, plan.settings.bound_levels, processes, whole=False)
        return replace(plan, bound=front_bound(plan.front_evaluations, curve))
    except BoundFailed as error:
        return replace(plan, bound_trouble=str(error))


def _dask_evaluator(case: Case, solver: SolverSettings, crew: Crew) -> PoolEvaluator:
    # a crew that waits for a worker does not hang
    seconds = hang_seconds(case, solver) + crew.wait_seconds
    return PoolEvaluator(case, solver, lambda: DaskExecutor(crew), seconds)
