"""Ranks, pruning, and fronts against brute force."""

import moocore
import numpy as np
import pytest
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from algorithms.dominance import REFERENCE, prune, ranks
from algorithms.fronts import hypervolume, nondominated, thin


def clouds(m: int) -> list[np.ndarray]:
    """Random objectives: spread out, with many ties and duplicates, infinite, and all equal."""
    generator = np.random.default_rng(m)
    sets = [generator.random((n, m)) for n in (1, 2, 3, 50, 150)]
    sets += [generator.integers(0, 6, (n, m)).astype(float) for n in (5, 40, 90)]
    infinite = generator.integers(0, 4, (30, m)).astype(float)
    infinite[infinite == 3] = np.inf
    return [*sets, infinite, np.ones((7, m)), np.full((4, m), np.inf)]


def slow_ranks(F: np.ndarray) -> np.ndarray:
    """Front after front from the definition of dominance."""
    dominates = (F[:, None] <= F[None]).all(axis=2) & (F[:, None] < F[None]).any(axis=2)
    result = np.full(len(F), -1)
    k = 0
    while (result < 0).any():
        left = result < 0
        result[left & ~dominates[left].any(axis=0)] = k
        k += 1
    return result


@pytest.mark.parametrize("m", [1, 2, 3, 4])
def test_ranks_follow_the_definition(m: int) -> None:
    for F in clouds(m):
        before = F.copy()
        np.testing.assert_array_equal(ranks(F), slow_ranks(F))
        np.testing.assert_array_equal(F, before)


@pytest.mark.parametrize("m", [2, 3])
def test_ranks_equal_pymoo(m: int) -> None:
    for F in clouds(m):
        if m > 2 and np.isinf(F).any():
            continue  # moocore, and so pymoo, ranks them too low
        expected = NonDominatedSorting().do(F, return_rank=True)[1]
        np.testing.assert_array_equal(ranks(F), expected)


def front_2d(n: int, seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    x = np.sort(generator.random(n))
    front = np.column_stack([x, (1 - np.sqrt(x)) * 1000])
    return front[generator.permutation(n)]


def slow_prune_2d(F: np.ndarray, size: int) -> list[int]:
    """Least loss of hypervolume, every one computed anew; the two ends stay."""
    kept = list(range(len(F)))
    ends = {int(np.lexsort((F[:, 1], F[:, 0]))[0]), int(np.lexsort((F[:, 0], F[:, 1]))[0])}
    reference = F.max(axis=0) + 1
    while len(kept) > size:
        volumes = {
            i: moocore.hypervolume(F[[j for j in kept if j != i]], ref=reference)
            for i in kept
            if i not in ends
        }
        kept.remove(max(volumes, key=volumes.__getitem__))
    return kept


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [2, 3, 9, 17])
def test_pruning_two_objectives_equals_brute_force(seed: int, size: int) -> None:
    F = front_2d(18, seed)
    assert prune(F, size).kept.tolist() == slow_prune_2d(F, size)


def test_pruning_drops_duplicates_first_and_keeps_an_end_of_each_kind() -> None:
    F = np.array([[0, 4], [4, 0], [2, 2], [0, 4], [4, 0], [2, 2], [1, 3]], dtype=float)
    pruned = prune(F, 4)
    assert {tuple(row) for row in F[pruned.kept]} == {(0, 4), (4, 0), (2, 2), (1, 3)}
    assert np.isinf(pruned.contributions).sum() == 2
    assert {tuple(row) for row in F[prune(F, 2).kept]} == {(0, 4), (4, 0)}
    assert F[prune(F, 1).kept].tolist() == [[0, 4]]
    np.testing.assert_array_equal(prune(F, 9).kept, np.arange(7))


def test_contributions_of_two_objectives_are_areas() -> None:
    pruned = prune(np.array([[0, 6], [1, 3], [3, 1], [6, 0.0]]), 4)
    np.testing.assert_array_equal(pruned.contributions, [np.inf, 6, 6, np.inf])


@pytest.mark.parametrize("m", [3, 4])
@pytest.mark.parametrize("size", [1, 3, 8, 20])
def test_pruning_more_objectives_equals_brute_force(m: int, size: int) -> None:
    generator = np.random.default_rng(size)
    F = np.abs(generator.normal(size=(24, m)))
    F = F / np.linalg.norm(F, axis=1)[:, None] * 10.0 ** np.arange(m)
    scaled = (F - F.min(axis=0)) / np.ptp(F, axis=0)
    extremes = list(dict.fromkeys(np.argmin(F, axis=0).tolist()))
    kept = list(range(len(F))) if len(extremes) < size else sorted(extremes[:size])
    while len(kept) > size:
        volumes = {
            i: moocore.hypervolume(scaled[[j for j in kept if j != i]], ref=REFERENCE)
            for i in kept
            if i not in extremes
        }
        kept.remove(max(volumes, key=volumes.__getitem__))
    before = F.copy()
    assert prune(F, size).kept.tolist() == kept
    np.testing.assert_array_equal(F, before)


@pytest.mark.parametrize("m", [1, 2, 3, 4])
def test_pruning_bears_ties_duplicates_and_infinities(m: int) -> None:
    for F in clouds(m):
        front = F[ranks(F) == 0]
        for size in {1, 2, len(front) // 2 + 1, len(front)}:
            pruned = prune(front, size)
            assert len(pruned.kept) == min(size, len(front)) == len(pruned.contributions)
            assert (np.diff(pruned.kept) > 0).all()
            assert not np.isnan(pruned.contributions).any()


@pytest.mark.parametrize("m", [1, 2, 3])
def test_nondominated_keeps_the_first_of_duplicates(m: int) -> None:
    for F in clouds(m):
        mask = nondominated(F)
        front = slow_ranks(F) == 0
        assert {tuple(row) for row in F[mask]} == {tuple(row) for row in F[front]}
        assert len(np.unique(F[mask], axis=0)) == mask.sum()
        for i in np.flatnonzero(front & ~mask):
            assert (F[:i][mask[:i]] == F[i]).all(axis=1).any()


def test_nondominated_of_nothing() -> None:
    assert nondominated(np.zeros((0, 2))).tolist() == []


def test_thin_returns_rows_of_the_front() -> None:
    F = np.vstack([front_2d(15, 0), front_2d(15, 0)[::-1], front_2d(15, 1) + np.array([1, 1000])])
    kept = thin(F, 6)
    assert len(kept) == 6
    assert kept.max() < 15
    front = F[:15][nondominated(F[:15])]
    np.testing.assert_array_equal(F[kept].min(axis=0), front.min(axis=0))
    np.testing.assert_array_equal(thin(F, 100), np.flatnonzero(nondominated(F)))
    lost = {
        size: hypervolume(F, [2, 2000]) - hypervolume(F[thin(F, size)], [2, 2000])
        for size in (3, 6, 12)
    }
    assert lost[3] > lost[6] > lost[12] > 0


def test_hypervolume_ignores_points_outside_the_reference() -> None:
    F = np.array([[1, 3], [2, 1], [0, 9], [9, 0], [4, 0]], dtype=float)
    assert hypervolume(F, [4, 4]) == 3 * 1 + 2 * 2
    assert hypervolume(F[2:], [4, 4]) == 0.0
    assert hypervolume(np.zeros((0, 2)), [4, 4]) == 0.0
    assert hypervolume([[0.5, 0.5, 0.5]], [1, 1, 1]) == pytest.approx(0.125)


def test_senseless_fronts_are_refused() -> None:
    for wrong in ([[np.nan, 1.0]], [1.0, 2.0], np.zeros((3, 0))):
        with pytest.raises(ValueError, match="objectives"):
            nondominated(wrong)
        with pytest.raises(ValueError, match="objectives"):
            thin(wrong, 2)
        with pytest.raises(ValueError, match="objectives"):
            hypervolume(wrong, [1, 1])
    with pytest.raises(ValueError, match="size"):
        thin([[1.0, 2.0]], 0)
    for reference in ([1.0], [1.0, np.inf], 3.0):
        with pytest.raises(ValueError, match="reference"):
            hypervolume([[1.0, 2.0]], reference)


def test_of_equal_contributions_the_first_goes() -> None:
    F = np.array([[3.0, 0.0], [2, 1], [1, 2], [0, 3]])
    np.testing.assert_array_equal(prune(F, 3).kept, [0, 1, 3])
