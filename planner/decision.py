"""Pick the compromise from a front by fuzzy membership, equations (40) and (41)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from algorithms import compromise, memberships
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation, Objective


def equal_weights(objectives: Sequence[Objective]) -> Mapping[Objective, float]:
    """All objectives weighed alike."""
    return MappingProxyType(dict.fromkeys(objectives, 1.0))


EQUAL_WEIGHTS = equal_weights(SEARCH_OBJECTIVES)
"""The two upper objectives, weighed alike."""


@dataclass(frozen=True)
class Decision:
    """The chosen row of a front and every row's memberships."""

    row: int
    overall: tuple[float, ...]
    """Φ of each design, summing to 1 over the front."""
    single: Mapping[Objective, tuple[float, ...]]
    """φ of each design in each objective that took part."""


def decide(front: Sequence[Evaluation], weights: Mapping[Objective, float]) -> Decision:
    """Highest weighted membership over a non-empty front; of equals the first.

    Raises ValueError for weights that are negative, not finite, or all zero.
    """
    objectives = list(weights)
    values = np.array([[e.minimised(objective) for objective in objectives] for e in front])
    row, overall = compromise(values, [weights[objective] for objective in objectives])
    single = memberships(values)
    return Decision(
        row=row,
        overall=tuple(float(value) for value in overall),
        single={
            objective: tuple(float(value) for value in single[:, i])
            for i, objective in enumerate(objectives)
        },
    )
