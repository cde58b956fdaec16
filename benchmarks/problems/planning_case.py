"""The planner's own problem: the shipped case, lifecycle cost and emissions of its capacities.

Designs are whole modules (a vector is snapped to the nearest), so the published case has 6191 of
them, and one takes about 0.1 s of mixed-integer programming. Each is solved once over all runs and
seeds: evaluations are kept in an SQLite file, in the folder that CLUSTERFLEX_BENCH_CACHE names or
else in the platform's cache folder. The file's name holds a digest of everything that decides over
the numbers (case, configuration, solver settings, package versions, and the source text of the
model and of the evaluation), so nothing is answered from what other code has solved. Any number
of processes may share it; two that want the same design at the same moment may both solve it, to
the same bits. An evaluation that the solver failed at raises, and is not kept.

`problem.modules` holds the module of each variable; competitors that can repair designs use it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms import nondominated
from benchmarks.extras import extra
from benchmarks.problems.benchmark_problem import BenchmarkProblem, FrontSource
from benchmarks.problems.evaluation_cache import EvaluationCache
from benchmarks.problems.reference_fronts import FOLDER, read_front, write_front
from cases import Case, read_case
from operation import Design, SolverSettings
from planner.design_space import DesignSpace
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation
from planner.executor import SerialEvaluator
from planner.problem import DesignProblem
from planner.run_folder import versions

FOLDER_VARIABLE = "CLUSTERFLEX_BENCH_CACHE"

ROOT = Path(__file__).resolve().parents[2]
DECIDING_SOURCES = ("operation/**/*.py", "planner/evaluation.py", "planner/lifecycle.py")


class PlanningProblem(DesignProblem):
    """The bi-level problem of a case over a shared cache of evaluations.

    Pickled and copied as its case and folder. Raises CacheError and EvaluationFailed when used.
    """

    def __init__(self, case: Case, folder: Path) -> None:
        space = DesignSpace.of(case)
        super().__init__(space, self._look_up)
        self.case, self.folder, self.space = case, folder, space
        self.modules: NDArray[np.float64] = space.modules
        self.cache = EvaluationCache(folder / f"{case.name}-{fingerprint(case)[:20]}.sqlite")
        self._evaluator: SerialEvaluator | None = None

    def _look_up(self, designs: Sequence[Design]) -> Sequence[Evaluation]:
        return self.cache.evaluate(designs, self._solve)

    def _solve(self, designs: Sequence[Design]) -> Sequence[Evaluation]:
        if self._evaluator is None:
            self._evaluator = SerialEvaluator(self.case, SolverSettings())
        return self._evaluator.evaluate(designs, lambda: None)

    def __reduce__(self) -> tuple[type[PlanningProblem], tuple[Case, Path]]:
        return type(self), (self.case, self.folder)

    def __deepcopy__(self, memo: dict[int, Any]) -> PlanningProblem:
        return type(self)(self.case, self.folder)


def build_planning(name: str) -> BenchmarkProblem:
    """The shipped case of this name as a problem. Raises CaseError, MissingExtra.

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


def cache_folder() -> Path:
    """Where evaluations are kept. Raises MissingExtra where neither place is told."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    platformdirs = extra(
        "platformdirs", f"a problem of the planner, unless {FOLDER_VARIABLE} names a folder,"
    )
    return Path(platformdirs.user_cache_dir("clusterflex")) / "bench"


def fingerprint(case: Case) -> str:
    """Digest of everything that an evaluation depends on beside the design."""
    told = {
        "case": case.digest,
        "configuration": case.configuration.name,
        "solver": asdict(SolverSettings()),
        "versions": {k: v for k, v in versions().items() if k in ("highspy", "numpy", "pulp")},
        "sources": _sources_digest(),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@cache
def _sources_digest() -> str:
    digest = hashlib.sha256()
    for pattern in DECIDING_SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def write_exact_front(name: str, folder: Path = FOLDER) -> Path:
    """Solve every design of a shipped case and write the nondominated ones. Takes its time."""
    case = read_case(name)
    problem = PlanningProblem(case, cache_folder())
    front = []
    for designs in np.array_split(every_design(problem.space), 100):
        F, G = problem.evaluate(designs, return_values_of=["F", "G"])
        front.append(F[(G <= 0.0).all(axis=1)])
    objectives = np.vstack(front)
    return write_front(
        name,
        objectives[nondominated(objectives)],
        FrontSource.EXACT,
        folder,
        case_digest=np.array(case.digest),
        designs=np.array(len(objectives)),
    )


def every_design(space: DesignSpace) -> NDArray[np.float64]:
    """All designs of whole modules, shape (designs, columns). Raises ValueError without modules."""
    if not (space.modules > 0.0).all():
        raise ValueError("a capacity without modules has no finite number of designs")
    sides = [
        np.minimum(module * np.arange(round(upper / module) + 1), upper)
        for module, upper in zip(space.modules, space.upper, strict=True)
    ]
    return np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, len(sides))
