"""Our sweep and the solvers of other programs find the same voltages on every shipped feeder.

pandapower and power-grid-model solve by Newton's method on the bus matrix, OpenDSS by its own
fixed-point iteration. Without a program its tests are skipped and say so.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.speed.other_flows import (
    Solver,
    opendss_flows,
    pandapower_flows,
    power_grid_model_flows,
)
from cases.feeders.feeder import Feeder
from cases.feeders.reading import read_feeder, shipped_feeders
from operation.network.power_flow import power_flow

pytestmark = pytest.mark.peers

AGREED_PU = 1e-7
PROGRAMS: dict[str, Callable[[Feeder, float], Solver | None]] = {
    "pandapower": pandapower_flows,
    "power-grid-model": power_grid_model_flows,
    "OpenDSS": opendss_flows,
}
every_program = pytest.mark.parametrize("program", PROGRAMS)
every_feeder = pytest.mark.parametrize("name", shipped_feeders())


def solver(program: str, feeder: Feeder, source_pu: float = 1.0) -> Solver:
    solve = PROGRAMS[program](feeder, source_pu)
    if solve is None:
        pytest.skip(f"{program} is not installed: pip install -c constraints.txt -e '.[peers]'")
    return solve


def most(feeder: Feeder) -> float:
    """The largest share of its peak load that a feeder carries, by our sweep."""
    carried, beyond = 1.0, 50.0
    while beyond - carried > 1e-4:
        middle = 0.5 * (carried + beyond)
        flow = power_flow(feeder, middle * feeder.load_kw, middle * feeder.load_kvar)
        carried, beyond = (middle, beyond) if flow.converged[0] else (carried, middle)
    return carried


def demands(feeder: Feeder) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Usual, mixed, reversed and heavy loads, up to 99.5 % of what the feeder carries."""
    rng, n = np.random.default_rng(6), len(feeder)
    active = [rng.uniform(0.2, 1.2, n), rng.uniform(-2.0, 1.0, n), np.full(n, -1.5), np.zeros(n)]
    reactive = [rng.uniform(0.2, 1.2, n), rng.uniform(-1.0, 1.0, n), np.full(n, 0.5), np.zeros(n)]
    heavy = most(feeder)
    for share in (0.5, 0.9, 0.99, 0.995):
        active.append(np.full(n, share * heavy))
        reactive.append(np.full(n, share * heavy))
    return np.array(active) * feeder.load_kw, np.array(reactive) * feeder.load_kvar


@every_program
@every_feeder
def test_voltages(name: str, program: str) -> None:
    feeder = read_feeder(name)
    solve, (p, q) = solver(program, feeder), demands(feeder)
    ours, theirs = power_flow(feeder, p, q), solve(p, q)
    assert ours.converged.all() and ours.lowest_pu.min() < 0.62
    worst = np.abs(ours.voltage_pu - theirs).max()
    print(f"\n{name}, {program}: largest difference {worst:.1e} pu")
    assert worst < AGREED_PU


@every_program
@pytest.mark.parametrize("source_pu", [0.94, 1.08])
def test_another_voltage_at_the_substation(source_pu: float, program: str) -> None:
    for name in ("case33bw", "ieee123_posseq"):
        feeder = read_feeder(name)
        solve = solver(program, feeder, source_pu)
        p, q = (
            share * np.atleast_2d(load)
            for share, load in ((0.8, feeder.load_kw), (0.6, feeder.load_kvar))
        )
        ours = power_flow(feeder, p, q, source_pu).voltage_pu
        assert np.abs(ours - solve(p, q)).max() < AGREED_PU
        assert np.abs(ours - power_flow(feeder, p, q).voltage_pu).max() > 0.05


@every_program
def test_beyond_the_nose_nobody_finds_a_flow(program: str) -> None:
    feeder = read_feeder("case33bw")
    p, q = (1.01 * most(feeder) * np.atleast_2d(d) for d in (feeder.load_kw, feeder.load_kvar))
    assert not power_flow(feeder, p, q).converged.any()
    assert np.isnan(solver(program, feeder)(p, q)).all()


@pytest.mark.parametrize("program", ["pandapower"])
def test_the_comparison_can_fail(program: str) -> None:
    feeder = read_feeder("ieee13_posseq")
    p, q = np.atleast_2d(feeder.load_kw), np.atleast_2d(feeder.load_kvar)
    theirs = solver(program, feeder)(p, q)
    for change in (1.0 + 1e-5, 1.0 - 1e-5):
        assert np.abs(power_flow(feeder, change * p, q).voltage_pu - theirs).max() > AGREED_PU
