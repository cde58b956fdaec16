"""Predictive control of a design's storage and ports on a typical day, the feeder in view."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from cases import Case, Scenario
from cases.feeders.day import empty_day
from cases.feeders.population import Population
from operation.design import Design
from operation.dispatch import Dispatch
from operation.network.cluster import cluster_day, cluster_of
from operation.network.cluster_run import ClusterRun
from operation.network.connection import Connection
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import HorizonSettings, NetworkModel, Rule, State
from operation.network.horizon_sides import right_hand_sides
from operation.network.operated import OperatedDay
from operation.network.power_flow import power_flow
from operation.network.voltage_keeping import VoltageKeeper

Floats = NDArray[np.float64]

RECEDE_HOURS, AHEAD_HOURS = 1.0, 24.0
"""Hours that are applied of every horizon, and hours that it is long, as far as the day goes."""


def operate_day(
    case: Case,
    number: int,
    design: Design,
    dispatch: Dispatch,
    connection: Connection,
    *,
    reactive_support: bool = True,
    model: NetworkModel = NetworkModel.LINEAR,
) -> OperatedDay:
    """Run a typical day again, hour by hour, a day ahead in view each time.

    Decided anew: storage, active and reactive power of the ports, how much PV and wind is used.
    Heating, cooling and shifted loads stay as planned, and so does the side of the meter that a
    building is on. What is minimised is what electricity costs and what the feeder loses, a kWh
    lost at the mean price of a kWh bought; storage ends the day as planned, or lower where that
    cannot be. Least powers of storage and ports, ramps and limits on cycles are not known. Exact
    AC flows judge every hour before it counts. Raises ControlFailed.
    """
    began = time.perf_counter()
    scenario, cluster = case.scenarios[number], cluster_of(case, design, connection)
    day = cluster_day(case, scenario, dispatch, cluster, connection)
    steps, hours = scenario.steps, scenario.step_hours
    ahead = min(steps, max(1, round(AHEAD_HOURS / hours)))
    nobody = Population.nobody()

    def build(settings: HorizonSettings) -> HorizonProgram:
        return HorizonProgram(connection.feeder, nobody, settings, ahead, hours, (cluster, day))

    settings = HorizonSettings(
        rule=Rule.FREE,
        network=True,
        reactive_support=reactive_support,
        limits=connection.limits,
        model=model,
    )
    keeper = VoltageKeeper(build, settings)
    still, nothing = empty_day(2 * steps, hours), State(*(np.zeros(0) for _ in range(3)))
    run = ClusterRun(cluster, day, dispatch.stored_kwh[0, cluster.sites])

    def sides(horizon: HorizonProgram) -> tuple[Floats, Floats, Floats]:
        b, h = right_hand_sides(horizon, still, run.step, nothing)
        return b, h, run.prices(horizon, b, h)

    while run.step < steps:
        applied = min(max(1, round(RECEDE_HOURS / hours)), steps - run.step)
        answer = keeper.solve(sides, applied)
        run.apply(answer.horizon, answer.found, applied)
    return _told(case, scenario, dispatch, connection, run, keeper, began)


def _told(
    case: Case,
    scenario: Scenario,
    dispatch: Dispatch,
    connection: Connection,
    run: ClusterRun,
    keeper: VoltageKeeper,
    began: float,
) -> OperatedDay:
    tables = run.tables
    ports, sites = (len(case.ports), run.cluster.ports), (len(case.storage), run.cluster.sites)
    stored = _spread(run.levels, *sites)
    return OperatedDay(
        scenario=scenario.name,
        import_kw=tables["import_kw"],
        export_kw=tables["export_kw"],
        renewable_kw=tables["renewable_kw"],
        port_kw=_spread(tables["port_out_kw"] - tables["port_in_kw"], *ports),
        port_kvar=_spread(tables["port_kvar"], *ports),
        charge_kw=_spread(tables["charge_kw"], *sites),
        discharge_kw=_spread(tables["discharge_kw"], *sites),
        stored_kwh=stored,
        flow=power_flow(connection.feeder, *run.whole_demand(), connection.limits.source_pu),
        payments=run.day.payments(tables["import_kw"], tables["export_kw"]),
        planned_payments=run.day.payments(dispatch.import_kw, dispatch.export_kw),
        short_kwh=float(np.maximum(dispatch.stored_kwh[-1] - stored[-1], 0.0).sum()),
        keeping=keeper.keeping,
        fallbacks=keeper.fallbacks,
        seconds=time.perf_counter() - began,
    )


def _spread(values: Floats, items: int, installed: NDArray[np.int64]) -> Floats:
    """Values of what is installed among all items of the case, shape (steps, items)."""
    whole = np.zeros((len(values), items))
    whole[:, installed[: values.shape[1]]] = values
    return whole
