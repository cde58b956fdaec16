"""What predictive control made of a plan, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from operation.network.operated import OperatedDay
from planner.feeder.check import FeederCheck, renewable_kwh_per_year
from planner.feeder.check_numbers import (
    NO_FLOW_WORDS,
    energy_words,
    error_words,
    hours_words,
    place_words,
    time_words,
    unsolved,
    voltage_words,
)
from planner.report.words import counted, joined, money

CHANGE, SHORT_KWH, USED_KWH = 0.5, 0.05, 1.0
"""Amounts of money a year, of energy stored, and of energy a year, below these are none."""


def control_sentences(check: FeederCheck) -> list[str]:
    """What it reaches, costs, and needed; nothing where it was not tried."""
    verdict, days = check.operated_verdict, check.operated
    if verdict is None or not days:
        return []
    limits, low, high = check.connection.limits, verdict.lowest, verdict.highest
    outside = f"; some bus is outside for {hours_words(verdict.hours_per_year)} a year"
    if failed := unsolved([day.flow for day in days]):
        told = (
            f"With predictive control{_how(check)}, there are {counted(failed, 'step')} that the "
            f"feeder cannot carry: {NO_FLOW_WORDS}{outside}."
        )
        return [told, _paying(check), _solving(days)]
    return [
        f"With predictive control{_how(check)}, voltages go from "
        f"{voltage_words(low.voltage_pu, limits)} {place_words(low)} to "
        f"{voltage_words(high.voltage_pu, limits)} {place_words(high)}"
        f"{'' if verdict.kept else outside}.",
        _paying(check),
        *_unknown(check),
        _solving(days),
    ]


def together_sentences(check: FeederCheck) -> list[str]:
    """The cluster among the study's buildings; nothing where that was not tried."""
    if (day := check.together) is None:
        return []
    figures, limits = day.figures, check.connection.limits
    kept = "all voltages keep the band"
    if (worst := figures.worst) is not None:
        kept = (
            f"{counted(figures.violations, 'voltage')} of a bus and a step "
            f"{'leaves' if figures.violations == 1 else 'leave'} the band, the worst at bus "
            f"{worst.bus} at {worst.clock}"
        )
    return [
        f"Among {counted(day.buildings, 'building')} whose cooling, batteries and PV are "
        f"controlled together with the cluster, {day.scenario} goes from "
        f"{voltage_words(figures.lowest_voltage_pu, limits)} to "
        f"{voltage_words(figures.highest_voltage_pu, limits)}: {kept}. On average "
        f"{figures.average_loss_kw:.1f} kW are lost and comfort is missed by "
        f"{figures.discomfort_c:.2f} K; the cluster pays "
        f"{money(day.payments, check.case.currency)} that day for electricity, as planned "
        f"{money(day.planned_payments, check.case.currency)}. That took "
        f"{time_words(figures.seconds)}."
    ]


def _how(check: FeederCheck) -> str:
    """What is special about the control."""
    settings = check.settings
    special = ["by branch-flow cones"] if settings.careful else []
    special += [] if settings.reactive_support else ["without reactive power of the ports"]
    return f" ({', '.join(special)})" if special else ""


def _paying(check: FeederCheck) -> str:
    """What it pays, and leaves in storage, against the plan, and what it uses."""
    days, currency = check.operated, check.case.currency
    more = math.fsum(
        scenario.days_per_year * (day.payments - day.planned_payments)
        for scenario, day in zip(check.case.scenarios, days, strict=True)
    )
    paid = "as much as the plan"
    if abs(more) >= CHANGE:
        paid = f"{money(abs(more), currency)} a year {'more' if more > 0 else 'less'} than the plan"
    short = max(day.short_kwh for day in days)
    left = f"; storage ends a day with up to {energy_words(short)} less than planned"
    used = renewable_kwh_per_year(check.case, [day.renewable_kw for day in days])
    fewer, less = check.planned_renewable_kwh_per_year - used, ""
    if abs(fewer) >= USED_KWH:
        word = "less" if fewer > 0 else "more"
        less = f", and uses {energy_words(abs(fewer))} a year {word} of PV and wind"
    return f"It pays {paid} for electricity{less}{left if short >= SHORT_KWH else ''}."


def _solving(days: Sequence[OperatedDay]) -> str:
    """How far the controller's model is off, and what that took."""
    names = ("tightenings", "switched", "softened", "loose")
    again, switched, softened, loose = (
        sum(getattr(day.keeping, name) for day in days) for name in names
    )
    fell = sum(day.fallbacks for day in days)
    error = error_words(max(day.keeping.model_error_pu for day in days))
    times = "once" if again == 1 else f"{again:,} times"
    repeated = f"; for that, horizons were solved again {times}" if again else ""
    trouble = f"; on {counted(fell, 'horizon')} a second solver stepped in" if fell else ""
    other = f"; {counted(switched, 'horizon')} needed the other model" if switched else ""
    soft = f"; {counted(softened, 'horizon')} had limits that nothing keeps" if softened else ""
    gap = f"; in {counted(loose, 'step')} the cones are not tight" if loose else ""
    return (
        f"The controller's voltages are off by at most {error}"
        f"{repeated}{other}{soft}{gap}{trouble}."
    )


def _unknown(check: FeederCheck) -> list[str]:
    """What the case limits and control does not know."""
    kinds = check.case.storage_types
    ramps = any(k.ramp_up_kw_per_hour or k.ramp_down_kw_per_hour for k in kinds)
    cycles = any(k.cycles_per_day_max for k in kinds)
    names = (["ramps"] if ramps else []) + (["cycles a day"] if cycles else [])
    if not names:
        return []
    return [
        f"Control does not know the limits that the case sets to {joined(names)} of storage: it "
        "may do, and save, more than the plan can."
    ]
