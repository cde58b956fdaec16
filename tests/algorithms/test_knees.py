"""Knees and bends of fronts that were drawn to have them, or not."""

import math
import warnings
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms import bend, compromise, high_trade_offs, nondominated

CORNER = np.array(
    [[0, 10], [0.2, 8], [0.4, 6], [0.6, 4], [1, 1], [4, 0.6], [6, 0.4], [8, 0.2], [10, 0]]
)
"""Two straight legs that meet in row 4."""
LINE = np.column_stack([np.linspace(3, 4, 11), np.linspace(70, 20, 11)])


def by_definition(front: np.ndarray) -> list[int]:
    """The definition in the docstring, word by word, for a front on [0, 1]."""
    n, m = front.shape
    least = []
    for i in range(n):
        away = np.linalg.norm(front - front[i], axis=1)
        around = [j for j in range(n) if away[j] <= 0.125]
        if len(around) < min(2 * m, n - 1):
            around = list(np.argsort(away, kind="stable")[: min(2 * m, n - 1) + 1])
        steps = [front[j] - front[i] for j in around if j != i]
        least.append(min(step[step > 0].sum() / -step[step < 0].sum() for step in steps))
    mean, deviation = np.mean(least), np.std(least)
    far = [i for i in range(n) if least[i] >= mean + 2 * deviation]
    highest = int(np.argmax(least))
    return far or ([highest] if least[highest] > mean + deviation else [])


def test_a_corner_is_a_knee_and_a_bend() -> None:
    assert high_trade_offs(CORNER).tolist() == [4]
    assert bend(CORNER) == 4
    order = [3, 8, 4, 0, 7, 1, 6, 2, 5]
    assert high_trade_offs(CORNER[order]).tolist() == [2]
    assert bend(CORNER[order]) == 2


def test_units_do_not_matter() -> None:
    scaled = CORNER * [1e6, 1e-3] + [5e7, -2.0]
    assert high_trade_offs(scaled).tolist() == [4]
    assert bend(scaled) == 4


def test_a_straight_front_has_neither() -> None:
    assert high_trade_offs(LINE).tolist() == []
    assert bend(LINE) is None


def test_a_front_that_bulges_away_has_no_bend() -> None:
    assert bend([[0, 10], [6, 9], [9, 6], [10, 0]]) is None


def test_two_corners_are_two_knees() -> None:
    ends = [(0.0, 20.0), (1.0, 11.0), (10.0, 10.0), (11.0, 1.0), (20.0, 0.0)]
    legs = [np.linspace(first, last, 8, endpoint=False) for first, last in pairwise(ends)]
    front = np.vstack([*legs, [ends[-1]]])
    assert high_trade_offs(front).tolist() == [8, 24]
    assert bend(front) == 8


def test_what_is_no_front_of_three_has_no_knee() -> None:
    for front in ([[1.0, 2.0]], [[1.0, 2.0], [2.0, 1.0]], [[1.0, 2.0]] * 5, [[1.0], [2.0], [3.0]]):
        assert high_trade_offs(front).tolist() == []
    for front in ([[1.0, 2.0]], [[1.0, 2.0], [2.0, 1.0]], [[1.0, 2.0]] * 5):
        assert bend(front) is None
    still = np.column_stack([np.full(9, 3.0), CORNER[:, 0]])
    assert high_trade_offs(still).tolist() == []


def test_dominated_designs_and_later_equals_are_left_out() -> None:
    more = np.vstack([[[30.0, 30.0]], CORNER, CORNER[[4, 4]], [[5.0, 5.0]]])
    assert high_trade_offs(more).tolist() == [5]
    assert bend(more) == 5


def test_an_objective_that_does_not_vary_is_left_out() -> None:
    assert high_trade_offs(np.column_stack([CORNER, np.full(9, 2.0)])).tolist() == [4]


@pytest.mark.parametrize("objectives", [[[1.0, math.nan]], [[1.0, math.inf]], [], [[]], [1.0]])
def test_senseless_objectives_are_refused(objectives: object) -> None:
    for find in (high_trade_offs, bend):
        with pytest.raises(ValueError, match="objectives"):
            find(objectives)


def test_a_bend_needs_two_objectives() -> None:
    with pytest.raises(ValueError, match="two objectives, not 3"):
        bend(np.ones((4, 3)))


def test_warnings_are_as_loud_as_before() -> None:
    before = list(warnings.filters)
    high_trade_offs(CORNER)
    assert list(warnings.filters) == before


@given(st.integers(3, 25), st.integers(2, 3), st.integers(0, 2**32 - 1))
def test_knees_are_what_is_written(n: int, m: int, seed: int) -> None:
    front = np.random.default_rng(seed).random((n, m)) ** 2
    front = front[nondominated(front)]
    if len(front) < 3:
        return
    front = (front - front.min(axis=0)) / np.ptp(front, axis=0)
    assert high_trade_offs(front).tolist() == by_definition(front)


@given(st.integers(0, 2**32 - 1))
def test_the_bend_is_the_compromise_at_equal_weights(seed: int) -> None:
    cost = np.sort(np.random.default_rng(seed).random(12))
    front = np.column_stack([cost, (1.0 - cost) ** 3])
    assert bend(front) == compromise(front)[0]
