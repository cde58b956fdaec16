"""What supplies is what uses, in every step, for every building and all of them together."""

from __future__ import annotations

import numpy as np
import pytest

from cases import Case, read_case
from operation import Dispatch, SolverSettings
from planner.comparison import reference_design
from planner.executor import SerialEvaluator
from planner.report.balances import Carrier, balances, total


@pytest.fixture(scope="module")
def runs() -> tuple[Case, list[Dispatch]]:
    """Dispatches of a case with heat, cold, gas, and storage behind a link."""
    case = read_case("beijing", "interconnected")
    design = reference_design(case)
    assert design is not None
    [outcomes] = SerialEvaluator(case, SolverSettings()).dispatch([design])
    return case, [outcome.dispatch for outcome in outcomes if outcome.dispatch is not None]


@pytest.mark.parametrize("buildings", [(0,), (1,), (0, 1)])
@pytest.mark.parametrize("carrier", Carrier)
def test_supply_is_use(
    runs: tuple[Case, list[Dispatch]], buildings: tuple[int, ...], carrier: Carrier
) -> None:
    case, dispatches = runs
    balance = balances(case, buildings)[carrier]
    assert len(dispatches) == 2
    for y, day in zip(dispatches, case.scenarios, strict=True):
        up = sum(total(band.up, y, day) for band in balance.bands)
        down = sum(total(band.down, y, day) for band in balance.bands)
        assert np.max(up) > 0 or carrier is not Carrier.ELECTRICITY
        np.testing.assert_allclose(up, down, atol=1e-6)


def test_only_what_is_used_is_balanced(tiny: Case) -> None:
    assert set(balances(tiny, (0,))) == {Carrier.ELECTRICITY}


def test_of_the_whole_cluster_links_only_lose(runs: tuple[Case, list[Dispatch]]) -> None:
    case, dispatches = runs
    bands = {band.label: band for band in balances(case, (0, 1))[Carrier.ELECTRICITY].bands}
    hub = case.hubs[0]
    for y, day in zip(dispatches, case.scenarios, strict=True):
        lost = total(bands["lost in the links"].down, y, day)
        entered = (1 - hub.input_efficiency) * y.port_in_kw.sum(axis=1)
        left = (1 / hub.output_efficiency - 1) * y.port_out_kw.sum(axis=1)
        np.testing.assert_allclose(lost, entered + left, atol=1e-6)
        assert lost.max() > 1
        storage = total(bands["storage"].up, y, day)
        np.testing.assert_allclose(storage, y.discharge_kw.sum(axis=1))
