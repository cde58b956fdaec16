"""Limits of voltages by exact flows: tightened until they are kept, and told where they are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cases.feeders.day import FeederDay, hot_day
from cases.feeders.feeder import Feeder
from cases.feeders.population import Population
from operation.network import voltage_keeping
from operation.network.controls import ControlSettings, control_day
from operation.network.engine import ControlFailed, QocoEngine
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import HorizonSettings, NetworkModel, Rule, State
from operation.network.horizon_sides import right_hand_sides
from operation.network.indicators import FeederIndicators, indicators
from operation.network.keeping import Keeping
from operation.network.power_flow import PowerFlow, power_flow
from operation.network.rule_based import rule_based_day
from operation.network.simulated import ControlledDay
from operation.network.voltage_keeping import VoltageKeeper
from operation.network.voltage_limits import TOLERANCE_PU, VoltageLimits

OPTIMISTIC = VoltageLimits(low_pu=0.965)
"""The linear model says 0.9650 where the lowest voltage is 0.9639."""


@pytest.fixture(scope="module")
def weak(feeder: Feeder) -> Feeder:
    """Four times the impedances."""
    return replace(feeder, r_pu=4 * feeder.r_pu, x_pu=4 * feeder.x_pu)


def day_flow(
    feeder: Feeder,
    population: Population,
    day: FeederDay,
    run: ControlledDay,
    source_pu: float = 1.0,
) -> PowerFlow:
    """Exact flows of a controlled day, one a step."""
    return power_flow(feeder, *run.demand(feeder, population, day), source_pu)


def run_day(
    feeder: Feeder,
    population: Population,
    day: FeederDay,
    limits: VoltageLimits,
    *,
    reactive_support: bool = False,
    tightened: bool = True,
    model: NetworkModel = NetworkModel.LINEAR,
) -> tuple[ControlledDay, FeederIndicators]:
    settings = ControlSettings(
        limits=limits, reactive_support=reactive_support, tightened=tightened, model=model
    )
    run = control_day(feeder, population, day, settings)
    return run, indicators(feeder, population, day, run, limits)


def test_a_tightened_day_keeps_what_the_linear_model_breaks(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    _, believed = run_day(weak, population, day, OPTIMISTIC, tightened=False)
    run, tightened = run_day(weak, population, day, OPTIMISTIC)
    assert not believed.feasible and believed.violations > 10
    assert believed.keeping == Keeping(model_error_pu=believed.keeping.model_error_pu)
    assert believed.keeping.model_error_pu > 1e-4
    assert tightened.feasible and tightened.violations == 0
    lowest = day_flow(weak, population, day, run).voltage_pu.min()
    assert 0.965 - TOLERANCE_PU <= lowest < 0.9652, "by no more than is needed"
    assert 1 <= tightened.keeping.tightenings < 24, "the error of an hour serves the next"
    assert 1e-4 < tightened.keeping.margin_pu < 2e-3
    assert tightened.keeping.switched == tightened.keeping.softened == 0
    _, exact = run_day(weak, population, day, OPTIMISTIC, model=NetworkModel.CONES)
    assert exact.feasible
    assert tightened.average_loss_kw < 1.005 * exact.average_loss_kw


def test_limits_that_are_far_away_change_nothing(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    wide = VoltageLimits(low_pu=0.9)
    with_check, without = (
        run_day(weak, population, day, wide, tightened=tightened)[1] for tightened in (True, False)
    )
    assert with_check.keeping.tightenings == 0
    assert with_check.average_loss_kw == pytest.approx(without.average_loss_kw, rel=1e-4)


def test_a_limit_that_cannot_be_kept_is_told_and_the_day_goes_on(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    limits = VoltageLimits(low_pu=0.975)
    run, figures = run_day(weak, population, day, limits)
    assert not figures.feasible and figures.violations > 0
    flow = day_flow(weak, population, day, run)
    outside = flow.voltage_pu < 0.975 - TOLERANCE_PU
    assert figures.violations == np.count_nonzero(outside)
    assert figures.worst is not None
    step, bus = np.unravel_index(flow.voltage_pu.argmin(), flow.voltage_pu.shape)
    assert (figures.worst.step, figures.worst.bus) == (step, weak.buses[bus])
    assert figures.worst.clock == f"{step // 4:02d}:{15 * (step % 4):02d}"
    assert figures.worst.voltage_pu == flow.voltage_pu.min()
    assert figures.keeping.softened >= 1
    # nothing that can be done about it is left undone: a day that does not try is far worse
    careless, _ = run_day(weak, population, day, VoltageLimits(low_pu=0.9))
    voltage = day_flow(weak, population, day, careless).voltage_pu
    tried, untried = (np.maximum(0.975 - v, 0.0).sum() for v in (flow.voltage_pu, voltage))
    assert tried < 0.5 * untried


def test_soft_limits_bind_where_they_can_be_kept(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    """Their price is above that of all else: the hard program's answer is theirs too."""
    voltages = {}
    for soft in (False, True):
        settings = HorizonSettings(
            Rule.FREE, True, reactive_support=False, limits=OPTIMISTIC, soft_voltage=soft
        )
        horizon = HorizonProgram(weak, population, settings, 12)
        state = State(np.full(9, 26.0), np.full(9, 24.0), 0.5 * population.battery_kwh)
        found = QocoEngine(horizon.program).solve(*right_hand_sides(horizon, day, 66, state))
        assert horizon.network is not None
        voltages[soft] = np.sqrt(horizon.network.squared_voltage(found))
    assert voltages[True].min() >= 0.965 - 1e-5
    assert voltages[True].min() == pytest.approx(voltages[False].min(), abs=1e-5)


@pytest.mark.parametrize("model", NetworkModel)
def test_an_upper_limit_is_kept_against_sun_and_capacitors(
    model: NetworkModel, weak: Feeder, population: Population
) -> None:
    """The linear model knows less of capacitors than they give, neither knows of full batteries."""
    strong = replace(weak, capacitor_kvar=np.array([0.0, 0.0, 60.0, 150.0]))
    sunny = replace(population, pv_kw=6 * population.pv_kw, pv_kva=6 * population.pv_kva)
    day = hot_day(sunny, 96 + 24)
    limits = VoltageLimits(high_pu=1.045, source_pu=1.04)
    days = {
        tightened: run_day(
            strong, sunny, day, limits, reactive_support=True, tightened=tightened, model=model
        )
        for tightened in (False, True)
    }
    believed, kept = days[False][1], days[True][1]
    assert believed.highest_voltage_pu > 1.045 + 1e-4 and not believed.feasible
    assert kept.feasible and kept.keeping.tightenings > 0
    assert kept.highest_voltage_pu == pytest.approx(1.045, abs=1e-4)


def test_an_upper_limit_is_kept_where_power_flows_back(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    """A plant at a bus that nobody can curtail: the linear model errs on the safe side."""
    plant = replace(
        weak,
        load_kw=np.array([0.0, 20.0, -600.0, 200.0]),
        load_kvar=np.array([0.0, 8.0, 0.0, 80.0]),
        capacitor_kvar=np.zeros(4),
    )
    limits = VoltageLimits(high_pu=1.045, source_pu=1.02)
    losses = {}
    for model in NetworkModel:
        run, figures = run_day(plant, population, day, limits, model=model)
        assert day_flow(plant, population, day, run, 1.02).source_kw.min() < 0
        assert figures.feasible and figures.highest_voltage_pu > 1.0445
        assert figures.keeping.softened == 0
        losses[model] = figures.average_loss_kw
    assert losses[NetworkModel.CONES] < 0.95 * losses[NetworkModel.LINEAR]


def test_a_controller_without_the_feeder_has_its_violations_counted(
    weak: Feeder, population: Population, day: FeederDay
) -> None:
    run = rule_based_day(population, day)
    figures = indicators(weak, population, day, run, VoltageLimits(low_pu=0.99))
    assert figures.violations > 0 and figures.keeping == Keeping()


def test_what_no_program_can_solve_is_raised(
    weak: Feeder, population: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        fallbacks = 0

        def __init__(self, *_: object) -> None:
            pass

        def solve(self, *_: object) -> None:
            raise ControlFailed("no")

    monkeypatch.setattr(voltage_keeping, "engine_for", Broken)

    def build(settings: HorizonSettings) -> HorizonProgram:
        return HorizonProgram(weak, population, settings, 2)

    keeper = VoltageKeeper(build, HorizonSettings(Rule.FREE, True))
    with pytest.raises(ControlFailed, match="no"):
        keeper.solve(lambda h: (h.program.equal_to, h.program.at_most), 1)
