"""Rows that hold voltages, by sensitivities: what they keep, and which may be left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cases.feeders.bus_map import BusMap
from cases.network_limits import NetworkLimits
from operation.network.connection import Connection
from operation.network.dispatch_limits import dispatch_limits
from operation.network.voltage_limits import VoltageLimits
from operation.network.voltage_screen import VoltageScreen

if TYPE_CHECKING:
    from tests.operation.network.conftest import Clustered

ALL = np.arange(4)
PORT_KVAR = 1000.0
"""Largest rating of the ports of the case."""


def rows_of(
    clustered: Clustered, limits: VoltageLimits, load_kvar: np.ndarray, **changes: object
) -> tuple[NetworkLimits, VoltageScreen]:
    """Rows of all buses, and the screen that they come from."""
    case, day = clustered.case, clustered.case.scenarios[0]
    connection: Connection = replace(clustered.connection, limits=limits, **changes)
    screen, none = VoltageScreen(connection, day), np.zeros((24, 4))
    return dispatch_limits(case, day, screen, (ALL, ALL), (none, none), load_kvar), screen


def broken(rows: NetworkLimits, net_kw: np.ndarray, given_kvar: np.ndarray) -> np.ndarray:
    """Steps in which a row is broken, shape (steps,)."""
    taken = (rows.kw_share * net_kw[rows.step]).sum(axis=1)
    relief = (rows.kvar_share * given_kvar[rows.step]).sum(axis=1)
    steps = np.zeros(len(net_kw), dtype=bool)
    np.logical_or.at(steps, rows.step, taken - relief > rows.most_kw)
    return steps


@pytest.mark.parametrize("bus", [(2, 3), (3, 3), (0, 3)])
def test_rows_hold_where_and_only_where_the_screen_keeps_the_band(
    clustered: Clustered, bus: tuple[int, int]
) -> None:
    """Whatever meters and ports do: rows that are left out say nothing that others do not."""
    rng, limits = np.random.default_rng(5), VoltageLimits(low_pu=0.93, high_pu=1.04)
    load_kvar = rng.uniform(0.0, 30.0, (24, 2))
    places = BusMap(np.array(bus), np.array([0.9, 0.95]))
    rows, screen = rows_of(clustered, limits, load_kvar, places=places)
    found = set()
    for _ in range(200):
        net = rng.uniform((-20.0, -20.0), (900.0, 900.0), (24, 2)) * rng.random((24, 1))
        given = rng.uniform(-PORT_KVAR, PORT_KVAR, (24, 2)) * rng.random((24, 1))
        squared = screen.squared_voltage(net, load_kvar - given)
        outside = np.maximum(limits.low_pu**2 - squared, squared - limits.high_pu**2).max(axis=1)
        clear = np.abs(outside) > 1e-5
        assert np.array_equal(broken(rows, net, given)[clear], (outside > 0)[clear])
        found |= set((outside > 0)[clear].tolist())
    assert found == {False, True}


def test_without_ports_a_row_for_each_step_and_side_is_enough(clustered: Clustered) -> None:
    """One building's bus, and buses before and beside it: the tightest says it all."""
    alone = replace(clustered.case, hubs=(), buildings=clustered.case.buildings[:1])
    rows, _ = rows_of(
        replace(clustered, case=alone),
        VoltageLimits(low_pu=0.985),
        np.zeros((24, 1)),
        places=BusMap(np.array([2]), np.array([0.9])),
    )
    assert rows.step.tolist() == sorted(set(rows.step.tolist()))
    assert set(rows.bus) <= {"b", "c"} and (rows.kw_share == 1.0).all()


def test_what_meters_and_ports_cannot_break_is_left_out(clustered: Clustered) -> None:
    rows, _ = rows_of(clustered, VoltageLimits(low_pu=0.1, high_pu=2.0), np.zeros((24, 2)))
    assert not len(rows) and rows.kw_share.shape == (0, 2)
