"""Fingerprints of problems and searches: what they do in a small trial.

So a run is made anew when its problem, or the way in which its search is driven, has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pymoo.core.problem import Problem

from benchmarks.study.identity import digest
from benchmarks.study.quiet import quiet

if TYPE_CHECKING:
    from benchmarks.competitors import Competitor

_POINTS = 3
_GENERATIONS = 3
_DIGITS = 9
"""Digits that count; the last ones may differ from machine to machine."""


class _Probe(Problem):  # type: ignore[misc]
    """Two objectives in five variables, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(n_var=5, n_obj=2, xl=np.zeros(5), xu=np.ones(5))
        self.asked: list[list[str]] = []

    def _evaluate(self, X: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.asked.append(_rounded(X))
        rest = ((X[:, 1:] - 0.3) ** 2).sum(axis=1)
        out["F"] = np.column_stack([X[:, 0] + rest, 1.0 - np.sqrt(X[:, 0]) + rest])


def problem_fingerprint(problem: Problem) -> str:
    """Digest of a problem's shape and bounds, and of its values at three points."""
    roots = np.sqrt(np.arange(2, problem.n_var + 2))
    shares = (np.arange(1, _POINTS + 1)[:, None] * roots) % 1.0
    lower, upper = np.asarray(problem.xl, dtype=float), np.asarray(problem.xu, dtype=float)
    wanted = ["F"] + ["G"] * (problem.n_ieq_constr > 0) + ["H"] * (problem.n_eq_constr > 0)
    found = problem.evaluate(
        lower + shares * (upper - lower), return_values_of=wanted, return_as_dictionary=True
    )
    return digest([_rounded(lower), _rounded(upper), {n: _rounded(found[n]) for n in wanted}])


def search_fingerprint(competitor: Competitor, population: int) -> str:
    """Digest of every design that a search asks for, and of the sizes of what is observed.

    Three generations and a half, so that a last one that does not fit is tried as well.
    """
    problem, observed = _Probe(), list[int]()
    evaluations = _GENERATIONS * population + population // 2
    error = ""
    try:
        with quiet(1):
            competitor.run(problem, evaluations, 1, lambda F, feasible: observed.append(len(F)))
    except Exception as raised:  # what it raises is part of what it does
        error = f"{type(raised).__name__}: {raised}"
    return digest([problem.asked, observed, error])


def _rounded(values: Any) -> list[str]:
    return [f"{float(value) + 0.0:.{_DIGITS}g}" for value in np.ravel(values)]
