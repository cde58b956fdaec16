"""What is solved: suites of problems, their reference fronts, and what the planner solves.

from benchmarks.problems import build_problem, problem_names
problems = [build_problem(name) for name in problem_names("zdt")]

Nothing is imported until it is asked for (PEP 562): names cost nothing, problems need pymoo.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.problems.benchmark_problem import BenchmarkProblem, FrontSource
    from benchmarks.problems.catalogue import build_problem
    from benchmarks.problems.names import problem_names, suites

_HOME = {
    "BenchmarkProblem": "benchmark_problem",
    "FrontSource": "benchmark_problem",
    "build_problem": "catalogue",
    "problem_names": "names",
    "suites": "names",
}

__all__ = [
    "BenchmarkProblem",
    "FrontSource",
    "build_problem",
    "problem_names",
    "suites",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
