"""Limits of the distribution network in a dispatch: by hand, at random, and where none can hold."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case
from cases.case import following
from cases.network_limits import NetworkLimits
from operation import (
    Checker,
    DailyFigure,
    Design,
    DesignFigure,
    HighPoint,
    Operator,
    SolverSettings,
    Status,
    diagnose,
)
from operation.design import column_maxima
from operation.highs.session import HighsSession
from operation.limits import excess_kw
from operation.model import dispatch_model
from operation.monotone import monotone
from operation.rolling import run_days, state_at_rest

HIGHS = SolverSettings()
CIRCLE = math.cos(math.pi / 16)
"""Share of a rating that a polygon of 16 sides reaches in every direction."""


def one(kit: SimpleNamespace) -> Case:
    """A building of 100 kW for four hours, dearest in the third; half of it may be moved."""
    return kit.case(
        [kit.building("a")],
        electricity=[100, 100, 100, 100],
        share=0.5,
        buy=[[1.0], [2.0], [0.5], [3.0]],
    )


def two(kit: SimpleNamespace, efficiency: float = 0.8) -> Case:
    """Two buildings of 50 and 30 kW, on a hub that loses something, for an hour."""
    return kit.case(
        [kit.building("a"), kit.building("b")],
        electricity=[[50, 30]],
        hubs=[kit.hub("link", ["a", "b"], input_efficiency=efficiency)],
    )


def test_a_limit_moves_import_to_other_hours(kit: SimpleNamespace) -> None:
    """Free: 50 kW out of each dear hour into the cheap ones. A limit of 120 kW in the cheapest."""
    case = one(kit)
    free = kit.solve(case)
    assert free.dispatch.import_kw[:, 0] == pytest.approx([150, 50, 150, 50])
    limited = kit.limited(case, ("18", 2, [1.0], [0.0], 120.0))
    held = kit.solve(limited)
    # of the 100 kWh that were moved 70 have room: dear hours go first
    assert held.dispatch.import_kw[:, 0] == pytest.approx([150, 80, 120, 50])
    dearer = (held.indicators.daily_cost - free.indicators.daily_cost) / 6  # four hours of a day
    assert dearer == pytest.approx(30 * (2.0 - 0.5))
    assert held.dispatch.port_kvar_given.shape == (4, 0)


def test_an_upper_limit_curtails(kit: SimpleNamespace) -> None:
    """40 kW of sun more than the load, and a bus that bears 15 kW of export at a share of 0.6."""
    case = kit.case([kit.building("a")], electricity=[10], pv=50, sell=0.3)
    y = kit.solve(kit.limited(case, ("9", 0, [-0.6], [0.0], 15.0))).dispatch
    assert y.export_kw[0, 0] == pytest.approx(25.0)
    assert y.pv_used_kw[0, 0] == pytest.approx(35.0)


def test_a_port_relieves_a_bus(kit: SimpleNamespace) -> None:
    """50 kW at "a" on a bus that bears 40: 20 kvar help at half a kW each, and cost a hair."""
    case = kit.limited(two(kit), ("18", 0, [1.0, 0.0], [0.5, 0.0], 40.0))
    outcome = kit.solve(case, Design((), (25.0,)))
    y = outcome.dispatch
    assert y.import_kw[0] == pytest.approx([50, 30])
    assert y.port_kvar_given[0] == pytest.approx([20, 0])
    assert y.port_kvar_taken[0] == pytest.approx([0, 0])
    assert outcome.indicators.wear_cost == pytest.approx(24 * 20e-4)  # of a day, one hour of it
    assert outcome.indicators.daily_cost == pytest.approx(24 * 80)
    # an upper limit asks for the opposite
    case = kit.limited(two(kit), ("18", 0, [-1.0, 0.0], [-0.5, 0.0], -60.0))
    assert kit.solve(case, Design((), (25.0,))).dispatch.port_kvar_taken[0, 0] == pytest.approx(20)


def test_active_and_reactive_power_share_the_rating(kit: SimpleNamespace) -> None:
    """A rating of 10: full active power is possible, and what it leaves of the polygon."""
    row = ("18", 0, [1.0, 0.0], [1e-3, 0.0])
    y = kit.solve(kit.limited(two(kit, 1.0), (*row, 40.0)), Design((), (10.0,))).dispatch
    assert y.port_out_kw[0, 0] == pytest.approx(10.0)
    assert y.port_kvar_given[0, 0] == pytest.approx(0.0, abs=1e-9)
    # each kvar is worth a kW: to the side of the polygon whose normal is nearest to 45 degrees
    row = ("18", 0, [1.0, 0.0], [1.0, 0.0])
    y = kit.solve(kit.limited(two(kit, 1.0), (*row, 37.0)), Design((), (10.0,))).dispatch
    size = np.hypot(y.port_out_kw[0, 0], y.port_kvar_given[0, 0])
    assert y.import_kw[0, 0] - y.port_kvar_given[0, 0] == pytest.approx(37.0)
    assert 10.0 * CIRCLE <= size + 1e-9 <= 10.0 + 2e-9
    # at 45 degrees the circle reaches 10 √2 = 14.14, and 16 sides have a corner there; 4 have none
    for sides, most in ((16, 10.0 * math.sqrt(2.0)), (4, 10.0)):
        for short, status in ((0.01, Status.INFEASIBLE), (-0.01, Status.OPTIMAL)):
            case = kit.limited(
                two(kit, 1.0), (*row, 50.0 - most - short), apparent_power_sides=sides
            )
            assert Operator(case, HIGHS).dispatch(0, Design((), (10.0,))).status is status


def test_the_checker_refuses_what_breaks_a_limit(kit: SimpleNamespace) -> None:
    design, row = Design((), (25.0,)), ("18", 0, [1.0, 0.0], [0.5, 0.0])
    free = kit.solve(two(kit), design)
    assert free.dispatch.port_kvar_given.shape == (1, 0)
    y = kit.solve(kit.limited(two(kit), (*row, 40.0)), design).dispatch
    tighter = Checker(kit.limited(two(kit), (*row, 39.0)), 0)
    assert [v.equation for v in tighter.check(design, y).violations] == ["network_limits"]
    checker = Checker(kit.limited(two(kit), (*row, 40.0)), 0)
    assert checker.check(design, y).accepted
    for given, broken in ((19.9, "network_limits"), (25.1, "port_apparent_power")):
        values = np.array([[given, 0.0]])
        report = checker.check(design, replace(y, port_kvar_given=values))
        assert [v.equation for v in report.violations] == [broken]
    report = checker.check(design, replace(y, port_kvar_taken=np.array([[0.0, -1.0]])))
    assert [v.equation for v in report.violations] == ["nonnegative"]
    # inside the circle, outside the polygon: physically sound
    outside = Design((), (20.0 * (1 + 1e-9),))
    assert checker.check(outside, y).accepted


def test_what_reactive_power_costs_is_in_the_objective(kit: SimpleNamespace) -> None:
    case = kit.limited(
        two(kit), ("18", 0, [1.0, 0.0], [0.5, 0.0], 40.0), reactive_cost_per_kvarh=0.05
    )
    design = Design((), (25.0,))
    outcome = kit.solve(case, design)
    checker, value = Checker(case, 0), kit.joined(case, outcome)
    assert outcome.indicators.wear_cost == pytest.approx(24 * 0.05 * 20)
    assert checker.check(design, outcome.dispatch, value).accepted
    report = checker.check(design, outcome.dispatch, value - outcome.indicators.wear_cost)
    assert [v.equation for v in report.violations] == ["joined_objective"]
    # dear reactive power gives way to active power, of which the hub loses a fifth
    dear = kit.limited(
        two(kit), ("18", 0, [1.0, 0.0], [0.5, 0.0], 40.0), reactive_cost_per_kvarh=100.0
    )
    assert kit.solve(dear, design).dispatch.import_kw[0] == pytest.approx([40, 42.5])


def test_what_no_dispatch_can_keep_is_named(kit: SimpleNamespace) -> None:
    """70 kW too much at 02:00, 20 at 03:00, where half of the load cannot leave the hour."""
    rows = (
        ("18", 1, [1.0], [0.0], 900.0),
        ("18", 2, [1.0], [0.0], -20.0),
        ("18", 3, [1.0], [0.0], 30.0),
        ("twin", 2, [0.5], [0.0], -10.0),
        *((f"also {n}", 2, [1.0], [0.0], 0.0) for n in range(20)),
    )
    case = kit.limited(one(kit), *rows)
    outcome = Operator(case, HIGHS).dispatch(0, Design.nothing(case))
    assert outcome.status is Status.INFEASIBLE
    told = diagnose(case, 0, Design.nothing(case), HIGHS)
    # twenty-two broken limits are not mended by serving less load
    assert {cause.equation for cause in told.causes} == {"network_limits"}
    worst = next(cause for cause in told.causes if cause.place == "18")
    assert (worst.clock, worst.steps, worst.building) == ("02:00", 2, "a")
    assert worst.amount == pytest.approx(70.0, abs=1e-2)
    for part in ('voltage at bus "18" cannot be kept', 'import of "a"', "70 kW too high at 02:00"):
        assert part in str(worst)
    assert told.total == pytest.approx(70 + 20 + 35 + 20 * 50, abs=0.1)
    upper = kit.limited(one(kit), ("9", 0, [-1.0], [0.0], -500.0))
    (cause,) = diagnose(upper, 0, Design.nothing(upper), HIGHS).causes
    assert 'export of "a" is 350 kW too high' in str(cause)


def test_a_shortage_is_told_as_such_beside_limits(kit: SimpleNamespace) -> None:
    """A meter of 80 kW under a load of 100: the limit of 200 kW is not to blame."""
    case = kit.case([kit.building("a", import_limit_kw=80.0)], electricity=[100, 50])
    case = kit.limited(case, ("18", 0, [1.0], [0.0], 200.0))
    (cause,) = diagnose(case, 0, Design.nothing(case), HIGHS).causes
    assert (cause.equation, cause.place) == ("electrical_balance", "a")
    assert cause.amount == pytest.approx(20.0, abs=1e-5)


def test_a_screen_is_no_row(kit: SimpleNamespace) -> None:
    case = kit.limited(one(kit), ("18", 2, [1.0], [0.0], 120.0), enforce="screen")
    outcome = kit.solve(case)
    assert outcome.dispatch.import_kw[2, 0] == pytest.approx(150.0)
    assert excess_kw(case.scenarios[0].network, outcome.dispatch) == pytest.approx([30.0])
    assert not len(case.dispatch_limits(case.scenarios[0]))
    assert not len(excess_kw(NetworkLimits.none(), outcome.dispatch))


def random_limits(kit: SimpleNamespace, seed: int) -> Case:
    """A random case with limits of two buses, some so tight that they bind."""
    case, rng = kit.random_case(seed), np.random.default_rng([seed, 3])
    y = kit.solve(case, kit.random_design(case, seed)).dispatch
    net, rows = y.import_kw - y.export_kw, []
    for bus in ("one", "two"):
        share = rng.uniform(0.2, 1.0, len(case.buildings))
        share *= rng.choice([-1.0, 1.0]) / share.max()
        for step in range(len(net)):
            most = float(share @ net[step]) - rng.uniform(-10, 6)
            rows.append((bus, step, share, rng.uniform(0.2, 0.8) * share, round(most, 2)))
    return kit.limited(case, *rows)


def test_random_cases_agree_with_branch_and_bound(kit: SimpleNamespace) -> None:
    """The steps of our session against every switch whole, from nothing."""
    seen = {Status.OPTIMAL: 0, Status.INFEASIBLE: 0}
    given = 0
    for seed in range(300, 320):
        case = random_limits(kit, seed)
        design = kit.random_design(case, seed)
        fixed = kit.capacities(case, design)
        status, best = kit.FullProblem(dispatch_model(case, 0)).optimum(fixed)
        solution = HighsSession(dispatch_model(case, 0), kit.EXACT).solve(fixed)
        assert solution.status is status, seed
        seen[status] += 1
        if status is Status.OPTIMAL:
            assert solution.objective == pytest.approx(best, rel=1e-6, abs=1e-5), seed
            y = kit.solve(case, design).dispatch
            given += bool((y.port_kvar_given + y.port_kvar_taken > 1e-3).any())
    assert seen[Status.OPTIMAL] >= 8 and seen[Status.INFEASIBLE] >= 2, seen
    assert given >= 4, "reactive power was of use"


def test_cbc_agrees(kit: SimpleNamespace, cbc: SolverSettings) -> None:
    compared = 0
    for seed in range(300, 310):
        case = random_limits(kit, seed)
        design = kit.random_design(case, seed)
        ours, other = (Operator(case, s).dispatch(0, design) for s in (kit.EXACT, cbc))
        assert ours.status is other.status, seed
        if ours.status.accepted:
            first, second = ours.stages[0].objective, other.stages[0].objective
            assert first == pytest.approx(second, rel=1e-6, abs=1e-5), seed
            compared += 1
    assert compared >= 4


def test_more_capacity_never_costs_more(kit: SimpleNamespace) -> None:
    pairs = 0
    for seed in range(300, 320):
        case = kit.with_operation(random_limits(kit, seed), objective="weighted")
        if not monotone(case):
            continue
        small = kit.random_design(case, seed)
        half = [
            (low + high) / 2 for low, high in zip(small.values, column_maxima(case), strict=True)
        ]
        split = len(small.storage_kwh)
        large = Design(tuple(half[:split]), tuple(half[split:]))
        before, after = (Operator(case, kit.EXACT).dispatch(0, d) for d in (small, large))
        if before.status.accepted:
            assert after.status.accepted, seed
            pairs += 1
            costs = kit.joined(case, before), kit.joined(case, after)
            assert costs[1] <= costs[0] + 1e-6 * max(1.0, abs(costs[0])), seed
    assert pairs >= 5


def test_bounds_see_the_limits(kit: SimpleNamespace) -> None:
    """At 1 a kW of rating, 20 kW that give 20 kvar cost least; nothing is paid for the kvar."""
    case = kit.limited(two(kit), ("18", 0, [1.0, 0.0], [0.5, 0.0], 40.0))
    figure = DesignFigure(0.0, np.array([1.0]), np.array([1.0]), DailyFigure.PAYMENTS)
    least = HighPoint(case, [figure], HIGHS).least(0, {}, relaxed=False)
    assert (least.value, *least.capacities) == pytest.approx((24 * 80 + 20, 20.0))
    assert least.bound == pytest.approx(least.value, rel=1e-5)
    assert Operator(case, HIGHS).dispatch(0, Design((), least.capacities)).status.accepted


def test_cases_without_limits_have_nothing_of_it(kit: SimpleNamespace) -> None:
    case = kit.limited(two(kit), ("18", 0, [1.0, 0.0], [0.5, 0.0], 40.0))
    for built, there in ((case, True), (replace(case, network=None), False)):
        text = str(dispatch_model(built, 0).problem)
        for word in ("network_limits", "port_apparent_power", "port_kvar_given"):
            assert (word in text) is there, word
    # rows that ask for no reactive power bring no columns either, and no ports are needed
    held = dispatch_model(kit.limited(two(kit), ("1", 0, [1.0, 0.0], [0.0, 0.0], 99.0)), 0)
    assert not [c.name for c in held.all_columns if "kvar" in c.name]
    apart = kit.limited(one(kit), ("1", 2, [1.0], [0.7], 120.0))
    assert kit.solve(apart).dispatch.import_kw[2, 0] == pytest.approx(120.0)


def test_parts_and_days_one_after_the_other(kit: SimpleNamespace) -> None:
    case = kit.limited(
        one(kit),
        ("a", 1, [1.0], [0.2], 120.0),
        ("b", 3, [0.5], [0.1], 80.0),
        ("c", 1, [1.0], [0], 9),
    )
    (day,) = case.scenarios
    late = day.part(1, 3).network
    assert (late.bus, late.step.tolist(), late.most_kw.tolist()) == (("a", "c"), [0, 0], [120, 9])
    plain = replace(day, network=type(late).none(1))
    both = following([plain, day, day]).network
    assert both.bus == ("a", "b", "c") * 2
    assert both.step.tolist() == [5, 7, 5, 9, 11, 9]
    assert both.kvar_share[:, 0].tolist() == [0.2, 0.1, 0.0] * 2
    assert not both.step.flags.writeable
    assert not len(following([plain, plain]).network)


def test_days_of_a_year_have_no_limits_and_days_with_limits_keep_them(kit: SimpleNamespace) -> None:
    case = kit.limited(
        kit.case(
            [kit.building("a")],
            electricity=[100] * 24,
            share=0.5,
            buy=[[2.0 if t % 2 else 1.0] for t in range(24)],
        ),
        ("18", 2, [1.0], [0.3], 120.0),
    )
    (day,), design = case.scenarios, Design.nothing(case)
    plain = replace(day, network=NetworkLimits.none())
    for days, most in (([plain] * 3, 150.0), ([day] * 3, 120.0)):
        outcomes, _ = run_days(
            case, days, design, HIGHS, state=state_at_rest(case, design), count=2
        )
        for outcome in outcomes:
            assert outcome.dispatch is not None
            assert outcome.dispatch.import_kw[2, 0] == pytest.approx(most)
            assert len(outcome.dispatch.import_kw) == 24


def test_two_stages_hold_the_limits(kit: SimpleNamespace) -> None:
    case = kit.limited(
        kit.with_operation(two(kit), objective="lexicographic"),
        ("18", 0, [1.0, 0.0], [0.5, 0.0], 40.0),
    )
    outcome = kit.solve(case, Design((), (25.0,)))
    y = outcome.dispatch
    net = y.import_kw[0, 0] - 0.5 * (y.port_kvar_given - y.port_kvar_taken)[0, 0]
    assert len(outcome.stages) == 2 and net <= 40.0 + 1e-6
