"""Controls on a small feeder: physics, limits, what each may do, and which is best at what."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cases import CaseError
from cases.feeders.day import FeederDay
from cases.feeders.feeder import Feeder
from cases.feeders.population import TABLE_1, Census, Population, populate
from cases.feeders.reading import read_feeder
from operation.network.battery import ETA, SOC_MIN, kept_in
from operation.network.controls import Control, ControlSettings, control_day
from operation.network.engine import (
    ClarabelEngine,
    ControlFailed,
    DependableEngine,
    QocoEngine,
)
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import HorizonSettings, Rule, State
from operation.network.horizon_sides import right_hand_sides
from operation.network.indicators import FeederIndicators, indicators
from operation.network.simulated import ControlledDay
from operation.network.thermal import thermal_step

Runs = dict[Control, ControlledDay]
STEPS = 96


@pytest.fixture(scope="module")
def runs(feeder: Feeder, population: Population, day: FeederDay) -> Runs:
    return {
        control: control_day(feeder, population, day, ControlSettings(control), STEPS)
        for control in Control
    }


@pytest.fixture(scope="module")
def figures(
    feeder: Feeder, population: Population, day: FeederDay, runs: Runs
) -> dict[Control, FeederIndicators]:
    return {c: indicators(feeder, population, day, run) for c, run in runs.items()}


def test_a_step_of_heat_is_what_an_integrator_finds(population: Population) -> None:
    step = thermal_step(population, 0.25)
    inside, ambient, sun = 12.0, 35.0, 0.8
    for n in (0, len(population) - 1):
        p = {name: float(getattr(population, name)[n]) for name in vars(population)}
        cooling = 0.4 * p["hvac_kw"]
        rates = partial(heat_flow, p, ambient, sun, inside - p["cop"] * cooling)
        found = solve_ivp(rates, (0, 900), (27.0, 23.0), rtol=1e-10, atol=1e-10).y[:, -1]
        ours = step.state[n] @ (27.0, 23.0) + step.cooling[n] * cooling
        ours += step.disturbance[n] @ (ambient, sun, inside)
        assert ours == pytest.approx(found, abs=1e-7)


def heat_flow(
    p: dict[str, float],
    ambient: float,
    sun: float,
    heat_kw: float,
    seconds: float,
    temperatures: tuple[float, float],
) -> tuple[float, float]:
    """Rates of change of wall and room [K/s], from the circuit of resistances and capacities."""
    wall, room = temperatures
    into_wall = (room - wall) / p["r_inner"] + (ambient - wall) / p["r_outer"]
    into_room = (wall - room) / p["r_inner"] + (ambient - room) / p["r_window"]
    return (
        (into_wall + 1000 * sun * p["wall_gain_m2"]) / p["wall_j_per_k"],
        (into_room + 1000 * heat_kw) / p["zone_j_per_k"],
    )


def test_buildings_are_those_of_the_study_and_fit_their_buses() -> None:
    for name, census in TABLE_1.items():
        feeder = read_feeder(name)
        some, more = (populate(feeder, census, der_share=share) for share in (0.3, 1.0))
        assert (len(more), int(more.shop.sum())) == (census.homes + census.shops, census.shops)
        loads = np.bincount(more.bus, more.peak_kw, len(feeder))
        assert (loads <= 0.8 * feeder.load_kw + 1e-9).all()
        homes = more.peak_kw[~more.shop]
        assert homes.min() >= 1.0 and homes.max() <= 5.0
        equipped = some.pv_kw > 0
        assert equipped[some.shop].all() and (more.pv_kw > 0).all()
        assert equipped[~some.shop].sum() == round(0.3 * census.homes)
        assert (some.peak_kw == more.peak_kw).all(), "the share of DER moves nothing else"


def test_too_many_buildings_are_refused(feeder: Feeder) -> None:
    with pytest.raises(CaseError, match="500 homes"):
        populate(feeder, Census(500, 1))
    with pytest.raises(CaseError, match="shops"):
        populate(feeder, Census(1, 4))
    with pytest.raises(ValueError, match="der_share"):
        populate(feeder, Census(1, 0), der_share=1.5)


@pytest.mark.parametrize("control", Control)
def test_every_control_keeps_the_limits(
    control: Control, population: Population, day: FeederDay, runs: Runs
) -> None:
    p, run = population, runs[control]
    assert (run.cooling_kw >= 0).all() and (run.cooling_kw <= p.hvac_kw).all()
    assert (run.pv_kw >= 0).all() and (run.pv_kw <= day.pv_kw[:STEPS]).all()
    assert (np.abs(run.battery_kw) <= p.battery_kw + 1e-9).all()
    assert (run.stored_kwh >= SOC_MIN * p.battery_kwh - 1e-9).all()
    assert (run.stored_kwh <= p.battery_kwh + 1e-9).all()
    assert (np.hypot(run.battery_kw, run.battery_kvar) <= p.battery_kva + 1e-4).all()
    assert (np.hypot(run.pv_kw, run.pv_kvar) <= p.pv_kva + 1e-4).all()
    before = np.vstack((0.5 * p.battery_kwh, run.stored_kwh[:-1]))
    gained = np.where(run.battery_kw > 0, ETA * run.battery_kw, run.battery_kw / ETA)
    expected = kept_in(0.25) * before + 0.25 * gained
    assert run.stored_kwh == pytest.approx(np.where(p.battery_kwh > 0, expected, 0.0))


def test_who_may_not_feed_back_does_not(population: Population, day: FeederDay, runs: Runs) -> None:
    for control in (Control.EACH, Control.ALL):
        run = runs[control]
        kw = run.cooling_kw + day.misc_kw[:STEPS] + run.battery_kw - run.pv_kw
        kvar = day.misc_kvar[:STEPS] - run.battery_kvar - run.pv_kvar
        for power in (kw, kvar):
            shown = power if control is Control.EACH else power.sum(axis=1)
            assert shown.min() > -1e-4
    assert runs[Control.NETWORK].pv_kw == pytest.approx(day.pv_kw[:STEPS], abs=1e-3)


def test_controls_1_and_2_differ_by_whom_the_rule_binds_alone(
    feeder: Feeder, population: Population, day: FeederDay
) -> None:
    """The sum of the first's programs is the second's: with the rule per building both agree."""
    state = State(np.full(9, 26.0), np.full(9, 24.0), 0.5 * population.battery_kwh)

    def least(pop: Population, rule: Rule, which: slice) -> float:
        some = replace(pop, **{name: getattr(pop, name)[which] for name in vars(pop)})
        part = replace(
            day,
            **{
                name: value[:, which]
                for name, value in vars(day).items()
                if getattr(value, "ndim", 0) == 2
            },
        )
        horizon = HorizonProgram(feeder, some, HorizonSettings(rule, network=False), 12)
        there = State(state.wall_c[which], state.room_c[which], state.stored_kwh[which])
        found = QocoEngine(horizon.program, 1e-8).solve(*right_hand_sides(horizon, part, 32, there))
        return float(horizon.program.linear @ found)

    apart = sum(least(population, Rule.EACH, slice(n, n + 1)) for n in range(9))
    assert least(population, Rule.EACH, slice(None)) == pytest.approx(apart, rel=1e-5)
    assert least(population, Rule.ALL, slice(None)) < apart - 1e-3


def cost(horizon: HorizonProgram, found: np.ndarray) -> float:
    """The objective; its quadratic form is diagonal."""
    p = horizon.program
    return float(0.5 * found @ (p.quadratic @ found) + p.linear @ found)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("reactive", [True, False])
def test_two_solvers_agree(
    rule: Rule, reactive: bool, feeder: Feeder, population: Population, day: FeederDay
) -> None:
    settings = HorizonSettings(rule, network=rule is Rule.FREE, reactive_support=reactive)
    horizon = HorizonProgram(feeder, population, settings, 12)
    state = State(np.full(9, 27.0), np.full(9, 25.0), 0.5 * population.battery_kwh)
    values = []
    for engine in (QocoEngine(horizon.program), ClarabelEngine(horizon.program)):
        for first in (60, 30):  # the second solve changes vectors alone
            found = engine.solve(*right_hand_sides(horizon, day, first, state))
            values.append(cost(horizon, found))
    assert values[:2] == pytest.approx(values[2:], rel=1e-5)


def test_the_best_control_of_the_feeder_loses_least(
    figures: dict[Control, FeederIndicators],
) -> None:
    losses = {control: figure.average_loss_kw for control, figure in figures.items()}
    assert losses[Control.NETWORK] < min(losses[Control.EACH], losses[Control.ALL])
    assert figures[Control.NETWORK].travel_pu < figures[Control.RULES].travel_pu
    assert figures[Control.NETWORK].discomfort_c <= figures[Control.RULES].discomfort_c


def test_the_same_day_gives_the_same_bytes(
    feeder: Feeder, population: Population, day: FeederDay, runs: Runs
) -> None:
    again = control_day(feeder, population, day, ControlSettings(), STEPS)
    for name, value in vars(runs[Control.NETWORK]).items():
        if isinstance(value, np.ndarray):
            assert value.tobytes() == getattr(again, name).tobytes(), name


def test_a_solver_that_fails_is_replaced_and_counted(
    feeder: Feeder, population: Population, day: FeederDay
) -> None:
    class Broken:
        def solve(self, *_: object) -> np.ndarray:
            raise ControlFailed("no")

    horizon = HorizonProgram(feeder, population, HorizonSettings(Rule.FREE, True), 4)
    state = State(np.full(9, 27.0), np.full(9, 25.0), 0.5 * population.battery_kwh)
    sides = right_hand_sides(horizon, day, 0, state)
    engine = DependableEngine(horizon.program)
    sound = cost(horizon, engine.solve(*sides))
    assert engine.fallbacks == 0
    engine._first = Broken()
    assert cost(horizon, engine.solve(*sides)) == pytest.approx(sound, rel=1e-5)
    assert engine.fallbacks == 1
    engine._second = Broken()
    with pytest.raises(ControlFailed):
        engine.solve(*sides)


def test_a_day_too_short_for_its_horizon_is_refused(
    feeder: Feeder, population: Population, day: FeederDay
) -> None:
    with pytest.raises(ValueError, match="ends inside the last horizon"):
        control_day(feeder, population, day, ControlSettings(), 120)
    with pytest.raises(ValueError, match="at least as long"):
        ControlSettings(horizon_steps=2)
