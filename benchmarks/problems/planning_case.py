"""The planner's own problem: the shipped case, lifecycle cost and emissions of its capacities.

Designs are whole modules (a vector is snapped to the nearest), so the published case has 6191 of
them, and one takes about 0.1 s of mixed-integer programming. Each is solved once over all runs and
seeds: evaluations are kept where those of plans are, in the folder that CLUSTERFLEX_CACHE names or
else in the platform's cache folder (see `planner.cache_files`). Any number of processes may share
it; two that want the same design at the same moment may both solve it, to the same bits. Unlike a
plan, which then goes on without, trouble with the cache raises; so does an evaluation that the
solver failed at.

`problem.modules` holds the module of each variable; competitors that can repair designs use it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.problems.benchmark_problem import BenchmarkProblem, FrontSource
from benchmarks.problems.reference_fronts import FOLDER, read_front, write_front
from cases import Case, read_case
from operation import Design, SolverSettings
from planner.archive import objective_matrix
from planner.cache_files import cache_folder, open_cache
from planner.design_space import DesignSpace
from planner.enumeration import EnumerationSettings, enumerate_designs
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation
from planner.executor import PoolEvaluator, SerialEvaluator, process_executor
from planner.problem import DesignProblem
from planner.shared_evaluations import SharingEvaluator, shared_evaluations
from planner.store import RunStore


class EvaluationFailed(RuntimeError):
    """The solver could not evaluate a design: nothing is known of it, and nothing is kept."""


class PlanningProblem(DesignProblem):
    """The bi-level problem of a case over a shared cache of evaluations.

    Pickled and copied as its case and folder. Raises CacheError and EvaluationFailed when used.
    """

    def __init__(self, case: Case, folder: Path) -> None:
        space = DesignSpace.of(case)
        super().__init__(space, self._look_up)
        self.case, self.folder, self.space = case, folder, space
        self.modules: NDArray[np.float64] = space.modules
        self.cache = open_cache(case, SolverSettings(), folder)
        self._known: dict[Design, Evaluation] = {}
        self._evaluator: SerialEvaluator | None = None

    def _look_up(self, designs: Sequence[Design]) -> Sequence[Evaluation]:
        missing = [design for design in dict.fromkeys(designs) if design not in self._known]
        if missing:
            self._known.update(self.cache.known(missing))
        unsolved = [design for design in missing if design not in self._known]
        if unsolved:
            solved = self._solve(unsolved)
            for evaluation in solved:
                if evaluation.failed:
                    raise EvaluationFailed(
                        f"{evaluation.design} could not be evaluated: {evaluation.message}"
                    )
            self.cache.add(solved)
            self._known.update((evaluation.design, evaluation) for evaluation in solved)
        return [self._known[design] for design in designs]

    def _solve(self, designs: Sequence[Design]) -> Sequence[Evaluation]:
        if self._evaluator is None:
            self._evaluator = SerialEvaluator(self.case, SolverSettings())
        return self._evaluator.evaluate(designs, lambda: None)

    def __reduce__(self) -> tuple[type[PlanningProblem], tuple[Case, Path]]:
        return type(self), (self.case, self.folder)

    def __deepcopy__(self, memo: dict[int, Any]) -> PlanningProblem:
        return type(self)(self.case, self.folder)


def build_planning(name: str) -> BenchmarkProblem:
    """The shipped case of this name as a problem. Raises CaseError, CacheError.

    Its reference front is that of every design, where such a file is there and of this very case;
    else the union of a study's runs takes its place.
    """
    case = read_case(name)
    front = exact_front(name, case)
    return BenchmarkProblem(
        name=name,
        problem=PlanningProblem(case, cache_folder()),
        reference_front=front,
        reference_source=FrontSource.RUNS if front is None else FrontSource.EXACT,
        objectives=tuple(objective.value for objective in SEARCH_OBJECTIVES),
        tuned=False,
    )


def exact_front(name: str, case: Case, folder: Path = FOLDER) -> NDArray[np.float64] | None:
    """The front that ships for a case, None if there is none or the case is another one now."""
    try:
        contents = read_front(name, folder)
    except FileNotFoundError:
        return None
    if str(contents["case_digest"]) != case.digest:
        return None
    front = np.asarray(contents["front"], dtype=np.float64)
    front.flags.writeable = False
    return front


def write_exact_front(name: str, folder: Path = FOLDER) -> Path:
    """Account for every design of a shipped case, and write the nondominated ones.

    Raises EvaluationFailed where a design that may be on the front is not solved to the end.
    """
    case, solver, workers = read_case(name), SolverSettings(), os.cpu_count() or 1
    with (
        closing(RunStore.create(None, {})) as store,
        PoolEvaluator(case, solver, lambda: process_executor(workers)) as pool,
    ):
        shared = shared_evaluations(case, solver, cache_folder())
        evaluator = SharingEvaluator(pool, shared) if shared is not None else pool
        archive, parts, doubts = enumerate_designs(
            case, EnumerationSettings(), solver, evaluator, store
        )
    if doubts:
        raise EvaluationFailed(f"not solved to the end, and perhaps on the front: {doubts}")
    exact = sorted(archive.front, key=lambda evaluation: evaluation.lifecycle_cost)
    return write_front(
        name,
        objective_matrix(exact, SEARCH_OBJECTIVES),
        FrontSource.EXACT,
        folder,
        case_digest=np.array(case.digest),
        designs=np.array(len(archive) + parts[-1].screened),
        solved=np.array(len(archive)),
        capacities=np.array([evaluation.design.values for evaluation in exact]),
    )
