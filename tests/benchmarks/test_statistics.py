"""Tests, effect sizes and ranks against published examples and values worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from benchmarks.statistics import (
    FLOOR,
    RATIO_LIMIT,
    Effect,
    cliques,
    compare_with,
    critical_difference,
    geometric_mean,
    group_totals,
    holm,
    pairs_table,
    rank_algorithms,
    rank_sum,
    rank_table,
    ratio,
    totals,
)
from benchmarks.statistics.totals import signed_rank

DEMSAR = np.array(
    [
        [4, 3, 2, 1],
        [1, 2, 3, 4],
        [4, 1, 2, 3],
        [4, 1, 3, 2],
        [4, 2, 3, 1],
        [1, 2.5, 4, 2.5],
        [3, 2, 4, 1],
        [2.5, 2.5, 4, 1],
        [4, 3, 2, 1],
        [2.5, 2.5, 2.5, 2.5],
        [4, 2.5, 1, 2.5],
        [3, 2, 4, 1],
        [4, 1, 2, 3],
        [3, 1, 4, 2],
    ]
)
"""Ranks of C4.5, C4.5+m, C4.5+cf and C4.5+m+cf on 14 data sets: table 6 of Demsar 2006."""


def test_holm_by_hand() -> None:
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(holm([0.6, 0.5]), [1.0, 1.0])
    np.testing.assert_allclose(holm([0.02, math.nan, 0.01]), [0.02, math.nan, 0.02])
    assert len(holm([])) == 0


def test_rank_sum_is_exact_without_ties() -> None:
    """Of the 20 ways to choose 3 of 6 ranks one is the least and one the greatest."""
    assert rank_sum([1, 2, 3], [4, 5, 6]) == pytest.approx((2 / 20, 1.0))
    assert rank_sum([4, 5, 6], [1, 2, 3]) == pytest.approx((2 / 20, 0.0))


def test_a12_of_tortoises_and_hares() -> None:
    """The finish T H H H H H T T T T T H: tortoises come first in 6 + 5 of 36 pairs."""
    finish = "THHHHHTTTTTH"
    places = {animal: [i for i, a in enumerate(finish) if a == animal] for animal in "TH"}
    assert rank_sum(places["T"], places["H"]).a12 == pytest.approx(11 / 36)


def test_rank_sum_with_ties_by_hand() -> None:
    """Ranks 1.5 1.5 3.5 3.5 5.5 5.5: U = 0.5, variance 9/12 (7 - 18/30), continuity 0.5."""
    z = (4.5 - 0.5 - 0.5) / math.sqrt(9 / 12 * (7 - 18 / 30))
    p, a12 = rank_sum([1, 1, 2], [2, 3, 3])
    assert p == pytest.approx(math.erfc(z / math.sqrt(2)))
    assert a12 == pytest.approx(8.5 / 9)


def test_failed_runs_rank_last_and_alike() -> None:
    assert rank_sum([math.inf] * 3, [math.inf] * 3) == (1.0, 0.5)
    assert rank_sum([1.0, math.inf], [2.0, math.inf]).a12 == pytest.approx(2.5 / 4)
    assert rank_sum([1, 2, 3, 4, 5], [math.inf] * 5).a12 == 1.0
    with pytest.raises(ValueError, match="NaN"):
        rank_sum([1.0, math.nan], [1.0])
    with pytest.raises(ValueError, match="at least one value"):
        rank_sum([], [1.0])


@pytest.mark.parametrize(
    ("a12", "word"),
    [
        (0.5, Effect.NEGLIGIBLE),
        (0.559, Effect.NEGLIGIBLE),
        (0.56, Effect.SMALL),
        (0.44, Effect.SMALL),
        (0.64, Effect.MEDIUM),
        (0.36, Effect.MEDIUM),
        (0.71, Effect.LARGE),
        (0.0, Effect.LARGE),
    ],
)
def test_words_of_vargha_and_delaney(a12: float, word: Effect) -> None:
    assert Effect.of(a12) is word


def test_mean_ranks_of_demsar() -> None:
    test = rank_algorithms(DEMSAR)
    np.testing.assert_allclose(test.mean_ranks, [3.143, 2.000, 2.893, 1.964], atol=5e-4)
    ties = (3 * (2**3 - 2) + (4**3 - 4)) / (14 * 4 * (4**2 - 1))
    assert test.chi_squared * (1 - ties) == pytest.approx(9.28, abs=0.005)  # his has no correction
    assert test.problems == 14


def test_comparisons_with_a_control_of_demsar() -> None:
    """z 2.416, 2.342 and 0.512: Holm rejects the first two at 0.05 (section 3.2.2)."""
    p = rank_algorithms(DEMSAR).pairs_p[0]
    np.testing.assert_allclose(p[[3, 1, 2]], [0.016, 0.019, 0.607], atol=2e-3)
    beside = rank_algorithms(DEMSAR).beside(0)
    assert math.isnan(beside[0])
    assert beside[3] < 0.05 and beside[1] < 0.05 and beside[2] > 0.5
    all_pairs = rank_algorithms(DEMSAR).all_pairs()
    assert all_pairs[0, 3] == pytest.approx(6 * p[3])
    np.testing.assert_array_equal(all_pairs, all_pairs.T)


@pytest.mark.parametrize(
    ("algorithms", "q"),
    [(2, 1.960), (3, 2.343), (4, 2.569), (5, 2.728), (6, 2.850), (8, 3.031), (10, 3.164)],
)
def test_critical_values_of_demsar(algorithms: int, q: float) -> None:
    """Table 5 (a)."""
    expected = q * math.sqrt(algorithms * (algorithms + 1) / (6 * 20))
    assert critical_difference(algorithms, 20) == pytest.approx(expected, rel=5e-4)


def test_critical_difference_of_demsar() -> None:
    assert critical_difference(4, 14) == pytest.approx(1.25, abs=0.005)
    assert critical_difference(4, 14, significance=0.10) == pytest.approx(1.12, abs=0.005)


def test_friedman_and_iman_davenport_without_ties() -> None:
    """Two blocks of nine: by hand 12 * 2 / 90 * (sum of squared mean ranks - 9 * 25) = 176 / 15,
    F = 2.75 with 8 and 8 degrees of freedom; the p-values are those R prints."""
    ranks = [[1, 8, 6, 4, 7, 2, 5, 3, 9], [1, 6, 3, 9, 7, 2, 8, 4, 5]]
    test = rank_algorithms(ranks)
    assert test.chi_squared == pytest.approx(176 / 15)
    assert test.friedman_p == pytest.approx(0.1635, abs=5e-5)
    assert test.iman_davenport == pytest.approx(2.75)
    assert test.iman_davenport_p == pytest.approx(0.08697, abs=5e-6)


def test_ranks_at_the_edges() -> None:
    same = rank_algorithms(np.ones((5, 3)))
    assert (same.chi_squared, same.friedman_p) == (0.0, 1.0)
    order = rank_algorithms(np.tile([1.0, 2.0, 3.0], (6, 1)))
    assert order.chi_squared == pytest.approx(12.0)
    assert math.isinf(order.iman_davenport) and order.iman_davenport_p == 0.0
    two = rank_algorithms([[1.0, 2.0], [1.0, math.inf]])
    np.testing.assert_allclose(two.mean_ranks, [1.0, 2.0])
    assert math.isnan(two.chi_squared)
    failed = rank_algorithms([[1.0, math.inf, math.inf]])
    np.testing.assert_allclose(failed.mean_ranks, [1.0, 2.5, 2.5])
    for bad in ([[1.0, math.nan]], [[1.0]], np.empty((0, 3)), [1.0, 2.0]):
        with pytest.raises(ValueError, match="without NaN"):
            rank_algorithms(bad)


def test_cliques_by_hand() -> None:
    assert cliques([1.0, 2.0, 3.5, 5.0], 1.6) == [(0, 1), (1, 2), (2, 3)]
    assert cliques([5.0, 1.0, 2.0, 2.5], 1.6) == [(1, 2, 3)]
    assert cliques([1.0, 2.0, 3.0], 0.5) == []
    assert cliques([3.0, 1.0, 2.0], 9.0) == [(1, 2, 0)]


def test_ratios() -> None:
    assert ratio(0.02, 0.01) == pytest.approx(2.0)
    assert ratio(-1e-4, FLOOR / 3) == 1.0
    assert ratio(math.inf, math.inf) == 1.0
    assert ratio(math.inf, 0.5) == RATIO_LIMIT
    assert ratio(0.5, math.inf) == 1 / RATIO_LIMIT
    assert geometric_mean([0.5, 2.0, 8.0]) == pytest.approx(2.0)
    assert math.isnan(geometric_mean([]))


def test_signed_ranks_by_hand() -> None:
    """All of five on one side: 2 of the 32 signs are as far out. A pair of opposites cancels."""
    assert signed_rank([0.5, 0.4, 0.3, 0.2, 0.1]) == pytest.approx(2 / 32)
    assert signed_rank([0.5, 2.0]) == pytest.approx(1.0)
    assert signed_rank([1.0, 1.0, 1.0]) == 1.0
    assert math.isnan(signed_rank([]))


def test_ties_on_a_problem_are_split_between_both_sides() -> None:
    """Twelve wins and two ties: ranks 3 to 14, and 1.5 twice, half of each on either side."""
    z = (14 * 15 / 4 - 1.5) / math.sqrt(14 * 15 * 29 / 24 - (2**3 - 2) / 48)
    wins = np.exp(-np.arange(1, 13) / 10)
    found = signed_rank([*wins, 1.0, 1.0])
    assert found == pytest.approx(math.erfc(z / math.sqrt(2)), rel=0.01)


def runs(values: dict[tuple[str, str], list[float]], checkpoint: int = 100) -> pd.DataFrame:
    """A table as `indicator_table` makes it, of values by problem and algorithm."""
    return pd.DataFrame(
        [
            {
                "algorithm": algorithm,
                "problem": problem,
                "seed": seed,
                "checkpoint": checkpoint,
                "status": "failed" if math.isinf(value) else "done",
                "points": 0 if math.isinf(value) else 9,
                "igd_plus": value,
            }
            for (problem, algorithm), several in values.items()
            for seed, value in enumerate(several, start=1)
        ]
    )


LOW, HIGH = [1.0, 1.1, 1.2, 1.3, 1.4], [2.0, 2.1, 2.2, 2.3, 2.4]


def separated(problems: int, prefix: str = "p") -> dict[tuple[str, str], list[float]]:
    """New below old in every run: p = 2 / 252 on each problem."""
    made = {}
    for number in range(problems):
        made[(f"{prefix}{number}", "old")] = HIGH
        made[(f"{prefix}{number}", "new")] = LOW
    return made


def test_holm_goes_over_the_problems_of_a_table() -> None:
    """6 * 2 / 252 is below 0.05, 7 * 2 / 252 is not."""
    for problems, verdict in ((6, "win"), (7, "tie")):
        compared = compare_with(runs(separated(problems)), "igd_plus", "old")
        new = compared[compared["algorithm"] == "new"]
        assert new["p"].to_numpy() == pytest.approx(2 / 252)
        assert new["p_holm"].iloc[0] == pytest.approx(problems * 2 / 252)
        assert set(new["verdict"]) == {verdict}
        assert set(new["effect"]) == {"large"}


def test_comparison_the_other_way_round_loses() -> None:
    compared = compare_with(runs(separated(2)), "igd_plus", "new")
    old = compared[compared["algorithm"] == "old"].iloc[0]
    assert (old["verdict"], old["a12"]) == ("loss", 0.0)
    assert old["ratio"] == pytest.approx(2.2 / 1.2)
    reference = compared[compared["algorithm"] == "new"].iloc[0]
    assert reference["verdict"] == "reference" and math.isnan(reference["p"])


def test_tuned_problems_are_a_family_of_their_own() -> None:
    tuned = [f"t{number}" for number in range(5)]
    table = runs(separated(6) | separated(5, "t"))
    compared = compare_with(table, "igd_plus", "old", tuned)
    new = compared[compared["algorithm"] == "new"].set_index("problem")
    assert new.loc["p0", "p_holm"] == pytest.approx(6 * 2 / 252)
    assert new.loc["t0", "p_holm"] == pytest.approx(5 * 2 / 252)
    total = totals(compared).iloc[0]
    assert (total["problems"], total["wins"], total["ties"], total["losses"]) == (6, 6, 0, 0)
    assert total["ratio"] == pytest.approx(1.2 / 2.2)
    assert rank_table(compared, "old")["problems"].tolist() == [6, 6]


def test_failed_runs_enter_with_the_worst_value() -> None:
    values = {("p", "old"): HIGH, ("p", "new"): [1.0, 1.1, math.inf, math.inf, math.inf]}
    entry = compare_with(runs(values), "igd_plus", "old").set_index("algorithm").loc["new"]
    assert (entry["runs"], entry["failed"], entry["infeasible"]) == (5, 3, 0)
    assert math.isinf(entry["median"]) and math.isinf(entry["q75"])
    assert entry["q25"] == 1.1
    assert entry["a12"] == pytest.approx(10 / 25)
    assert entry["ratio"] == RATIO_LIMIT


def test_runs_without_a_feasible_point_are_counted_apart_from_failed_ones() -> None:
    table = runs({("p", "old"): HIGH, ("p", "new"): [1.0, math.inf]})
    table.loc[table["igd_plus"] == math.inf, "status"] = "done"
    entry = compare_with(table, "igd_plus", "old").set_index("algorithm").loc["new"]
    assert (entry["failed"], entry["infeasible"]) == (0, 1)


def test_reference_without_runs_gives_no_verdict() -> None:
    compared = compare_with(runs({("p", "new"): LOW}), "igd_plus", "old")
    assert compared["verdict"].tolist() == ["unknown"]
    assert len(totals(compared)) == 0


def test_checkpoints_are_judged_apart() -> None:
    early = runs(separated(3), checkpoint=50)
    late = runs({(p, {"old": "new", "new": "old"}[a]): v for (p, a), v in separated(3).items()})
    total = totals(compare_with(pd.concat([early, late]), "igd_plus", "old"))
    assert total[["checkpoint", "wins", "losses"]].to_numpy().tolist() == [[50, 3, 0], [100, 0, 3]]


def test_groups_of_problems() -> None:
    better, worse = separated(2), {(f"q{p}", a): v for (p, a), v in separated(2).items()}
    worse = {(p, {"old": "new", "new": "old"}[a]): v for (p, a), v in worse.items()}
    groups = {p: "first" if p.startswith("p") else "second" for p, _ in better | worse}
    compared = compare_with(runs(better | worse), "igd_plus", "old", (), groups)
    found = group_totals(compared).set_index("group")
    assert found[["wins", "losses"]].to_numpy().tolist() == [[2, 0], [0, 2]]
    assert found.loc["second", "ratio"] == pytest.approx(2.2 / 1.2)
    assert totals(compared)["ratio"].iloc[0] == pytest.approx(1.0)


def test_ranks_leave_incomplete_problems_out_and_say_so() -> None:
    values = separated(3) | {("only", "new"): LOW}
    table = rank_table(compare_with(runs(values), "igd_plus", "old"), "old")
    assert table["algorithm"].tolist() == ["new", "old"]
    assert table["mean_rank"].tolist() == [1.0, 2.0]
    assert table["problems"].tolist() == [3, 3] and table["left_out"].tolist() == [1, 1]
    z = 1 / math.sqrt(2 * 3 / (6 * 3))
    assert table["p_reference"].iloc[0] == pytest.approx(math.erfc(z / math.sqrt(2)))
    assert math.isnan(table["p_reference"].iloc[1])


def test_pairs_of_algorithms() -> None:
    values = {k: v for p in range(12) for k, v in separated(1, f"x{p}").items()}
    values |= {(p, "mid"): [x + 0.5 for x in LOW] for p, _ in list(values)}
    pairs = pairs_table(compare_with(runs(values), "igd_plus", "old"))
    found = {(e.algorithm, e.other): (e.difference, e.apart) for e in pairs.itertuples()}
    assert found[("old", "new")] == (2.0, True)
    assert found[("new", "mid")] == (-1.0, True)  # the critical difference is 0.957
