"""Every problem of the bench by its name."""

from __future__ import annotations

from benchmarks.near_names import unknown
from benchmarks.problems.analytic_fronts import analytic_front, computed_names
from benchmarks.problems.bare_problems import bare_problem
from benchmarks.problems.bbob_biobj import build_bbob
from benchmarks.problems.benchmark_problem import BenchmarkProblem, FrontSource
from benchmarks.problems.names import (
    PLANNING,
    bbob_name,
    built_name,
    is_problem,
    is_tuned,
    suites,
)
from benchmarks.problems.planning_case import build_planning
from benchmarks.problems.reference_fronts import FloatArray, stored_front


def build_problem(name: str) -> BenchmarkProblem:
    """The problem of this name. Raises ValueError with near names, MissingExtra for bbob-biobj."""
    if name in PLANNING:
        return build_planning(name)
    bbob = bbob_name(name)
    if bbob is not None:
        return build_bbob(bbob)
    if not is_problem(name):
        raise ValueError(unknown("problem", name, {n for s in suites().values() for n in s}))
    built = built_name(name)
    problem = bare_problem(name)
    front, source = reference_front(name if built is None else built.front)
    if front.shape[1] != problem.n_obj:
        raise ValueError(f"{name} has {problem.n_obj} objectives, its front {front.shape[1]}")
    return BenchmarkProblem(
        name=name,
        problem=problem,
        reference_front=front,
        reference_source=source,
        objectives=objective_names(name, problem.n_obj),
        tuned=is_tuned(name),
    )


def reference_front(name: str) -> tuple[FloatArray, FrontSource]:
    """A front by its name and where it comes from: computed, or as it ships.

    Raises FileNotFoundError for a front that neither mathematics nor a file tells.
    """
    if name in computed_names():
        return analytic_front(name), FrontSource.ANALYTIC
    return stored_front(name)


def objective_names(name: str, count: int) -> tuple[str, ...]:
    """What the objectives of a problem are; f1, f2, ... where they mean nothing."""
    meant = {
        "re21": ("volume", "displacement"),
        "re23": ("cost", "lack"),
        "re24": ("weight", "lack"),
        "truss2d": ("volume", "stress"),
        "welded_beam": ("cost", "deflection"),
        "disc_brake": ("mass", "stopping_time"),
        "speed_reducer": ("weight", "stress"),
        "carside": ("weight", "pubic_force", "intrusion_speed"),
    }
    return meant.get(name, tuple(f"f{k}" for k in range(1, count + 1)))
