"""What several methods choose from a front, and how much hangs on the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from algorithms import (
    WeightShares,
    bend,
    closeness,
    high_trade_offs,
    staying_intervals,
    weight_shares,
)
from algorithms.membership import relative_weights
from planner.archive import objective_matrix
from planner.decision import Decision, decide
from planner.evaluation import Evaluation, Objective

NEARLY = 0.02
"""A membership that is less than this share below the best is almost as good."""


class Method(StrEnum):
    """Ways to choose from a front that can agree or not."""

    MEMBERSHIP = "membership"
    """The highest fuzzy membership at the weights given; what a run chooses."""
    TOPSIS = "topsis"
    """The highest closeness to the ideal at the weights given."""
    KNEE = "knee"
    """High trade-off points, without weights; several, one or none."""
    WIDEST = "widest"
    """The highest membership for the largest share of all weights."""


@dataclass(frozen=True, eq=False)
class Choices:
    """What is chosen from a front, by method and by weight. Designs are rows of the front."""

    weights: Mapping[Objective, float]
    """Share of each objective, summing to 1, in the order of `Objective`."""
    decision: Decision
    """The choice by fuzzy membership."""
    closeness: tuple[float, ...]
    """TOPSIS: closeness of each design to the ideal, 0 to 1."""
    topsis_ranks: tuple[int, ...]
    """Place of each design by closeness, from 1; of equals the first comes first."""
    knees: tuple[int, ...]
    """High trade-off points, in the order of the front."""
    bend: int | None
    """Farthest from the line between the ends; None without one, or with other than two
    objectives."""
    wins: WeightShares
    """Who wins by membership at which weights."""
    staying: Mapping[Objective, tuple[float, float]]
    """From and to which share of each objective the choice stays, the others in proportion."""

    @property
    def row(self) -> int:
        """The design that is chosen by membership."""
        return self.decision.row

    @property
    def nearly(self) -> tuple[int, ...]:
        """Designs whose membership is almost the best, the best one included."""
        overall = np.array(self.decision.overall)
        return _rows(overall >= (1.0 - NEARLY) * overall.max())

    @property
    def winners(self) -> tuple[int, ...]:
        """Designs that win at some weights, and the chosen one."""
        wins = self.wins.shares > 0.0
        wins[self.row] = True
        return _rows(wins)

    def named_by(self, method: Method) -> tuple[int, ...]:
        """Designs that a method names."""
        return {
            Method.MEMBERSHIP: (self.row,),
            Method.TOPSIS: (self.topsis_ranks.index(1),),
            Method.KNEE: self.knees,
            Method.WIDEST: (int(self.wins.shares.argmax()),),
        }[method]

    @property
    def agreeing(self) -> tuple[Method, ...]:
        """Methods that name the chosen design, the one that chose it among them."""
        return tuple(method for method in Method if self.row in self.named_by(method))

    def widest(self, most: int, least_share: float = 0.0) -> tuple[int, ...]:
        """The chosen design and the winners of the largest shares, at most so many, in order.

        Winners below `least_share` are left out.
        """
        others = [row for row in self.winners if row != self.row]
        others = [row for row in others if self.wins.shares[row] >= least_share]
        others.sort(key=lambda row: -self.wins.shares[row])
        return tuple(sorted([self.row, *others[: max(most - 1, 0)]]))


def choices_of(front: Sequence[Evaluation], weights: Mapping[Objective, float]) -> Choices:
    """What is chosen from a non-empty front at the weights of the objectives that take part.

    Raises ValueError for weights that are negative, not finite, or all zero.
    """
    ordered = {objective: weights[objective] for objective in Objective if objective in weights}
    decision = decide(front, ordered)
    values = objective_matrix(front, tuple(ordered))
    given = list(ordered.values())
    close = closeness(values, given)
    ranks = np.empty(len(front), dtype=np.int64)
    ranks[np.argsort(-close, kind="stable")] = np.arange(1, len(front) + 1)
    staying = staying_intervals(values, given)
    shares = relative_weights(given, len(given))
    shares /= shares.sum()
    return Choices(
        weights=dict(zip(ordered, map(float, shares), strict=True)),
        decision=decision,
        closeness=tuple(map(float, close)),
        topsis_ranks=tuple(map(int, ranks)),
        knees=tuple(map(int, high_trade_offs(values))),
        bend=bend(values) if len(ordered) == 2 else None,
        wins=weight_shares(values),
        staying={
            name: (float(low), float(high))
            for name, (low, high) in zip(ordered, staying, strict=True)
        },
    )


def _rows(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[int, ...]:
    return tuple(map(int, np.flatnonzero(mask)))
