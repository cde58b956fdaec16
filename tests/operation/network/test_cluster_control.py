"""A design's storage and ports under predictive control on a feeder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cases.feeders.bus_map import BusMap
from cases.feeders.feeder import Feeder
from cases.schema import ExportRule
from operation.network import cluster_control
from operation.network.cluster import cluster_day, cluster_of
from operation.network.cluster_control import operate_day
from operation.network.connection import Connection, building_demand
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import NetworkModel
from operation.network.operated import OperatedDay
from operation.network.voltage_limits import VoltageLimits

if TYPE_CHECKING:
    from types import SimpleNamespace

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


@pytest.fixture(scope="module")
def nowhere(clustered: Clustered) -> Connection:
    """Both buildings at the substation: they load no line, so that only money counts."""
    places = BusMap(np.array([0, 0]), np.array([0.9, 0.95]))
    return replace(clustered.connection, places=places)


def test_the_day_ends_as_planned_and_costs_what_the_best_plan_costs(
    clustered: Clustered, nowhere: Connection
) -> None:
    """What is stored for tomorrow is not paid for today."""
    for connection in (clustered.connection, nowhere):
        found = operated(replace(clustered, connection=connection))
        assert found.stored_kwh[-1] == pytest.approx(clustered.dispatch.stored_kwh[-1], abs=1e-3)
    assert found.payments == pytest.approx(found.planned_payments, rel=1e-5)


@pytest.mark.parametrize("paid_hours", [6, 24])
def test_power_that_is_paid_for_is_not_wasted(
    clustered: Clustered, nowhere: Connection, kit: SimpleNamespace, paid_hours: int
) -> None:
    """Charging and discharging at once would pay; a plan does not, and so control does not."""
    [day] = clustered.case.scenarios
    price = np.where(np.arange(24) < paid_hours, -0.2, 0.3)[:, None] + np.zeros(2)
    # exporting costs more than importing brings: else it would pay to send power round
    sale = np.full((24, 2), -0.3)
    scenario = replace(day, import_price_per_kwh=price, export_price_per_kwh=sale)
    case = replace(clustered.case, scenarios=(scenario,))
    design = clustered.design
    dispatch = kit.solve(case, design).dispatch
    found = operate_day(case, 0, design, dispatch, nowhere)
    assert np.minimum(found.charge_kw, found.discharge_kw).max() < 0.01
    assert found.payments == pytest.approx(found.planned_payments, abs=0.02)
    assert found.short_kwh < 1e-3


def test_sun_that_nobody_needs_is_curtailed_and_not_sent_round(
    clustered: Clustered, kit: SimpleNamespace
) -> None:
    """In and out of the storage at once would cost nothing: not money, not losses of the feeder."""
    sun = 200.0 * np.maximum(np.sin(np.pi * (np.arange(24) - 6.0) / 12.0), 0.0)
    lossy = kit.battery(charge_efficiency=0.95, discharge_efficiency=0.95)
    home = kit.building("home", export_limit_kw=0.0)
    case = kit.case(
        [home], electricity=np.full(24, 40.0), pv=sun[:, None], storage=[("home", lossy)]
    )
    design = replace(clustered.design, fid_kw=())
    dispatch = kit.solve(case, design).dispatch
    places = BusMap(np.array([2]), np.array([0.9]))
    found = operate_day(case, 0, design, dispatch, replace(clustered.connection, places=places))
    assert np.minimum(found.charge_kw, found.discharge_kw).max() < 0.05
    assert (sun[:, None] - found.renewable_kw).sum() > 100.0


def test_buildings_of_a_hub_export_together_where_the_rule_says_so(clustered: Clustered) -> None:
    """While the shop exports, the home that does neither must not begin to import."""
    case, connection = clustered.case, clustered.connection
    still = np.zeros((24, 2))
    exported = still.copy()
    exported[12, 1] = 5.0
    dispatch = replace(clustered.dispatch, import_kw=still, export_kw=exported)
    cluster = cluster_of(case, clustered.design, connection)
    for rule, together in ((ExportRule.COMMON, True), (ExportRule.METER, False)):
        operation = case.operation.model_copy(update={"export_rule": rule})
        here = replace(case, operation=operation)
        day = cluster_day(here, case.scenarios[0], dispatch, cluster, connection)
        assert day.exports[12].tolist() == [together, True] and day.exports.sum() == 1 + together


def test_no_more_than_a_day_is_looked_ahead(
    clustered: Clustered, kit: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a stretch of days too; each ends as planned."""
    [day], steps = clustered.case.scenarios, list[int]()
    arrays = {
        name: np.concatenate([value, 0.8 * value])
        for name, value in vars(day).items()
        if isinstance(value, np.ndarray)
    }
    case = replace(clustered.case, scenarios=(replace(day, **arrays),))
    dispatch = kit.solve(case, clustered.design).dispatch

    class Seen(HorizonProgram):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)  # type: ignore[arg-type]
            steps.append(self.steps)

    monkeypatch.setattr(cluster_control, "HorizonProgram", Seen)
    found = operate_day(case, 0, clustered.design, dispatch, clustered.connection)
    assert steps == [24] and len(found.import_kw) == 48
    assert found.short_kwh < 1e-3 and found.payments == pytest.approx(
        found.planned_payments, rel=0.01
    )


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


def test_a_feeder_of_one_bus_has_no_voltage_to_keep(clustered: Clustered, feeder: Feeder) -> None:
    arrays = {
        name: value[:1] for name, value in vars(feeder).items() if isinstance(value, np.ndarray)
    }
    alone = replace(feeder, buses=feeder.buses[:1], **arrays)
    connection = Connection(alone, BusMap(np.zeros(2, dtype=int), np.ones(2)), VoltageLimits())
    found = operated(replace(clustered, connection=connection))
    assert found.flow.lowest_pu.min() == 1.0 and found.keeping.tightenings == 0


def test_cones_know_the_exact_voltage(clustered: Clustered) -> None:
    linear, cones = operated(clustered), operated(clustered, model=NetworkModel.CONES)
    assert cones.keeping.model_error_pu < 1e-6 < linear.keeping.model_error_pu


def test_nothing_installed_has_nothing_to_decide_but_the_sun(clustered: Clustered) -> None:
    from operation import Design

    bare = replace(clustered, design=Design((0.0,), (0.0,)))
    found = operate_day(
        bare.case, 0, bare.design, bare.dispatch, bare.connection, reactive_support=True
    )
    assert not found.port_kw.any() and not found.stored_kwh.any()


def test_a_solvers_rounding_is_no_export(clustered: Clustered) -> None:
    """Under the rule `common` it would forbid a whole hub to import."""
    noisy = clustered.dispatch.export_kw.copy()
    noisy[clustered.dispatch.import_kw == 0] = 0.0
    noisy[:, 1] += 3e-14
    idle = replace(clustered.dispatch, export_kw=noisy, import_kw=np.zeros_like(noisy))
    operation = clustered.case.operation.model_copy(update={"export_rule": ExportRule.COMMON})
    rule = replace(clustered.case, operation=operation)
    cluster = cluster_of(rule, clustered.design, clustered.connection)
    day = cluster_day(rule, rule.scenarios[0], idle, cluster, clustered.connection)
    assert not day.exports[noisy.max(axis=1) < 1e-9].any()
