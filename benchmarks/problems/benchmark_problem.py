"""One problem of the bench and what is known of its front."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pymoo.core.problem import Problem

FloatArray = NDArray[np.float64]


class FrontSource(StrEnum):
    """Where a reference front comes from.

    ANALYTIC    evaluated at designs that are proven Pareto-optimal, or its formula
    EXACT       nondominated among all designs of a finite grid
    BEST_KNOWN  nondominated among everything that long runs of several algorithms evaluated
    RUNS        none ships: the union of a study's own runs takes its place
    """

    ANALYTIC = "analytic"
    EXACT = "exact"
    BEST_KNOWN = "best known"
    RUNS = "runs of the study"


@dataclass(frozen=True, eq=False)
class BenchmarkProblem:
    """A problem, minimised, with its reference front where one is known."""

    name: str
    problem: Problem
    """pymoo's, evaluated in whole arrays of designs."""
    reference_front: FloatArray | None
    """Nondominated, shape (points, objectives); None where the union of runs takes its place."""
    reference_source: FrontSource
    objectives: tuple[str, ...]
    """Their names, in order."""
    tuned: bool
    """The default search was tuned on this problem, which therefore never judges it."""
    ideal: FloatArray | None = None
    """Best value of each objective, shape (objectives,), where it is known without a front."""
    nadir: FloatArray | None = None
    """Worst value of each objective on the front, shape (objectives,), likewise."""
