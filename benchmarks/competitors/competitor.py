"""What a competitor is: something that searches a problem within a budget and tells how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pymoo.core.problem import Problem

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class Observer(Protocol):
    """Told the population after every generation."""

    def __call__(self, objectives: FloatArray, feasible: BoolArray) -> None:
        """`objectives` shape (designs, objectives), minimised; `feasible` shape (designs,)."""
        ...


class Competitor(Protocol):
    """A search with its settings; `run` may be called any number of times."""

    def run(self, problem: Problem, evaluations: int, seed: int, observe: Observer) -> None:
        """Search `problem`, evaluating at most `evaluations` designs, all by problem.evaluate.

        The same seed gives the same designs, bit for bit. Raises Unsuitable when the competitor
        cannot search such a problem or with such a budget, and whatever the search raises.
        """
        ...


class Unsuitable(ValueError):
    """A competitor cannot search this problem, or not with this budget; the message says why."""


def refuse_constraints(kind: str, problem: Problem) -> None:
    """Raises Unsuitable for a problem that has constraints."""
    if problem.has_constraints():
        raise Unsuitable(
            f"{kind} knows no constraints, but the problem has "
            f"{problem.n_ieq_constr + problem.n_eq_constr}: leave one of the two out of the study"
        )


def require_budget(kind: str, evaluations: int, least: int) -> None:
    """Raises Unsuitable for a budget that is smaller than the first population."""
    if evaluations < least:
        raise Unsuitable(
            f"{kind} evaluates {least} designs before its first generation ends: a budget of "
            f"{evaluations} is too small, raise it or lower the population"
        )
