"""Mean ranks at each checkpoint, as a table."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.statistics.ranking import Ranking, rank_algorithms


class Ranked(NamedTuple):
    """A ranking with its names. left_out: problems that some algorithm has no runs on."""

    algorithms: tuple[str, ...]
    problems: tuple[str, ...]
    left_out: tuple[str, ...]
    ranking: Ranking


def rank_at(comparison: pd.DataFrame, checkpoint: int) -> Ranked | None:
    """Ranks by medians on the problems nothing was tuned on, where every algorithm has runs.

    comparison: as `compare_with` makes it. None if fewer than two algorithms or no problem is left.
    """
    rows = comparison[(comparison["checkpoint"] == checkpoint) & ~comparison["tuned"].astype(bool)]
    medians = rows.pivot(index="problem", columns="algorithm", values="median")
    medians = medians.reindex(index=rows["problem"].unique(), columns=rows["algorithm"].unique())
    complete = medians.notna().all(axis=1)
    if medians.shape[1] < 2 or not complete.any():
        return None
    kept = medians[complete]
    return Ranked(
        tuple(kept.columns),
        tuple(kept.index),
        tuple(medians.index[~complete]),
        rank_algorithms(kept.to_numpy()),
    )


def rank_table(comparison: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Mean ranks of every algorithm at every checkpoint.

    Columns checkpoint, algorithm, mean_rank, problems, left_out, p_reference (of its difference
    from the reference algorithm, Holm over the others; NaN for itself), chi_squared, friedman_p,
    iman_davenport, iman_davenport_p, critical_difference. The best first.
    """
    rows = []
    for checkpoint in comparison["checkpoint"].unique():
        ranked = rank_at(comparison, checkpoint)
        if ranked is None:
            continue
        test = ranked.ranking
        names = ranked.algorithms
        beside = (
            test.beside(names.index(reference))
            if reference in names
            else np.full(len(names), np.nan)
        )
        for place in np.argsort(test.mean_ranks, kind="stable"):
            rows.append(
                {
                    "checkpoint": checkpoint,
                    "algorithm": names[place],
                    "mean_rank": float(test.mean_ranks[place]),
                    "problems": test.problems,
                    "left_out": len(ranked.left_out),
                    "p_reference": float(beside[place]),
                    "chi_squared": test.chi_squared,
                    "friedman_p": test.friedman_p,
                    "iman_davenport": test.iman_davenport,
                    "iman_davenport_p": test.iman_davenport_p,
                    "critical_difference": test.critical_difference,
                }
            )
    return pd.DataFrame(rows, columns=RANK_COLUMNS)


def pairs_table(comparison: pd.DataFrame) -> pd.DataFrame:
    """Every pair of algorithms at every checkpoint.

    Columns checkpoint, algorithm, other, difference (of mean ranks; below zero the first is
    better), p_holm (over all pairs), apart (beyond Nemenyi's critical difference).
    """
    rows = []
    for checkpoint in comparison["checkpoint"].unique():
        ranked = rank_at(comparison, checkpoint)
        if ranked is None:
            continue
        test, adjusted = ranked.ranking, ranked.ranking.all_pairs()
        for (i, name), (j, other) in combinations(enumerate(ranked.algorithms), 2):
            difference = float(test.mean_ranks[i] - test.mean_ranks[j])
            apart = abs(difference) > test.critical_difference
            rows.append((checkpoint, name, other, difference, float(adjusted[i, j]), apart))
    columns = ["checkpoint", "algorithm", "other", "difference", "p_holm", "apart"]
    return pd.DataFrame(rows, columns=columns)


RANK_COLUMNS = [
    "checkpoint", "algorithm", "mean_rank", "problems", "left_out", "p_reference",
    "chi_squared", "friedman_p", "iman_davenport", "iman_davenport_p", "critical_difference",
]  # fmt: skip
