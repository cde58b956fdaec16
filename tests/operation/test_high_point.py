"""Bounds over all designs: none is below them, and some come up to them."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case, read_case
from operation import DailyFigure, Design, DesignFigure, HighPoint, Operator, SolverSettings, Status
from operation.bounds import DispatchBounds
from planner.linear_figures import cost_figure, emissions_figure

COST, EMISSIONS = 0, 1
SETTINGS = SolverSettings(gap=1e-7, node_limit=10_000)


def figures(case: Case, price: float = 0.05) -> tuple[DesignFigure, DesignFigure]:
    """Payments of a day with so much for every kWh and kW, and emissions of a day."""
    count = len(Design.nothing(case).values)
    return (
        DesignFigure(7.0, np.full(count, price), np.ones(1), DailyFigure.PAYMENTS),
        DesignFigure(0.0, np.zeros(count), np.ones(1), DailyFigure.EMISSIONS),
    )


def values(case: Case, design: Design, outcome: object, price: float = 0.05) -> tuple[float, float]:
    told = outcome.indicators  # type: ignore[attr-defined]
    cost = 7.0 + price * sum(design.values) + told.purchase_cost - told.sales_revenue
    return cost, told.emissions_kg


@pytest.mark.parametrize("relaxed", [True, False])
def test_no_design_is_below(kit: SimpleNamespace, relaxed: bool) -> None:
    """Random cases: any design, run as the lower level wants, keeps every bound."""
    checked, room = 0, []
    for seed in range(600, 620):
        case = kit.random_case(seed)
        problem = HighPoint(case, figures(case), SETTINGS)
        operator = Operator(case, SolverSettings(gap=1e-4))
        for k in range(4):
            design = kit.random_design(case, seed + k)
            outcome = operator.dispatch(0, design)
            if not outcome.status.accepted:
                continue
            cost, emissions = values(case, design, outcome)
            for cap in (math.inf, emissions, 1.1 * emissions):
                least = problem.least(COST, {EMISSIONS: cap}, relaxed=relaxed)
                assert least.status is Status.OPTIMAL
                assert least.bound <= cost + 1e-6 * abs(cost), (seed, k, cap)
                room.append((cost - least.bound) / max(1.0, abs(cost)))
            cleanest = problem.least(EMISSIONS, {COST: cost}, relaxed=relaxed)
            assert cleanest.bound <= emissions + 1e-6
            checked += 1
    assert checked > 50
    assert min(room) < 0.02, "the bounds are far from everything: the test shows little"


def test_what_is_reached_is_a_design_that_costs_so(kit: SimpleNamespace) -> None:
    """Where the lower level minimises payments, the cheapest design of all is really so cheap."""
    same = 0
    for seed in range(620, 640):
        case = kit.random_case(
            seed,
            without=("wear",),
            objective="weighted",
            self_consumption_value_per_kwh=0.0,
            curtailment_penalty_per_kwh=0.0,
            carbon_tiebreak_per_kg=0.0,
        )
        least = HighPoint(case, figures(case), SETTINGS).least(COST, {}, relaxed=False)
        split = len(case.storage)
        design = Design(least.capacities[:split], least.capacities[split:])
        outcome = Operator(case, kit.EXACT).dispatch(0, design)
        cost, _ = values(case, design, outcome)
        assert cost == pytest.approx(least.value, rel=1e-5, abs=1e-5), seed
        assert least.bound == pytest.approx(least.value, rel=1e-5, abs=1e-5), seed
        assert least.figures[COST] == pytest.approx(least.value, rel=1e-9)
        same += 1
    assert same == 20


def two_times(kit: SimpleNamespace, module_kwh: float = 0.0) -> Case:
    """Loads of 10 and 20 kW, for twelve hours each at prices of 1 and 3, and a storage."""
    case: Case = kit.case(
        [kit.building("a")],
        electricity=[10, 20],
        step_hours=12.0,
        buy=[[1.0], [3.0]],
        emission=[[0.2], [0.7]],
        storage=[("a", kit.battery())],
    )
    sites = tuple(site.model_copy(update={"module_kwh": module_kwh}) for site in case.storage)
    return replace(case, storage=sites)


def test_by_hand(kit: SimpleNamespace) -> None:
    """A kWh stored saves 2 and 0.5 kg, costs 0.5: all 240 kWh of the dear time are worth it."""
    problem = HighPoint(two_times(kit), figures(two_times(kit), 0.5), SETTINGS)
    cheapest = problem.least(COST, {}, relaxed=True)
    assert cheapest.value == pytest.approx(7 + 840 - 1.5 * 240)
    assert cheapest.capacities == pytest.approx((240.0,))
    assert problem.least(EMISSIONS, {}, relaxed=True).value == pytest.approx(192 - 120)
    # the other way round: less emissions cost less here, so a cap does not bind
    assert problem.least(COST, {EMISSIONS: 80.0}, relaxed=True).slopes == pytest.approx((0, 0))


def test_slopes_by_hand(kit: SimpleNamespace) -> None:
    """At 4 a kWh stored costs 2 more than it saves; each kg less takes two of them."""
    problem = HighPoint(two_times(kit), figures(two_times(kit), 4.0), SETTINGS)
    capped = problem.least(COST, {EMISSIONS: 142.0}, relaxed=True)
    assert capped.value == pytest.approx(7 + 840 + 2 * 100, rel=1e-5)
    assert capped.slopes == pytest.approx((0.0, -4.0))
    assert problem.least(COST, {EMISSIONS: 71.9}, relaxed=True).bound == math.inf
    assert problem.least(COST, {EMISSIONS: 71.9}, relaxed=False).status is Status.INFEASIBLE


def test_modules_are_whole_unless_relaxed(kit: SimpleNamespace) -> None:
    """100 kWh are needed: with modules of 70 it takes two, and 40 kWh stand idle at 4 each."""
    case = two_times(kit, module_kwh=70.0)
    problem = HighPoint(case, figures(case, 4.0), SETTINGS)
    whole = problem.least(COST, {EMISSIONS: 142.0}, relaxed=False)
    assert whole.capacities == pytest.approx((140.0,))
    relaxed = problem.least(COST, {EMISSIONS: 142.0}, relaxed=True)
    assert relaxed.capacities == pytest.approx((100.0,), rel=1e-4)
    # what is bought may be used, which saves 2 a kWh
    assert whole.value == pytest.approx(7 + 840 + 4 * 140 - 2 * 140)
    assert whole.bound > relaxed.bound


def test_a_solve_cut_short_still_bounds() -> None:
    case = read_case("beijing")
    both, caps = (cost_figure(case), emissions_figure(case)), {EMISSIONS: 1.8897e6}
    full = HighPoint(case, both, SolverSettings(gap=1e-6)).least(COST, caps, relaxed=False)
    hasty = SolverSettings(gap=0.0, node_limit=1)
    short = HighPoint(case, both, hasty).least(COST, caps, relaxed=False)
    assert full.status is Status.OPTIMAL and short.status is Status.LIMITED
    assert 0.99 * full.value < short.bound < full.bound


def test_each_answer_depends_on_its_question_alone(kit: SimpleNamespace) -> None:
    case = kit.random_case(641)
    problem = HighPoint(case, figures(case), SETTINGS)
    first = problem.least(COST, {EMISSIONS: 1e5}, relaxed=False)
    problem.least(EMISSIONS, {}, relaxed=True)
    assert problem.least(COST, {EMISSIONS: 1e5}, relaxed=False) == first


def test_a_cap_on_the_lower_objective_bounds_more(kit: SimpleNamespace) -> None:
    """No dispatch that costs the lower level at most so much is below a capped cut."""
    tighter = checked = 0
    for seed in range(840, 860):
        case = kit.random_case(seed, objective="weighted")
        bounds = DispatchBounds(case, (DailyFigure.EMISSIONS,))
        operator = Operator(case, kit.EXACT)
        designs = [kit.random_design(case, seed + k) for k in range(4)]
        outcomes = [operator.dispatch(0, design) for design in designs]
        known = [(d, o) for d, o in zip(designs, outcomes, strict=True) if o.status.accepted]
        for at, outcome in known:
            cap = kit.joined(case, outcome) + 1e-6
            capped, free = bounds.cuts(0, at, cap), bounds.cuts(0, at)
            assert capped is not None and free is not None
            tighter += capped[0].level > free[0].level + 1e-3
            for design, other in known:
                cost = kit.joined(case, other)
                cut = capped[0]
                x = np.array(design.values)
                bound = cut.level + cut.slope @ (x - cut.at) + cut.cap_slope * (cost - cut.cap)
                emissions = other.indicators.emissions_kg
                assert bound <= emissions + 1e-5 * max(1.0, emissions), (seed, at, design)
                checked += 1
    assert checked > 100 and tighter > 10
