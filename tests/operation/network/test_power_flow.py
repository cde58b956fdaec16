"""The sweep against printed figures, Newton's method on the whole network, and its own laws."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import root

from cases.feeders.feeder import Feeder
from cases.feeders.reading import read_feeder, shipped_feeders
from operation.network.lindistflow import linear_squared_voltage, shared_impedances
from operation.network.power_flow import power_flow

PRINTED = {"case33bw": (0.91309, 202.68), "case69": (0.90919, 225.0), "case141": (0.92786, 633.0)}
"""Lowest voltage [pu] and loss [kW] at peak load, as published for these feeders."""

DIGEST = """
import numpy as np
from cases.feeders.reading import read_feeder
from operation.network.lindistflow import linear_squared_voltage, shared_impedances
feeder = read_feeder("ieee123_perphase")
demand = np.random.default_rng(0).random((96, len(feeder)))
found = *shared_impedances(feeder), linear_squared_voltage(feeder, demand, 0.3 * demand)
print(b"".join(array.tobytes() for array in found).hex())
"""


def newton(
    feeder: Feeder, p: NDArray[np.float64], q: NDArray[np.float64]
) -> NDArray[np.complex128]:
    """Voltages by a general root finder on the bus admittance matrix: no sweep, no tree."""
    n = len(feeder)
    admittance = np.diag(1j * feeder.capacitor_kvar / feeder.base_kw)
    for bus in range(1, n):
        y = 1 / complex(feeder.r_pu[bus], feeder.x_pu[bus])
        above = feeder.parent[bus]
        admittance[[bus, above], [bus, above]] += y
        admittance[[bus, above], [above, bus]] -= y
    taken = (p + 1j * q) / feeder.base_kw

    def mismatch(unknown: NDArray[np.float64]) -> NDArray[np.float64]:
        voltage = np.concatenate(([1.0], unknown[: n - 1] + 1j * unknown[n - 1 :]))
        gap = (voltage * np.conj(admittance @ voltage) + taken)[1:]
        return np.concatenate((gap.real, gap.imag))

    found = root(mismatch, np.concatenate((np.ones(n - 1), np.zeros(n - 1))), tol=1e-13)
    assert np.abs(mismatch(found.x)).max() < 1e-10
    return np.concatenate(([1.0], found.x[: n - 1] + 1j * found.x[n - 1 :]))


@pytest.mark.parametrize("name", PRINTED)
def test_published_feeders_have_their_published_figures(name: str) -> None:
    feeder = read_feeder(name)
    flow = power_flow(feeder, feeder.load_kw, feeder.load_kvar)
    lowest, loss = PRINTED[name]
    assert flow.lowest_pu[0] == pytest.approx(lowest, abs=6e-6)
    assert flow.loss_kw[0] == pytest.approx(loss, abs=0.5)


@pytest.mark.parametrize("name", shipped_feeders())
def test_every_feeder_agrees_with_newtons_method(name: str) -> None:
    feeder = read_feeder(name)
    rng = np.random.default_rng(4)
    p = feeder.load_kw * rng.uniform(-0.5, 1.2, len(feeder))
    q = feeder.load_kvar * rng.uniform(-0.5, 1.2, len(feeder))
    flow, there = power_flow(feeder, p, q), newton(feeder, p, q)
    assert np.abs(flow.voltage_pu[0] - np.abs(there)).max() < 1e-8
    drop = there[feeder.parent[1:]] - there[1:]
    lines = np.abs(drop / (feeder.r_pu[1:] + 1j * feeder.x_pu[1:]))
    assert flow.loss_kw[0] == pytest.approx(feeder.base_kw * (lines**2 @ feeder.r_pu[1:]), rel=1e-6)


def test_what_goes_in_comes_out_or_is_lost() -> None:
    feeder = read_feeder("ieee123_posseq")
    flow = power_flow(feeder, feeder.load_kw, feeder.load_kvar, 1.02)
    assert flow.source_kw[0] == pytest.approx(feeder.load_kw.sum() + flow.loss_kw[0], abs=1e-5)
    reactive_loss = feeder.base_kw * (flow.current_pu[0] ** 2 @ feeder.x_pu)
    given = feeder.capacitor_kvar @ flow.voltage_pu[0] ** 2
    taken = feeder.load_kvar.sum() + reactive_loss - given
    assert flow.source_kvar[0] == pytest.approx(taken, abs=1e-5)


def test_a_flow_does_not_depend_on_its_neighbours() -> None:
    feeder = read_feeder("case33bw")
    scale = np.random.default_rng(2).uniform(-0.5, 1.5, (37, 1))
    scale[11] = 50.0  # beyond the feeder
    together = power_flow(feeder, scale * feeder.load_kw, scale * feeder.load_kvar)
    for number in (0, 7, 8, 10, 12, 36):
        alone = power_flow(feeder, scale[number] * feeder.load_kw, scale[number] * feeder.load_kvar)
        assert alone.voltage_pu.tobytes() == together.voltage_pu[number].tobytes()
        assert alone.loss_kw[0] == together.loss_kw[number]


def test_more_than_the_feeder_can_carry_is_told() -> None:
    feeder = read_feeder("case33bw")
    scale = np.array([[1.0], [3.0], [6.0], [1.0]])
    flow = power_flow(feeder, scale * feeder.load_kw, scale * feeder.load_kvar)
    assert flow.converged.tolist() == [True, True, False, True]
    assert np.isnan(flow.voltage_pu[2]).all() and np.isnan(flow.loss_kw[2])
    assert np.isfinite(flow.voltage_pu[[0, 1, 3]]).all()


def test_bad_demands_are_refused() -> None:
    feeder = read_feeder("case33bw")
    with pytest.raises(ValueError, match="shape"):
        power_flow(feeder, np.zeros(32), np.zeros(32))
    with pytest.raises(ValueError, match="finite"):
        power_flow(feeder, np.full(33, np.nan), np.zeros(33))
    with pytest.raises(ValueError, match="above 0"):
        power_flow(feeder, np.zeros(33), np.zeros(33), 0.0)


@pytest.mark.parametrize("name", shipped_feeders())
def test_the_linear_model_is_exact_to_first_order(name: str) -> None:
    """Its error falls with the square of the load, and it is never too low."""
    # a capacitor follows the voltage, which the linear model leaves out
    feeder = read_feeder(name)
    feeder = replace(feeder, capacitor_kvar=np.zeros(len(feeder)))
    errors = []
    for share in (0.02, 0.01):
        p, q = share * feeder.load_kw, share * feeder.load_kvar
        exact = power_flow(feeder, p, q).voltage_pu[0]
        error = np.sqrt(linear_squared_voltage(feeder, p, q)) - exact
        assert error.min() > -1e-9
        errors.append(error.max())
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.05)


def test_shared_impedances_of_a_small_tree() -> None:
    zeros = np.zeros(4)
    tree = Feeder(
        name="tree",
        buses=("grid", "a", "b", "c"),
        parent=np.array([-1, 0, 1, 1]),
        r_pu=np.array([0.0, 1.0, 2.0, 4.0]),
        x_pu=np.array([0.0, 10.0, 20.0, 40.0]),
        **{name: zeros.copy() for name in ("load_kw", "load_kvar", "capacitor_kvar")},
        base_kv=1.0,
        base_mva=1.0,
    )
    resistance, reactance = shared_impedances(tree)
    assert resistance.tolist() == [[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 3, 1], [0, 1, 1, 5]]
    assert (reactance == 10 * resistance).all()


def test_a_load_close_to_the_most_is_carried() -> None:
    """0.1 % below the nose of case33bw, where a sweep gains little on the one before."""
    feeder = read_feeder("case33bw")
    flow = power_flow(feeder, 3.618 * feeder.load_kw, 3.618 * feeder.load_kvar)
    there = newton(feeder, 3.618 * feeder.load_kw, 3.618 * feeder.load_kvar)
    assert flow.converged[0] and flow.lowest_pu[0] < 0.45
    assert np.abs(flow.voltage_pu[0] - np.abs(there)).max() < 1e-7
    beyond = power_flow(feeder, 3.626 * feeder.load_kw, 3.626 * feeder.load_kvar)
    assert not beyond.converged[0]


def test_linear_voltages_are_the_same_bytes_for_any_number_of_threads() -> None:
    """Those of the largest feeder, for which BLAS takes several where it has them."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
            check=True,
            capture_output=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1 and digests != {b""}
