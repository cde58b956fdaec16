"""A planned cluster and the buildings around it under one controller, through a hot day."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cases import Case
from cases.feeders.day import FeederDay
from cases.feeders.population import Population
from operation.design import Design
from operation.dispatch import Dispatch
from operation.network.cluster import cluster_day, cluster_of
from operation.network.cluster_run import ClusterRun
from operation.network.connection import Connection
from operation.network.controls import HORIZON_STEPS, RECEDE_STEPS, apply_horizon
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import HorizonSettings, Rule, State
from operation.network.horizon_sides import right_hand_sides
from operation.network.indicators import FeederIndicators, flow_indicators
from operation.network.power_flow import PowerFlow, power_flow
from operation.network.simulated import Simulation
from operation.network.voltage_keeping import VoltageKeeper

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TogetherDay:
    """A typical day of the cluster among buildings whose air conditioning is controlled too."""

    scenario: str
    buildings: int
    """Around the cluster."""
    flow: PowerFlow
    """Exact flows, one a quarter of an hour."""
    figures: FeederIndicators
    payments: float
    """Of the cluster for electricity, per day [currency]."""
    planned_payments: float


def operate_together(
    case: Case,
    number: int,
    design: Design,
    dispatch: Dispatch,
    connection: Connection,
    population: Population,
    around: FeederDay,
    *,
    reactive_support: bool = True,
) -> TogetherDay:
    """Run a typical day of the cluster and a hot day of a population by Control 3 together.

    As `operate_day`, and the buildings around decide their cooling, batteries, PV and reactive
    power by the same program, six hours ahead; they and what the study leaves beside them are the
    feeder's other customers. Raises ControlFailed, and ValueError where a step of the typical day
    is no number of the steps of `around`, or `around` ends too early.
    """
    began = time.monotonic()
    scenario, feeder = case.scenarios[number], connection.feeder
    cluster = cluster_of(case, design, connection)
    planned = cluster_day(case, scenario, dispatch, cluster, connection)
    nothing = np.zeros_like(planned.others_kw)  # those around take their place
    day = replace(planned, others_kw=nothing, others_kvar=nothing).finer(around.step_hours)
    steps = day.steps
    if len(around.ambient_c) < steps - RECEDE_STEPS + HORIZON_STEPS:
        raise ValueError("the day around ends inside the last horizon: make it longer")

    def build(settings: HorizonSettings) -> HorizonProgram:
        here = cluster, day
        return HorizonProgram(feeder, population, settings, HORIZON_STEPS, around.step_hours, here)

    settings = HorizonSettings(
        rule=Rule.FREE, network=True, reactive_support=reactive_support, limits=connection.limits
    )
    keeper = VoltageKeeper(build, settings)
    simulation = Simulation(population, around, steps)
    run = ClusterRun(cluster, day, dispatch.stored_kwh[0, cluster.sites])

    def sides(horizon: HorizonProgram) -> tuple[Floats, Floats, Floats]:
        state = State(simulation.wall_c, simulation.room_c, simulation.stored_kwh)
        b, h = right_hand_sides(horizon, around, run.step, state)
        return b, h, run.prices(horizon, b, h)

    while run.step < steps:
        applied = slice(run.step, min(run.step + RECEDE_STEPS, steps))
        count = applied.stop - applied.start

        def demand(
            horizon: HorizonProgram, found: Floats, applied: slice = applied, count: int = count
        ) -> tuple[Floats, Floats]:
            trial = simulation.copy()
            apply_horizon(trial, horizon, found, applied)
            own, theirs = run.demand(horizon, found, count), trial.demand(feeder, applied)
            return own[0] + theirs[0], own[1] + theirs[1]

        answer = keeper.solve(sides, count, demand)
        apply_horizon(simulation, answer.horizon, answer.found, applied)
        run.apply(answer.horizon, answer.found, count)
    controlled = simulation.finished(time.monotonic() - began, keeper.fallbacks, keeper.keeping)
    theirs, own = controlled.demand(feeder, population, around), run.whole_demand()
    demands = theirs[0] + own[0], theirs[1] + own[1]
    tables = run.tables
    return TogetherDay(
        scenario=scenario.name,
        buildings=len(population),
        flow=power_flow(feeder, *demands, connection.limits.source_pu),
        figures=flow_indicators(feeder, population, around, controlled, demands, connection.limits),
        payments=day.payments(tables["import_kw"], tables["export_kw"]),
        planned_payments=planned.payments(dispatch.import_kw, dispatch.export_kw),
    )
