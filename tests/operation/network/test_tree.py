"""The engine along the tree: agrees with Clarabel, owns up where it fails, and is pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from cases.feeders.day import FeederDay, hot_day
from cases.feeders.feeder import Feeder
from cases.feeders.population import TABLE_1, Census, Population, populate
from cases.feeders.reading import read_feeder
from operation.network import voltage_keeping
from operation.network.controls import ControlSettings, control_day
from operation.network.engine import (
    ClarabelEngine,
    ControlFailed,
    DependableEngine,
    QocoEngine,
)
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import HorizonSettings, NetworkModel, Rule, State
from operation.network.horizon_sides import right_hand_sides
from operation.network.indicators import indicators
from operation.network.tree.engine import FastEngine, can_solve, engine_for
from operation.network.voltage_limits import VoltageLimits
from tests.bounds_check import (
    expect_wrong_index_noticed,
    only_checked,
    only_unchecked,
    run_checked,
)

STEPS, NOON, EVENING = 12, 46, 72
PARENTS = {
    "chain": (-1, 0, 1, 2, 3, 4),
    "star": (-1, 0, 0, 0, 0, 0),
    "branching": (-1, 0, 1, 1, 0, 4, 4, 6),
    "one line": (-1, 0),
}


@dataclass(frozen=True)
class Stage:
    """A random feeder with buildings, and where it begins."""

    feeder: Feeder
    population: Population
    day: FeederDay
    state: State

    def horizon(
        self,
        reactive_support: bool = True,
        limits: VoltageLimits | None = None,
        **more: object,
    ) -> HorizonProgram:
        settings = HorizonSettings(
            rule=Rule.FREE,
            network=True,
            reactive_support=reactive_support,
            limits=limits or VoltageLimits(),
            **more,  # type: ignore[arg-type]
        )
        return HorizonProgram(self.feeder, self.population, settings, STEPS)

    def sides(self, horizon: HorizonProgram, first: int) -> tuple[np.ndarray, np.ndarray]:
        return right_hand_sides(horizon, self.day, first, self.state)


def staged(shape: str, seed: int, der_share: float = 1.0, batteries: bool = True) -> Stage:
    rng = np.random.default_rng(seed)
    parent = np.array(PARENTS[shape])
    n = len(parent)
    load = np.append(0.0, rng.uniform(10.0, 40.0, n - 1))
    if n > 2:
        load[rng.integers(1, n)] = 0.0  # a bus without buildings
    r = np.append(0.0, rng.uniform(0.02, 0.2, n - 1))
    feeder = Feeder(
        name=shape,
        buses=tuple(str(bus) for bus in range(n)),
        parent=parent,
        r_pu=r,
        x_pu=r * rng.uniform(0.3, 1.5, n),
        load_kw=load,
        load_kvar=0.4 * load,
        capacitor_kvar=np.where(np.arange(n) == n - 1, 5.0, 0.0),
        base_kv=4.16,
        base_mva=1.0,
    )
    homes = max(2, int(load.sum() / 8.0))
    population = populate(feeder, Census(homes, 0), der_share=der_share, seed=seed)
    if not batteries:
        none = np.zeros(len(population))
        population = replace(population, battery_kwh=none, battery_kw=none, battery_kva=none)
    rooms, fill = rng.uniform(22.0, 27.0, (2, homes)), rng.uniform(0.1, 1.0, homes)
    stored = (fill * population.battery_kwh)[population.battery_kwh > 0]
    return Stage(feeder, population, hot_day(population, 96), State(rooms[0] + 1, rooms[1], stored))


def cost(horizon: HorizonProgram, found: np.ndarray) -> float:
    p = horizon.program
    return float(0.5 * found @ (p.quadratic @ found) + p.linear @ found)


def breach(horizon: HorizonProgram, b: np.ndarray, h: np.ndarray, found: np.ndarray) -> float:
    """The largest violation of any row or cone."""
    p = horizon.program
    slack = h - p.inequalities @ found
    discs = slack[p.bounds :].reshape(-1, 3)
    return max(
        float(np.abs(p.equalities @ found - b).max()),
        float(-slack[: p.bounds].min()),
        float((np.hypot(discs[:, 1], discs[:, 2]) - discs[:, 0]).max(initial=0.0)),
    )


def solved(horizon: HorizonProgram, sides: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """What the tree finds without help, once it is what Clarabel finds."""
    engine = engine_for(horizon)
    assert isinstance(engine, FastEngine)
    found = engine.solve(*sides)
    assert engine.fallbacks == 0
    assert breach(horizon, *sides, found) < 1e-5
    other = ClarabelEngine(horizon.program, 1e-9).solve(*sides)
    assert cost(horizon, found) == pytest.approx(cost(horizon, other), rel=1e-5, abs=1e-5)
    return found


@pytest.mark.parametrize("reactive", [True, False])
@pytest.mark.parametrize("shape", PARENTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_tree_finds_what_clarabel_finds(shape: str, seed: int, reactive: bool) -> None:
    stage = staged(shape, seed, der_share=(1.0, 0.5)[seed - 1])
    horizon = stage.horizon(reactive)
    for first in (0, NOON, EVENING):
        solved(horizon, stage.sides(horizon, first))


@pytest.mark.parametrize("reactive", [True, False])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_without_batteries_or_without_any_inverter(share: float, reactive: bool) -> None:
    stage = staged("branching", 3, der_share=share, batteries=False)
    horizon = stage.horizon(reactive)
    solved(horizon, stage.sides(horizon, NOON))


@pytest.mark.parametrize("reactive", [True, False])
@pytest.mark.parametrize("shape", ["chain", "branching"])
@pytest.mark.parametrize("seed", [4, 5])
def test_limits_of_voltages_bind(shape: str, seed: int, reactive: bool) -> None:
    stage = staged(shape, seed)
    free = stage.horizon(reactive)
    assert free.network is not None
    for first, low in ((EVENING, True), (NOON, False)):  # the lower one makes rooms too warm
        squared = free.network.squared_voltage(solved(free, stage.sides(free, first)))
        volts = np.sqrt(squared[:, 1:])
        limits = (
            VoltageLimits(low_pu=float(volts.min()) + 2e-4)
            if low
            else VoltageLimits(high_pu=float(volts.max()) - 2e-4, low_pu=0.8)
        )
        held = stage.horizon(reactive, limits)
        assert held.network is not None
        sides = stage.sides(held, first)
        squared = held.network.squared_voltage(solved(held, sides))[:, 1:]
        edge, limit = (squared.min(), limits.low_pu) if low else (squared.max(), limits.high_pu)
        assert edge == pytest.approx(limit**2, abs=1e-6)


def test_soft_limits_of_voltages_and_other_prices() -> None:
    stage = staged("chain", 6)
    horizon = stage.horizon(limits=VoltageLimits(low_pu=0.9999), soft_voltage=True)
    sides = stage.sides(horizon, EVENING)
    found = solved(horizon, sides)
    assert horizon.network is not None and found[horizon.network.breach].max() > 0
    dear = horizon.program.linear.copy()
    dear[horizon.cooling] *= 3.0
    fast, slow = engine_for(horizon), ClarabelEngine(horizon.program, 1e-9)
    ours, theirs = (engine.solve(*sides, dear) for engine in (fast, slow))
    assert dear @ ours == pytest.approx(dear @ theirs, rel=1e-5)
    assert ours[horizon.cooling].sum() < found[horizon.cooling].sum()


def test_a_line_without_resistance_and_a_building_at_the_substation() -> None:
    stage = staged("branching", 7)
    r, x = (getattr(stage.feeder, name).copy() for name in ("r_pu", "x_pu"))
    r[2], r[4], x[4] = 0.0, 1e-6, 1e-6
    bus = stage.population.bus.copy()
    bus[0] = 0
    stage = replace(
        stage,
        feeder=replace(stage.feeder, r_pu=r, x_pu=x),
        population=replace(stage.population, bus=bus),
    )
    horizon = stage.horizon()
    solved(horizon, stage.sides(horizon, NOON))


def test_the_same_sides_give_the_same_bytes() -> None:
    stage = staged("branching", 8)
    horizon = stage.horizon()
    engine, sides = engine_for(horizon), stage.sides(horizon, NOON)
    kept = [side.copy() for side in sides]
    once = engine.solve(*sides)
    engine.solve(*stage.sides(horizon, EVENING))
    assert engine.solve(*sides).tobytes() == once.tobytes()
    assert engine_for(stage.horizon()).solve(*sides).tobytes() == once.tobytes()
    assert all((side == copy).all() for side, copy in zip(sides, kept, strict=True))


def test_a_tree_that_fails_is_replaced_and_counted() -> None:
    class Broken:
        def solve(
            self, equal_to: np.ndarray, at_most: np.ndarray, linear: np.ndarray | None = None
        ) -> np.ndarray:
            raise ControlFailed("no")

    stage = staged("chain", 9)
    horizon = stage.horizon()
    sides = stage.sides(horizon, NOON)
    engine = FastEngine(horizon)
    sound = cost(horizon, engine.solve(*sides))
    engine._first = Broken()
    assert cost(horizon, engine.solve(*sides)) == pytest.approx(sound, rel=1e-5)
    assert engine.fallbacks == 1


def test_newtons_equations_that_are_wrong_never_give_an_answer() -> None:
    stage = staged("chain", 9)
    horizon = stage.horizon()
    sides = stage.sides(horizon, NOON)
    for spoil in (np.nan, 0.0, -1.0, 1.01):
        engine = FastEngine(horizon)
        newton = engine._first._method._newton  # type: ignore[attr-defined]
        solve = newton.solve
        newton.solve = lambda r, s, f=spoil, solve=solve: tuple(f * v for v in solve(r, s))
        found = engine.solve(*sides)
        assert breach(horizon, *sides, found) < 1e-4
        assert engine.fallbacks == (spoil != 1.01), spoil


def test_what_cannot_be_kept_is_told() -> None:
    stage = staged("chain", 10)
    horizon = stage.horizon(limits=VoltageLimits(low_pu=0.99999), reactive_support=False)
    sides = stage.sides(horizon, EVENING)
    engine = engine_for(horizon)
    with pytest.raises(ControlFailed):
        engine.solve(*sides)
    assert engine.fallbacks == 1
    with pytest.raises(ControlFailed):
        DependableEngine(horizon.program).solve(*sides)


def test_only_plain_horizons_are_taken() -> None:
    stage = staged("star", 11)
    assert can_solve(stage.horizon()) and can_solve(stage.horizon(False))
    cones = stage.horizon(model=NetworkModel.CONES)
    assert not can_solve(cones) and isinstance(engine_for(cones), DependableEngine)
    for rule, network in ((Rule.ALL, False), (Rule.EACH, False), (Rule.FREE, False)):
        settings = HorizonSettings(rule=rule, network=network)
        horizon = HorizonProgram(stage.feeder, stage.population, settings, STEPS)
        assert not can_solve(horizon)
        with pytest.raises(ValueError):
            FastEngine(horizon)


def test_lines_without_any_resistance_are_left_to_others() -> None:
    """Losses are what makes the tree's equations sound."""
    stage = staged("branching", 12)
    nothing = np.zeros(len(stage.feeder))
    stage = replace(stage, feeder=replace(stage.feeder, r_pu=nothing, x_pu=nothing))
    horizon = stage.horizon()
    engine, sides = engine_for(horizon), stage.sides(horizon, NOON)
    assert isinstance(engine, DependableEngine)
    assert breach(horizon, *sides, engine.solve(*sides)) < 1e-4


@pytest.mark.parametrize("kind", [QocoEngine, ClarabelEngine])
def test_prices_of_one_horizon_are_not_those_of_the_next(
    kind: type[QocoEngine | ClarabelEngine],
) -> None:
    stage = staged("chain", 13)
    horizon = stage.horizon()
    engine, sides = kind(horizon.program), stage.sides(horizon, NOON)
    own = engine.solve(*sides)
    engine.solve(*sides, 3.0 * horizon.program.linear)
    assert engine.solve(*sides).tobytes() == own.tobytes()


@pytest.mark.slow
@pytest.mark.parametrize("reactive", [True, False])
def test_a_whole_day_is_what_qoco_makes_of_it(
    reactive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeder = read_feeder("ieee13_perphase")
    population = populate(feeder, TABLE_1[feeder.name])
    day, settings = hot_day(population, 96 + 24), ControlSettings(reactive_support=reactive)
    figures = []
    for engine in (engine_for, lambda horizon: DependableEngine(horizon.program)):
        monkeypatch.setattr(voltage_keeping, "engine_for", engine)
        run = control_day(feeder, population, day, settings)
        assert run.fallbacks == 0
        figures.append(indicators(feeder, population, day, run))
    tree, qoco = figures
    assert tree.average_loss_kw == pytest.approx(qoco.average_loss_kw, rel=1e-3)
    assert tree.lowest_voltage_pu == pytest.approx(qoco.lowest_voltage_pu, abs=1e-4)
    assert tree.travel_pu == pytest.approx(qoco.travel_pu, rel=2e-2)
    assert tree.cooling_mwh == pytest.approx(qoco.cooling_mwh, rel=1e-4)


@pytest.mark.slow
@only_unchecked
def test_the_kernels_stay_within_their_arrays(tmp_path: Path) -> None:
    assert "passed" in run_checked(__file__, tmp_path)


@only_checked
def test_wrong_indices_are_noticed_here() -> None:
    expect_wrong_index_noticed()
