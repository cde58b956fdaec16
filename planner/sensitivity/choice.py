"""What would be chosen in a changed world, and what it costs to stay with the present choice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms import compromise, nondominated
from operation import Design
from planner.evaluation import Objective
from planner.sensitivity.emission_parts import Floats
from planner.sensitivity.pricing import Figures

ALIKE = 0.01
"""A design whose membership is higher by less than this share is no better: neighbours on a front
take turns at the top with every digit of a price."""
CLEARLY = 0.05
"""A design whose membership is higher by more than this share is clearly better."""


@dataclass(frozen=True)
class Rule:
    """How a run chooses."""

    objectives: tuple[Objective, ...]
    """Those of its front."""
    weights: Mapping[Objective, float]
    alike: float = ALIKE

    @property
    def others(self) -> tuple[Objective, ...]:
        """Objectives of the front beside lifecycle cost."""
        return tuple(o for o in self.objectives if o is not Objective.LIFECYCLE_COST)

    @property
    def needed(self) -> tuple[Objective, ...]:
        """Objectives that decide, and the two that are always told."""
        main = (Objective.LIFECYCLE_COST, Objective.ANNUAL_EMISSIONS)
        return tuple(dict.fromkeys((*main, *self.objectives, *self.weights)))


@dataclass(frozen=True)
class Choice:
    """The present choice in a changed world; nan for what cannot be run there."""

    lifecycle_cost: float
    annual_emissions_kg: float
    saving: float
    """Lifecycle cost below that of nothing installed [currency]."""
    emissions_saving_kg: float
    """Emissions a year below those of nothing installed."""
    chosen: Design | None
    """What would be chosen; the present choice as long as nothing is clearly better."""
    stays: bool
    on_front: bool
    """Whether no known design is better than the present choice in everything."""
    membership_loss: float
    """Share by which its membership is below that of the best design."""
    cost_regret: float
    """What a known design that is no worse in every other objective of the front would save
    [currency]; 0 on a front of which cost is an objective."""


def choice_in(figures: Figures, present: Design, rule: Rule) -> Choice:
    """Find the front of a world anew among all its designs, and choose."""
    designs, by = figures.designs, figures.by
    usable = figures.counting & np.all([np.isfinite(values) for values in by.values()], axis=0)
    known = np.flatnonzero(usable)
    own, bare = figures.row[present], figures.row.get(_nothing(present))
    cost, emissions = float(figures.cost[own]), float(figures.emissions[own])
    told = (
        cost,
        emissions,
        float(figures.cost[bare]) - cost if bare is not None else math.nan,
        float(figures.emissions[bare]) - emissions if bare is not None else math.nan,
    )
    if not len(known):
        return Choice(*told, None, False, False, math.nan, math.nan)
    front = known[nondominated(figures.minimised(known, rule.objectives))]
    front = _in_order(figures, front)
    runs = math.isfinite(cost) and math.isfinite(emissions)
    values = figures.minimised(front, rule.weights)
    best, _ = compromise(values, list(rule.weights.values()))
    if not runs:
        return Choice(*told, designs[front[best]], False, False, math.nan, math.nan)
    loss = _loss(values, best, figures.minimised(np.array([own]), rule.weights)[0], rule)
    mine = figures.minimised(np.array([own]), rule.others)
    no_worse = known[(figures.minimised(known, rule.others) <= mine).all(axis=1)]
    regret = cost - float(figures.cost[no_worse].min()) if len(no_worse) else 0.0
    stays = loss <= rule.alike
    chosen = present if stays else designs[front[best]]
    at = figures.minimised(np.append(front, own), rule.objectives)
    on_front = bool((at[:-1] == at[-1]).all(axis=1).any())
    return Choice(*told, chosen, stays, on_front, loss, max(regret, 0.0))


def _loss(front: Floats, best: int, own: Floats, rule: Rule) -> float:
    """Share by which a design's membership is below the best of a front, on the front's scale.

    Beyond the worst of the front an objective has a membership of 0, as if it were there; so a
    design that is not on the front does not change who wins on it.
    """
    least, most = front.min(axis=0), front.max(axis=0)
    # where the front does not vary, a worse design spans the scale by itself
    at = np.maximum(np.where(most > least, np.minimum(own, most), own), least)
    _, overall = compromise(np.vstack([front, at]), list(rule.weights.values()))
    return max(0.0, float(1.0 - overall[-1] / overall[best]))


def _in_order(figures: Figures, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows by cost, of equals by design: of designs alike the run takes the first."""
    ordered = rows[np.argsort(figures.cost[rows], kind="stable")]
    if (np.diff(figures.cost[ordered]) > 0).all():
        return ordered
    designs = figures.designs
    return np.array(sorted(rows, key=lambda row: (figures.cost[row], designs[row])))


def _nothing(design: Design) -> Design:
    return Design((0.0,) * len(design.storage_kwh), (0.0,) * len(design.fid_kw))
