"""Bounds on a whole front: the curve, and how a front is held against it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cases import Case, read_case
from operation import Design, SolverSettings
from planner import plan, planning
from planner.bound import solving
from planner.bound.comparison import front_bound
from planner.bound.curve import BoundCurve, Level
from planner.bound.solving import BoundFailed, bound_curve
from planner.bound.words import at_least, at_most
from planner.design_space import DesignSpace
from planner.evaluation import Evaluation
from planner.executor import SerialEvaluator
from planner.lifecycle import LifecycleCost
from planner.linear_figures import cost_figure, emissions_figure
from planner.report.summary import headline
from tests.operation.conftest import random_case

from .conftest import write_tiny

INF = math.inf
CURVE = BoundCurve(
    least_emissions_kg=50.0,
    levels=(Level(60.0, 95.0, 90.0, -2.0), Level(80.0, 70.0, 66.0, -0.5), Level(INF, 60.0, 60.0)),
    whole=True,
)


def made(cost: float, emissions: float) -> Evaluation:
    from operation import Status

    whole = LifecycleCost(cost, 0.0, 0.0, 0.0)
    return Evaluation(Design((), ()), Status.OPTIMAL, (), cost=whole, annual_emissions_kg=emissions)


def test_the_curve_by_hand() -> None:
    """The highest of: what designs of a larger cap cost, the tangents, the least of all."""
    caps = np.array([49.9, 50.0, 60.0, 61.0, 70.0, 80.0, 80.1, 90.0, INF])
    told = CURVE.least_cost(caps)
    # 50: tangent 90 + 2 * 10; 61: tangent 88; 70: tangents 70 and 71; 80.1: tangent 65.95
    assert told.tolist() == pytest.approx([INF, 110, 95, 88, 71, 70, 65.95, 61, 60])
    assert (np.diff(told) <= 0).all()
    assert CURVE.least_cost(np.array([[50.0]])).shape == (1, 1)


def test_gaps_by_hand() -> None:
    front = [made(100.0, 61.0), made(80.0, 80.0), made(66.0, 90.0)]
    held = front_bound(front, CURVE)
    assert held.gaps == pytest.approx((12 / 100, 10 / 80, 5 / 66))
    # just below 80 kg the front has nothing cheaper than 100, and some design might cost 70
    assert held.worst_gap == pytest.approx(0.30)
    assert held.emissions_gap == pytest.approx(11 / 61)
    assert held.cost_gap == pytest.approx(6 / 66)
    assert 0 < held.hypervolume_share < 1


def test_a_front_that_is_the_bound() -> None:
    curve = BoundCurve(50.0, (Level(INF, 60.0, 60.0),), whole=False)
    held = front_bound([made(60.0, 50.0)], curve)
    assert (held.gaps, held.worst_gap, held.emissions_gap) == ((0.0,), 0.0, 0.0)
    assert held.hypervolume_share == pytest.approx(1.0)


def test_a_front_of_more_objectives_is_seen_in_the_plane() -> None:
    """A design that is worse in both counts for itself, not for the front."""
    front = [made(66.0, 90.0), made(80.0, 95.0), made(100.0, 61.0)]
    held, without = front_bound(front, CURVE), front_bound(front[::2], CURVE)
    assert len(held.gaps) == 3 and held.gaps[1] == pytest.approx(20 / 80)
    assert held.worst_gap == without.worst_gap
    assert held.hypervolume_share == without.hypervolume_share


def test_hypervolume_share_by_hand() -> None:
    """Front one point, bound one corner: (2, 2) and (1, 1) before (2.002, 2.002)."""
    curve = BoundCurve(1.0, (Level(INF, 1.0, 1.0),), whole=False)
    held = front_bound([made(2.0, 2.0)], curve)
    reach = 0.1 * 1e-3 * 2
    assert held.hypervolume_share == pytest.approx((reach / (1 + reach)) ** 2, rel=1e-3)


def test_an_empty_front_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        front_bound([], CURVE)
    with pytest.raises(ValueError, match="at least one level"):
        bound_curve(None, 0)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, list[Evaluation]]:
    """The tiny case, and every other design of it."""
    case = read_case(write_tiny(tmp_path_factory.mktemp("bound") / "tiny"))
    designs = [Design((20.0 * a,), (10.0 * b,)) for a in range(11) for b in range(5)]
    return case, SerialEvaluator(case, SolverSettings()).evaluate(designs, lambda: None)


@pytest.mark.parametrize("whole", [True, False])
def test_no_design_of_the_tiny_case_is_below(
    grid: tuple[Case, list[Evaluation]], whole: bool
) -> None:
    case, evaluations = grid
    curve = bound_curve(case, 6, 0, whole=whole)
    emissions = np.array([e.annual_emissions_kg for e in evaluations])
    costs = np.array([e.lifecycle_cost for e in evaluations])
    bounds = curve.least_cost(emissions)
    assert (bounds <= costs * (1 + 1e-9)).all()
    assert (curve.least_emissions_kg <= emissions).all()
    assert ((costs - bounds) / costs).min() < 0.02
    fine = curve.least_cost(np.linspace(curve.least_emissions_kg, emissions.max(), 500))
    assert (np.diff(fine) <= 1e-9).all()


def test_whole_numbers_bound_more_and_workers_change_nothing(
    grid: tuple[Case, list[Evaluation]],
) -> None:
    case, _ = grid
    whole, relaxed = (bound_curve(case, 4, 0, whole=w) for w in (True, False))
    assert bound_curve(case, 4, 2, whole=True) == whole
    for a, b in zip(whole.levels, relaxed.levels, strict=True):
        assert a.cost >= b.cost - 1e-6 and (a.relaxed_cost, a.slope) == (b.relaxed_cost, b.slope)
    assert whole.levels[0].cost > relaxed.levels[0].cost


def test_linear_figures_are_what_evaluations_say(grid: tuple[Case, list[Evaluation]]) -> None:
    """Cost (20) and emissions (25) of designs from capacities and days alone."""
    case, evaluations = grid
    for evaluation in evaluations[::7]:
        (day,) = evaluation.scenarios
        assert day.indicators is not None
        payments = day.indicators.purchase_cost - day.indicators.sales_revenue
        for figure, daily, whole in (
            (cost_figure(case), payments, evaluation.lifecycle_cost),
            (emissions_figure(case), day.indicators.emissions_kg, evaluation.annual_emissions_kg),
        ):
            x = np.array(evaluation.design.values)
            told = figure.constant + figure.capacities @ x + figure.weights[0] * daily
            assert told == pytest.approx(whole, rel=1e-12)


def test_a_lower_level_with_no_aims_of_its_own_leaves_a_smaller_gap(tmp_path: Path) -> None:
    """What the relaxation loses is what the lower level wants beside cost."""
    gaps = {}
    for name, value in (("own", "0.3"), ("none", "0.0")):
        folder = write_tiny(tmp_path / name)
        text = (folder / "case.toml").read_text()
        text = text.replace("value_per_kwh = 0.05", f"value_per_kwh = {value}")
        text = text.replace("penalty_per_kwh = 0.1", f"penalty_per_kwh = {value}")
        # selling by day and buying by night pays, unless self-consumption is worth more
        text = text.replace("export_price_per_kwh = 0.05", "export_price_per_kwh = 0.2", 1)
        (folder / "case.toml").write_text(text)
        case = read_case(folder)
        front = plan(
            case, population=12, generations=12, workers=0, second_opinion=False, bound_levels=0
        ).front_evaluations
        gaps[name] = front_bound(front, bound_curve(case, 1, 0)).gaps[0]
    assert gaps["own"] > 0.001
    assert gaps["none"] < 0.1 * gaps["own"]


def test_a_plan_is_held_against_its_bound(tiny: Case) -> None:
    result = plan(tiny, population=8, generations=6, workers=0, second_opinion=False)
    assert result.bound is not None and result.bound.curve.whole is False
    assert len(result.bound.gaps) == len(result.front_evaluations) == len(result.front)
    assert result.front["bound_gap"].tolist() == list(result.bound.gaps)
    assert 0 <= min(result.bound.gaps) <= max(result.bound.gaps) <= result.bound.worst_gap < 1
    without = plan(
        tiny, population=8, generations=6, workers=0, second_opinion=False, bound_levels=0
    )
    assert without.bound is None and "bound_gap" not in without.front
    with pytest.raises(ValueError, match="bound_levels"):
        plan(tiny, bound_levels=-1)


def test_a_bound_that_fails_costs_the_bound_alone(
    tiny: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> BoundCurve:
        raise BoundFailed("its worker died")

    monkeypatch.setattr(planning, "bound_curve", failing)
    folder = tmp_path / "out"
    result = plan(tiny, population=4, generations=2, workers=0, folder=folder, second_opinion=False)
    assert result.bound is None and result.bound_trouble == "its worker died"
    assert result.decision is not None and (folder / "front.csv").is_file()
    assert "could not be held against a bound: its worker died." in " ".join(headline(result))


def test_a_program_without_an_answer_bounds_nothing(
    tiny: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = replace(solving.SOLVER, time_limit_seconds=0.0)
    monkeypatch.setattr(solving, "SOLVER", hasty)
    with pytest.raises(BoundFailed, match="no answer within 0 s"):
        bound_curve(tiny, 2, 0)


@pytest.mark.parametrize("whole", [True, False])
def test_no_design_of_a_case_with_two_days_is_below(whole: bool) -> None:
    """Random cases with hubs, ports and modules: every design as the lower level runs it."""
    checked, room = 0, []
    for seed in range(3000, 3012):
        case = two_days(random_case(seed), 40.0 if seed % 2 else 0.0, 45.0)
        if not Design.nothing(case).values:
            continue
        curve = bound_curve(case, 3, 0, whole=whole)
        designs = DesignSpace.of(case).designs(
            np.random.default_rng(seed).random((5, len(DesignSpace.of(case).columns)))
            * DesignSpace.of(case).upper
        )
        solver = SolverSettings(gap=1e-4)
        for told in SerialEvaluator(case, solver).evaluate(designs, lambda: None):
            if told.accepted:
                bound = float(curve.least_cost(np.array(told.annual_emissions_kg)))
                assert bound <= told.lifecycle_cost, (seed, told.design)
                assert curve.least_emissions_kg <= told.annual_emissions_kg
                room.append((told.lifecycle_cost - bound) / max(1.0, abs(told.lifecycle_cost)))
                checked += 1
    assert checked > 30 and min(room) < 0.05


def two_days(case: Case, module_kwh: float, module_kw: float) -> Case:
    """The case with a second day of other prices and less sun, and with modules."""
    (day,) = case.scenarios
    other = replace(
        day,
        name="other",
        days_per_year=100.0,
        import_price_per_kwh=day.import_price_per_kwh[::-1].copy(),
        pv_kw=0.5 * day.pv_kw,
    )
    return replace(
        case,
        scenarios=(replace(day, days_per_year=265.0), other),
        storage=tuple(s.model_copy(update={"module_kwh": module_kwh}) for s in case.storage),
        hubs=tuple(h.model_copy(update={"module_kw": module_kw}) for h in case.hubs),
    )


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0.01 %"), (1e-9, "0.01 %"), (0.0266, "2.66 %"), (0.026601, "2.67 %"), (0.5, "50.00 %")],
)
def test_shares_are_rounded_up(share: float, told: str) -> None:
    assert at_most(share) == told


def test_bounds_and_caps_are_rounded_down() -> None:
    assert at_least(51_091_841.9) == "51,091,841"
    assert at_least(1888.57, 0.1) == "1,888.5"
    assert at_least(2.0) == "2"
    assert [at_least(INF), at_least(INF, infinite="any"), at_least(-INF)] == [
        *("impossible", "any", "unknown")
    ]
