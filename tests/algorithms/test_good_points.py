"""Good point sets: their formulas, their evenness, and the sampling for pymoo."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import qmc

from algorithms.good_point_sets import (
    GoodPointFamily,
    GoodPointSampling,
    best_family,
    good_points,
)

FAMILIES = [family for family in GoodPointFamily if family is not GoodPointFamily.AUTO]
BOX = SimpleNamespace(n_var=3, xl=np.array([-1.0, 0.0, 5.0]), xu=np.array([1.0, 0.1, 5.0]))


def discrepancy(points: np.ndarray) -> float:
    return float(qmc.discrepancy(points, method="CD"))


def random_discrepancy(n: int, d: int) -> float:
    generator = np.random.default_rng(7)
    return float(np.median([discrepancy(generator.random((n, d))) for _ in range(21)]))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("n", "d"), [(1, 1), (7, 2), (40, 5), (25, 80)])
def test_points_lie_in_the_unit_cube_and_differ(family: GoodPointFamily, n: int, d: int) -> None:
    points = good_points(n, d, family)
    assert points.shape == (n, d)
    assert points.min() >= 0.0
    assert points.max() < 1.0
    assert len(np.unique(points, axis=0)) == n
    # no coordinate has collapsed (e^k in doubles has no fraction from k = 37 on)
    if n > 1:
        assert np.ptp(points, axis=0).min() > 1e-6


def test_the_formulas_by_hand() -> None:
    i = np.arange(1, 6)
    np.testing.assert_allclose(
        good_points(5, 3, "sqrt"), np.outer(i, np.sqrt([2, 3, 5])) % 1, atol=1e-12
    )
    # d = 2: p = 7; d = 3: 2d + 3 = 9, so p = 11
    cyclotomic = 2 * np.cos(2 * np.pi * np.arange(1, 4) / 11)
    np.testing.assert_allclose(
        good_points(5, 3, "cyclotomic"), np.outer(i, cyclotomic) % 1, atol=1e-12
    )
    np.testing.assert_allclose(
        good_points(5, 3, "exp"), np.outer(i, np.exp([1, 2, 3])) % 1, atol=1e-11
    )
    golden = (np.sqrt(5) - 1) / 2
    np.testing.assert_allclose(good_points(5, 1, "golden")[:, 0], i * golden % 1, atol=1e-12)


def test_exp_keeps_its_fraction_where_doubles_lose_it() -> None:
    # e^40 = 235385266837019985.40789991074903480450...
    assert good_points(1, 40, "exp")[0, 39] == pytest.approx(0.40789991074903480, abs=1e-12)


@pytest.mark.parametrize(("n", "d"), [(40, 5), (100, 5), (100, 2), (200, 8)])
@pytest.mark.parametrize("family", ["sqrt", "auto"])
def test_sqrt_and_auto_are_more_even_than_random(family: str, n: int, d: int) -> None:
    assert discrepancy(good_points(n, d, family)) < 0.7 * random_discrepancy(n, d)


@pytest.mark.parametrize("n", [40, 100])
def test_cyclotomic_is_worse_than_random_in_five_dimensions(n: int) -> None:
    assert discrepancy(good_points(n, 5, "cyclotomic")) > random_discrepancy(n, 5)


@pytest.mark.parametrize(("n", "d"), [(40, 5), (60, 4)])
def test_auto_is_the_best_by_its_rule_over_all_pairs(n: int, d: int) -> None:
    def badness(family: GoodPointFamily) -> float:
        points = good_points(n, d, family)
        pairs = [(a, b) for a in range(d) for b in range(a + 1, d)]
        return discrepancy(points) * max(discrepancy(points[:, pair]) for pair in pairs)

    assert best_family(n, d) is min(FAMILIES, key=badness)
    np.testing.assert_array_equal(good_points(n, d), good_points(n, d, best_family(n, d)))


def test_shift_is_a_rotation_modulo_one() -> None:
    shift = np.array([0.3, 0.9])
    rotated = good_points(10, 2, "sqrt", shift)
    np.testing.assert_allclose(rotated, (good_points(10, 2, "sqrt") + shift) % 1, atol=1e-12)
    np.testing.assert_array_equal(shift, [0.3, 0.9])


@pytest.mark.parametrize("arguments", [(-1, 2), (3, 0), (3, 2, "halton")])
def test_wrong_arguments_are_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(ValueError):
        good_points(*arguments)
    with pytest.raises(ValueError):
        good_points(3, 2, shift=np.zeros(3))


def test_sampling_fills_the_box_and_hangs_on_the_seed_only() -> None:
    sampling = GoodPointSampling()
    X = sampling._do(BOX, 30, random_state=np.random.default_rng(1))
    assert X.shape == (30, 3)
    assert (BOX.xl <= X).all() and (BOX.xu >= X).all()
    assert (X[:, 2] == 5.0).all()
    again = sampling._do(BOX, 30, random_state=np.random.default_rng(1))
    other = sampling._do(BOX, 30, random_state=np.random.default_rng(2))
    np.testing.assert_array_equal(X, again)
    assert not np.array_equal(X, other)


def test_unshifted_sampling_draws_nothing() -> None:
    generator = np.random.default_rng(1)
    X = GoodPointSampling("sqrt", shifted=False)._do(BOX, 4, random_state=generator)
    assert generator.bit_generator.state == np.random.default_rng(1).bit_generator.state
    np.testing.assert_allclose((X[:, 0] + 1) / 2, good_points(4, 3, "sqrt")[:, 0])
    with pytest.raises(ValueError, match="random_state"):
        GoodPointSampling()._do(BOX, 4)
