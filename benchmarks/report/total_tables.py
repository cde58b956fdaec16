"""A study in few rows: totals, ranks, groups of problems, targets."""

from __future__ import annotations

import math
from statistics import median

import pandas as pd

from benchmarks.indicators import ANYTIME_INDICATORS, Indicator
from benchmarks.report.comparison_tables import verdicts
from benchmarks.report.numbers import NONE, p_text, percent, short, times, whole
from benchmarks.report.results import EVERYTHING, Results
from benchmarks.report.text_tables import Cell, Section, TextTable, row, simple_table

TARGETS_SHOWN = (0.1, 0.01, 0.001)


def totals_table(results: Results, checkpoint: int) -> TextTable:
    """For each algorithm and indicator: win/tie/loss, ratio of medians, Wilcoxon, mean rank."""
    head = ["algorithm"]
    for indicator in Indicator:
        head += [f"{indicator.label}: w/t/l", "ratio", "Wilcoxon p", "mean rank"]
    rows = []
    for name, label in results.labels.items():
        cells = [label]
        for indicator in Indicator:
            total = _entry(results.totals[indicator], checkpoint, name)
            rank = _entry(results.ranks[indicator], checkpoint, name)
            if total is not None:
                cells += [verdicts(total), times(total["ratio"])]
                cells.append(p_text(total["wilcoxon_p_holm"]))
            else:
                cells += ["reference" if name == results.study.reference else "", "", ""]
            cells.append("" if rank is None else f"{rank['mean_rank']:.2f}")
        rows.append(cells)
    return simple_table(f"After {checkpoint:,} evaluations", head, rows)


def ranks_table(results: Results) -> TextTable:
    """Mean ranks of each indicator at each checkpoint, with Friedman's test."""
    sections = []
    for checkpoint in results.study.checkpoints:
        rows = []
        for name, label in results.labels.items():
            cells: list[str | Cell] = [label]
            for indicator in Indicator:
                table = results.ranks[indicator]
                entry = _entry(table, checkpoint, name)
                best = table.loc[table["checkpoint"] == checkpoint, "mean_rank"].min()
                if entry is None:
                    cells += ["", ""]
                    continue
                cells.append(Cell(f"{entry['mean_rank']:.2f}", best=entry["mean_rank"] == best))
                cells.append(p_text(entry["p_reference"]))
            rows.append(row(*cells))
        rows += _friedman_rows(results, checkpoint)
        sections.append(Section(tuple(rows), f"After {checkpoint:,} evaluations"))
    head = ["algorithm"]
    for indicator in Indicator:
        head += [indicator.label, "p"]
    return TextTable(
        "Mean ranks of medians over the problems that nothing was tuned on",
        tuple(head),
        tuple(sections),
        (
            "Rank 1 is best. p: of the difference from the reference algorithm's mean rank, Holm "
            "over the algorithms (all pairs are in rank_pairs.csv). Friedman: chi-squared "
            "corrected for ties, and its p-value; Iman-Davenport: the F statistic made of it. Mean "
            "ranks farther apart than the critical difference (Nemenyi) differ at 0.05.",
        ),
    )


def groups_table(results: Results, indicator: Indicator, checkpoint: int) -> TextTable:
    """Win/tie/loss and ratio of medians in each group of problems."""
    table = results.group_totals[indicator]
    table = table[table["checkpoint"] == checkpoint].set_index(["group", "algorithm"])
    compared = [name for name in results.labels if name != results.study.reference]
    rows = []
    for group in dict.fromkeys(results.groups[name] for name in results.judged):
        cells = [f"{group} ({sum(results.groups[n] == group for n in results.judged)})"]
        for name in compared:
            there = (group, name) in table.index
            entry = table.loc[(group, name)] if there else None
            cells.append("" if entry is None else f"{verdicts(entry)} {times(entry['ratio'])}")
        rows.append(cells)
    return simple_table(
        f"Groups of problems by {indicator.label} after {checkpoint:,} evaluations",
        ["group (problems)", *(results.labels[name] for name in compared)],
        rows,
        ["Win/tie/loss and geometric mean of the ratios of medians, beside the reference."],
    )


def targets_table(results: Results) -> TextTable:
    """How often targets were reached, and the evaluations expected until then."""
    table = results.group_success
    table = table[table["group"] == EVERYTHING]
    head = ["algorithm"]
    for indicator in ANYTIME_INDICATORS:
        for target in TARGETS_SHOWN:
            head.append(f"{indicator.label} {target:g}")
    rows = []
    for name, label in results.labels.items():
        cells: list[str | Cell] = [label]
        for indicator in ANYTIME_INDICATORS:
            ours = table[(table["algorithm"] == name) & (table["indicator"] == indicator.value)]
            for target in TARGETS_SHOWN:
                entry = ours[(ours["target"] / target - 1.0).abs() < 1e-9]
                cells.append(_success(entry.iloc[0]) if len(entry) else "")
        rows.append(cells)
    return simple_table(
        "Targets",
        head,
        rows,
        [
            "Share of the runs whose archive of everything evaluated reached the target (95 % "
            "interval), and after the comma the median over problems of the evaluations expected "
            "until a run does (\N{INFINITY}: never on half of them). targets.csv has every "
            "target and problem."
        ],
    )


def seconds_table(results: Results) -> TextTable:
    """CPU time of a run: what the search takes, and the problem."""
    rows = []
    for name, label in results.labels.items():
        runs = [r for r in results.coverage.records if r.algorithm == name]
        cells = [label]
        for values in ([r.seconds for r in runs], [r.problem_seconds for r in runs]):
            known = [value for value in values if math.isfinite(value)]
            cells.append(short(median(known)) if known else NONE)
        rows.append(cells)
    return simple_table(
        "CPU time of a run",
        ["algorithm", "search [s]", "problem [s]"],
        rows,
        ["Medians over all runs that are there, on the machine they were made on."],
    )


def _success(entry: pd.Series) -> Cell:
    between = f"{100 * entry['low']:.0f}-{100 * entry['high']:.0f}"
    expected = whole(entry["median_expected_evaluations"])
    return Cell(f"{percent(entry['rate'])} ({between}), {expected}")


def _friedman_rows(results: Results, checkpoint: int) -> list[tuple[Cell, ...]]:
    names = {
        "Friedman": ("chi_squared", "friedman_p"),
        "Iman-Davenport": ("iman_davenport", "iman_davenport_p"),
        "critical difference": ("critical_difference", None),
    }
    rows = []
    for words, (statistic, p) in names.items():
        cells = [words]
        for indicator in Indicator:
            table = results.ranks[indicator]
            entries = table[table["checkpoint"] == checkpoint]
            if len(entries) == 0:
                cells += ["", ""]
                continue
            entry = entries.iloc[0]
            cells.append(f"{entry[statistic]:.2f}")
            cells.append("" if p is None else p_text(entry[p]))
        rows.append(row(*cells))
    return rows


def _entry(table: pd.DataFrame, checkpoint: int, algorithm: str) -> pd.Series | None:
    found = table[(table["checkpoint"] == checkpoint) & (table["algorithm"] == algorithm)]
    return found.iloc[0] if len(found) else None
