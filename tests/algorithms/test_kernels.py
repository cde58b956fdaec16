"""Every kernel against whole-array NumPy or pymoo's own functions, on the same random numbers.

Equal bit for bit where the arithmetic is the same. Powers and sines are not: NumPy and the
compiler's mathematical library round their last digit differently, so those agree to 1e-12.
"""

import importlib
import pkgutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import binary_tournament
from pymoo.core.population import Population
from pymoo.operators.crossover.sbx import cross_sbx
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

import algorithms.kernels
from algorithms.kernels import duplicates as kernels_of_duplicates
from algorithms.kernels.bounds import all_bounded, bounded
from algorithms.kernels.duplicates import repeated_rows
from algorithms.kernels.fronts import best_sorted, exclusive_area, prune_sorted, ranks_of_sorted
from algorithms.kernels.levy import stable, stable_numbers, stepped
from algorithms.kernels.mating import TIE, differential, sbx, sbx_genes, tournament
from tests.bounds_check import expect_wrong_index_noticed, only_checked, only_unchecked, run_checked

ROUNDING = {"rtol": 1e-12, "atol": 1e-12}

# the last interval is a single point
LOWER = np.array([0.0, -3.0, 1 / 3, 10.0, 0.0, 7.0])
UPPER = np.array([1.0, 1.0, 0.7, 1e6, 1e-9, 7.0])


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def folded(X: np.ndarray, overshoot: float, clamp: bool) -> np.ndarray:
    """Triangle wave for what lies farther out than the overshoot, then the bounds."""
    width = np.broadcast_to(UPPER - LOWER, X.shape)
    lower = np.broadcast_to(LOWER, X.shape)
    far = np.maximum(LOWER - X, X - UPPER) > overshoot * width
    far &= np.isfinite(X) & (width > 0.0)
    if clamp:
        far[:] = False
    phase = np.mod(X[far] - lower[far], 2.0 * width[far])
    inside = X.copy()
    inside[far] = lower[far] + np.minimum(phase, 2.0 * width[far] - phase)
    return np.clip(inside, LOWER, UPPER)


def scattered(n: int, seed: int) -> np.ndarray:
    """Numbers inside, outside, far outside and on the edge of every rule, shape (rows, 6)."""
    generator = rng(seed)
    width = UPPER - LOWER
    shares = generator.uniform(-0.3, 1.3, (n, 6))
    shares[::3] = generator.standard_cauchy(shares[::3].shape) * 50
    edges = [0.0, 1.0, 0.5, -0.1, 1.1, -0.25, 1.25, -1.0, 2.0, 3.0, -7.5]
    edge_rows = LOWER + np.repeat(np.array(edges)[:, None], 6, axis=1) * width
    low, high = np.tile(LOWER - 0.1 * width, (3, 1)), np.tile(UPPER + 0.1 * width, (3, 1))
    for i, towards in enumerate((-np.inf, np.inf)):
        low[i], high[i] = np.nextafter(low[i], towards), np.nextafter(high[i], towards)
    infinite = np.array([np.full(6, np.inf), np.full(6, -np.inf)])
    return np.vstack([LOWER + shares * width, edge_rows, low, high, infinite])


@pytest.mark.parametrize("clamp", [False, True], ids=["fold", "clamp"])
@pytest.mark.parametrize("overshoot", [0.0, 0.1, 0.25])
def test_bounded(clamp: bool, overshoot: float) -> None:
    X = scattered(60, 0)
    expected = folded(X, overshoot, clamp)
    before = X.copy()
    np.testing.assert_array_equal(all_bounded(X, LOWER, UPPER, overshoot, clamp), expected)
    np.testing.assert_array_equal(X, before)
    for j in range(6):
        one = [bounded(x, LOWER[j], UPPER[j], overshoot, clamp) for x in X[:, j]]
        np.testing.assert_array_equal(one, expected[:, j])


def test_all_bounded_of_nothing() -> None:
    assert all_bounded(np.empty((0, 6)), LOWER, UPPER, 0.1, False).shape == (0, 6)


def stable_by_formula(beta: float, shares: np.ndarray, exponentials: np.ndarray) -> np.ndarray:
    """Chambers, Mallows, Stuck; the Cauchy and the normal law by their own short formulas."""
    U, E = np.pi * (shares - 0.5), exponentials
    if beta == 1.0:
        return np.tan(U)
    if beta == 2.0:
        return 2.0 * np.sqrt(E) * np.sin(U)
    tilt = (np.cos((1 - beta) * U) / E) ** ((1 - beta) / beta)
    return np.sin(beta * U) / np.cos(U) ** (1 / beta) * tilt


@pytest.mark.parametrize("beta", [0.5, 1.0, 1.5, 1.8, 2.0])
def test_stable(beta: float) -> None:
    generator = rng(1)
    shares, exponentials = generator.random(2000), generator.standard_exponential(2000)
    expected = stable_by_formula(beta, shares, exponentials)
    np.testing.assert_allclose(
        stable_numbers(beta, shares, exponentials, 1.25), expected / 1.25, **ROUNDING
    )
    one = [stable(beta, shares[i], exponentials[i]) for i in range(50)]
    np.testing.assert_allclose(one, expected[:50], **ROUNDING)


@pytest.mark.parametrize("beta", [0.5, 1.0, 1.5, 1.8, 2.0])
def test_stable_numbers_are_never_nan(beta: float) -> None:
    """The ends of what a generator can draw, 0 among them: infinite at most."""
    ends = np.array([0.0, 2.0**-53, 0.5, 1.0 - 2.0**-53])
    exponentials = np.array([0.0, 5e-324, 1e-300, 1.0, 800.0])
    shares, drawn = (a.ravel() for a in np.meshgrid(ends, exponentials))
    numbers = stable_numbers(beta, shares, drawn, 1.0)
    assert not np.isnan(numbers).any()
    assert (np.sign(numbers) == np.sign(shares - 0.5))[numbers != 0.0].all()
    assert len(stable_numbers(beta, np.empty(0), np.empty(0), 1.0)) == 0


@pytest.mark.parametrize("clamp", [False, True], ids=["fold", "clamp"])
def test_stepped(clamp: bool) -> None:
    generator = rng(2)
    X = folded(scattered(40, 3), 0.1, False)
    steps = generator.standard_cauchy(X.shape) * 10.0 ** generator.integers(-3, 2, X.shape)
    steps[0], steps[1], steps[2] = np.inf, -np.inf, 0.0
    # exactly as far outside as the rule allows, and a little farther
    X[3], steps[3], X[4], steps[4] = UPPER, 0.1, LOWER, -0.1 - 1e-9
    scales = generator.random(len(X))
    scales[3:5] = 1.0
    width = UPPER - LOWER
    with np.errstate(invalid="ignore"):
        moved = X + scales[:, None] * width * steps
    moved[:, width == 0.0] = X[:, width == 0.0]  # a point stays, whatever the step
    expected = folded(moved, 0.1, clamp)
    everything = np.arange(X.size)
    for genes in (everything, np.flatnonzero(generator.random(X.size) < 0.3), everything[:0]):
        chosen = np.isin(everything, genes).reshape(X.shape)
        result = stepped(X, genes, steps.ravel()[genes], scales, LOWER, UPPER, 0.1, clamp)
        np.testing.assert_array_equal(result, np.where(chosen, expected, X))


def sbx_parents(seed: int) -> np.ndarray:
    """Parents apart, equal, hardly apart, and on the bounds, shape (2, matings, 6)."""
    generator = rng(seed)
    X = LOWER + generator.random((2, 40, 6)) * (UPPER - LOWER)
    X[1, :5] = X[0, :5]
    X[0, 5:10], X[1, 10:15] = LOWER, UPPER
    X[0, 15], X[1, 15] = LOWER, UPPER
    X[0, 16], X[1, 16] = UPPER, LOWER
    X[1, 17, :5] = np.nextafter(X[0, 17, :5], 0.0)
    X[0, 18, 0], X[1, 18, 0] = 1e-14, 0.0
    X[0, 19, 0], X[1, 19, 0] = 1.1e-14, 0.0
    return X


@pytest.mark.parametrize("eta", [3.0, 15.0, 20.0, 2.5, 15.7, 0.0])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_sbx(eta: float, share: float) -> None:
    X = sbx_parents(4)
    before = X.copy()
    matings, swap = X.shape[1], np.where(np.arange(X.shape[1]) % 4, 0.5, 0.0)
    expected = cross_sbx(
        X,
        LOWER,
        UPPER,
        np.full((matings, 1), eta),
        share,
        swap[:, None].copy(),
        random_state=rng(5),
    )
    generator = rng(5)
    genes = sbx_genes(X, generator.random(X.shape[1:]), share, LOWER, UPPER, 1e-14)
    u, exchange = generator.random(len(genes)), generator.random(len(genes))
    children = sbx(X, genes, u, exchange, swap, eta, LOWER, UPPER)
    np.testing.assert_allclose(children, expected, **ROUNDING)
    np.testing.assert_array_equal(X, before)
    assert ((children >= LOWER) & (children <= UPPER)).all()
    # which child has which gene is exact, and what takes no part stays bit for bit
    np.testing.assert_array_equal(children == X, expected == X)
    assert (children == X).all() == (share == 0.0)


def test_sbx_genes() -> None:
    X = sbx_parents(6)
    X[1, :9, 5] = 8.0  # apart where the bounds are not
    u = rng(7).random(X.shape[1:])
    differ = (np.abs(X[0] - X[1]) > 1e-14) & (LOWER != UPPER)
    for share in (0.0, 0.3, 1.0):
        genes = sbx_genes(X, u, share, LOWER, UPPER, 1e-14)
        np.testing.assert_array_equal(genes, np.flatnonzero(differ & (u < share)))
    assert len(sbx_genes(X[:, :0], u[:0], 1.0, LOWER, UPPER, 1e-14)) == 0


@pytest.mark.parametrize("objectives", [1, 2, 3])
def test_tournament(objectives: int) -> None:
    """pymoo's tournament, with a generator that says TIE where it would toss a coin."""
    generator = rng(8)
    n = 40
    F = generator.integers(0, 3, (n, objectives)).astype(float)
    F[:3] = np.inf
    F[3, 0] = np.nan
    G = np.maximum(generator.integers(-2, 3, (n, 1)), 0).astype(float)
    crowding = generator.integers(0, 3, n).astype(float)
    crowding[crowding == 2.0] = np.inf
    crowding[4:8] = np.nan
    pop = Population.new("X", np.zeros((n, 1)), "F", F, "G", G, "crowding", crowding)
    pairs = generator.integers(0, n, (3000, 2))
    coin = SimpleNamespace(choice=lambda pair: TIE)
    expected = binary_tournament(
        pop,
        pairs,
        SimpleNamespace(tournament_type="comp_by_dom_and_crowding", random_state=coin),
    )
    winners = tournament(pairs, G[:, 0], F, crowding)
    np.testing.assert_array_equal(winners, expected[:, 0])
    assert 100 < (winners == TIE).sum() < 2000
    assert len(tournament(pairs[:0], G[:, 0], F, crowding)) == 0


@pytest.mark.parametrize("clamp", [False, True], ids=["fold", "clamp"])
@pytest.mark.parametrize("share", [0.0, 0.6, 1.0])
def test_differential(clamp: bool, share: float) -> None:
    generator = rng(9)
    population = folded(scattered(30, 10), 0.1, False)
    parents = population[generator.integers(len(population), size=50)]
    n = len(parents)
    first, second = generator.integers(len(population), size=(2, n))
    steps, u = generator.standard_cauchy(n), generator.random(parents.shape)
    always = generator.integers(6, size=n)
    taken = (u < share) | (np.arange(6) == always[:, None])
    moved = parents + steps[:, None] * (population[first] - population[second])
    children = differential(
        parents, population, first, second, steps, u, always, share, LOWER, UPPER, 0.1, clamp
    )
    np.testing.assert_array_equal(children, np.where(taken, folded(moved, 0.1, clamp), parents))


def test_infinite_differential_steps_leave_equal_genes_alone() -> None:
    population = np.array([[0.2, 0.3], [0.2, 0.6]])
    first, second, steps = np.array([0, 1]), np.array([1, 0]), np.array([np.inf, np.inf])
    parents, lower, upper = np.full((2, 2), 0.5), np.zeros(2), np.ones(2)
    everything, always = np.zeros((2, 2)), np.zeros(2, dtype=np.int64)
    children = differential(
        parents, population, first, second, steps, everything, always, 1.0, lower, upper, 0.1, False
    )
    np.testing.assert_array_equal(children, [[0.5, 0.0], [0.5, 1.0]])


def slow_repeated(known: np.ndarray, X: np.ndarray) -> list[bool]:
    rows = [*known, *X]
    return [
        any(np.array_equal(rows[i], row, equal_nan=True) for row in rows[:i])
        for i in range(len(known), len(rows))
    ]


@pytest.mark.parametrize("variables", [1, 2, 7])
@pytest.mark.parametrize(("others", "n"), [(0, 0), (0, 1), (3, 0), (0, 60), (40, 60), (60, 5)])
def test_repeated_rows(variables: int, others: int, n: int) -> None:
    generator = rng(11)
    values = np.array([0.0, -0.0, np.nan, np.inf, -np.inf, 1.0, np.nextafter(1.0, 2.0), 5e-324])
    # few values, so that many rows are equal or differ in the last bit of one number only
    rows = values[generator.integers(0, 8 if variables == 1 else 3, (others + n, variables))]
    if variables == 7:
        rows[:, :6] = np.round(rows[:, :6] * 0.0)
    known, X = rows[:others], rows[others:]
    repeated = repeated_rows(known, known.view(np.uint64), X, X.view(np.uint64))
    assert repeated.tolist() == slow_repeated(known, X)


def test_repeated_rows_of_many_rows() -> None:
    """Halves of a large table of which every row occurs twice, as in full generations."""
    X = rng(12).random((700, 30))
    known, again = X[:400], np.vstack([X[200:], X[200:]])
    repeated = repeated_rows(known, known.view(np.uint64), again, again.view(np.uint64))
    assert repeated.tolist() == [True] * 200 + [False] * 300 + [True] * 500


def test_rows_of_equal_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels_of_duplicates, "_hash_of", lambda row, words: np.uint64(7))
    X = rng(14).integers(0, 4, (40, 2)).astype(float)
    repeated = repeated_rows.py_func(X[:9], X[:9].view(np.uint64), X[9:], X[9:].view(np.uint64))
    assert repeated.tolist() == slow_repeated(X[:9], X[9:])


def fronts() -> list[np.ndarray]:
    """Sorted objectives: spread, with ties and duplicates, infinite, equal; shapes (rows, 2)."""
    generator = rng(13)
    sets = [generator.random((n, 2)) for n in (1, 2, 3, 60)]
    sets += [generator.integers(0, 6, (n, 2)).astype(float) for n in (5, 40)]
    infinite = generator.integers(0, 4, (30, 2)).astype(float)
    infinite[infinite == 3] = np.inf
    sets += [infinite, np.ones((5, 2)), np.column_stack([np.arange(48.0), np.arange(48.0)[::-1]])]
    x = generator.random(90)
    sets += [np.column_stack([x, 1 - np.sqrt(x)])]
    # what only an inner point covers may be infinite, too
    sets += [
        np.array([[0, np.inf], [1, 9], [5, 5], [np.inf, 0]])[rows]
        for rows in ([0, 2, 3], [0, 1, 2, 3])
    ]
    return [F[np.lexsort((F[:, 1], F[:, 0]))] for F in sets]


def test_ranks_of_sorted() -> None:
    for F in fronts():
        expected = NonDominatedSorting().do(F, return_rank=True)[1]
        np.testing.assert_array_equal(ranks_of_sorted(F), expected)
    assert len(ranks_of_sorted(np.empty((0, 2)))) == 0


def slow_prune(F: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The first of least area goes, one at a time, every area computed anew."""
    kept = np.arange(len(F))
    while True:
        left, middle, right = F[kept[:-2]], F[kept[1:-1]], F[kept[2:]]
        with np.errstate(invalid="ignore"):
            inner = (right[:, 0] - middle[:, 0]) * (left[:, 1] - middle[:, 1])
        area = np.full(len(kept), np.inf)
        area[1:-1] = np.where(inner > 0.0, inner, 0.0)
        if len(kept) <= max(size, 2):
            return kept[:size], area[:size]
        kept = np.delete(kept, np.argmin(area[1:-1]) + 1)


def test_prune_sorted() -> None:
    for F in fronts():
        front = F[ranks_of_sorted(F) == 0]
        for size in range(1, len(front) + 2):
            kept, area = prune_sorted(front, size)
            expected = slow_prune(front, size)
            np.testing.assert_array_equal(kept, expected[0])
            np.testing.assert_array_equal(area, expected[1])


def test_exclusive_area() -> None:
    F = np.array([[0.0, 6.0], [1.0, 3.0], [3.0, 1.0], [3.0, 1.0], [np.inf, -np.inf]])
    assert exclusive_area(F, 0, 1, 2) == (3.0 - 1.0) * (6.0 - 3.0)
    assert exclusive_area(F, 1, 2, 3) == 0.0
    assert exclusive_area(F, 0, 2, 4) == np.inf
    assert exclusive_area(np.full((3, 2), np.inf), 0, 1, 2) == 0.0


def test_best_sorted() -> None:
    for F in fronts():
        rank = NonDominatedSorting().do(F, return_rank=True)[1]
        for size in {1, 2, len(F) // 2, len(F) - 1, len(F), len(F) + 3} - {0}:
            chosen: list[int] = []
            area: list[float] = []
            for k in range(rank.max() + 1):
                front = np.flatnonzero(rank == k)
                if len(chosen) < size:
                    kept, areas = slow_prune(F[front], size - len(chosen))
                    chosen += front[kept].tolist()
                    area += areas.tolist()
            rows, ranks, areas = best_sorted(F, size)
            np.testing.assert_array_equal(rows, chosen)
            np.testing.assert_array_equal(ranks, rank[chosen])
            np.testing.assert_array_equal(areas, area)


def test_every_kernel_is_compared() -> None:
    package = algorithms.kernels
    for module in pkgutil.iter_modules(package.__path__):
        members = vars(importlib.import_module(f"{package.__name__}.{module.name}"))
        for name, member in members.items():
            if hasattr(member, "py_func") and not name.startswith("_"):
                tests = [test for test in globals() if test.startswith(f"test_{name}")]
                assert tests or name in {"all_bounded", "stable_numbers"}, name


@only_checked
def test_a_wrong_index_is_noticed() -> None:
    expect_wrong_index_noticed()


@only_unchecked
def test_kernels_stay_within_their_arrays(tmp_path: Path) -> None:
    told = run_checked(__file__, tmp_path)
    assert "1 skipped" in told  # this test; the one above ran
