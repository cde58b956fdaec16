"""Fuzzy membership and the compromise, equations (40)-(41)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.membership import compromise, memberships

FRONT = np.array([[0.0, 10.0], [1.0, 4.0], [4.0, 0.0]])


def test_by_hand() -> None:
    np.testing.assert_allclose(memberships(FRONT), [[1, 0], [0.75, 0.6], [0, 1]])
    index, overall = compromise(FRONT)
    assert index == 1
    np.testing.assert_allclose(overall, np.array([1, 1.35, 1]) / 3.35)


def test_weights_move_the_choice_and_only_their_ratios_count() -> None:
    assert compromise(FRONT, [1, 0])[0] == 0
    assert compromise(FRONT, [0, 1])[0] == 2
    index, overall = compromise(FRONT, [3, 1])
    assert index == 0
    np.testing.assert_allclose(overall, compromise(FRONT, [0.75, 0.25])[1])
    np.testing.assert_allclose(overall, np.array([3, 2.85, 1]) / 6.85)


def test_an_objective_that_does_not_vary_counts_one() -> None:
    front = np.column_stack([FRONT, np.full(3, 7.0)])
    np.testing.assert_array_equal(memberships(front)[:, 2], 1.0)
    assert compromise(front)[0] == 1
    index, overall = compromise([[3.0, 5.0]])
    assert index == 0
    np.testing.assert_array_equal(overall, [1.0])


def test_the_first_of_equals_wins() -> None:
    assert compromise([[0, 1], [1, 0]])[0] == 0
    assert compromise([[9, 9], [1, 0], [0, 1], [1, 0]])[0] == 1
    # equal up to the order of summation: 0.1 + 0.2 + 0.3 against 0.3 + 0.2 + 0.1
    rows = 1.0 - np.array([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    overall = compromise(rows[:, [0, 1, 2]])[1]
    assert overall[0] == overall[1]


@pytest.mark.parametrize(
    "objectives",
    [[[1.0, math.nan]], [[1.0, math.inf]], [], [[]], [1.0, 2.0], np.zeros((2, 2, 2))],
)
def test_senseless_objectives_are_refused(objectives: object) -> None:
    with pytest.raises(ValueError, match="objectives"):
        memberships(objectives)
    with pytest.raises(ValueError, match="objectives"):
        compromise(objectives)


@pytest.mark.parametrize(
    "weights", [[1.0], [1.0, -0.1], [0.0, 0.0], [math.nan, 1.0], [math.inf, 1.0], [[1.0, 1.0]], 1.0]
)
def test_senseless_weights_are_refused(weights: object) -> None:
    with pytest.raises(ValueError, match="weights"):
        compromise(FRONT, weights)


@given(
    st.integers(1, 4).flatmap(
        lambda m: st.lists(
            st.lists(st.floats(-1e9, 1e9), min_size=m, max_size=m), min_size=1, max_size=8
        )
    )
)
def test_memberships_are_shares(rows: list[list[float]]) -> None:
    objectives = np.array(rows)
    before = objectives.copy()
    phi = memberships(objectives)
    index, overall = compromise(objectives)
    np.testing.assert_array_equal(objectives, before)
    assert ((phi >= 0) & (phi <= 1)).all()
    assert (phi.max(axis=0) == 1).all()
    assert overall.sum() == pytest.approx(1.0)
    assert overall[index] == overall.max()
