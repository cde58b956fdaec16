"""Every algorithm beside one, on every problem and at every checkpoint."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

import numpy as np
import pandas as pd

from benchmarks.statistics.adjustment import SIGNIFICANCE, holm
from benchmarks.statistics.effects import Effect, rank_sum
from benchmarks.statistics.ratios import ratio
from benchmarks.study.records import RunStatus

COLUMNS = [
    "checkpoint", "problem", "group", "tuned", "algorithm", "runs", "failed", "infeasible",
    "median", "q25", "q75", "best", "worst",
    "ratio", "p", "p_holm", "verdict", "a12", "effect",
]  # fmt: skip


class Verdict(StrEnum):
    """An algorithm beside the reference algorithm on a problem, at 0.05 after Holm's correction."""

    WIN = "win"
    TIE = "tie"
    LOSS = "loss"
    REFERENCE = "reference"
    UNKNOWN = "unknown"
    """The reference algorithm has no runs on the problem yet."""


def compare_with(
    table: pd.DataFrame,
    indicator: str,
    reference: str,
    tuned: Collection[str] = (),
    groups: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Each algorithm beside `reference` on each problem at each checkpoint.

    table: as `indicators.indicator_table` makes it; lesser values of `indicator` are better.
    tuned: problems that some algorithm was tuned on. groups: problem -> name of its group.

    Returns a row for each checkpoint, problem and algorithm: runs, failed, infeasible (ended
    without a feasible point), median, quartiles (observed values, so that the infinite value of a
    failed run does not spoil them), best, worst, ratio of medians (`ratios.ratio`), two-sided
    Mann-Whitney p, its Holm adjustment over the problems of the checkpoint (tuned and other
    problems apart), verdict, A12 and its word. Runs are independent samples: a seed that two
    algorithms share does not make a pair, they draw different numbers from it.
    """
    rows = []
    for (checkpoint, problem), block in table.groupby(["checkpoint", "problem"], sort=False):
        samples = {name: part for name, part in block.groupby("algorithm", sort=False)}
        other = samples.get(reference)
        for name, part in samples.items():
            row = {
                "checkpoint": checkpoint,
                "problem": problem,
                "group": "" if groups is None else groups.get(problem, ""),
                "tuned": problem in tuned,
                "algorithm": name,
                **_described(part, indicator),
            }
            if name == reference:
                row |= {"verdict": Verdict.REFERENCE.value, "ratio": 1.0}
            elif other is not None:
                values, others = part[indicator].to_numpy(), other[indicator].to_numpy()
                p, a12 = rank_sum(values, others)
                row |= {
                    "ratio": ratio(row["median"], float(np.median(others))),
                    "p": p,
                    "a12": a12,
                    "effect": Effect.of(a12).value,
                }
            rows.append(row)
    return _judged(pd.DataFrame(rows, columns=COLUMNS))


def _described(part: pd.DataFrame, indicator: str) -> dict[str, float]:
    values = part[indicator].to_numpy(dtype=float)
    q25, q75 = np.quantile(values, (0.25, 0.75), method="inverted_cdf")
    failed = part["status"] == RunStatus.FAILED.value
    return {
        "runs": len(values),
        "failed": int(failed.sum()),
        "infeasible": int((~failed & (part["points"] == 0)).sum()),
        "median": float(np.median(values)),
        "q25": float(q25),
        "q75": float(q75),
        "best": float(values.min()),
        "worst": float(values.max()),
    }


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    """With Holm's correction over the problems of each table, and the verdicts."""
    rows = rows.astype({"p": float, "a12": float, "ratio": float, "p_holm": float})
    for _, family in rows.groupby(["checkpoint", "tuned", "algorithm"], sort=False):
        rows.loc[family.index, "p_holm"] = holm(family["p"].to_numpy())
    tested = rows["p"].notna()
    significant = tested & (rows["p_holm"] < SIGNIFICANCE)
    better = rows["a12"] > 0.5
    rows["verdict"] = rows["verdict"].where(rows["verdict"].notna(), Verdict.UNKNOWN.value)
    rows.loc[tested, "verdict"] = Verdict.TIE.value
    rows.loc[significant & better, "verdict"] = Verdict.WIN.value
    rows.loc[significant & ~better, "verdict"] = Verdict.LOSS.value
    rows["effect"] = rows["effect"].fillna("")
    return rows
