"""When targets were reached, how often, and what a success costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from benchmarks.indicators.quality import Indicator
from benchmarks.indicators.targets import DEFAULT_TARGETS
from benchmarks.indicators.trajectories import Trajectories

CONFIDENCE = 0.95


def anytime_table(
    trajectories: Trajectories, targets: Sequence[float] = DEFAULT_TARGETS
) -> pd.DataFrame:
    """Evaluations that each run needed to each target.

    Columns algorithm, problem, seed, status, indicator, target, evaluations (the first count of
    the trajectories at which the archive was at the target or below; NaN: never) and charged (what
    the run costs when it is counted for the target: those evaluations, or all that it used, or the
    whole budget if it failed).
    """
    runs = trajectories.runs
    used = np.where(
        runs["status"].to_numpy() == "done", runs["evaluations"], trajectories.budget
    ).astype(float)
    parts = []
    for indicator, values in trajectories.values.items():
        for target in targets:
            reached = values <= target
            needed = trajectories.counts[reached.argmax(axis=1)].astype(float)
            needed[~reached.any(axis=1)] = np.nan
            part = runs[["algorithm", "problem", "seed", "status"]].copy()
            part["indicator"] = indicator.value
            part["target"] = target
            part["evaluations"] = needed
            part["charged"] = np.where(np.isnan(needed), used, needed)
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def success_table(anytime: pd.DataFrame) -> pd.DataFrame:
    """For each problem, algorithm, indicator and target: how many runs reached it, and the cost.

    Columns runs, successes, rate, low, high (Wilson's interval, 95 %) and expected_evaluations:
    the evaluations of all runs until they reached the target or ended, divided by the successes
    (the ERT of Auger and Hansen 2005, doi 10.1109/CEC.2005.1554902); infinite without success.
    """
    keys = ["problem", "algorithm", "indicator", "target"]
    return _summed(anytime, keys)


def success_by_group(anytime: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """As `success_table`, for groups of problems, and the median over problems of the ERT.

    groups: problem -> name; problems that are not named are left out.
    """
    ours = anytime[anytime["problem"].isin(list(groups))]
    ours = ours.assign(group=ours["problem"].map(groups))
    keys = ["group", "algorithm", "indicator", "target"]
    pooled = _summed(ours, keys).drop(columns="expected_evaluations")
    each = success_table(ours)
    each = each.assign(group=each["problem"].map(groups))
    median = each.groupby(keys, sort=False)["expected_evaluations"].median()
    problems = each.groupby(keys, sort=False)["problem"].size()
    solved = each[each["successes"] > 0].groupby(keys, sort=False)["problem"].size()
    index = pd.MultiIndex.from_frame(pooled[keys])
    pooled["problems"] = problems.reindex(index).to_numpy()
    pooled["problems_reached"] = solved.reindex(index, fill_value=0).to_numpy()
    pooled["median_expected_evaluations"] = median.reindex(index).to_numpy()
    return pooled


def reached_share(
    trajectories: Trajectories,
    indicator: Indicator,
    algorithm: str,
    problems: Sequence[str],
    targets: Sequence[float] = DEFAULT_TARGETS,
) -> np.ndarray:
    """Share of (run, target) pairs reached after each count, shape (counts,): the ECDF's curve.

    Every problem weighs the same, whatever number of its runs is there.
    """
    runs, values = trajectories.runs, trajectories.values[indicator]
    ours = (runs["algorithm"] == algorithm).to_numpy()
    shares = []
    for problem in problems:
        rows = values[ours & (runs["problem"] == problem).to_numpy()]
        if len(rows):
            shares.append(np.mean([(rows <= target).mean(axis=0) for target in targets], axis=0))
    return np.mean(shares, axis=0) if shares else np.full(len(trajectories.counts), np.nan)


def _summed(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    grouped = table.groupby(keys, sort=False)
    out = grouped.agg(
        runs=("seed", "size"), successes=("evaluations", "count"), charged=("charged", "sum")
    ).reset_index()
    out["rate"] = out["successes"] / out["runs"]
    intervals = [_wilson(k, n) for k, n in zip(out["successes"], out["runs"], strict=True)]
    out["low"] = [low for low, _ in intervals]
    out["high"] = [high for _, high in intervals]
    some = out["successes"] > 0
    out["expected_evaluations"] = np.where(
        some, out["charged"] / out["successes"].where(some, 1), np.inf
    )
    return out.drop(columns="charged")


@cache
def _wilson(successes: int, runs: int) -> tuple[float, float]:
    interval = binomtest(successes, runs).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)
