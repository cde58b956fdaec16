"""Quality over evaluations, targets, successes and expected evaluations, worked by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from benchmarks.indicators import (
    DEFAULT_TARGETS,
    Indicator,
    Reference,
    Trajectories,
    anytime_table,
    evaluation_counts,
    follow_runs,
    measure,
    success_by_group,
    success_table,
)
from benchmarks.indicators.success import reached_share
from benchmarks.study.records import RunRecord, RunStatus

GAP = Indicator.HYPERVOLUME_GAP
FRONT = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])
REFERENCE = Reference(FRONT, np.zeros(2), np.ones(2), "made")


def record(
    evaluations: ArrayLike,
    objectives: ArrayLike,
    problem: str = "p",
    seed: int = 1,
    status: RunStatus = RunStatus.DONE,
    used: int = 1000,
) -> RunRecord:
    logged = np.asarray(objectives, dtype=float).reshape(-1, 2)
    return RunRecord(
        algorithm="a",
        problem=problem,
        seed=seed,
        status=status,
        error="",
        seconds=1.0,
        evaluations=used,
        log_evaluations=np.asarray(evaluations, dtype=np.int64),
        log_objectives=logged,
        checkpoints={},
    )


def follow(*records: RunRecord) -> Trajectories:
    study: Any = SimpleNamespace(
        algorithms=(SimpleNamespace(name="a"),),
        seeds=tuple(range(1, 10)),
        checkpoints=(300, 1000),
        evaluations=1000,
    )
    return follow_runs(study, records, {"p": REFERENCE, "q": REFERENCE})


def test_counts_are_even_in_their_logarithm() -> None:
    counts = evaluation_counts(25_000, (10_000, 25_000))
    assert counts[0] == 10 and counts[-1] == 25_000 and 10_000 in counts
    assert np.all(np.diff(counts) > 0)
    assert (counts[1:] / counts[:-1]).max() < 1.21
    assert evaluation_counts(5)[-1] == 5


def test_default_targets() -> None:
    assert len(DEFAULT_TARGETS) == 16
    assert DEFAULT_TARGETS[3] == pytest.approx(0.1)
    assert DEFAULT_TARGETS[-1] == pytest.approx(1e-4)


def test_archive_by_hand() -> None:
    """The point of the middle, then an end, then nothing new; each counts from when it came."""
    found = follow(record([40, 500], [[0.5, 0.5], [0.0, 1.0]]))
    gaps = found.values[GAP][0]
    before, after = found.counts < 40, found.counts >= 500
    assert (gaps[before] == 1.0).all() and before.any()
    assert gaps[~before & ~after] == pytest.approx(1 - 0.36 / 0.46)
    assert gaps[after] == pytest.approx(1 - 0.41 / 0.46)
    assert np.isinf(found.values[Indicator.IGD_PLUS][0][before]).all()


def test_archive_never_gets_worse_and_ends_with_everything() -> None:
    rng = np.random.default_rng(1)
    points = rng.random((300, 2)) + np.linspace(2.0, 0.0, 300)[:, None]
    found = follow(record(np.sort(rng.integers(1, 1000, 300)), points))
    for indicator, values in found.values.items():
        finite = values[0][np.isfinite(values[0])]
        assert np.all(np.diff(finite) <= 1e-15)
        assert values[0][-1] == pytest.approx(measure(indicator, points, REFERENCE))


def test_log_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a on p, seed 1: the log must hold"):
        follow(record([5, 3], [[0.5, 0.5], [0.4, 0.4]]))


def test_evaluations_to_a_target() -> None:
    found = follow(record([40, 500], [[0.5, 0.5], [0.0, 1.0]]))
    table = anytime_table(found, targets=(0.3, 0.15, 0.01))
    table = table[table["indicator"] == "hypervolume_gap"].set_index("target")
    first = int(found.counts[found.counts >= 40][0])
    second = int(found.counts[found.counts >= 500][0])
    assert table["evaluations"].tolist()[:2] == [first, second]
    assert math.isnan(table.loc[0.01, "evaluations"])
    assert table["charged"].tolist() == [first, second, 1000]
    assert second <= 500 * found.step


def test_expected_evaluations_by_hand() -> None:
    """One run gets there at once, one never, one fails early and is charged the whole budget."""
    runs = (
        record([10], FRONT[1], seed=1),
        record([10], [0.9, 0.9], seed=2, used=800),
        record([], [], seed=3, status=RunStatus.FAILED, used=20),
    )
    table = success_table(anytime_table(follow(*runs), targets=(0.3,)))
    gap = table[table["indicator"] == "hypervolume_gap"].iloc[0]
    assert (gap["runs"], gap["successes"]) == (3, 1)
    assert gap["rate"] == pytest.approx(1 / 3)
    assert gap["expected_evaluations"] == 10 + 800 + 1000


def test_no_success_is_infinitely_expensive() -> None:
    table = success_table(anytime_table(follow(record([10], [0.9, 0.9])), targets=(0.3,)))
    assert np.isinf(table["expected_evaluations"]).all()
    assert (table["rate"] == 0.0).all() and (table["low"] == 0.0).all()


def test_wilson_interval_of_eight_in_ten() -> None:
    runs = [record([10], FRONT[1] if s <= 6 else [0.9, 0.9], seed=s) for s in range(1, 9)]
    runs += [record([10], FRONT[1], problem="q", seed=s) for s in (1, 2)]
    anytime = anytime_table(follow(*runs), targets=(0.3,))
    pooled = success_by_group(anytime, {"p": "both", "q": "both"}).iloc[0]
    assert (pooled["runs"], pooled["successes"]) == (10, 8)
    assert pooled["low"] == pytest.approx(0.4902, abs=5e-5)
    assert pooled["high"] == pytest.approx(0.9433, abs=5e-5)
    assert (pooled["problems"], pooled["problems_reached"]) == (2, 2)
    on_p, on_q = (6 * 10 + 2 * 1000) / 6, 10.0
    assert pooled["median_expected_evaluations"] == pytest.approx((on_p + on_q) / 2)


def test_groups_leave_unnamed_problems_out() -> None:
    runs = (record([10], FRONT[1]), record([10], FRONT[1], problem="q"))
    pooled = success_by_group(anytime_table(follow(*runs)), {"q": "one"})
    assert set(pooled["group"]) == {"one"} and (pooled["runs"] == 1).all()


def test_curve_of_reached_targets_weighs_problems_alike() -> None:
    """Two runs on p, of which one reaches one of two targets; one on q, which reaches both."""
    runs = (
        record([100], FRONT[1], seed=1),
        record([100], [0.9, 0.9], seed=2),
        record([100], FRONT[1], problem="q"),
    )
    found = follow(*runs)
    found.values[GAP][2] = np.where(found.counts >= 100, 0.0, 1.0)
    curve = reached_share(found, GAP, "a", ("p", "q"), targets=(0.3, 0.1))
    assert (curve[found.counts < 100] == 0.0).all()
    assert curve[-1] == pytest.approx((0.25 + 1.0) / 2)
    assert np.isnan(reached_share(found, GAP, "nobody", ("p",))).all()
