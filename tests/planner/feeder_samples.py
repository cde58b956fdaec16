"""Feeder checks of the tiny case on a feeder of six buses, its operated day made by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cases import Case
from cases.feeders.bus_map import BusMap
from cases.feeders.feeder import Feeder
from operation import Design, Operator, SolverSettings
from operation.network.connection import Connection, building_demand
from operation.network.keeping import Keeping
from operation.network.operated import OperatedDay
from operation.network.voltage_limits import VoltageLimits
from operation.network.voltage_verdict import voltage_verdict
from planner.feeder.check import CheckPart, CheckSettings, FeederCheck
from planner.feeder.checking import check_design
from planner.feeder.subject import Subject

PARTS = frozenset((CheckPart.SCREEN, CheckPart.STRESS))
LOW, NARROW = 0.95, 0.985
"""A limit that the plan keeps, and one that it does not."""


def small_feeder() -> Feeder:
    """A substation, a line of four buses, and a branch from its first to one more."""
    return Feeder(
        name="small",
        buses=("source", "near", "side", "middle", "far", "end"),
        parent=np.array([-1, 0, 1, 1, 3, 4]),
        r_pu=np.array([0.0, 0.01, 0.02, 0.02, 0.03, 0.01]),
        x_pu=np.array([0.0, 0.01, 0.01, 0.01, 0.02, 0.01]),
        load_kw=np.array([0.0, 20.0, 30.0, 20.0, 10.0, 10.0]),
        load_kvar=np.array([0.0, 5.0, 8.0, 5.0, 3.0, 2.0]),
        capacitor_kvar=np.zeros(6),
        base_kv=0.4,
        base_mva=0.2,
    )


@dataclass(frozen=True)
class Sample:
    """A check with what it was made of."""

    check: FeederCheck
    subject: Subject


def subject_of_tiny(case: Case) -> Subject:
    """A design with storage and ports, and nothing installed, as they are dispatched."""
    design, operator = Design((100.0,), (20.0,)), Operator(case, SolverSettings())
    planned, nothing = (operator.dispatch(0, d).dispatch for d in (design, Design.nothing(case)))
    assert planned is not None and nothing is not None
    return Subject(case, design, (planned,), (nothing,))


def sample(
    subject: Subject, low: float = NARROW, *, base_load: float = 0.1, drawn: int = 60
) -> Sample:
    """The check of a subject with the hut at the end of the feeder and the barn in its middle."""
    places = BusMap(np.array([5, 3]), np.array([0.95, 0.95]))
    limits = VoltageLimits(low_pu=low)
    connection = Connection(small_feeder(), places, limits, base_load)
    settings = CheckSettings(parts=PARTS, drawn=drawn)
    return Sample(check_design(subject, connection, settings), subject)


def operated(made: Sample, kvar: float) -> Sample:
    """The same check with a day on which both ports give so much reactive power."""
    check = made.check
    days = []
    for day, y in zip(check.case.scenarios, made.subject.planned, strict=True):
        kw, taken = building_demand(check.case, day, y, check.connection.places.tangent)
        given = np.full_like(y.port_in_kw, kvar)
        owners = [building for _, building in check.case.ports]
        flow = check.connection.flow(day, kw, taken - given[:, np.argsort(owners)])
        days.append(
            OperatedDay(
                scenario=day.name,
                import_kw=y.import_kw,
                export_kw=y.export_kw,
                renewable_kw=y.pv_used_kw + y.wind_used_kw,
                port_kw=y.port_out_kw - y.port_in_kw,
                port_kvar=given,
                charge_kw=y.charge_kw,
                discharge_kw=y.discharge_kw,
                stored_kwh=y.stored_kwh,
                flow=flow,
                payments=12.0,
                planned_payments=10.0,
                short_kwh=0.7,
                keeping=Keeping(tightenings=2, model_error_pu=3.4e-4),
                fallbacks=1,
                seconds=1.5,
            )
        )
    connection = check.connection
    verdict = voltage_verdict(
        connection.feeder.buses,
        connection.limits,
        check.case.scenarios,
        [day.flow.voltage_pu for day in days],
    )
    seconds = {**check.seconds, CheckPart.OPERATE: 1.5}
    new = replace(check, operated=tuple(days), operated_verdict=verdict, seconds=seconds)
    return replace(made, check=new)
