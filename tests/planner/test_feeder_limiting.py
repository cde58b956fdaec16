"""Broken voltages as limits of the dispatch: what is learnt, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cases import Case
from cases.feeders.bus_map import BusMap
from cases.feeders.reading import read_feeder
from cases.network_limits import NetworkLimits
from cases.schema import LimitEnforcement
from operation import Design, Operator, SolverSettings
from operation.dispatch import Dispatch
from operation.network.connection import Connection, building_demand
from operation.network.voltage_limits import VoltageLimits
from planner.feeder.limiting import BrokenAlone, Limiting, learnt, limited_case

FEEDER = """bus,parent,r_ohm,x_ohm,p_kw,q_kvar,base_kv,base_mva
grid,,0,0,0,0,0.4,0.1
a,grid,0.02,0.01,10,3,0.4,0.1
b,a,0.10,0.03,5,1,0.4,0.1
c,a,0.05,0.02,5,1,0.4,0.1
"""
DESIGN = Design((100.0,), (20.0,))


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    """The hut at bus c, the barn at bus b of a weak feeder."""
    path = tmp_path / "weak.csv"
    path.write_text(FEEDER)
    places = BusMap(np.array([3, 2]), np.array([0.95, 0.95]))
    return Connection(read_feeder(path), places, VoltageLimits(low_pu=0.976), 1.0)


def dispatched(case: Case, design: Design = DESIGN) -> tuple[Dispatch, ...] | None:
    outcome = Operator(case, SolverSettings()).dispatch(0, design)
    return None if outcome.dispatch is None else (outcome.dispatch,)


def voltages(case: Case, connection: Connection, dispatch: Dispatch) -> np.ndarray:
    day = case.scenarios[0]
    demand = building_demand(case, day, dispatch, connection.places.tangent)
    return connection.flow(day, *demand).voltage_pu


def test_limits_are_learnt_until_exact_voltages_keep_the_band(
    tiny: Case, connection: Connection
) -> None:
    first = dispatched(tiny)
    assert first is not None and voltages(tiny, connection, first[0]).min() < 0.9755
    tried = []

    def run(rows: Mapping[str, NetworkLimits]) -> tuple[Dispatch, ...] | None:
        tried.append(rows)
        return dispatched(limited_case(tiny, rows, LimitEnforcement.DISPATCH))

    limiting = Limiting(tiny, connection)
    rows = learnt(limiting, first, run)
    assert limiting.buses == ("b",) and 1 <= len(tried) < 6
    held = dispatched(limited_case(tiny, rows, LimitEnforcement.DISPATCH))
    assert held is not None
    lowest = voltages(tiny, connection, held[0]).min()
    assert 0.976 - 1e-6 <= lowest < 0.9775, "kept, and not by a wide margin"


def test_a_bus_once_outside_is_limited_in_every_step(tiny: Case, connection: Connection) -> None:
    limiting = Limiting(tiny, connection)
    assert limiting.rows()["day"].step.size == 0
    first = dispatched(tiny)
    assert first is not None and not limiting.learn(first)
    rows = limiting.rows()["day"]
    assert set(rows.bus) == {"b"} and rows.step.tolist() == list(range(6))
    assert np.abs(rows.kw_share).max(axis=1) == pytest.approx(1.0)
    assert rows.kw_share[0, 1] == 1.0 > rows.kw_share[0, 0] > 0, "the barn stands at bus b"


def test_a_dispatch_that_keeps_the_band_teaches_nothing(tiny: Case, connection: Connection) -> None:
    wide = Connection(connection.feeder, connection.places, VoltageLimits(low_pu=0.9), 1.0)
    limiting, first = Limiting(tiny, wide), dispatched(tiny)
    assert first is not None and limiting.learn(first)
    assert not limiting.buses and len(limiting.rows()["day"]) == 0


def test_what_no_dispatch_can_keep_ends_with_what_was_learnt(
    tiny: Case, connection: Connection
) -> None:
    limiting, first = Limiting(tiny, connection), dispatched(tiny)
    assert first is not None
    rows = learnt(limiting, first, lambda rows: None)
    assert len(rows["day"]) == 6


def test_a_feeder_broken_alone_is_refused(tiny: Case, connection: Connection) -> None:
    tight = Connection(connection.feeder, connection.places, VoltageLimits(low_pu=0.995), 1.0)
    with pytest.raises(BrokenAlone, match=r"0\.99\d\d pu already, at bus b at 16:00 in day"):
        Limiting(tiny, tight)


def test_a_step_that_no_feeder_carries_teaches_no_margin(
    tiny: Case, connection: Connection
) -> None:
    first = dispatched(tiny)
    assert first is not None
    heavy = first[0].import_kw.copy()
    heavy[3] *= 60.0
    limiting = Limiting(tiny, connection)
    assert not limiting.learn((replace(first[0], import_kw=heavy),))
    collapsed = limiting.rows()["day"]
    assert not Limiting(tiny, connection).learn(first) and set(collapsed.bus) <= {"a", "b", "c"}
    assert (collapsed.most_kw > 0).all(), "a margin of a collapse asks for the impossible"
