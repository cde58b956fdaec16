"""What came out, in sentences: the good and the bad in the same words."""

from __future__ import annotations

import math

import pandas as pd

from benchmarks.indicators import Indicator
from benchmarks.report.numbers import short, times
from benchmarks.report.results import Results
from benchmarks.statistics import SIGNIFICANCE, Verdict
from planner.report.words import counted, joined

CHIEF = Indicator.IGD_PLUS
"""Ranks in sentences are by this: unlike the hypervolume it is no algorithm's own measure."""


def answer(results: Results) -> str:
    """The outcome in two sentences."""
    subject = results.subject
    reference = results.study.reference
    by = _total(results, CHIEF, subject)
    gap = _total(results, Indicator.HYPERVOLUME_GAP, subject)
    if subject is None or by is None or gap is None:
        return (
            "There is no answer yet: the algorithm that the others are compared with "
            f"({reference}) and another one have no runs on a common problem that nothing was "
            "tuned on."
        )
    other = results.labels[reference]
    lost = (
        f"{_none(by['losses'])} and {_none(gap['losses'])}"
        if by["losses"] or gap["losses"]
        else "none by either"
    )
    first = (
        f"After {results.last:,} evaluations {results.labels[subject]} is significantly better "
        f"than {other} on {_none(by['wins'])} of {counted(by['problems'], 'problem')} by IGD+ and "
        f"on {_none(gap['wins'])} by hypervolume gap, and worse on {lost}; its medians are "
        f"{times(by['ratio'])} and {times(gap['ratio'])} of {other}'s (geometric means; below 1 "
        "is better)."
    )
    return f"{first} {_standing(results, subject)}"


def losses(results: Results, algorithm: str, checkpoint: int) -> list[str]:
    """Each problem on which an algorithm is significantly worse than the reference, by which
    indicators, the tuned ones too."""
    found: dict[str, list[str]] = {}
    for indicator in Indicator:
        rows = results.comparisons[indicator]
        lost = rows[
            (rows["checkpoint"] == checkpoint)
            & (rows["algorithm"] == algorithm)
            & (rows["verdict"] == Verdict.LOSS.value)
        ]
        for _, entry in lost.iterrows():
            text = f"{indicator.label} {times(entry['ratio'])}, A12 {entry['a12']:.2f}"
            found.setdefault(entry["problem"], []).append(text)
    order = [name for name in results.problems if name in found]
    return [
        f"{name}{' (tuned on)' if name in results.tuned else ''}: {'; '.join(found[name])}"
        for name in order
    ]


def better_elsewhere(results: Results, algorithm: str, checkpoint: int) -> list[str]:
    """Each judged problem on which another algorithm has a better median IGD+, and which."""
    rows = results.comparisons[CHIEF]
    rows = rows[rows["checkpoint"] == checkpoint]
    found = []
    for problem in results.judged:
        here = rows[rows["problem"] == problem].set_index("algorithm")["median"]
        if algorithm not in here.index:
            continue
        best = str(here.idxmin())
        if here[best] < here[algorithm]:
            found.append(
                f"{problem} ({results.labels[best]} {short(here[best])}, "
                f"not {short(here[algorithm])})"
            )
    return found


def groups_lost(results: Results, algorithm: str, checkpoint: int) -> list[str]:
    """Groups of problems in which an algorithm has more losses than wins, by IGD+."""
    rows = results.group_totals[CHIEF]
    rows = rows[(rows["checkpoint"] == checkpoint) & (rows["algorithm"] == algorithm)]
    lost = rows[rows["losses"] > rows["wins"]]
    return [f"{e['group']} ({e['wins']}/{e['ties']}/{e['losses']})" for _, e in lost.iterrows()]


def _total(results: Results, indicator: Indicator, algorithm: str | None) -> pd.Series | None:
    rows = results.totals[indicator]
    found = rows[(rows["checkpoint"] == results.last) & (rows["algorithm"] == algorithm)]
    return found.iloc[0] if len(found) else None


def _standing(results: Results, subject: str) -> str:
    """Its place among all algorithms, and whether the next is within the critical difference."""
    table = results.ranks[CHIEF]
    table = table[table["checkpoint"] == results.last].reset_index(drop=True)
    if subject not in set(table["algorithm"]):
        return "Mean ranks need a problem on which every algorithm has runs; there is none yet."
    place = int(table.index[table["algorithm"] == subject][0])
    own = table.loc[place, "mean_rank"]
    difference = table.loc[0, "critical_difference"]
    if place == 0:
        other = table.loc[1]
        words = "has the best mean rank"
        beside = f"next is {results.labels[other['algorithm']]} with"
    else:
        other = table.loc[0]
        words = f"is number {place + 1} by mean rank"
        beside = f"the best is {results.labels[other['algorithm']]} with"
    apart = abs(other["mean_rank"] - own) > difference
    return (
        f"Of {counted(len(table), 'algorithm')} it {words} by IGD+ ({own:.2f}; {beside} "
        f"{other['mean_rank']:.2f}), a difference {'beyond' if apart else 'within'} the critical "
        f"one of {difference:.2f}."
    )


def too_few_runs(results: Results) -> str:
    """Says so if so few runs can show no significant difference, whatever they find."""
    rows = results.comparisons[CHIEF]
    rows = rows[rows["p"].notna() & ~rows["tuned"] & (rows["checkpoint"] == results.last)]
    if len(rows) == 0:
        return ""
    runs, problems = int(rows["runs"].max()), int(rows.groupby("algorithm").size().max())
    least = 2.0 / math.comb(2 * runs, runs)
    if least * problems < SIGNIFICANCE:
        return ""
    return (
        f"With {counted(runs, 'run')} of each algorithm no p-value can be below {short(least)}, "
        f"which after Holm's correction over {counted(problems, 'problem')} is not significant: "
        "these runs can show no win and no loss on their own."
    )


def _none(count: int) -> str:
    return str(count) if count else "none"


def listed(names: list[str], most: int = 12) -> str:
    """Names as a list in a sentence, cut where it is too long."""
    if len(names) <= most:
        return joined(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
