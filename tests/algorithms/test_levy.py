"""Levy steps against scipy's laws, and the mutation that takes them."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from algorithms.bounds import BoundsRule
from algorithms.levy import LevyMutation, levy_steps, median_size
from algorithms.schedules import LinearSchedule, LogUniformScales, ScheduledScale

PROBLEM = SimpleNamespace(
    n_var=4, xl=np.array([0.0, -2.0, 10.0, 3.0]), xu=np.array([1.0, 2, 20, 3])
)


def rng(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("beta", "law"),
    [(1.0, stats.cauchy()), (2.0, stats.norm(scale=math.sqrt(2)))],
    ids=["cauchy", "normal"],
)
def test_the_two_known_laws(beta: float, law: object) -> None:
    steps = levy_steps(beta, 20_000, rng()) * median_size(beta)
    assert stats.kstest(steps, law.cdf).pvalue > 0.01


@pytest.mark.parametrize("beta", [0.6, 1.5])
def test_draws_follow_the_stable_law(beta: float) -> None:
    steps = levy_steps(beta, 400, rng()) * median_size(beta)
    law = stats.levy_stable(beta, 0.0)
    assert stats.kstest(steps, law.cdf).pvalue > 0.01


def half_probability(beta: float, x: float) -> float:
    """P(|X| <= x) from the Chambers-Mallows-Stuck formula itself, given the angle."""

    def given(angle: float) -> float:
        size = math.sin(beta * angle) / math.cos(angle) ** (1 / beta)
        threshold = math.cos((1 - beta) * angle) * (size / x) ** (beta / (1 - beta))
        return math.exp(-threshold) if beta < 1 else 1 - math.exp(-threshold)

    return quad(given, 0, math.pi / 2, limit=400)[0] * 2 / math.pi


@pytest.mark.parametrize("beta", [0.5, 0.6, 0.75, 0.9, 1.1, 1.5, 1.99])
def test_median_size_halves_the_law(beta: float) -> None:
    assert half_probability(beta, median_size(beta)) == pytest.approx(0.5, abs=1e-9)


def test_median_size_at_the_known_laws() -> None:
    assert median_size(1.0) == pytest.approx(1.0, abs=1e-10)
    assert median_size(2.0) == pytest.approx(math.sqrt(2) * stats.norm.ppf(0.75), abs=1e-10)


def test_median_size_near_the_simulated_figures() -> None:
    figures = {0.5: 1.272, 0.75: 1.058, 1.0: 1.0, 1.2: 0.977, 1.5: 0.963, 1.8: 0.957, 2.0: 0.951}
    for beta, figure in figures.items():
        assert median_size(beta) == pytest.approx(figure, rel=0.012)


@pytest.mark.parametrize("beta", [0.5, 0.8, 1.0, 1.5, 2.0])
def test_half_of_the_steps_are_below_one(beta: float) -> None:
    steps = levy_steps(beta, 40_000, rng())
    assert np.isfinite(steps).all()
    # four standard deviations of a binomial share
    assert np.mean(np.abs(steps) < 1.0) == pytest.approx(0.5, abs=4 * 0.5 / 200)
    assert np.mean(steps < 0.0) == pytest.approx(0.5, abs=4 * 0.5 / 200)


@pytest.mark.parametrize("beta", [0.49, 2.01, 0.0, -1.0, math.nan])
def test_beta_outside_is_refused(beta: float) -> None:
    with pytest.raises(ValueError, match="beta"):
        levy_steps(beta, 3, rng())
    with pytest.raises(ValueError, match="beta"):
        LevyMutation(beta=beta)
    with pytest.raises(ValueError, match="beta"):
        LevyMutation(beta=LinearSchedule(1.0, beta))


def mutate(mutation: LevyMutation, X: np.ndarray, **keywords: object) -> np.ndarray:
    return mutation._do(PROBLEM, X, random_state=rng(), **keywords)


def middle(n: int) -> np.ndarray:
    return np.tile(0.5 * (PROBLEM.xl + PROBLEM.xu), (n, 1))


def test_mutation_stays_in_the_box_and_leaves_its_argument() -> None:
    X = middle(500)
    before = X.copy()
    mutated = mutate(LevyMutation(scales=LogUniformScales(1.0, 1.0)), X)
    np.testing.assert_array_equal(X, before)
    assert (mutated >= PROBLEM.xl).all() and (mutated <= PROBLEM.xu).all()
    assert (mutated[:, 3] == 3.0).all()


def test_each_gene_mutates_with_one_over_the_variables() -> None:
    X = middle(4000)
    changed = mutate(LevyMutation(), X)[:, :3] != X[:, :3]
    assert changed.mean() == pytest.approx(0.25, abs=0.02)
    # and not at least one gene of every child
    assert (~changed.any(axis=1)).mean() == pytest.approx(0.75**3, abs=0.03)
    changed = mutate(LevyMutation(prob_var=1.0), X)[:, :3] != X[:, :3]
    assert changed.all()


def test_steps_are_shares_of_the_range() -> None:
    X = middle(20_000)
    mutation = LevyMutation(scales=ScheduledScale(LinearSchedule(0.01, 0.01)), prob_var=1.0)
    steps = np.abs(mutate(mutation, X) - X)[:, :3] / (PROBLEM.xu - PROBLEM.xl)[:3]
    np.testing.assert_allclose(np.median(steps, axis=0), 0.01, rtol=0.05)


def test_one_scale_per_child() -> None:
    X = middle(4000)
    mutation = LevyMutation(scales=LogUniformScales(0.06, 0.00006), prob_var=1.0, beta=2.0)
    used_up = SimpleNamespace(termination=SimpleNamespace(perc=1.0), data={})
    steps = np.log(np.abs(mutate(mutation, X, algorithm=used_up) - X)[:, :3])
    assert np.corrcoef(steps[:, 0], steps[:, 1] * 1.0)[0, 1] > 0.5


def test_steps_shrink_with_the_budget_and_scheduled_beta_is_used() -> None:
    X = middle(4000)
    steps = []
    for share in (0.0, 1.0):
        algorithm = SimpleNamespace(termination=SimpleNamespace(perc=share), data={})
        moved = mutate(LevyMutation(prob_var=1.0), X, algorithm=algorithm)
        steps.append(np.median(np.abs(moved - X)[:, 0]))
    assert steps[0] == pytest.approx(0.06, rel=0.1)
    # the median of a log-uniform mixture is near the geometric mean of its ends
    assert steps[1] == pytest.approx(math.sqrt(0.06 * 0.002), rel=0.15)


def test_without_a_generator_it_is_refused() -> None:
    with pytest.raises(ValueError, match="random_state"):
        LevyMutation()._do(PROBLEM, middle(3))


def test_clamping_piles_up_on_the_bound() -> None:
    X = middle(2000)
    scales = ScheduledScale(LinearSchedule(1.5, 1.5))
    on_bound = {}
    for rule in BoundsRule:
        mutation = LevyMutation(beta=0.5, scales=scales, bounds=rule, prob_var=1.0)
        moved = mutate(mutation, X)[:, 0]
        on_bound[rule] = np.mean((moved == 0.0) | (moved == 1.0))
    assert on_bound[BoundsRule.CLAMP] > 0.6
    assert on_bound[BoundsRule.FOLD] < 0.1
