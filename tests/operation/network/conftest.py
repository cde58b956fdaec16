"""A small feeder with a few buildings and a hot day, and a planned cluster on it."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from cases.case import Case
from cases.feeders.bus_map import BusMap
from cases.feeders.day import FeederDay, hot_day
from cases.feeders.feeder import Feeder
from cases.feeders.population import Census, Population, populate
from operation import Design
from operation.dispatch import Dispatch
from operation.network.connection import Connection
from operation.network.voltage_limits import VoltageLimits


@pytest.fixture(scope="session")
def feeder() -> Feeder:
    """Four buses, one of them large enough for a shop."""
    return Feeder(
        name="small",
        buses=("grid", "a", "b", "c"),
        parent=np.array([-1, 0, 1, 1]),
        r_pu=np.array([0.0, 0.02, 0.05, 0.04]),
        x_pu=np.array([0.0, 0.03, 0.05, 0.06]),
        load_kw=np.array([0.0, 20.0, 15.0, 200.0]),
        load_kvar=np.array([0.0, 8.0, 5.0, 80.0]),
        capacitor_kvar=np.array([0.0, 0.0, 5.0, 0.0]),
        base_kv=4.16,
        base_mva=1.0,
    )


@pytest.fixture(scope="session")
def population(feeder: Feeder) -> Population:
    """Eight homes and a shop."""
    return populate(feeder, Census(8, 1), seed=3)


@pytest.fixture(scope="session")
def day(population: Population) -> FeederDay:
    """A day and a horizon of six hours more."""
    return hot_day(population, 96 + 24)


@dataclass(frozen=True)
class Clustered:
    """Two buildings with a port each and a shared storage, at buses b and c of the feeder."""

    case: Case
    design: Design
    dispatch: Dispatch
    connection: Connection


@pytest.fixture(scope="session")
def clustered(feeder: Feeder, kit: SimpleNamespace) -> Clustered:
    """A sunny roof at bus c, an evening load at bus b, prices that change by the hour."""
    hours = np.arange(24)
    load = np.column_stack((60.0 + 60.0 * np.exp(-((hours - 19.0) ** 2) / 8.0), 40.0 + 0.0 * hours))
    sun = 150.0 * np.maximum(np.sin(np.pi * (hours - 6.0) / 12.0), 0.0)
    lossy = {"input_efficiency": 0.95, "output_efficiency": 0.95, "port_power_max_kw": 80.0}
    case = kit.case(
        [kit.building("home", export_limit_kw=20.0), kit.building("shop", export_limit_kw=20.0)],
        electricity=load,
        hubs=[kit.hub("link", ("home", "shop"), **lossy)],
        storage=[("link", kit.battery(charge_efficiency=0.95, discharge_efficiency=0.95))],
        pv=np.column_stack((np.zeros(24), sun)),
        buy=np.where((hours >= 8) & (hours < 22), 1.0, 0.4)[:, None],
        sell=0.2,
        operation={"self_consumption_value_per_kwh": 0.1},
    )
    design = Design((200.0,), (60.0,))
    dispatch = kit.solve(case, design).dispatch
    places = BusMap(np.array([2, 3]), np.array([0.9, 0.95]))
    return Clustered(case, design, dispatch, Connection(feeder, places, VoltageLimits(), 0.5))
