"""What every algorithm reached on every problem, beside the reference algorithm."""

from __future__ import annotations

import pandas as pd

from benchmarks.indicators import Indicator
from benchmarks.report.numbers import p_text, short, spread, times
from benchmarks.report.results import Results
from benchmarks.report.text_tables import Cell, Mark, Section, TextTable, row
from benchmarks.statistics import Verdict

MARKS = {
    Verdict.WIN.value: Mark.BETTER,
    Verdict.LOSS.value: Mark.WORSE,
    Verdict.TIE.value: Mark.EQUAL,
}
TUNED = "Tuned on: not counted"


def medians_table(results: Results, indicator: Indicator, checkpoint: int) -> TextTable:
    """Medians and interquartile ranges; the best bold, marks beside the reference algorithm."""
    rows = _at(results, indicator, checkpoint)
    reference = _label(results)
    judged = [_medians(results, rows, problem) for problem in results.judged]
    tuned = [_medians(results, rows, problem) for problem in results.tuned]
    return TextTable(
        f"{indicator.heading} after {checkpoint:,} evaluations",
        ("problem", *results.labels.values()),
        _sections(judged, _summary_rows(results, indicator, checkpoint), tuned),
        (
            "Median (interquartile range) over the runs; less is better; the best median is bold.",
            f"Beside {reference}: + better, - worse, = no difference that is significant at 0.05 "
            "(Mann-Whitney, two-sided, Holm over the problems).",
        ),
    )


def effects_table(results: Results, indicator: Indicator, checkpoint: int) -> TextTable:
    """A12 with its word, and the adjusted p-value."""
    rows = _at(results, indicator, checkpoint)
    compared = [name for name in results.labels if name != results.study.reference]
    judged = [_effects(rows, problem, compared) for problem in results.judged]
    tuned = [_effects(rows, problem, compared) for problem in results.tuned]
    return TextTable(
        f"Effect sizes by {indicator.label} after {checkpoint:,} evaluations",
        ("problem", *(results.labels[name] for name in compared)),
        _sections(judged, [], tuned),
        (
            f"A12: how probably a run is better than one of {_label(results)}; from 0.56 or to "
            "0.44 small (S), from 0.64 or to 0.36 medium (M), from 0.71 or to 0.29 large (L). "
            "In brackets the adjusted p-value.",
        ),
    )


def _sections(
    judged: list[tuple[Cell, ...]], summary: list[tuple[Cell, ...]], tuned: list[tuple[Cell, ...]]
) -> tuple[Section, ...]:
    parts = [Section(tuple(judged))]
    if summary:
        parts.append(Section(tuple(summary), "Over these problems"))
    if tuned:
        parts.append(Section(tuple(tuned), TUNED))
    return tuple(parts)


def _at(results: Results, indicator: Indicator, checkpoint: int) -> pd.DataFrame:
    rows = results.comparisons[indicator]
    return rows[rows["checkpoint"] == checkpoint].set_index(["problem", "algorithm"])


def _label(results: Results) -> str:
    names = {entry.name: entry.label for entry in results.study.algorithms}
    return names[results.study.reference]


def _medians(results: Results, rows: pd.DataFrame, problem: str) -> tuple[Cell, ...]:
    cells = [Cell(problem)]
    least = rows.loc[problem]["median"].min()
    for name in results.labels:
        if (problem, name) not in rows.index:
            cells.append(Cell(""))
            continue
        entry = rows.loc[(problem, name)]
        cells.append(
            Cell(
                short(entry["median"]),
                best=bool(entry["median"] == least),
                mark=MARKS.get(entry["verdict"], Mark.NONE),
                aside=spread(entry["q25"], entry["q75"]),
            )
        )
    return tuple(cells)


def _effects(rows: pd.DataFrame, problem: str, names: list[str]) -> tuple[Cell, ...]:
    cells = [Cell(problem)]
    for name in names:
        entry = rows.loc[(problem, name)] if (problem, name) in rows.index else None
        if entry is None or not entry["effect"]:
            cells.append(Cell(""))
            continue
        word = {"negligible": ""}.get(entry["effect"], f" {entry['effect'][0].upper()}")
        mark = MARKS.get(entry["verdict"], Mark.NONE)
        cells.append(Cell(f"{entry['a12']:.2f}{word}", mark=mark, aside=p_text(entry["p_holm"])))
    return tuple(cells)


def _summary_rows(
    results: Results, indicator: Indicator, checkpoint: int
) -> list[tuple[Cell, ...]]:
    totals = results.totals[indicator]
    totals = totals[totals["checkpoint"] == checkpoint].set_index("algorithm")
    ranks = results.ranks[indicator]
    ranks = ranks[ranks["checkpoint"] == checkpoint].set_index("algorithm")
    counted, ratios, ranked = ["win/tie/loss"], ["ratio of medians"], ["mean rank"]
    for name in results.labels:
        there = name in totals.index
        entry = totals.loc[name] if there else None
        counted.append("" if entry is None else verdicts(entry))
        ratios.append("" if entry is None else times(entry["ratio"]))
        ranked.append(f"{ranks.loc[name, 'mean_rank']:.2f}" if name in ranks.index else "")
    return [row(*counted), row(*ratios), row(*ranked)]


def verdicts(entry: pd.Series) -> str:
    """Wins, ties and losses of a row of totals."""
    return "/".join(str(int(entry[name])) for name in ("wins", "ties", "losses"))
