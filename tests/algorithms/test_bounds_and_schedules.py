"""The bounds rule case by case, and what follows the budget."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from algorithms.bounds import apply_bounds, fold_bounds
from algorithms.schedules import LinearSchedule, LogUniformScales, budget_used

# on [0, 1]: inside; small overshoot; exactly on the edge of the rule; far; several periods far
CASES = [
    (0.0, 0.0),
    (0.4, 0.4),
    (1.0, 1.0),
    (-0.05, 0.0),
    (1.05, 1.0),
    (-0.1, 0.0),
    (-0.25, 0.25),
    (1.25, 0.75),
    (1.9, 0.1),
    (2.25, 0.25),
    (-1.25, 0.75),
    (7.25, 0.75),
    (math.inf, 1.0),
    (-math.inf, 0.0),
]


@pytest.mark.parametrize(("x", "expected"), CASES)
def test_fold_case_by_case(x: float, expected: float) -> None:
    folded = fold_bounds(np.array([[x]]), np.zeros(1), np.ones(1))
    assert folded[0, 0] == pytest.approx(expected, abs=1e-12)
    # the same on another box
    folded = fold_bounds(np.array([[-3.0 + 4.0 * x]]), np.array([-3.0]), np.array([1.0]))
    assert folded[0, 0] == pytest.approx(-3.0 + 4.0 * expected, abs=1e-12)


def test_small_overshoots_land_exactly_on_the_bound() -> None:
    lower, upper = np.array([0.1, -0.3]), np.array([0.7, 1 / 3])
    X = np.array([[0.1 - 0.05, -0.3 - 0.01], [0.7 + 0.05, 1 / 3 + 0.01]])
    np.testing.assert_array_equal(fold_bounds(X, lower, upper), [lower, upper])


def test_fold_stays_inside_whatever_comes() -> None:
    generator = np.random.default_rng(0)
    lower = generator.normal(size=6)
    upper = lower + np.array([0.0, 1e-12, 1e-3, 1.0, 10.0, 1e6])
    X = generator.standard_cauchy((2000, 6)) * 10.0 ** generator.integers(-3, 12, (2000, 6))
    before = X.copy()
    folded = fold_bounds(X, lower, upper)
    assert (folded >= lower).all() and (folded <= upper).all()
    np.testing.assert_array_equal(X, before)
    inside = (before >= lower) & (before <= upper)
    np.testing.assert_array_equal(folded[inside], before[inside])


def test_clamp_and_unknown_rule() -> None:
    X = np.array([[-5.0, 0.5, 5.0]])
    clamped = apply_bounds(X, np.zeros(3), np.ones(3), "clamp")
    np.testing.assert_array_equal(clamped, [[0, 0.5, 1]])
    with pytest.raises(ValueError):
        apply_bounds(X, np.zeros(3), np.ones(3), "bounce")


def test_scales_lie_between_their_ends_and_spread_evenly_in_the_logarithm() -> None:
    generator = np.random.default_rng(0)
    scales = LogUniformScales(0.06, 0.002)
    np.testing.assert_array_equal(scales.draw(0.0, 50, generator), 0.06)
    for t in (0.5, 1.0):
        low = 0.06 * (0.002 / 0.06) ** t
        drawn = scales.draw(t, 20_000, generator)
        assert drawn.min() >= low * (1 - 1e-12)
        assert drawn.max() <= 0.06
        assert np.median(drawn) == pytest.approx(math.sqrt(low * 0.06), rel=0.05)


@pytest.mark.parametrize(("high", "low"), [(0.1, 0.2), (0.1, 0.0), (math.inf, 1.0), (math.nan, 1)])
def test_senseless_scales_are_refused(high: float, low: float) -> None:
    with pytest.raises(ValueError):
        LogUniformScales(high, low)


def test_linear_schedule() -> None:
    schedule = LinearSchedule(1.5, 0.5)
    assert [schedule(t) for t in (0.0, 0.25, 1.0)] == [1.5, 1.25, 0.5]


def test_budget_used_never_falls_and_stays_in_the_unit_interval() -> None:
    algorithm = SimpleNamespace(termination=SimpleNamespace(perc=0.0), data={})
    seen = []
    for share in (0.0, 0.3, 0.1, None, math.nan, 0.6, 1.7, 0.2):
        algorithm.termination.perc = share
        seen.append(budget_used(algorithm))
    assert seen == [0.0, 0.3, 0.3, 0.3, 0.3, 0.6, 1.0, 1.0]


def test_budget_used_without_algorithm_or_termination() -> None:
    assert budget_used(None) == 0.0
    assert budget_used(SimpleNamespace(termination=None, data={})) == 0.0
    assert budget_used(SimpleNamespace(data={})) == 0.0
