"""Break-even prices: where the choice changes, and where it stops paying for itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from algorithms import nondominated
from cases import Case
from operation import Design
from planner.evaluation import Objective
from planner.sensitivity.choice import CLEARLY, Choice, choice_in
from planner.sensitivity.inputs import UncertainInput
from planner.sensitivity.pricing import Figures
from planner.sensitivity.subject import Subject

LARGEST, STEP, EXACT = 3.0, 0.01, 1e-6
"""Prices are looked at up to this factor in such steps; where the choice changes between two, the
place is found to within the last."""
MANY, LONG_STEP = 1000, 0.05
"""With more designs to look at than this, steps are longer."""

PRICES = ("storage_price", "fid_price")
"""Inputs that lifecycle cost is proportional to, beside a constant."""


@dataclass(frozen=True)
class PriceRange:
    """Factors on a price between which a design is chosen."""

    low: float
    high: float
    """Infinite for the last: at the largest factor that was looked at it is still chosen."""
    design: Design
    stays: bool
    """Whether it is the present choice."""


@dataclass(frozen=True)
class BreakEven:
    """What the choice makes of a price."""

    input: UncertainInput
    price: float
    """What the case says [currency per unit]; nan where prices differ."""
    unit: str
    """"kWh" or "kW"."""
    ranges: tuple[PriceRange, ...]
    """From price 0 on, one after the other."""
    clear_ranges: tuple[PriceRange, ...]
    """The same if the present choice stays until another design is clearly better."""
    against_nothing: float
    """Factor at which the chosen design costs as much as nothing installed; nan for none."""
    against_best: float
    """Factor at which it costs as much as the cheapest known design without such a part."""
    best_without: Design | None

    @property
    def present(self) -> tuple[float, float]:
        """Factors around 1 between which the present choice stays. Raises ValueError for none."""
        around = present_range(self.ranges)
        if around is None:
            raise ValueError("the present choice is not chosen at the present price")
        return self.ranges[around].low, self.ranges[around].high


def present_range(ranges: Sequence[PriceRange]) -> int | None:
    """Place of the range around the present price, if the present choice stays there."""
    held = (n for n, part in enumerate(ranges) if part.stays and part.low <= 1.0 <= part.high)
    return next(held, None)


def break_evens(subject: Subject, inputs: tuple[UncertainInput, ...]) -> tuple[BreakEven, ...]:
    """Break-even of every price among the inputs."""
    return tuple(_break_even(subject, item) for item in inputs if item.name in PRICES)


def _break_even(subject: Subject, item: UncertainInput) -> BreakEven:
    case, own = subject.case, subject.chosen.design
    free, now = (subject.stored.on(item.change(case, factor)) for factor in (0.0, 1.0))
    slope = now.cost - free.cost
    storage = item.name == "storage_price"
    without = np.array([not any(d.storage_kwh if storage else d.fid_kw) for d in now.row])
    row = now.row[own]

    def equal(other: float) -> float:
        """Factor at which the chosen design costs as much as something without the part."""
        return float((other - free.cost[row]) / slope[row]) if slope[row] > 0 else math.nan

    bare = now.row.get(Design.nothing(case))
    usable = np.flatnonzero(without & now.counting)
    best = int(usable[np.argmin(now.cost[usable])]) if len(usable) else None
    kept = _ever_chosen(subject, free, slope)

    names = {now.designs[row]: place for place, row in enumerate(kept.tolist())}
    by = {objective: values[kept] for objective, values in free.by.items()}

    @cache
    def choice(factor: float) -> Choice:
        cost = by[Objective.LIFECYCLE_COST] + factor * slope[kept]
        priced = Figures(names, by | {Objective.LIFECYCLE_COST: cost}, now.counting[kept])
        return choice_in(priced, own, subject.rule)

    def chosen(factor: float) -> Design:
        design = choice(factor).chosen
        assert design is not None, "the present choice can be run"
        return design

    def clearly_chosen(factor: float) -> Design:
        return chosen(factor) if choice(factor).membership_loss > CLEARLY else own

    step = STEP if len(kept) <= MANY else LONG_STEP
    return BreakEven(
        item,
        _single_price(case, storage=storage),
        "kWh" if storage else "kW",
        _ranges(chosen, own, step),
        _ranges(clearly_chosen, own, step),
        equal(float(now.cost[bare])) if bare is not None else math.nan,
        equal(float(now.cost[best])) if best is not None else math.nan,
        now.designs[best] if best is not None else None,
    )


def _ever_chosen(subject: Subject, free: Figures, slope: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rows that are nondominated at some price, the present choice and nothing installed.

    What is worse at no price and at the largest one is worse between them, for cost is linear.
    """
    known = np.flatnonzero(free.counting)
    dearest = (free.cost + LARGEST * slope)[known]
    objectives = [o for o in subject.rule.needed if o is not Objective.LIFECYCLE_COST]
    others = free.minimised(known, objectives)
    front = known[nondominated(np.column_stack([free.cost[known], dearest, others]))]
    always = [free.row[subject.chosen.design], free.row.get(Design.nothing(subject.case))]
    return np.union1d(front, [row for row in always if row is not None])


def _ranges(chosen: Callable[[float], Design], own: Design, step: float) -> tuple[PriceRange, ...]:
    """Ranges of one choice each, from a grid and bisection between its places."""
    grid = np.linspace(0.0, LARGEST, round(LARGEST / step) + 1).tolist()
    begins: list[tuple[float, Design]] = [(0.0, chosen(0.0))]
    for low, high in pairwise(grid):
        while begins[-1][1] != chosen(high):
            low, found = _first_change(chosen, begins[-1][1], low, high)
            begins.append((low, found))
    ends = [low for low, _ in begins[1:]] + [math.inf]
    return tuple(
        PriceRange(low, end, design, design == own)
        for (low, design), end in zip(begins, ends, strict=True)
    )


def _first_change(
    chosen: Callable[[float], Design], design: Design, low: float, high: float
) -> tuple[float, Design]:
    """Where another design is chosen than at `low`, and which."""
    while high - low > EXACT:
        middle = (low + high) / 2
        if chosen(middle) == design:
            low = middle
        else:
            high = middle
    return high, chosen(high)


def _single_price(case: Case, *, storage: bool) -> float:
    prices = (
        {kind.investment_per_kwh for kind in case.storage_types}
        if storage
        else {hub.investment_per_kw for hub in case.hubs}
    )
    return prices.pop() if len(prices) == 1 else math.nan
