"""What a feeder check found, in plain sentences: one text for terminal, report and record."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np

from operation.network.voltage_limits import VoltageLimits
from operation.network.voltage_verdict import VoltageVerdict
from planner.feeder.check import CheckPart, FeederCheck
from planner.feeder.check_numbers import (
    NO_FLOW_WORDS,
    band_words,
    energy_words,
    error_words,
    hours_words,
    place_words,
    time_words,
    unsolved,
    voltage_words,
)
from planner.feeder.check_ways import Used, Way, ways
from planner.feeder.control_words import control_sentences, together_sentences
from planner.report.words import counted, joined, percent

ALIKE = 1e-6
"""Hours of a year and voltages that differ by less are the same."""

_PARTS = {
    CheckPart.REPLAY: "exact flows of the plan",
    CheckPart.SCREEN: "the linear screen",
    CheckPart.OPERATE: "predictive control",
    CheckPart.STRESS: "days with wrong forecasts",
}


class FeederOutcome(StrEnum):
    """What a check comes to."""

    CARRIED = "carried"
    WITH_CONTROL = "carried_with_control"
    """Not as planned, but under predictive control."""
    NOT_CARRIED = "not_carried"
    BROKEN_ALONE = "broken_alone"
    """Not carried, on a feeder that leaves its band without the cluster already."""


def feeder_outcome(check: FeederCheck) -> FeederOutcome:
    """What the check comes to; predictive control counts where it was tried."""
    if check.carried:
        return FeederOutcome.CARRIED
    if check.operated_verdict is not None and check.operated_verdict.kept:
        return FeederOutcome.WITH_CONTROL
    return FeederOutcome.BROKEN_ALONE if check.broken_alone else FeederOutcome.NOT_CARRIED


def check_sentences(check: FeederCheck) -> list[str]:
    """The verdict first, then what stands behind it, then what the checking took."""
    return [
        verdict_sentence(check),
        *_voltages(check),
        *_compared(check),
        *control_sentences(check),
        *together_sentences(check),
        *(
            [f"Predictive control failed: {check.control_trouble}."]
            if check.control_trouble
            else []
        ),
        *_screen(check),
        *_stress(check),
        _times(check),
    ]


def verdict_sentence(check: FeederCheck) -> str:
    """Whether the feeder carries the design."""
    name, band = check.connection.feeder.name, band_words(check.connection.limits)
    outcome = feeder_outcome(check)
    if outcome is FeederOutcome.CARRIED:
        return (
            f"The feeder {name} carries the plan: all voltages of the typical days keep the band "
            f"of {band}."
        )
    if outcome is FeederOutcome.WITH_CONTROL:
        return (
            f"The feeder {name} does not carry the plan as it stands, but does with predictive "
            f"control: all voltages of the typical days then keep the band of {band}."
        )
    if outcome is FeederOutcome.BROKEN_ALONE:
        return (
            f"The feeder {name} leaves its band of {band} without the cluster already; "
            f"{_comparison(check)}."
        )
    if check.operated_verdict is not None:
        return (
            f"The feeder {name} does not carry the plan, neither as it stands nor with predictive "
            f"control: voltages leave the band of {band}."
        )
    return (
        f"The feeder {name} does not carry the plan as it stands: voltages leave the band of "
        f"{band}. Predictive control was not tried."
    )


def used_words(check: FeederCheck, used: Used) -> str:
    """Lowest voltage, hours outside and losses of a way of using the feeder."""
    outside = f"outside for {hours_words(used.verdict.hours_per_year)} a year"
    if unsolved(used.flows):
        return f"{outside}, in part since {NO_FLOW_WORDS}"
    lowest = voltage_words(used.verdict.lowest.voltage_pu, check.connection.limits)
    losses = energy_words(used.loss_kwh_per_year)
    return f"lowest voltage {lowest}, {outside}, losses {losses} a year"


def _voltages(check: FeederCheck) -> list[str]:
    """Lowest and highest voltage of the plan, and how it is outside."""
    limits, verdict = check.connection.limits, check.planned.verdict
    if failed := unsolved(check.planned.flows):
        return [
            f"In {counted(failed, 'step')} of the typical days the feeder cannot carry the plan at "
            f"all: {NO_FLOW_WORDS}, first {_when(verdict)}."
        ]
    low, high = verdict.lowest, verdict.highest
    told = [
        f"As planned, voltages go from {voltage_words(low.voltage_pu, limits)} {place_words(low)} "
        f"to {voltage_words(high.voltage_pu, limits)} {place_words(high)}."
    ]
    if (worst := verdict.worst) is not None:
        below = worst.voltage_pu < limits.low_pu
        limit = limits.low_pu if below else limits.high_pu
        told.append(
            f"Furthest outside is bus {worst.bus} in {worst.scenario} at {worst.clock}: "
            f"{voltage_words(worst.voltage_pu, limits)}, {'below' if below else 'above'} the limit "
            f"of {limit:g} pu. Some bus is outside for {hours_words(verdict.hours_per_year)} a "
            "year."
        )
    return told


def _when(verdict: VoltageVerdict) -> str:
    at = verdict.worst or verdict.lowest
    return f"in {at.scenario} at {at.clock}"


def _compared(check: FeederCheck) -> list[str]:
    """Every way of using the feeder where it is outside alone; otherwise what is lost."""
    known = ways(check)
    if check.broken_alone:
        told = [
            f"{way.words[0].upper()}{way.words[1:]}: {used_words(check, used)}."
            for way, used in known.items()
        ]
        if feeder_outcome(check) is not FeederOutcome.BROKEN_ALONE:
            told.insert(0, "Without the cluster the feeder leaves its band.")
        return told
    losses = [f"{energy_words(used.loss_kwh_per_year)} {way.words}" for way, used in known.items()]
    return [*_nothing(check), f"The feeder loses in a year {joined(losses)}."]


def _nothing(check: FeederCheck) -> list[str]:
    """Whether it is the buildings or the plan that the feeder does not carry."""
    if check.nothing is None or (check.carried and check.nothing.verdict.kept):
        return []
    if check.nothing.verdict.kept:
        return ["With nothing installed all voltages keep the band."]
    too = "" if check.carried else " too"
    used = ways(check)[Way.NOTHING]
    return [f"With nothing installed voltages leave the band{too}: {used_words(check, used)}."]


def _comparison(check: FeederCheck) -> str:
    """What the plan makes of a feeder that is outside alone."""
    known, limits = ways(check), check.connection.limits
    planned = known[Way.PLANNED].verdict
    told = [
        f"{_change(limits, known[way].verdict, planned)} {way.words}"
        for way in (Way.ALONE, Way.NOTHING)
        if way in known
    ]
    return f"with the plan it is {', and '.join(told)}"


def _change(limits: VoltageLimits, before: VoltageVerdict, after: VoltageVerdict) -> str:
    """How far and how long it is outside after a change, against before."""

    def depth(verdict: VoltageVerdict) -> float:
        ends = np.array([verdict.lowest.voltage_pu, verdict.highest.voltage_pu])
        return float(limits.excess(ends).max())

    hours, further = after.hours_per_year - before.hours_per_year, depth(after) - depth(before)
    longer, shorter = hours > ALIKE, hours < -ALIKE
    deeper, flatter = further > ALIKE, further < -ALIKE
    if longer and flatter:
        return "outside for longer but less far than"
    if shorter and deeper:
        return "outside for less time but further than"
    if longer or deeper:
        return "worse than"
    return "better than" if shorter or flatter else "no different from"


def _screen(check: FeederCheck) -> list[str]:
    """How far the linear model is off, and whether it would have misled."""
    if (screened := check.screened) is None:
        return []
    told = "The linear model of the screen cannot be held against flows that have no solution"
    if math.isfinite(screened.error_pu):
        told = f"The linear model of the screen is off by at most {error_words(screened.error_pu)}"
    if screened.verdict.kept == check.carried:
        return [f"{told} and comes to the same verdict on the plan."]
    would = "would have passed" if screened.verdict.kept else "would have refused"
    return [f"{told}; by itself it {would} the plan."]


def _stress(check: FeederCheck) -> list[str]:
    """What becomes of the plan when forecasts are wrong."""
    if not check.stressed:
        return []
    drawn = sum(day.drawn for day in check.stressed)
    outside = sum(day.outside for day in check.stressed)
    lost = sum(day.not_converged for day in check.stressed)
    deviation = percent(check.settings.deviation, 0)
    told = f"Of {counted(drawn, 'day')} with forecasts wrong by {deviation}, "
    if not outside:
        return [f"{told}none leaves the band."]
    told += f"{outside:,} ({percent(outside / drawn)}) {_leave(outside)} the band"
    by_day = [
        f"{day.scenario} {percent(day.outside / day.drawn)}"
        for day in check.stressed
        if day.outside
    ]
    if len(check.stressed) > 1:
        told += f": {joined(by_day[:4])}"
        told += f" and {len(by_day) - 4} more typical days" if len(by_day) > 4 else ""
    if lost:
        told += f"; {counted(lost, 'step')} cannot be carried at all"
    return [f"{told}."]


def _leave(count: int) -> str:
    return "leaves" if count == 1 else "leave"


def _times(check: FeederCheck) -> str:
    parts = [
        f"{words} {time_words(check.seconds[part])}"
        for part, words in _PARTS.items()
        if part in check.seconds
    ]
    return f"Time taken: {', '.join(parts)}."
