"""How far from perfect evaluations are: proven gaps and the checker's residuals."""

from __future__ import annotations

import math
from collections.abc import Iterable

from planner.evaluation import Evaluation


def worst_gap(evaluations: Iterable[Evaluation]) -> float:
    """Largest proven relative gap, nan if no solver told a bound."""
    return _largest(s.gap for evaluation in evaluations for s in evaluation.scenarios)


def worst_residual(evaluations: Iterable[Evaluation]) -> float:
    """Largest residual that the checker found, as a share of the equation's largest term."""
    return _largest(s.worst_residual for evaluation in evaluations for s in evaluation.scenarios)


def _largest(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return max(known) if known else math.nan
