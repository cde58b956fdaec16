"""What break-even prices say, in plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.report.words import design_words, number, percent
from planner.sensitivity.break_even import LARGEST, BreakEven, PriceRange, present_range
from planner.sensitivity.choice import CLEARLY

if TYPE_CHECKING:
    from cases import Case


def break_even_sentences(case: Case, even: BreakEven) -> list[str]:
    """Between which prices the choice stays, and up to which it pays for itself."""
    return [_stays(case, even), *_clearly(case, even), *_pays(case, even)]


def _stays(case: Case, even: BreakEven) -> str:
    words = even.input.words
    around = present_range(even.ranges)
    if around is None:
        return f"Already at the present {words} another design is better."
    part = even.ranges[around]
    if part.low <= 0 and math.isinf(part.high):
        return f"The choice stays whatever the {words}, up to {LARGEST:g} times the present one."
    sentence = f"The choice stays while the {words} is {_between(case, part, even)}"
    beside = []
    if around > 0:
        beside.append(f"below, it is {design_words(case, even.ranges[around - 1].design)}")
    if around + 1 < len(even.ranges):
        beside.append(f"above, it is {design_words(case, even.ranges[around + 1].design)}")
    return f"{sentence}; {'; '.join(beside)}."


def _clearly(case: Case, even: BreakEven) -> list[str]:
    """Where another design is better by more than the choice is held against."""
    around = present_range(even.clear_ranges)
    if around is None or present_range(even.ranges) is None or len(even.ranges) == 1:
        return []
    ranges = even.clear_ranges
    beside = []
    if around > 0:
        beside.append(("below", ranges[around].low, ranges[around - 1].design))
    if around + 1 < len(ranges):
        beside.append(("above", ranges[around].high, ranges[around + 1].design))
    better = f"clearly better, with a membership more than {percent(CLEARLY, 0)} higher,"
    if not beside:
        return [f"No other design is {better} up to {LARGEST:g} times the present one."]
    told = [
        f"{side} {_times(factor)}{_price(case, factor, even)}: {design_words(case, design)}"
        for side, factor, design in beside
    ]
    return [f"Another design is {better} only {'; '.join(told)}."]


def _pays(case: Case, even: BreakEven) -> list[str]:
    part = "storage" if even.unit == "kWh" else "FID"
    if math.isnan(even.against_nothing) and math.isnan(even.against_best):
        return []
    against = []
    if even.best_without is not None and any(even.best_without.values):
        named = design_words(case, even.best_without)
        other = f"the cheapest known design without {part} ({named})"
        against.append((f"The {part} of the chosen design", even.against_best, other))
    against.append(("The chosen design as a whole", even.against_nothing, "nothing installed"))
    return [
        f"{what} pays for itself {_up_to(case, factor, even)}, against {other}."
        for what, factor, other in against
        if not math.isnan(factor)
    ]


def _up_to(case: Case, factor: float, even: BreakEven) -> str:
    if factor < 0:
        return f"not even if the {even.input.words} were 0"
    return f"up to {_times(factor)} the {even.input.words}{_price(case, factor, even)}"


def _between(case: Case, part: PriceRange, even: BreakEven) -> str:
    if math.isinf(part.high):
        return f"above {_times(part.low)} the present one{_price(case, part.low, even)}"
    if part.low <= 0:
        return f"below {_times(part.high)} the present one{_price(case, part.high, even)}"
    prices = ""
    if math.isfinite(even.price):
        low, high = number(part.low * even.price), number(part.high * even.price)
        prices = f" ({low} to {high} {case.currency} per {even.unit})"
    return f"{part.low:.2f} to {_times(part.high)} the present one{prices}"


def _price(case: Case, factor: float, even: BreakEven) -> str:
    if not math.isfinite(even.price):
        return ""
    return f" ({number(factor * even.price)} {case.currency} per {even.unit})"


def _times(factor: float) -> str:
    return f"{factor:.2f} times"
