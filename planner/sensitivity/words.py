"""What sensitivities say, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.evaluation import Objective
from planner.report.words import (
    EACH_NAMED,
    OBJECTIVE_WORDS,
    counted,
    joined,
    kilo,
    money,
    percent,
    tonnes,
)
from planner.sensitivity.inputs import Scale, UncertainInput

if TYPE_CHECKING:
    from cases import Case
    from operation import Design
    from planner.sensitivity.analysis import Sensitivities
    from planner.sensitivity.choice import Rule
    from planner.sensitivity.sampling import Sampling
    from planner.sensitivity.worlds import Judged

KNOWN_ONLY = (
    "Only designs that the run evaluated are compared here; a new search in such a world may find "
    "better ones."
)


def value_words(case: Case, item: UncertainInput, value: float) -> str:
    """A value of an input with its unit; of lives with the whole years that they are."""
    if item.scale is Scale.YEARS:
        return counted(round(value), "year")
    if item.scale is Scale.SHARE:
        return percent(value)
    years = item.years(case, value)
    return f"{value:.3g} times, {years} years" if years else f"{value:.3g} times"


def staying_sentence(found: Sensitivities) -> str:
    """What it means that the choice stays."""
    return (
        f"The choice counts as kept while no other known design has a membership more than "
        f"{percent(found.rule.alike, 0)} higher; neighbours on a front often differ by less."
    )


def no_worse_words(rule: Rule) -> str:
    """Of a design that is no worse beside cost: "emits no more"."""
    if rule.others == (Objective.ANNUAL_EMISSIONS,):
        return "emits no more"
    return f"is no worse in {joined([OBJECTIVE_WORDS[o] for o in rule.others])}"


def tornado_sentences(found: Sensitivities) -> list[str]:
    """What the saving hangs on, and what would change the choice."""
    if not found.bars:
        return []
    case, sentences = found.case, []
    if math.isfinite(found.base.choice.saving):
        bar = max(found.bars, key=lambda bar: bar.extent("saving", found.base))
        there = [world.choice.saving for world in (bar.low, found.base, bar.high)]
        ends = [end for end in there if math.isfinite(end)]
        sentences.append(
            f"What the chosen design saves against nothing installed hangs most on "
            f"{bar.input.words}: from {money(min(ends), case.currency)} to "
            f"{money(max(ends), case.currency)}, for "
            f"{value_words(case, bar.input, bar.input.low)} to "
            f"{value_words(case, bar.input, bar.input.high)}."
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
        f"No design can be run with {value_words(case, bar.input, end.values[0][1])} the "
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
    if lost := sum(map(_without_reference, sampling.samples)):
        compared = "; compared in the others" if sampling.compared else ""
        every = counted(len(sampling.samples), "sample")
        sentences.append(f"Nothing installed cannot be run in {lost} of {every}{compared}.")
    if math.isfinite(middle):
        clean = sampling.quantiles("emissions_saving_kg")
        sentences.append(
            f"Against nothing installed it saves {money(low, currency)} to "
            f"{money(high, currency)} (5 to 95 %, median {money(middle, currency)}) and "
            f"{tonnes(clean[0])} to {tonnes(clean[2])} a year; it saves both in "
            f"{percent(sampling.saves_both, 0)} of {'these' if lost else 'the'} samples."
        )
    return sentences


def _without_reference(there: Judged) -> bool:
    """Whether the present choice can be run there, and nothing installed cannot."""
    return math.isfinite(there.choice.lifecycle_cost) and not math.isfinite(there.choice.saving)


def _changes(there: Judged) -> bool:
    return there.choice.chosen is not None and not there.choice.stays


def _regret(found: Sensitivities) -> str:
    """What staying with the choice costs at worst."""
    worlds = [(bar.input, there) for bar in found.bars for there in (bar.low, bar.high)]
    known = [(item, there) for item, there in worlds if math.isfinite(there.choice.cost_regret)]
    item, there = max(known, key=lambda pair: pair[1].choice.cost_regret, default=(None, None))
    if item is None or there is None or there.choice.cost_regret <= 0:
        better = no_worse_words(found.rule)
        return f"In none of these worlds is a known design cheaper that {better}."
    regret = money(there.choice.cost_regret, found.case.currency)
    return (
        f"Staying with it costs at most {regret} more than a known design that "
        f"{no_worse_words(found.rule)} ({item.words} "
        f"{value_words(found.case, item, there.values[0][1])})."
    )


def _narrower(item: UncertainInput, *, high: bool) -> str:
    low, end = (item.low, item.base) if high else (item.base, item.high)
    return f"--range {item.name}={low:g}:{end:g}"


def _summands(values: Sequence[float]) -> str:
    if sum(value > 0 for value in values) > EACH_NAMED:
        return kilo(math.fsum(values))
    return " + ".join(kilo(value) for value in values if value > 0)
