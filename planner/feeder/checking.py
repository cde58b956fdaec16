"""Check a planned design on a feeder, part by part."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from cases import Case
from cases.feeders.day import hot_day
from cases.feeders.population import TABLE_1, populate
from operation.dispatch import Dispatch
from operation.network.cluster_control import operate_day
from operation.network.connection import Connection, building_demand
from operation.network.controls import HORIZON_STEPS
from operation.network.engine import ControlFailed
from operation.network.horizon_settings import NetworkModel
from operation.network.operated import OperatedDay
from operation.network.power_flow import PowerFlow
from operation.network.stress import StressedDay, stress_day
from operation.network.together import TogetherDay, operate_together
from operation.network.voltage_screen import VoltageScreen
from operation.network.voltage_verdict import VoltageVerdict, voltage_verdict
from planner.feeder.check import (
    QUARTER,
    CheckPart,
    CheckSettings,
    FeederCheck,
    Replayed,
    Screened,
    loss_kwh_per_year,
    renewable_kwh_per_year,
)
from planner.feeder.subject import Subject


def check_design(
    subject: Subject,
    connection: Connection,
    settings: CheckSettings,
    on_part: Callable[[CheckPart], None] = lambda part: None,
) -> FeederCheck:
    """Check a design that runs as planned in every typical day.

    Control that fails is told in the result. Raises FeederOverloaded.
    """
    case, dispatches, nothing = subject.case, subject.planned, subject.nothing
    seconds: dict[CheckPart, float] = {}
    screens = [VoltageScreen(connection, scenario) for scenario in case.scenarios]
    screened: Screened | None = None
    stressed: tuple[StressedDay, ...] = ()
    on_part(CheckPart.REPLAY)
    began = time.perf_counter()
    planned = _replayed(case, connection, dispatches)
    seconds[CheckPart.REPLAY] = time.perf_counter() - began
    if CheckPart.SCREEN in settings.parts:
        on_part(CheckPart.SCREEN)
        screened = _screened(case, connection, dispatches, screens, planned)
        seconds[CheckPart.SCREEN] = screened.seconds
    operated: tuple[OperatedDay, ...] = ()
    operated_verdict: VoltageVerdict | None = None
    trouble = ""
    if CheckPart.OPERATE in settings.parts:
        on_part(CheckPart.OPERATE)
        began = time.perf_counter()
        try:
            operated = _operated(subject, connection, settings)
        except ControlFailed as failure:  # what else was found shall not be lost
            trouble = str(failure)
        else:
            operated_verdict = voltage_verdict(
                connection.feeder.buses,
                connection.limits,
                case.scenarios,
                [day.flow.voltage_pu for day in operated],
            )
        seconds[CheckPart.OPERATE] = time.perf_counter() - began
    if CheckPart.STRESS in settings.parts:
        on_part(CheckPart.STRESS)
        began = time.perf_counter()
        stressed = _stressed(case, connection, dispatches, settings)
        seconds[CheckPart.STRESS] = time.perf_counter() - began
    together: TogetherDay | None = None
    if settings.around:
        try:
            together = _together(subject, connection, settings)
        except ControlFailed as failure:
            trouble = trouble or f"among other buildings: {failure}"
    return FeederCheck(
        case=case,
        design=subject.design,
        connection=connection,
        settings=settings,
        alone=_summed_up(case, connection, [screen.alone for screen in screens]),
        planned=planned,
        nothing=None if nothing is None else _replayed(case, connection, nothing),
        screened=screened,
        operated=operated,
        operated_verdict=operated_verdict,
        stressed=stressed,
        seconds=seconds,
        planned_renewable_kwh_per_year=renewable_kwh_per_year(
            case, [y.pv_used_kw + y.wind_used_kw for y in dispatches]
        ),
        control_trouble=trouble,
        together=together,
    )


def _replayed(case: Case, connection: Connection, dispatches: Sequence[Dispatch]) -> Replayed:
    tangent = connection.places.tangent
    flows = [
        connection.flow(scenario, *building_demand(case, scenario, dispatch, tangent))
        for scenario, dispatch in zip(case.scenarios, dispatches, strict=True)
    ]
    return _summed_up(case, connection, flows)


def _summed_up(case: Case, connection: Connection, flows: Sequence[PowerFlow]) -> Replayed:
    days = case.scenarios
    verdict = voltage_verdict(
        connection.feeder.buses, connection.limits, days, [flow.voltage_pu for flow in flows]
    )
    return Replayed(tuple(flows), verdict, loss_kwh_per_year(case, flows))


def _screened(
    case: Case,
    connection: Connection,
    dispatches: Sequence[Dispatch],
    screens: Sequence[VoltageScreen],
    planned: Replayed,
) -> Screened:
    tangent = connection.places.tangent
    demands = [
        building_demand(case, scenario, dispatch, tangent)
        for scenario, dispatch in zip(case.scenarios, dispatches, strict=True)
    ]
    began = time.perf_counter()
    squared = [
        screen.squared_voltage(*demand) for screen, demand in zip(screens, demands, strict=True)
    ]
    seconds = time.perf_counter() - began
    voltages = [np.sqrt(np.maximum(values, 0.0)) for values in squared]
    verdict = voltage_verdict(connection.feeder.buses, connection.limits, case.scenarios, voltages)
    exact = [flow.voltage_pu for flow in planned.flows]
    errors = [np.abs(v - e).max() for v, e in zip(voltages, exact, strict=True)]
    return Screened(verdict, seconds, float(max(errors)))


def _operated(
    subject: Subject, connection: Connection, settings: CheckSettings
) -> tuple[OperatedDay, ...]:
    return tuple(
        operate_day(
            subject.case,
            number,
            subject.design,
            dispatch,
            connection,
            reactive_support=settings.reactive_support,
            model=NetworkModel.CONES if settings.careful else NetworkModel.LINEAR,
        )
        for number, dispatch in enumerate(subject.planned)
    )


def _together(subject: Subject, connection: Connection, settings: CheckSettings) -> TogetherDay:
    """The study's buildings of this feeder around the cluster, on its hot day."""
    case, feeder = subject.case, connection.feeder
    number = [scenario.name for scenario in case.scenarios].index(settings.around)
    population = populate(feeder, TABLE_1[feeder.name], seed=settings.seed)
    quarters = round(24 / QUARTER) + HORIZON_STEPS
    return operate_together(
        case,
        number,
        subject.design,
        subject.planned[number],
        connection,
        population,
        hot_day(population, quarters, QUARTER),
        reactive_support=settings.reactive_support,
    )


def _stressed(
    case: Case, connection: Connection, dispatches: Sequence[Dispatch], settings: CheckSettings
) -> tuple[StressedDay, ...]:
    """Days drawn from every typical day, as many of each."""
    each = -(-settings.drawn // len(case.scenarios))
    return tuple(
        stress_day(
            connection,
            case,
            number,
            dispatch,
            drawn=each,
            deviation=settings.deviation,
            seed=settings.seed,
        )
        for number, dispatch in enumerate(dispatches)
    )
