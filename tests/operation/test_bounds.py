"""Cuts on daily figures stay below every dispatch of every design."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case, read_case
from operation import Design, DispatchOutcome, Operator, SolverSettings
from operation.bounds import Cut, DailyFigure, DispatchBounds

EVERY = tuple(DailyFigure)
SLACK = 1e-6
"""Relative; linear programs leave less."""


def figures(outcome: DispatchOutcome) -> dict[DailyFigure, float]:
    """What the checker says of a dispatch."""
    told = outcome.indicators
    return {
        DailyFigure.PAYMENTS: told.purchase_cost - told.sales_revenue,
        DailyFigure.COST: told.daily_cost,
        DailyFigure.EMISSIONS: told.emissions_kg,
        DailyFigure.SPILLED: told.spilled_kwh,
    }


def value(cut: Cut, design: Design) -> float:
    return float(cut.level + cut.slope @ (np.array(design.values) - cut.at))


def check_cuts(
    case: Case, scenario: int, designs: list[Design], settings: SolverSettings
) -> list[float]:
    """Cuts at each design against dispatches of all; how near they come, relatively."""
    bounds, operator = DispatchBounds(case, EVERY), Operator(case, settings)
    outcomes = [operator.dispatch(scenario, design) for design in designs]
    room = []
    for at in designs:
        cuts = bounds.cuts(scenario, at)
        if cuts is None:
            assert outcomes[designs.index(at)].status == "infeasible", at
            continue
        assert len(cuts) == len(EVERY)
        for design, outcome in zip(designs, outcomes, strict=True):
            if not outcome.status.accepted:
                continue
            for figure, cut in zip(EVERY, cuts, strict=True):
                actual = figures(outcome)[figure]
                scale = max(1.0, abs(actual))
                assert value(cut, design) <= actual + SLACK * scale, (at, design, figure)
                room.append((actual - value(cut, design)) / scale)
    return room


def test_cuts_of_random_cases(kit: SimpleNamespace) -> None:
    room = []
    for seed in range(800, 820):
        case = kit.random_case(seed)
        designs = [kit.random_design(case, seed + k) for k in range(5)]
        room += check_cuts(case, 0, designs, SolverSettings(gap=1e-3))
    assert len(room) == 20 * 25 * 4
    assert np.median(room) < 0.3, "the cuts are far from everything: the test shows little"


@pytest.mark.parametrize("name", ["independent", "interconnected"])
@pytest.mark.parametrize("scenario", [0, 1], ids=["summer", "winter"])
def test_cuts_of_the_shipped_case(kit: SimpleNamespace, name: str, scenario: int) -> None:
    case = read_case("beijing", name)
    designs = [kit.random_design(case, k) for k in range(4)] + [Design.nothing(case)]
    room = check_cuts(case, scenario, designs, SolverSettings(gap=1e-2))
    assert len(room) == 25 * 4 and np.median(room) < 0.1


def weak_meter(kit: SimpleNamespace, most: float) -> Case:
    """Loads of 10 and 20 kW, for twelve hours each at prices of 1 and 3, and a storage."""
    case: Case = kit.case(
        [kit.building("a", import_limit_kw=most)],
        electricity=[10, 20],
        step_hours=12.0,
        buy=[[1.0], [3.0]],
        emission=[[0.2], [0.7]],
        storage=[("a", kit.battery())],
    )
    return case


@pytest.mark.parametrize("stored", [0.0, 60.0, 150.0])
def test_slopes_by_hand(kit: SimpleNamespace, stored: float) -> None:
    """Each kWh stored moves from the dear time to the cheap one: it saves 2, and 0.5 kg."""
    bounds = DispatchBounds(weak_meter(kit, 1000.0), EVERY)
    payments, cost, emissions, spilled = bounds.cuts(0, Design((stored,), ())) or ()
    for found in (payments, cost):
        assert found.level == pytest.approx(840 - 2 * stored)
        assert found.slope.tolist() == pytest.approx([-2.0])
    assert emissions.level == pytest.approx(192 - 0.5 * stored)
    assert emissions.slope.tolist() == pytest.approx([-0.5])
    assert (spilled.level, spilled.slope.tolist()) == (0.0, [0.0])


def test_no_cut_where_the_load_cannot_be_served(kit: SimpleNamespace) -> None:
    """Through a meter of 16 kW the load of 20 kW takes 48 kWh of storage."""
    bounds = DispatchBounds(weak_meter(kit, 16.0), EVERY)
    assert bounds.cuts(0, Design((47.9,), ())) is None
    assert bounds.cuts(0, Design((48.1,), ())) is not None
    assert bounds.cuts(0, Design((0.0,), ())) is None


def test_no_cut_means_no_dispatch(kit: SimpleNamespace) -> None:
    """Random cases behind weaker meters, where some designs get through the day."""
    refused = served = 0
    for seed in range(820, 832):
        case = kit.random_case(seed)
        buildings = []
        for building in case.buildings:
            limit = {"import_limit_kw": 0.13 * building.grid.import_limit_kw}
            grid = building.grid.model_copy(update=limit)
            buildings.append(building.model_copy(update={"grid": grid}))
        case = replace(case, buildings=tuple(buildings))
        designs = [kit.random_design(case, seed + k) for k in range(4)]
        room = check_cuts(case, 0, designs, SolverSettings(gap=1e-3))
        bounds = DispatchBounds(case, EVERY)
        refused += sum(bounds.cuts(0, design) is None for design in designs)
        served += len(room) > 0
    assert refused >= 8 and served >= 4


def test_only_the_figures_asked_for(kit: SimpleNamespace) -> None:
    bounds = DispatchBounds(weak_meter(kit, 100.0), (DailyFigure.EMISSIONS,))
    (cut,) = bounds.cuts(0, Design((60.0,), ())) or ()
    assert cut.level == pytest.approx(162) and cut.at.tolist() == [60.0]


def test_cuts_do_not_depend_on_what_was_asked_before(kit: SimpleNamespace) -> None:
    case = kit.random_case(801)
    designs = [kit.random_design(case, 801 + k) for k in range(4)]
    seen = []
    for order in (designs, designs[::-1]):
        bounds = DispatchBounds(case, EVERY)
        found = {design: bounds.cuts(0, design) for design in order}
        seen.append(
            [(cut.level, cut.slope.tobytes()) for design in designs for cut in found[design] or ()]
        )
    assert seen[0] == seen[1] and len(seen[0]) == 16
