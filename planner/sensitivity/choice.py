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
from planner.sensitivity.pricing import Figures

ALIKE = 0.01
"""A design whose membership is higher by less than this share is no better: neighbours on a front
take turns at the top with every digit of a price."""


@dataclass(frozen=True)
class Rule:
    """How a run chooses."""

    objectives: tuple[Objective, ...]
    """Those of its front."""
    weights: Mapping[Objective, float]
    alike: float = ALIKE

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
    """Share by which the membership of the best design is higher."""
    cost_regret: float
    """What a known design that emits no more would save [currency]; 0 on the front."""


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
    rows = front if own in front or not runs else np.append(front, own)
    best, overall = compromise(
        figures.minimised(rows, rule.weights), [rule.weights[o] for o in rule.weights]
    )
    if not runs:
        return Choice(*told, designs[rows[best]], False, False, math.nan, math.nan)
    place = int(np.flatnonzero(rows == own)[0])
    loss = float(1.0 - overall[place] / overall[best])
    cleaner = known[figures.emissions[known] <= emissions]
    regret = cost - float(figures.cost[cleaner].min()) if len(cleaner) else 0.0
    stays = loss <= rule.alike
    chosen = present if stays else designs[rows[best]]
    at = figures.minimised(np.append(front, own), rule.objectives)
    on_front = bool((at[:-1] == at[-1]).all(axis=1).any())
    return Choice(*told, chosen, stays, on_front, loss, max(regret, 0.0))


def _in_order(figures: Figures, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows by cost, of equals by design: of designs alike the run takes the first."""
    ordered = rows[np.argsort(figures.cost[rows], kind="stable")]
    if (np.diff(figures.cost[ordered]) > 0).all():
        return ordered
    designs = figures.designs
    return np.array(sorted(rows, key=lambda row: (figures.cost[row], designs[row])))


def _nothing(design: Design) -> Design:
    return Design((0.0,) * len(design.storage_kwh), (0.0,) * len(design.fid_kw))
