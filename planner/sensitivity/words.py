"""What sensitivities say, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.report.words import (
    EACH_NAMED,
    counted,
    design_words,
    joined,
    kilo,
    money,
    number,
    percent,
    tonnes,
)
from planner.sensitivity.break_even import LARGEST, BreakEven, PriceRange
from planner.sensitivity.inputs import Scale, UncertainInput

if TYPE_CHECKING:
    from cases import Case
    from operation import Design
    from planner.sensitivity.analysis import Sensitivities
    from planner.sensitivity.sampling import Sampling
    from planner.sensitivity.worlds import Judged

KNOWN_ONLY = (
    "Only designs that the run evaluated are compared here; a new search in such a world may find "
    "better ones."
)


def value_words(item: UncertainInput, value: float) -> str:
    """A value of an input with its unit."""
    if item.scale is Scale.YEARS:
        return counted(round(value), "year")
    if item.scale is Scale.SHARE:
        return percent(value)
    return f"{value:.3g} times"


def break_even_sentences(case: Case, even: BreakEven) -> list[str]:
    """Between which prices the choice stays, and up to which it pays for itself."""
    return [_stays(case, even), *_pays(case, even)]


def tornado_sentences(found: Sensitivities) -> list[str]:
    """What the saving hangs on, and what would change the choice."""
    if not found.bars:
        return []
    sentences = []
    if math.isfinite(found.base.choice.saving):
        bar = max(found.bars, key=lambda bar: bar.extent("saving", found.base))
        there = [world.choice.saving for world in (bar.low, found.base, bar.high)]
        ends = [end for end in there if math.isfinite(end)]
        sentences.append(
            f"What the chosen design saves against nothing installed hangs most on "
            f"{bar.input.words}: from {money(min(ends), found.case.currency)} to "
            f"{money(max(ends), found.case.currency)}, for {value_words(bar.input, bar.input.low)} "
            f"to {value_words(bar.input, bar.input.high)}."
        )
    count = counted(len(found.bars), "input")
    changing = [bar for bar in found.bars if any(_changes(end) for end in (bar.low, bar.high))]
    if changing:
        named = joined([bar.input.words for bar in changing])
        many = "one changes" if len(changing) == 1 else f"{len(changing)} change"
        sentences.append(f"Of {count}, one at a time, {many} the choice: {named}.")
    else:
        sentences.append(f"None of {count}, one at a time, changes the choice.")
    sentences.append(_regret(found))
    return sentences + [
        f"No design can be run with {value_words(bar.input, end.values[0][1])} the "
        f"{bar.input.words}: a range of its own keeps such a world out of the samples, for example "
        f"{_narrower(bar.input, high=end is bar.high)}."
        for bar in found.bars
        for end in (bar.low, bar.high)
        if end.choice.chosen is None
    ]


def short_words(design: Design) -> str:
    """Capacities without names: "950 kWh, 170 kW", of several places "300 + 200 kWh"."""
    parts = [
        f"{_summands(values)} {unit}"
        for values, unit in ((design.storage_kwh, "kWh"), (design.fid_kw, "kW"))
        if any(values)
    ]
    return ", ".join(parts) or "nothing"


def sampling_sentences(found: Sensitivities, sampling: Sampling) -> list[str]:
    """How often the choice is kept, and what it saves."""
    currency = found.case.currency
    sentences = []
    if left := len(sampling.samples) - sampling.possible:
        every = counted(len(sampling.samples), "sample")
        sentences.append(f"In {left} of {every} no design can be run; they are left out here.")
    if not sampling.possible:
        return sentences
    sentences.append(
        f"The choice is kept in {percent(sampling.stays, 0)} of "
        f"{counted(sampling.possible, 'sample')} of all inputs together."
    )
    if sampling.runs < 1:
        sentences.append(f"The chosen design can be run in {percent(sampling.runs, 0)} of them.")
    low, middle, high = sampling.quantiles("saving")
    if math.isfinite(middle):
        clean = sampling.quantiles("emissions_saving_kg")
        sentences.append(
            f"Against nothing installed it saves {money(low, currency)} to "
            f"{money(high, currency)} (5 to 95 %, median {money(middle, currency)}) and "
            f"{tonnes(clean[0])} to {tonnes(clean[2])} a year; it saves both in "
            f"{percent(sampling.saves_both, 0)} of the samples."
        )
    return sentences


def _changes(there: Judged) -> bool:
    return there.choice.chosen is not None and not there.choice.stays


def _regret(found: Sensitivities) -> str:
    """What staying with the choice costs at worst."""
    worlds = [(bar.input, there) for bar in found.bars for there in (bar.low, bar.high)]
    known = [(item, there) for item, there in worlds if math.isfinite(there.choice.cost_regret)]
    item, there = max(known, key=lambda pair: pair[1].choice.cost_regret, default=(None, None))
    if item is None or there is None or there.choice.cost_regret <= 0:
        return "In none of these worlds is a known design cheaper that emits no more."
    regret = money(there.choice.cost_regret, found.case.currency)
    return (
        f"Staying with it costs at most {regret} more than a known design that emits no more "
        f"({item.words} {value_words(item, there.values[0][1])})."
    )


def _narrower(item: UncertainInput, *, high: bool) -> str:
    low, end = (item.low, item.base) if high else (item.base, item.high)
    return f"--range {item.name}={low:g}:{end:g}"


def _summands(values: Sequence[float]) -> str:
    if sum(value > 0 for value in values) > EACH_NAMED:
        return kilo(math.fsum(values))
    return " + ".join(kilo(value) for value in values if value > 0)


def _stays(case: Case, even: BreakEven) -> str:
    words = even.input.words
    around = next((n for n, p in enumerate(even.ranges) if p.stays and p.low <= 1 <= p.high), None)
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


def _pays(case: Case, even: BreakEven) -> list[str]:
    part = "storage" if even.unit == "kWh" else "FID"
    if math.isnan(even.against_nothing) and math.isnan(even.against_best):
        return []
    against = [("nothing installed", even.against_nothing)]
    if even.best_without is not None and any(even.best_without.values):
        named = design_words(case, even.best_without)
        against.append((f"the cheapest known design without {part} ({named})", even.against_best))
    told = [
        f"against {name} {_up_to(case, factor, even)}"
        for name, factor in against
        if not math.isnan(factor)
    ]
    return [f"The chosen design pays for itself {joined(told)}."] if told else []


def _up_to(case: Case, factor: float, even: BreakEven) -> str:
    if factor < 0:
        return f"not even if the {even.input.words} were nothing"
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
