"""The lower level's own curve: exact ends, exact points between, nothing below."""

from __future__ import annotations

import itertools
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import operation.trade_offs
from cases import Case
from operation import Checker, Design, Operator, Status, TradeOff, trade_off
from operation.checker import TOLERANCE
from operation.solver import Session, Solution, SolverSettings, open_session
from operation.trade_offs import SAME

PROVEN = SolverSettings(node_limit=100_000)
SEEDS = (502, 503, 504, 505, 506, 508, 510, 512, 513)


@pytest.fixture(scope="module")
def curves(kit: SimpleNamespace) -> list[tuple[Case, Design, TradeOff]]:
    """Random cases with a random design and its curve; nothing changes them."""
    found = []
    for seed in SEEDS:
        case = kit.random_case(seed, objective="weighted", self_consumption_value_per_kwh=0.1)
        design = kit.random_design(case, seed)
        found.append((case, design, trade_off(case, 0, design, points=6, settings=PROVEN)))
    return found


def cost(case: Case, figures: Any) -> float:
    """Cost with wear and tie-break: the first objective, from figures."""
    tiebreak = case.operation.carbon_tiebreak_per_kg * figures.emissions_kg
    return float(figures.daily_cost + figures.wear_cost + tiebreak)


def steps(curve: TradeOff) -> list[tuple[float, float]]:
    """Spilled energy and cost of every point."""
    return [(point.figures.spilled_kwh, point.minimised) for point in curve.points]


def test_random_curves_are_worth_testing(curves: list[tuple[Case, Design, TradeOff]]) -> None:
    assert sum(len(curve.points) > 3 for _, _, curve in curves) >= 3
    assert all(curve.status is Status.OPTIMAL and not curve.failed for _, _, curve in curves)


def test_the_cheap_end_is_the_lexicographic_dispatch(
    kit: SimpleNamespace, curves: list[tuple[Case, Design, TradeOff]]
) -> None:
    for case, design, curve in curves:
        strict = kit.with_operation(case, objective="lexicographic", lexicographic_tolerance=0.0)
        expected = kit.solve(strict, design).indicators
        spilled, least = steps(curve)[0]
        assert least == pytest.approx(cost(case, expected), rel=1e-6, abs=1e-6)
        # that solve weighs a ten-thousandth of the cost against spilled energy
        assert spilled == pytest.approx(expected.spilled_kwh, abs=1e-3)


def test_the_other_end_spills_the_least_and_is_cheapest_for_that(
    kit: SimpleNamespace, curves: list[tuple[Case, Design, TradeOff]]
) -> None:
    """Against the weighted dispatch with a λ beside which cost is next to nothing."""
    for case, design, curve in curves:
        dear = kit.with_operation(case, self_consumption_value_per_kwh=1e4)
        expected = kit.solve(dear, design).indicators
        spilled, least = steps(curve)[-1]
        available = max(1.0, expected.available_kwh)
        assert spilled == pytest.approx(expected.spilled_kwh, abs=2e-6 * available)
        assert least == pytest.approx(cost(case, expected), rel=1e-4, abs=1e-2)


def test_curves_are_monotone_and_prices_say_how_steep(
    curves: list[tuple[Case, Design, TradeOff]],
) -> None:
    for _, _, curve in curves:
        found = steps(curve)
        for (more, low), (less, high) in itertools.pairwise(found):
            assert more > less and low < high
        assert len(curve.prices_per_kwh) == len(found) - 1
        paid = sum(
            price * (a[0] - b[0])
            for price, (a, b) in zip(curve.prices_per_kwh, itertools.pairwise(found), strict=True)
        )
        assert paid == pytest.approx(found[-1][1] - found[0][1])


def test_every_point_passes_the_checker_and_is_proven(
    curves: list[tuple[Case, Design, TradeOff]],
) -> None:
    for case, design, curve in curves:
        checker = Checker(case, 0)
        for point in curve.points:
            report = checker.check(design, point.dispatch)
            assert report.accepted and report.worst_residual <= TOLERANCE
            assert report.indicators == point.figures
            assert point.minimised == pytest.approx(cost(case, point.figures))
            assert point.status is Status.OPTIMAL and point.gap <= 1e-6


def test_no_weighted_sum_finds_a_point_below(
    kit: SimpleNamespace, curves: list[tuple[Case, Design, TradeOff]]
) -> None:
    """A point is the cheapest of all dispatches that spill no more than it does."""
    for case, design, curve in curves:
        for value in (0.0, 0.02, 0.1, 0.3, 1.0, 5.0):
            weighted = kit.with_operation(case, self_consumption_value_per_kwh=value)
            figures = kit.solve(weighted, design).indicators
            slack = 1e-6 * max(1.0, abs(cost(case, figures)))
            for spilled, least in steps(curve):
                if figures.spilled_kwh <= spilled:
                    assert least <= cost(case, figures) + slack
                if cost(case, figures) <= least:
                    assert spilled <= figures.spilled_kwh + SAME * max(1.0, figures.available_kwh)


def test_the_choice_is_the_ordinary_operators(
    kit: SimpleNamespace, curves: list[tuple[Case, Design, TradeOff]]
) -> None:
    for case, design, curve in curves:
        expected = Operator(case, kit.EXACT).dispatch(0, design)
        assert curve.choice.indicators == expected.indicators


def units_case(kit: SimpleNamespace) -> Case:
    """Two buildings that sell their PV, or run one chiller for nothing: no curve but four points.

    The first sells 10 kW at 0.2 or runs 12 kW, the second sells 3 kW at 0.7 or runs 3 kW.
    """
    return kit.case(
        [
            kit.building("a", devices=[kit.device("power_to_cold", 12, operation="on_off")]),
            kit.building("b", devices=[kit.device("power_to_cold", 3, operation="on_off")]),
        ],
        electricity=[[0, 0]],
        pv=[[10, 3]],
        sell=[[0.2, 0.7]],
        step_hours=24,
        operation={"carbon_tiebreak_per_kg": 0.0},
    )


def test_points_that_no_weighted_sum_would_choose(kit: SimpleNamespace) -> None:
    """By hand: b alone costs 0.7 a kWh, then a alone 0.27 more, then both 0.7: not convex."""
    case = units_case(kit)
    curve = trade_off(case, 0, Design.nothing(case), points=30, settings=PROVEN)
    expected = [(13, -4.1), (10, -2.0), (3, -0.1), (0, 2.0)]
    found = [(s / 24, c / 24) for s, c in steps(curve)]
    assert np.array(found) == pytest.approx(np.array(expected), abs=1e-6)
    assert curve.prices_per_kwh == pytest.approx((0.7, 1.9 / 7, 0.7), abs=1e-6)
    chosen = {
        round(
            kit.solve(
                kit.with_operation(case, self_consumption_value_per_kwh=value)
            ).indicators.spilled_kwh
            / 24
        )
        for value in np.linspace(0.01, 2.0, 40)
    }
    assert 10 not in chosen and {13, 0} <= chosen


def test_by_hand(kit: SimpleNamespace) -> None:
    """PV 40 kW for 12 h, then a load of 80 kW; buying costs 0.5, selling brings 0.6, a storage.

    With x kW stored: 192 + 1.2 x, and 12 (40 - x) kWh are sold; a straight line.
    """
    case = kit.case(
        [kit.building("a")],
        electricity=[0, 80],
        pv=[[40], [0]],
        buy=0.5,
        sell=0.6,
        step_hours=12,
        storage=[("a", kit.battery())],
        operation={"carbon_tiebreak_per_kg": 0.0, "self_consumption_value_per_kwh": 0.2},
    )
    curve = trade_off(case, 0, Design((1000.0,), ()), points=4, settings=PROVEN)
    stored = np.linspace(0, 40, 6)
    expected = np.array([12 * (40 - stored), 192 + 1.2 * stored]).T
    assert np.array(steps(curve)) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert [point.cost for point in curve.points] == pytest.approx(192 + 1.2 * stored, rel=1e-6)
    assert curve.prices_per_kwh == pytest.approx((0.1,) * 5, abs=1e-6)
    assert curve.choice.indicators.spilled_kwh == pytest.approx(0.0, abs=1e-6), "0.2 above 0.1"


def enumerated(case: Case, rated: list[float], units: int) -> list[tuple[float, float]]:
    """Dispatches that no other one beats, of all ways to run on/off chillers, by trying each.

    One chiller a building, and neither storage nor links: what PV leaves is sold.
    """
    day = case.scenarios[0]
    found = []
    for on in itertools.product(range(units + 1), repeat=day.steps * len(rated)):
        running = np.array(on).reshape(day.steps, len(rated))
        if (running * np.array(rated) < day.cold_kw - 1e-9).any():  # a COP of 1
            continue
        short = day.electricity_kw + running * np.array(rated) - day.pv_kw
        bought, sold = np.maximum(short, 0), np.maximum(-short, 0)
        paid = (day.import_price_per_kwh * bought - day.export_price_per_kwh * sold).sum()
        found.append((sold.sum() * day.step_hours, paid * day.step_hours))
    best, least = [], math.inf
    for spilled, paid in sorted(found):
        if paid < least - 1e-9:
            best.append((spilled, paid))
            least = paid
    return best[::-1]


@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_trying_everything(kit: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rated = rng.uniform(2, 9, 2).round(2).tolist()
    case = kit.case(
        [
            kit.building(
                name, devices=[kit.device("power_to_cold", kw, operation="on_off", units=2)]
            )
            for name, kw in zip("ab", rated, strict=True)
        ],
        electricity=rng.uniform(0, 4, (3, 2)).round(3),
        pv=rng.uniform(0, 20, (3, 2)).round(3),
        cold=rng.uniform(0, 5, (3, 2)).round(3),
        buy=rng.uniform(0.6, 1.2, (3, 2)).round(3),
        sell=rng.uniform(0.1, 0.6, (3, 2)).round(3),
        step_hours=8,
        operation={"carbon_tiebreak_per_kg": 0.0},
    )
    expected = enumerated(case, rated, 2)
    assert len(expected) > 4, "too little to compare"
    curve = trade_off(case, 0, Design.nothing(case), points=40, settings=PROVEN)
    found = steps(curve)
    every = np.array(expected)
    for point in found:
        assert np.abs(every - point).max(axis=1).min() < 1e-5, point
    assert found[0] == pytest.approx(expected[0], abs=1e-5)
    assert found[-1] == pytest.approx(expected[-1], abs=1e-5)
    # with 40 caps at even steps, one of every cluster of dispatches is met
    width = (found[0][0] - found[-1][0]) / 41
    for spilled, _ in expected:
        assert min(abs(spilled - s) for s, _ in found) <= width + 1e-6


def test_nothing_to_trade_is_one_point(kit: SimpleNamespace) -> None:
    dark = kit.case([kit.building("a")], electricity=[10, 20], step_hours=12)
    curve = trade_off(dark, 0, Design.nothing(dark), settings=PROVEN)
    assert len(curve.points) == 1 and curve.prices_per_kwh == () and not curve.failed
    assert curve.points[0].cost == pytest.approx(12 * 30)


def test_without_points_between_there_are_the_ends(
    curves: list[tuple[Case, Design, TradeOff]],
) -> None:
    case, design, curve = max(curves, key=lambda found: len(found[2].points))
    ends = trade_off(case, 0, design, points=0, settings=PROVEN)
    assert steps(ends) == [steps(curve)[0], steps(curve)[-1]]
    with pytest.raises(ValueError, match="0 or more"):
        trade_off(case, 0, design, points=-1)


def test_the_same_every_time(
    curves: list[tuple[Case, Design, TradeOff]],
) -> None:
    case, design, curve = max(curves, key=lambda found: len(found[2].points))
    again = trade_off(case, 0, design, points=6, settings=PROVEN)
    for one, other in zip(curve.points, again.points, strict=True):
        assert (one.dispatch.import_kw == other.dispatch.import_kw).all()
        assert (one.minimised, one.gap) == (other.minimised, other.gap)


def test_another_solver_draws_the_same_curve(kit: SimpleNamespace, cbc: SolverSettings) -> None:
    case = units_case(kit)
    curve = trade_off(case, 0, Design.nothing(case), points=5, settings=cbc)
    mine = trade_off(case, 0, Design.nothing(case), points=5, settings=PROVEN)
    assert np.array(steps(curve)) == pytest.approx(np.array(steps(mine)), abs=1e-5)
    assert math.isnan(curve.points[0].gap)


def test_an_infeasible_design_has_no_points(kit: SimpleNamespace) -> None:
    case = kit.case([kit.building("a", import_limit_kw=5.0)], electricity=[10])
    curve = trade_off(case, 0, Design.nothing(case), settings=PROVEN)
    assert curve.points == () and curve.status is Status.INFEASIBLE


def test_the_checker_knows_the_cap(
    curves: list[tuple[Case, Design, TradeOff]],
) -> None:
    case, design, curve = max(curves, key=lambda found: len(found[2].points))
    point = curve.points[0]
    spilled = point.figures.spilled_kwh
    assert Checker(case, 0).check(design, point.dispatch, spill_cap=spilled).accepted
    refused = Checker(case, 0).check(design, point.dispatch, spill_cap=spilled / 2)
    assert [violation.equation for violation in refused.violations] == ["spill_cap"]


class Moody:
    """A session that has no answer for some caps, or a wrong one."""

    def __init__(self, inner: Session, wrong: bool) -> None:
        self.inner, self.wrong, self.asked = inner, wrong, 0

    def solve(self, fixed: dict[str, float]) -> Solution:
        capped = "spill_cap" in fixed
        self.asked += capped
        if capped and self.asked == 2:
            if not self.wrong:
                return Solution(Status.NO_SOLUTION, message="no luck")
            return self.inner.solve({k: v for k, v in fixed.items() if k != "spill_cap"})
        return self.inner.solve(fixed)


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [(False, Status.NO_SOLUTION, "no luck"), (True, Status.REJECTED, "spill_cap")],
)
def test_a_point_that_fails_is_counted_and_the_others_stay(
    kit: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    wrong: bool,
    status: Status,
    words: str,
) -> None:
    def opened(model: Any, settings: SolverSettings) -> Moody:
        return Moody(open_session(model, settings), wrong)

    case = units_case(kit)
    whole = trade_off(case, 0, Design.nothing(case), points=12, settings=PROVEN)
    monkeypatch.setattr(operation.trade_offs, "open_session", opened)
    curve = trade_off(case, 0, Design.nothing(case), points=12, settings=PROVEN)
    [failed] = curve.failed
    assert failed.status is status and words in failed.message
    assert curve.status is status
    assert set(steps(curve)) <= set(steps(whole)) and len(curve.points) >= 3
