"""Indicators against values worked by hand, and what empty, failed and odd sets are worth."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from benchmarks.indicators import (
    RESOLUTION,
    Indicator,
    Reference,
    indicator_table,
    measure,
    reference_set,
    reference_sets,
)
from benchmarks.indicators.reference import SAMPLE
from benchmarks.problems.benchmark_problem import BenchmarkProblem, FrontSource
from benchmarks.study.records import RunRecord, RunStatus

CORNER = [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]


def problem(front: ArrayLike | None = None, objectives: int = 2, **known: Any) -> BenchmarkProblem:
    return BenchmarkProblem(
        name="made",
        problem=SimpleNamespace(n_obj=objectives),  # type: ignore[arg-type]
        reference_front=None if front is None else np.asarray(front, dtype=float),
        reference_source=FrontSource.RUNS if front is None else FrontSource.ANALYTIC,
        objectives=tuple(f"f{j + 1}" for j in range(objectives)),
        tuned=False,
        **known,
    )


def record(
    points: ArrayLike, seed: int = 1, status: RunStatus = RunStatus.DONE, algorithm: str = "a"
) -> RunRecord:
    found = np.asarray(points, dtype=float).reshape(-1, 2)
    return RunRecord(
        algorithm=algorithm,
        problem="made",
        seed=seed,
        status=status,
        error="" if status is RunStatus.DONE else "ZeroDivisionError: division by zero",
        seconds=1.0,
        evaluations=100,
        log_evaluations=np.arange(1, len(found) + 1),
        log_objectives=found,
        checkpoints={50: found[:1], 100: found},
    )


def study(*algorithms: str, seeds: tuple[int, ...] = (1, 2, 3)) -> Any:
    return SimpleNamespace(
        algorithms=tuple(SimpleNamespace(name=name, label=name) for name in algorithms),
        seeds=seeds,
        checkpoints=(50, 100),
        evaluations=100,
        population=10,
    )


def by_front(front: ArrayLike) -> Reference:
    return reference_set(problem(front), [])


def test_hypervolume_gap_by_hand() -> None:
    # strips of the reference set below 1.1: 0.5 x 0.1, 0.5 x 0.6, 0.1 x 1.1; of the set 0.6 x 0.6
    gap = measure(Indicator.HYPERVOLUME_GAP, np.array([[0.5, 0.5]]), by_front(CORNER))
    assert gap == pytest.approx(1 - 0.36 / 0.46)


def test_three_objectives_by_hand() -> None:
    reference = reference_set(
        problem([[0.0, 0.0, 0.0]], 3, ideal=np.zeros(3), nadir=np.ones(3)), []
    )
    half = np.full((1, 3), 0.5)
    gap = measure(Indicator.HYPERVOLUME_GAP, half, reference)
    assert gap == pytest.approx(1 - 0.6**3 / 1.1**3)
    assert measure(Indicator.IGD_PLUS, half, reference) == pytest.approx(math.sqrt(0.75))
    assert measure(Indicator.EPSILON, half, reference) == pytest.approx(0.5)


def test_igd_plus_of_its_paper() -> None:
    """Example 4 of Ishibuchi and others 2015; ideal 0 and nadir 10 make it a tenth."""
    reference = by_front([[10, 0], [6, 1], [2, 2], [1, 6], [0, 10]])
    better, worse = [[4, 2], [3, 3], [2, 4]], [[8, 2], [4, 4], [2, 8]]
    by_hand = (2 + 1 + math.sqrt(2) + 1 + 2) / 5 / 10
    assert measure(Indicator.IGD_PLUS, np.array(better, float), reference) == pytest.approx(by_hand)
    value = measure(Indicator.IGD_PLUS, np.array(worse, float), reference)
    assert value == pytest.approx(0.226, abs=5e-4)


def test_epsilon_by_hand() -> None:
    reference = by_front(CORNER)
    assert measure(Indicator.EPSILON, np.array([[0.5, 0.5]]), reference) == pytest.approx(0.5)
    shifted = np.array(CORNER) + 0.125
    assert measure(Indicator.EPSILON, shifted, reference) == pytest.approx(0.125)


@pytest.mark.parametrize("indicator", list(Indicator))
def test_units_of_the_objectives_do_not_matter(indicator: Indicator) -> None:
    points = np.array([[0.4, 0.8], [0.9, 0.3]])
    low, size = np.array([-50.0, 2000.0]), np.array([0.01, 700.0])
    moved = by_front(low + size * np.array(CORNER))
    assert measure(indicator, low + size * points, moved) == pytest.approx(
        measure(indicator, points, by_front(CORNER))
    )


def test_reference_set_itself_has_nothing_to_gain() -> None:
    for indicator in Indicator:
        least = RESOLUTION if indicator is Indicator.POPULATION_GAP else 0.0
        assert measure(indicator, np.array(CORNER), by_front(CORNER)) == pytest.approx(least)


def test_objective_without_extent_counts_by_its_size() -> None:
    reference = by_front([[2.0, 5.0]])
    np.testing.assert_allclose(reference.scale(np.array([[2.1, 5.0]])), [[0.05, 0.0]])
    gap = measure(Indicator.HYPERVOLUME_GAP, np.array([[2.1, 5.0]]), reference)
    assert gap == pytest.approx(1 - 1.05 * 1.1 / 1.1**2)
    zero = by_front([[0.0, 5.0]])
    np.testing.assert_allclose(zero.scale(np.array([[0.3, 10.0]])), [[0.3, 1.0]])
    rounding = reference_set(
        problem([[1.0, 0.0]], ideal=np.array([1.0, 0.0]), nadir=np.array([1 + 1e-15, 1.0])), []
    )
    assert rounding.extent[0] == pytest.approx(1.0)


@pytest.mark.parametrize("indicator", list(Indicator))
def test_nothing_found_has_the_worst_value(indicator: Indicator) -> None:
    worst = 1.0 if indicator.value.endswith("gap") else math.inf
    assert measure(indicator, np.empty((0, 2)), by_front(CORNER)) == worst
    not_finite = np.array([[np.nan, 0.0], [np.inf, 0.0]])
    assert measure(indicator, not_finite, by_front(CORNER)) == worst


def test_points_beyond_the_box_still_have_a_distance() -> None:
    far = np.array([[7.0, 9.0]])
    assert measure(Indicator.HYPERVOLUME_GAP, far, by_front(CORNER)) == 1.0
    assert 6.0 < measure(Indicator.IGD_PLUS, far, by_front(CORNER)) < math.inf


def test_other_number_of_objectives_is_refused() -> None:
    with pytest.raises(ValueError, match="2 objectives"):
        measure(Indicator.EPSILON, np.zeros((1, 3)), by_front(CORNER))
    with pytest.raises(ValueError, match="made: the reference front has shape"):
        reference_set(problem(np.zeros((4, 3))), [])
    with pytest.raises(ValueError, match="made: ideal and nadir need 2 numbers"):
        reference_set(problem(CORNER, ideal=np.zeros(3)), [])


def test_union_of_runs_takes_the_place_of_a_front() -> None:
    runs = [record([[0.0, 4.0], [3.0, 3.0]]), record([[2.0, 2.0], [4.0, 0.0]], seed=2)]
    reference = reference_set(problem(), runs)
    assert sorted(map(tuple, reference.front)) == [(0.0, 4.0), (2.0, 2.0), (4.0, 0.0)]
    np.testing.assert_array_equal(reference.ideal, [0.0, 0.0])
    np.testing.assert_array_equal(reference.nadir, [4.0, 4.0])
    assert reference.source == "runs of the study"
    again = reference_set(problem(), runs[::-1])
    for indicator in Indicator:
        points = np.array([[1.0, 3.5]])
        assert measure(indicator, points, again) == measure(indicator, points, reference)


def test_dominated_points_of_a_front_are_no_reference() -> None:
    reference = by_front([[0.0, 1.0], [2.0, 0.5], [1.0, 0.0], [0.0, 7.0]])
    np.testing.assert_array_equal(reference.nadir, [1.0, 1.0])
    assert len(reference.sample) == 2


def test_known_ideal_and_nadir_come_before_those_of_the_runs() -> None:
    known = problem(ideal=np.array([-1.0, -1.0]), nadir=np.array([9.0, 9.0]))
    reference = reference_set(known, [record([[0.0, 4.0], [4.0, 0.0]])])
    np.testing.assert_allclose(reference.scale(np.array([[4.0, 9.0]])), [[0.5, 1.0]])


def test_no_run_found_anything() -> None:
    reference = reference_set(problem(), [record([])])
    for indicator in Indicator:
        assert measure(indicator, np.array([[1.0, 1.0]]), reference) == indicator.worst


def test_many_reference_points_are_thinned_evenly() -> None:
    t = np.linspace(0.0, 1.0, 3001)
    reference = by_front(np.column_stack((t, 1.0 - t)))
    sample = reference.sample[np.argsort(reference.sample[:, 0])]
    assert len(sample) == SAMPLE
    np.testing.assert_allclose(sample[[0, -1]], [[0.0, 1.0], [1.0, 0.0]])
    assert np.diff(sample[:, 0]).max() < 3 / SAMPLE
    assert reference.hypervolume == pytest.approx(0.5 + 0.21, abs=2e-4)  # of all points


def test_table_counts_failed_and_infeasible_runs() -> None:
    runs = [
        record([[0.5, 0.5], [0.0, 1.0]], seed=1),
        record([], seed=2),
        record([], seed=3, status=RunStatus.FAILED),
        record([[0.0, 0.0]], algorithm="of another study"),
    ]
    table = indicator_table(study("b", "a"), runs, {"made": problem(CORNER)})
    assert list(table.columns[:6]) == [
        *("algorithm", "problem", "seed", "checkpoint", "status", "points")
    ]
    assert table[["seed", "checkpoint"]].to_numpy().tolist() == [
        *([1, 50], [1, 100], [2, 50], [2, 100], [3, 50], [3, 100])
    ]
    assert table["status"].tolist() == ["done"] * 4 + ["failed"] * 2
    assert table["points"].tolist() == [1, 2, 0, 0, 0, 0]
    gaps = table["hypervolume_gap"].tolist()
    assert gaps[0] == pytest.approx(1 - 0.36 / 0.46)
    assert gaps[1] == pytest.approx(1 - (0.05 + 0.36) / 0.46)
    assert gaps[2:] == [1.0] * 4
    assert np.isinf(table["igd_plus"].iloc[2:]).all()
    assert np.isinf(table["epsilon"].iloc[2:]).all()


def test_table_does_not_depend_on_the_order_of_records() -> None:
    runs = [record([[s / 10, 0.5]], seed=s, algorithm=a) for a in "ab" for s in (1, 2, 3)]
    problems = {"made": problem()}
    first = indicator_table(study("b", "a"), runs, problems)
    assert first.equals(indicator_table(study("b", "a"), runs[::-1], problems))
    assert first["algorithm"].tolist() == ["b"] * 6 + ["a"] * 6


def test_nothing_changes_its_arguments() -> None:
    run, front = record([[0.5, 0.5], [0.0, 1.0]]), np.array(CORNER)
    before = run.log_objectives.copy()
    references = reference_sets({"made": problem(front)}, [run])
    indicator_table(study("a"), [run], {"made": problem(front)}, references)
    np.testing.assert_array_equal(run.log_objectives, before)
    np.testing.assert_array_equal(front, CORNER)


def test_population_gap_by_hand() -> None:
    """On a line of five points, three do best at the ends and in the middle."""
    line = np.array([[0.0, 1.0], [0.25, 0.75], [0.5, 0.5], [0.75, 0.25], [1.0, 0.0]])
    reference = reference_set(problem(line), [], 3)
    # below (1.1, 1.1): 0.11 + 0.6 * 0.5 + 0.1 * 0.5 of the three points 0, 0.5, 1
    best = 1.1 * 0.1 + 0.6 * 0.5 + 0.1 * 0.5
    assert reference.population_hypervolume == pytest.approx(best)
    gap = Indicator.POPULATION_GAP
    assert measure(gap, line[::2], reference) == RESOLUTION
    assert measure(gap, line, reference) == RESOLUTION, "better than any three"
    lone = 0.6 * 0.6
    assert measure(gap, line[2:3], reference) == pytest.approx(1 - lone / best)
    assert measure(gap, np.empty((0, 2)), reference) == gap.worst == 1.0
    whole = reference_set(problem(line), [])
    hypervolume_gap = measure(Indicator.HYPERVOLUME_GAP, line[::2], whole)
    assert measure(gap, line[::2], whole) == pytest.approx(hypervolume_gap)
    assert hypervolume_gap > RESOLUTION
