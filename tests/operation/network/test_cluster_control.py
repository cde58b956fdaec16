"""A design's storage and ports under predictive control on a feeder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from operation.network.cluster_control import operate_day
from operation.network.connection import building_demand
from operation.network.horizon_settings import NetworkModel
from operation.network.operated import OperatedDay
from operation.network.voltage_limits import VoltageLimits

if TYPE_CHECKING:
    from tests.operation.network.conftest import Clustered


def operated(clustered: Clustered, low_pu: float = 0.9, **changes: object) -> OperatedDay:
    connection = replace(clustered.connection, limits=VoltageLimits(low_pu=low_pu))
    return operate_day(
        clustered.case, 0, clustered.design, clustered.dispatch, connection, **changes
    )


def planned_lowest(clustered: Clustered) -> float:
    case, connection = clustered.case, clustered.connection
    demand = building_demand(case, case.scenarios[0], clustered.dispatch, connection.places.tangent)
    return float(connection.flow(case.scenarios[0], *demand).voltage_pu.min())


@pytest.mark.parametrize("model", NetworkModel)
def test_what_is_operated_obeys_the_design(clustered: Clustered, model: NetworkModel) -> None:
    """Balances of buildings and hub, levels, ratings: from the arrays, without the program."""
    found, day = operated(clustered, model=model), clustered.case.scenarios[0]
    supply = found.renewable_kw + found.import_kw + found.port_kw
    assert np.allclose(supply, day.electricity_kw + found.export_kw, atol=1e-3)
    into, out = np.maximum(-found.port_kw, 0.0), np.maximum(found.port_kw, 0.0)
    net = 0.95 * into.sum(axis=1) - out.sum(axis=1) / 0.95
    net += found.discharge_kw[:, 0] - found.charge_kw[:, 0]
    assert np.abs(net).max() < 0.02  # port flows are kept apart by their losses alone
    step = 0.95 * found.charge_kw - found.discharge_kw / 0.95
    assert np.allclose(np.diff(found.stored_kwh, axis=0), step, atol=1e-3)
    assert found.stored_kwh.min() > -1e-6 and found.stored_kwh.max() < 200.0 + 1e-6
    assert np.hypot(found.port_kw, found.port_kvar).max() < 60.0 + 1e-3
    assert (found.renewable_kw <= day.pv_kw + 1e-3).all()
    assert found.short_kwh < 1e-3 and found.fallbacks == 0


def test_a_feeder_that_does_not_bind_costs_next_to_nothing(clustered: Clustered) -> None:
    found = operated(clustered)
    assert found.payments < found.planned_payments * 1.01
    assert found.payments > found.planned_payments * 0.97


def test_reactive_power_of_the_ports_lifts_the_voltage(clustered: Clustered) -> None:
    lifted, plain = operated(clustered), operated(clustered, reactive_support=False)
    assert lifted.flow.lowest_pu.min() > plain.flow.lowest_pu.min() + 1e-3
    assert lifted.flow.loss_kw.sum() < plain.flow.loss_kw.sum()
    assert not plain.port_kvar.any()


def test_a_limit_that_the_plan_breaks_is_kept(clustered: Clustered) -> None:
    """Without reactive power it takes storage and port; exact voltages keep it to the hair."""
    limit = planned_lowest(clustered) + 2e-3
    found = operated(clustered, low_pu=limit, reactive_support=False)
    assert found.flow.lowest_pu.min() >= limit - 1e-6


def test_a_limit_that_cannot_be_kept_is_left_as_little_as_can_be(clustered: Clustered) -> None:
    """By the sum over buses and steps; storage and ports do better than without a limit."""
    far, free = operated(clustered, low_pu=0.999), operated(clustered)
    assert far.flow.converged.all()

    def excess(day: OperatedDay) -> float:
        return float(VoltageLimits(low_pu=0.999).excess(day.flow.voltage_pu).sum())

    assert 0 < excess(far) < 0.8 * excess(free)


def test_cones_know_the_exact_voltage(clustered: Clustered) -> None:
    linear, cones = operated(clustered), operated(clustered, model=NetworkModel.CONES)
    assert cones.model_error_pu < 1e-6 < linear.model_error_pu


def test_nothing_installed_has_nothing_to_decide_but_the_sun(clustered: Clustered) -> None:
    from operation import Design

    bare = replace(clustered, design=Design((0.0,), (0.0,)))
    found = operate_day(
        bare.case, 0, bare.design, bare.dispatch, bare.connection, reactive_support=True
    )
    assert not found.port_kw.any() and not found.stored_kwh.any()
