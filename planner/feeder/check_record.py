"""A feeder check as plain data."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from operation.network.operated import OperatedDay
from operation.network.stress import StressedDay
from operation.network.together import TogetherDay
from operation.network.voltage_verdict import VoltageAt, VoltageVerdict
from planner.feeder.check import CheckPart, FeederCheck
from planner.feeder.check_ways import Used, ways
from planner.feeder.check_words import check_sentences, feeder_outcome


def check_record(check: FeederCheck) -> dict[str, Any]:
    """Everything but the steps, which are in the tables; None for what is not a finite number."""
    connection, screened = check.connection, check.screened
    feeder, places, limits = connection.feeder, connection.places, connection.limits
    return {
        "outcome": feeder_outcome(check).value,
        "carried_as_planned": check.carried,
        "outside_without_cluster": check.broken_alone,
        "sentences": check_sentences(check),
        "case": check.case.name,
        "configuration": check.case.configuration.name,
        "currency": check.case.currency,
        "design": check.design.named(check.case),
        "feeder": {"name": feeder.name, "buses": len(feeder), "base_load": connection.base_load},
        "limits": {
            "low_pu": limits.low_pu,
            "high_pu": limits.high_pu,
            "source_pu": limits.source_pu,
        },
        "buildings": [
            {
                "building": building.name,
                "bus": feeder.buses[int(places.bus[number])],
                "power_factor": float(places.power_factor[number]),
            }
            for number, building in enumerate(check.case.buildings)
        ],
        "settings": {
            "parts": [part.value for part in CheckPart if part in check.settings.parts],
            "drawn": check.settings.drawn,
            "deviation": check.settings.deviation,
            "seed": check.settings.seed,
            "careful": check.settings.careful,
            "reactive_support": check.settings.reactive_support,
            "around": check.settings.around or None,
        },
        "ways": {way.value: _used(used) for way, used in ways(check).items()},
        "screen": None
        if screened is None
        else {**_verdict(screened.verdict), "error_pu": _known(screened.error_pu)},
        "operated_days": [_operated(day) for day in check.operated],
        "control_trouble": check.control_trouble or None,
        "together": None if check.together is None else _together(check.together),
        "stress": [_stressed(day) for day in check.stressed],
        "seconds": {part.value: check.seconds[part] for part in CheckPart if part in check.seconds},
    }


def _used(used: Used) -> dict[str, Any]:
    loss = {"loss_kwh_per_year": _known(used.loss_kwh_per_year)}
    return {**_verdict(used.verdict), **loss}


def _verdict(verdict: VoltageVerdict) -> dict[str, Any]:
    return {
        "kept": verdict.kept,
        "lowest": _at(verdict.lowest),
        "highest": _at(verdict.highest),
        "worst": None if verdict.worst is None else _at(verdict.worst),
        "outside": verdict.outside,
        "hours_outside_per_year": verdict.hours_per_year,
    }


def _at(at: VoltageAt) -> dict[str, Any]:
    return {
        "voltage_pu": at.voltage_pu,
        "bus": at.bus,
        "scenario": at.scenario,
        "clock": at.clock,
    }


def _operated(day: OperatedDay) -> dict[str, Any]:
    return {
        "scenario": day.scenario,
        "payments": _known(day.payments),
        "planned_payments": _known(day.planned_payments),
        "stored_less_kwh": _known(day.short_kwh),
        **asdict(day.keeping),
        "fallbacks": day.fallbacks,
        "seconds": day.seconds,
    }


def _together(day: TogetherDay) -> dict[str, Any]:
    return {
        "scenario": day.scenario,
        "buildings": day.buildings,
        "figures": asdict(day.figures),
        "payments": _known(day.payments),
        "planned_payments": _known(day.planned_payments),
    }


def _stressed(day: StressedDay) -> dict[str, Any]:
    carried = day.lowest_pu[day.lowest_pu == day.lowest_pu]
    highest = day.highest_pu[day.highest_pu == day.highest_pu]
    return {
        "scenario": day.scenario,
        "drawn": day.drawn,
        "outside": day.outside,
        "share_outside": day.outside / day.drawn,
        "flows_not_carried": day.not_converged,
        "lowest_pu": float(carried.min()) if carried.size else None,
        "highest_pu": float(highest.max()) if highest.size else None,
        "largest_share_of_a_bus_and_step": float(day.outside_share.max()),
    }


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
