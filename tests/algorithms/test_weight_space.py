"""Which design wins at which weights: by hand, by brute force, by symmetry."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms import compromise, memberships, staying_intervals, weight_shares

FRONT = np.array([[0.0, 10.0], [1.0, 4.0], [4.0, 0.0]])
"""Memberships (1, 0), (0.75, 0.6), (0, 1)."""
CORNERS = 1.0 - np.eye(3)

CRUDE = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12)
FINE = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12)


def test_by_hand() -> None:
    # 0.75 w + 0.6 (1 - w) meets w at 0.6 / 0.85 = 12 / 17, and 1 - w at 0.4 / 1.15 = 8 / 23
    found = weight_shares(FRONT)
    assert found.intervals is not None and found.samples == 0
    np.testing.assert_allclose(
        found.intervals, [[12 / 17, 1], [8 / 23, 12 / 17], [0, 8 / 23]], atol=1e-15
    )
    np.testing.assert_allclose(found.shares, [5 / 17, 12 / 17 - 8 / 23, 8 / 23])
    np.testing.assert_array_equal(found.standard_errors, 0.0)
    np.testing.assert_allclose(found.centres[2], [4 / 23, 19 / 23])


def test_a_design_on_or_behind_the_line_between_two_others_wins_nowhere() -> None:
    for middle in ([5.0, 5.0], [5.0, 5.1], [9.0, 9.0], [0.0, 10.0]):
        found = weight_shares([[0.0, 10.0], middle, [10.0, 0.0]])
        np.testing.assert_allclose(found.shares, [0.5, 0.0, 0.5])
        assert found.intervals is not None
        assert np.isnan(found.intervals[1]).all() and np.isnan(found.centres[1]).all()


def test_many_designs_on_a_line_are_no_winners_by_rounding() -> None:
    line = np.column_stack([51e6 + 31.7 * np.arange(300), 2e6 - 1.3 * np.arange(300)])
    found = weight_shares(line)
    assert np.flatnonzero(found.shares).tolist() == [0, 299]
    # at the one weight where all are as good, rounding chooses, and nowhere else
    assert staying_intervals(line)[0, 0] == pytest.approx(0.5)
    assert staying_intervals([[0, 2], [1, 1], [2, 0]])[0].tolist() == [0.5, 1.0]


def test_the_first_of_equals_wins_everywhere() -> None:
    np.testing.assert_array_equal(weight_shares([[1.0, 2.0]] * 3).shares, [1, 0, 0])
    twice = weight_shares([FRONT[1], *FRONT]).shares
    assert twice[0] == weight_shares(FRONT).shares[1] and twice[2] == 0
    for many in ([[1.0, 2.0, 3.0]] * 3, np.vstack([CORNERS[[2]], CORNERS])):
        assert weight_shares(many).shares[-1] == 0


def test_one_objective_has_one_winner() -> None:
    found = weight_shares([[3.0], [1.0], [1.0]])
    np.testing.assert_array_equal(found.shares, [0, 1, 0])
    assert found.intervals is None and found.centres[1].tolist() == [1.0]
    np.testing.assert_array_equal(staying_intervals([[3.0], [1.0]]), [[1.0, 1.0]])


def test_three_corners_share_the_simplex() -> None:
    found = weight_shares(CORNERS)
    assert found.samples == 20_000 and found.intervals is None
    assert found.shares == pytest.approx(1 / 3, abs=4 * math.sqrt(2 / 9 / 20_000))
    assert found.standard_errors == pytest.approx(math.sqrt(2 / 9 / 20_000), rel=0.02)
    # the mean of the largest of three uniform shares is 11/18
    assert found.centres == pytest.approx(7 / 36 + np.eye(3) * (11 / 18 - 7 / 36), abs=0.01)


def test_what_is_drawn_agrees_with_what_is_exact() -> None:
    """A third objective that does not vary leaves the ratio of the others uniform."""
    cost = np.linspace(0, 1, 9)
    front = np.column_stack([cost, (1 - cost) ** 2])
    exact = weight_shares(front).shares
    drawn = weight_shares(np.column_stack([front, np.ones(9)]), samples=100_000)
    assert (np.abs(drawn.shares - exact) <= 4 * drawn.standard_errors + 1e-12).all()


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    first, second = weight_shares(CORNERS), weight_shares(CORNERS)
    assert first.shares.tobytes() == second.shares.tobytes()
    assert first.centres.tobytes() == second.centres.tobytes()
    assert first.shares.tolist() != weight_shares(CORNERS, seed=2).shares.tolist()
    with pytest.raises(ValueError, match="samples must be at least 1"):
        weight_shares(CORNERS, samples=0)


def test_a_large_front_is_drawn_in_parts() -> None:
    rows = np.random.default_rng(5).dirichlet(np.ones(3), size=700)
    found = weight_shares(rows, samples=12_000)  # 8.4 million scores
    assert found.shares.sum() == pytest.approx(1.0)
    assert found.shares[0] == 0 or found.centres[0].sum() == pytest.approx(1.0)


@pytest.mark.parametrize("objectives", [[[1.0, math.nan]], [[1.0, math.inf]], [], [[]], [1.0]])
def test_senseless_objectives_are_refused(objectives: object) -> None:
    for find in (weight_shares, staying_intervals):
        with pytest.raises(ValueError, match="objectives"):
            find(objectives)
    with pytest.raises(ValueError, match="weights"):
        staying_intervals(FRONT, [1.0, -1.0])


@given(st.one_of(CRUDE, FINE), st.integers(0, 2**32 - 1))
def test_the_winner_at_a_weight_is_the_compromise_there(
    rows: list[tuple[float, float]], seed: int
) -> None:
    objectives = np.array(rows, dtype=float)
    before = objectives.copy()
    found = weight_shares(objectives)
    np.testing.assert_array_equal(objectives, before)
    assert found.intervals is not None
    assert found.shares.sum() == pytest.approx(1.0, abs=1e-12)
    phi = memberships(objectives)
    ends = found.intervals[~np.isnan(found.intervals)]
    crude = all(isinstance(value, int) for row in rows for value in row)
    for weight in np.random.default_rng(seed).random(20):
        inside = (found.intervals[:, 0] <= weight) & (weight <= found.intervals[:, 1])
        best = phi @ [weight, 1 - weight]
        assert best[inside].max() >= best.max() - 1e-8
        if crude and np.abs(ends - weight).min() > 1e-6:
            assert compromise(objectives, [weight, 1 - weight])[0] == inside.argmax()


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=2, max_size=9))
@settings(max_examples=40)
def test_dominated_designs_win_nothing(rows: list[tuple[int, int, int]]) -> None:
    for columns in (2, 3):
        objectives = np.array(rows, dtype=float)[:, :columns]
        found = weight_shares(objectives, samples=200)
        assert found.shares.sum() == pytest.approx(1.0)
        for i, row in enumerate(objectives):
            if ((objectives < row).all(axis=1)).any():
                assert found.shares[i] == 0


def test_staying_of_two_objectives_is_the_interval_of_the_chosen() -> None:
    for weights in ([1.0, 1.0], [9.0, 1.0], [1.0, 4.0], [1.0, 0.0]):
        row = compromise(FRONT, weights)[0]
        found = weight_shares(FRONT)
        assert found.intervals is not None
        first, second = staying_intervals(FRONT, weights)
        np.testing.assert_allclose(first, found.intervals[row], atol=1e-12)
        np.testing.assert_allclose(second, 1.0 - first[::-1], atol=1e-12)


@given(
    st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=8),
    st.tuples(*[st.integers(0, 5)] * 3).filter(any),
)
def test_the_choice_stays_inside_and_goes_outside(
    rows: list[tuple[int, int, int]], weights: tuple[int, int, int]
) -> None:
    objectives, w = np.array(rows, dtype=float), np.array(weights) / sum(weights)
    row = compromise(objectives, weights)[0]
    phi = memberships(objectives)
    for j, (low, high) in enumerate(staying_intervals(objectives, weights)):
        assert 0 <= low <= w[j] + 1e-12 and w[j] - 1e-12 <= high <= 1
        rest = np.delete(w, j)
        rest = rest / rest.sum() if rest.any() else np.full(2, 0.5)
        for share in np.linspace(0, 1, 41):
            moved = np.insert((1 - share) * rest, j, share)
            scores = phi @ moved
            if low + 1e-6 < share < high - 1e-6:
                assert scores[row] >= scores.max() - 1e-8
            if share < low - 1e-6 or share > high + 1e-6:
                assert scores[row] < scores.max()
