"""TOPSIS: closeness to the ideal, computed by hand and by its properties."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms import closeness

FRONT = np.array([[3.0, 0.0], [4.0, 6.0], [0.0, 8.0]])
"""The columns are 5 and 10 long: (0.6, 0.8, 0) and (0, 0.6, 0.8)."""

TABLES = st.tuples(st.integers(1, 7), st.integers(1, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(st.floats(-1e6, 1e6), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def test_by_hand() -> None:
    far = math.sqrt(0.2**2 + 0.8**2)
    np.testing.assert_allclose(closeness(FRONT), [far / (far + 0.6), 0.2 / 1.2, 0.5])


def test_weights_by_hand_and_only_their_ratios_count() -> None:
    # weighted: (0.6, 0), (0.8, 0.3), (0, 0.4), between (0, 0) and (0.8, 0.4)
    first, second = math.hypot(0.2, 0.4), math.hypot(0.8, 0.3)
    expected = [first / (first + 0.6), 0.1 / (0.1 + second), 0.8 / 1.2]
    np.testing.assert_allclose(closeness(FRONT, [2, 1]), expected)
    np.testing.assert_allclose(closeness(FRONT, [0.5, 0.25]), expected)
    assert closeness(FRONT).argmax() == 0 and closeness(FRONT, [2, 1]).argmax() == 2


def test_an_objective_of_no_weight_does_not_count() -> None:
    np.testing.assert_allclose(closeness(FRONT, [1, 0]), [0.25, 0.0, 1.0])


def test_what_is_maximised_comes_with_a_minus() -> None:
    np.testing.assert_allclose(closeness(-FRONT[:, :1]), [0.75, 1.0, 0.0])


def test_degenerate_columns() -> None:
    np.testing.assert_array_equal(closeness([[5.0, 7.0]]), [1.0])
    np.testing.assert_array_equal(closeness([[5.0, 7.0], [5.0, 7.0]]), [1.0, 1.0])
    np.testing.assert_array_equal(closeness(np.zeros((2, 3))), [1.0, 1.0])
    still = np.column_stack([FRONT, np.full(3, 9.0), np.zeros(3)])
    np.testing.assert_allclose(closeness(still), closeness(FRONT))


def test_magnitudes_do_not_overflow() -> None:
    for factor in (1e-300, 1e200, 1e300):
        np.testing.assert_allclose(closeness(factor * FRONT), closeness(FRONT))


@pytest.mark.parametrize("objectives", [[[1.0, math.nan]], [[1.0, math.inf]], [], [[]], [1.0]])
def test_senseless_objectives_are_refused(objectives: object) -> None:
    with pytest.raises(ValueError, match="objectives"):
        closeness(objectives)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -0.1], [0.0, 0.0], [math.nan, 1.0], 1.0])
def test_senseless_weights_are_refused(weights: object) -> None:
    with pytest.raises(ValueError, match="weights"):
        closeness(FRONT, weights)


@given(TABLES)
def test_closeness_is_a_share_and_respects_dominance(rows: list[list[float]]) -> None:
    m = np.array(rows)
    before = m.copy()
    c = closeness(m)
    np.testing.assert_array_equal(m, before)
    assert ((c >= 0) & (c <= 1)).all()
    for i in range(len(m)):
        better = (m[i] <= m).all(axis=1)
        assert (c[i] >= c[better] - 1e-9).all()
    np.testing.assert_allclose(closeness(m[::-1]), c[::-1], atol=1e-9)
