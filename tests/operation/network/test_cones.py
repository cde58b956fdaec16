"""Branch flows in cones: exact voltages and losses, loose where an upper limit is in the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cases.feeders.day import FeederDay
from cases.feeders.feeder import Feeder
from cases.feeders.population import Population
from operation.network.controls import Control, ControlSettings, control_day
from operation.network.engine import ClarabelEngine, QocoEngine
from operation.network.horizon import HorizonProgram
from operation.network.horizon_cones import ConeFeeder
from operation.network.horizon_feeder import LinearFeeder
from operation.network.horizon_settings import (
    HorizonSettings,
    NetworkModel,
    Rule,
    State,
)
from operation.network.horizon_sides import right_hand_sides
from operation.network.indicators import indicators
from operation.network.power_flow import power_flow
from operation.network.voltage_keeping import LOOSE, VoltageKeeper
from operation.network.voltage_limits import VoltageLimits

Solved = tuple[HorizonProgram, np.ndarray]


@pytest.fixture(scope="module")
def weak(feeder: Feeder) -> Feeder:
    """Four times the impedances, and capacitors worth the name."""
    capacitors = np.array([0.0, 0.0, 20.0, 60.0])
    return replace(feeder, r_pu=4 * feeder.r_pu, x_pu=4 * feeder.x_pu, capacitor_kvar=capacitors)


def solved(
    feeder: Feeder,
    population: Population,
    day: FeederDay,
    model: NetworkModel,
    limits: VoltageLimits | None = None,
    engine: type[QocoEngine] | type[ClarabelEngine] = QocoEngine,
) -> Solved:
    settings = HorizonSettings(Rule.FREE, True, model=model, limits=limits or VoltageLimits())
    horizon = HorizonProgram(feeder, population, settings, 12)
    state = State(np.full(9, 27.0), np.full(9, 25.0), 0.5 * population.battery_kwh)
    sides = right_hand_sides(horizon, day, 66, state)
    return horizon, engine(horizon.program, 1e-7).solve(*sides)


def network_of(horizon: HorizonProgram) -> LinearFeeder:
    assert horizon.network is not None
    return horizon.network


def demand_of(
    horizon: HorizonProgram, found: np.ndarray, day: FeederDay
) -> tuple[np.ndarray, np.ndarray]:
    """What buses take, from the columns of buildings, batteries and PV alone."""
    population, steps = horizon.population, slice(66, 66 + horizon.steps)
    kw, kvar = (base[steps].copy() for base in day.base_load(horizon.feeder))
    for t in range(horizon.steps):
        np.add.at(kw[t], population.bus, found[horizon.cooling[t]] + day.misc_kw[steps][t])
        np.add.at(kvar[t], population.bus, day.misc_kvar[steps][t])
        battery = population.bus[horizon.batteries]
        np.add.at(kw[t], battery, found[horizon.charge[t]] - found[horizon.discharge[t]])
        np.add.at(kvar[t], battery, -found[horizon.battery_q[t]])
        np.add.at(kw[t], horizon.pv_groups.place, -found[horizon.pv[t]])
        np.add.at(kvar[t], horizon.pv_groups.place, -found[horizon.pv_q[t]])
    return kw, kvar


@pytest.mark.parametrize("source_pu", [1.0, 1.03])
def test_cones_have_the_voltages_and_losses_of_exact_flows(
    source_pu: float, weak: Feeder, population: Population, day: FeederDay
) -> None:
    limits = VoltageLimits(source_pu=source_pu)
    horizon, found = solved(weak, population, day, NetworkModel.CONES, limits)
    network = network_of(horizon)
    assert isinstance(network, ConeFeeder)
    flow = power_flow(weak, *demand_of(horizon, found, day), source_pu)
    voltage = np.sqrt(network.squared_voltage(found))
    assert voltage == pytest.approx(flow.voltage_pu, abs=1e-8)
    lost_kw, _ = network.lost(found)
    assert lost_kw.sum(axis=1) == pytest.approx(flow.loss_kw, abs=1e-5)
    assert found[network.flow_p][:, 0] == pytest.approx(flow.source_kw, abs=1e-4)
    assert network.slackness(found).max() < LOOSE
    # what the linear model says of the same feeder is a thousand times further off
    linear, other = solved(weak, population, day, NetworkModel.LINEAR, limits)
    exact = power_flow(weak, *demand_of(linear, other, day), source_pu).voltage_pu
    error = np.abs(np.sqrt(network_of(linear).squared_voltage(other)) - exact).max()
    assert 1e-4 < error < 1e-2


@pytest.mark.parametrize("model", NetworkModel)
def test_demand_is_read_from_flows(
    model: NetworkModel, weak: Feeder, population: Population, day: FeederDay
) -> None:
    horizon, found = solved(weak, population, day, model)
    told = network_of(horizon).demand(found)
    for ours, expected in zip(told, demand_of(horizon, found, day), strict=True):
        assert ours[:, 1:] == pytest.approx(expected[:, 1:], abs=1e-4)


def test_two_solvers_agree_on_cones(weak: Feeder, population: Population, day: FeederDay) -> None:
    costs = []
    for engine in (QocoEngine, ClarabelEngine):
        horizon, found = solved(weak, population, day, NetworkModel.CONES, engine=engine)
        costs.append(float(horizon.program.linear @ found))
    assert costs[0] == pytest.approx(costs[1], rel=1e-5)


def test_a_line_without_resistance_keeps_its_cone_tight(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    r = weak.r_pu.copy()
    r[1] = 0.0
    transformer = replace(weak, r_pu=r)
    horizon, found = solved(transformer, population, day, NetworkModel.CONES)
    exact = power_flow(transformer, *demand_of(horizon, found, day)).voltage_pu
    assert np.sqrt(network_of(horizon).squared_voltage(found)) == pytest.approx(exact, abs=1e-6)


def test_an_upper_limit_below_what_can_be_reached_is_loose(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    """Capacitors raise voltages whatever is done: the cones would lose power that no flow loses."""
    capacitors = replace(weak, capacitor_kvar=np.array([0.0, 0.0, 0.0, 500.0]))
    limits = VoltageLimits(high_pu=1.05, source_pu=1.03)
    horizon, found = solved(capacitors, population, day, NetworkModel.CONES, limits)
    network = network_of(horizon)
    assert np.sqrt(network.squared_voltage(found)).max() < 1.05 + 1e-6
    assert network.slackness(found).max() > 0.5
    exact = power_flow(capacitors, *demand_of(horizon, found, day), 1.03).voltage_pu
    assert exact.max() > 1.06
    keeper = VoltageKeeper(lambda settings: horizon, horizon.settings, tightened=False)
    state = State(np.full(9, 27.0), np.full(9, 25.0), 0.5 * population.battery_kwh)
    answer = keeper.solve(lambda h: right_hand_sides(h, day, 66, state), 4)
    assert keeper.keeping.loose == 4 and answer.excess_pu > 0.01


def test_a_day_by_cones_is_exact_and_loses_no_more(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    limits = VoltageLimits(low_pu=0.97)
    figures = []
    for model in NetworkModel:
        settings = ControlSettings(Control.NETWORK, limits=limits, model=model)
        run = control_day(weak, population, day, settings)
        figures.append(indicators(weak, population, day, run, limits))
    linear, cones = figures
    assert cones.feasible and cones.worst is None
    assert cones.keeping.model_error_pu < 1e-8 < 1e-5 < linear.keeping.model_error_pu
    assert cones.keeping.loose == cones.keeping.switched == cones.fallbacks == 0
    assert cones.linear_error_pu > 1e-5, "the linear model stands beside, whoever decided"
    assert cones.average_loss_kw < linear.average_loss_kw + 1e-3
