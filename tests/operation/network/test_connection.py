"""A cluster on a feeder: what its buses take, sensitivities, and days with wrong forecasts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from operation.network.connection import building_demand
from operation.network.stress import stress_day
from operation.network.voltage_limits import VoltageLimits
from operation.network.voltage_screen import VoltageScreen
from operation.network.voltage_verdict import voltage_verdict

if TYPE_CHECKING:
    from tests.operation.network.conftest import Clustered


def demand(clustered: Clustered) -> tuple[np.ndarray, np.ndarray]:
    case, tangent = clustered.case, clustered.connection.places.tangent
    return building_demand(case, case.scenarios[0], clustered.dispatch, tangent)


def test_power_through_the_device_leaves_one_bus_and_arrives_at_another(
    clustered: Clustered,
) -> None:
    """What the buses take differs from what the buildings use by generation, storage and ports."""
    y, day = clustered.dispatch, clustered.case.scenarios[0]
    kw, _ = demand(clustered)
    assert (y.port_out_kw[:, 0] > 1).any(), "the case has to use its device"
    given = y.port_out_kw - y.port_in_kw
    assert np.allclose(kw, day.electricity_kw - y.pv_used_kw - given, atol=1e-6)


def test_reactive_power_follows_the_power_factor_of_the_load(clustered: Clustered) -> None:
    _, kvar = demand(clustered)
    angle = np.arccos([0.9, 0.95])
    load = clustered.case.scenarios[0].electricity_kw
    assert np.allclose(kvar, load * np.tan(angle))


def test_the_screen_is_the_derivative_of_exact_voltages(clustered: Clustered) -> None:
    """At the feeder without the cluster, sensitivities are those of the linear model."""
    connection, day = clustered.connection, clustered.case.scenarios[0]
    screen = VoltageScreen(connection, day)
    none = np.zeros((24, 2))
    alone = connection.flow(day, none, none).voltage_pu
    assert np.array_equal(screen.alone.voltage_pu, alone)
    assert np.allclose(screen.squared_voltage(none, none), alone**2, rtol=0, atol=1e-12)
    little = none.copy()
    little[:, 0] = 0.1
    exact = connection.flow(day, little, none).voltage_pu ** 2 - alone**2
    linear = screen.squared_voltage(little, none) - alone**2
    # the linear model leaves out what the feeder's own currents add to the fall
    assert np.allclose(linear, exact, rtol=0.1, atol=1e-9) and (linear[:, 2] < 0).all()


def test_the_screen_is_close_for_a_whole_dispatch(clustered: Clustered) -> None:
    connection, day = clustered.connection, clustered.case.scenarios[0]
    kw, kvar = demand(clustered)
    exact = connection.flow(day, kw, kvar).voltage_pu
    screened = np.sqrt(VoltageScreen(connection, day).squared_voltage(kw, kvar))
    assert np.abs(screened - exact).max() < 2e-3
    assert np.abs(exact - 1).max() > 0.01, "the day has to load the feeder"


def test_a_verdict_names_the_worst_place_and_time() -> None:
    voltage = np.ones((2, 3))
    voltage[1, 2], voltage[0, 1] = 0.94, 1.051
    days = [_Day("summer", 100.0), _Day("winter", 265.0)]
    found = voltage_verdict(("a", "b", "c"), VoltageLimits(), days, [np.ones((2, 3)), voltage])
    assert not found.kept and found.outside == 2
    assert found.worst == found.lowest and found.worst is not None
    assert (found.worst.bus, found.worst.scenario, found.worst.clock) == ("c", "winter", "12:00")
    assert (found.highest.bus, found.highest.voltage_pu) == ("b", 1.051)
    assert found.hours_per_year == pytest.approx(24 * 265.0)


def test_a_voltage_that_does_not_exist_is_outside() -> None:
    voltage = np.array([[1.0, np.nan]])
    found = voltage_verdict(("a", "b"), VoltageLimits(), [_Day("day", 365.0)], [voltage])
    assert not found.kept and found.lowest.voltage_pu == 0.0 and found.lowest.bus == "b"


def test_a_stressed_day_without_deviation_is_the_planned_one(clustered: Clustered) -> None:
    connection, case = clustered.connection, clustered.case
    exact = connection.flow(case.scenarios[0], *demand(clustered)).voltage_pu
    found = stress_day(connection, case, 0, clustered.dispatch, drawn=3, deviation=0.0)
    assert np.allclose(found.lowest_pu, exact.min(), rtol=0, atol=1e-9)
    assert found.outside == 0 and found.not_converged == 0


def test_stress_counts_days_outside_and_draws_each_by_itself(clustered: Clustered) -> None:
    tight = replace(clustered.connection, limits=VoltageLimits(low_pu=0.98))
    few, many = (
        stress_day(tight, clustered.case, 0, clustered.dispatch, drawn=drawn, seed=4)
        for drawn in (5, 130)
    )
    assert np.array_equal(few.lowest_pu, many.lowest_pu[:5])
    assert many.outside == np.count_nonzero(many.lowest_pu < 0.98 - 1e-6)
    assert 0 < many.outside < 130 and many.outside_share.max() <= many.outside / 130
    other = stress_day(tight, clustered.case, 0, clustered.dispatch, drawn=5, seed=5)
    assert not np.array_equal(few.lowest_pu, other.lowest_pu)


class _Day:
    """As much of a scenario as a verdict asks for: two steps of half a day."""

    step_hours, days = 12.0, 1.0

    def __init__(self, name: str, days_per_year: float) -> None:
        self.name, self.days_per_year = name, days_per_year

    def clock(self, step: int) -> str:
        return f"{12 * step:02d}:00"
