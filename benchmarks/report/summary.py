"""The page of a study, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from benchmarks.indicators import Indicator
from benchmarks.report.comparison_tables import medians_table
from benchmarks.report.markdown import escaped, markdown_table
from benchmarks.report.results import Results
from benchmarks.report.sentences import (
    answer,
    better_elsewhere,
    groups_lost,
    listed,
    losses,
    too_few_runs,
)
from benchmarks.report.setting import method, runs_told, setting
from benchmarks.report.total_tables import (
    groups_table,
    ranks_table,
    seconds_table,
    targets_table,
    totals_table,
)

PROBLEMS_IN_FULL = 40
"""The page has the whole table of medians up to as many problems; the others point to the file."""


FILES = (
    "- runs.csv: a row for each run. indicators.csv: a row for each run and checkpoint.",
    "- comparison_*.csv: medians, quartiles, p-values, A12 on every problem at every checkpoint; "
    "as tables in .md and .tex (booktabs), the problems' effect sizes among them.",
    "- totals.csv, groups.csv, ranks.csv, rank_pairs.csv: over problems.",
    "- targets.csv, target_groups.csv: successes and expected evaluations for every target.",
    "- figures: PNG and SVG.",
)


def summary_page(results: Results, figures: Sequence[tuple[str, str]]) -> str:
    """The page: setting, runs, answer, totals, losses, tables, figures, method.

    figures: caption and path inside the folder of the report, in order.
    """
    if not results.coverage.records:
        parts = [
            f"# {escaped(results.study.title)}",
            "",
            *_block("What was compared", setting(results)),
            *_block("Runs", runs_told(results.coverage)),
        ]
        return "\n".join(parts)
    too_few = too_few_runs(results)
    parts = [
        f"# {escaped(results.study.title)}",
        "",
        escaped(answer(results)),
        "",
        *([too_few, ""] if too_few else []),
        *_block("What was compared", setting(results)),
        *_block("Runs", runs_told(results.coverage)),
        *_totals(results),
        *_block("Where it loses", _lost(results)),
        *_tables(results),
        *_pictures(figures),
        *_block("How it was measured and judged", method(results)),
        *_block("Files", FILES),
    ]
    return "\n".join(parts)


def _block(heading: str, lines: Sequence[str]) -> list[str]:
    return [f"## {heading}", "", *lines, ""]


def _totals(results: Results) -> list[str]:
    reference = {e.name: e.label for e in results.study.algorithms}[results.study.reference]
    lines = [
        "## Totals",
        "",
        f"Over the problems that nothing was tuned on: win/tie/loss beside {escaped(reference)}, "
        "geometric mean of the ratios of medians (below 1 is better), p-value of Wilcoxon's test "
        "over problems (Holm over the algorithms), mean rank of the medians (1 is best).",
        "",
    ]
    for checkpoint in reversed(results.study.checkpoints):
        lines.append(markdown_table(totals_table(results, checkpoint), level=3))
    return lines


def _lost(results: Results) -> list[str]:
    """Of the subject in full, of the others in numbers: those are in the tables."""
    subject, reference = results.subject, results.study.reference
    if subject is None or reference not in results.labels:
        return ["Nothing to compare yet."]
    name, other = escaped(results.labels[subject]), escaped(results.labels[reference])
    lines = []
    for checkpoint in reversed(results.study.checkpoints):
        lines += [f"After {checkpoint:,} evaluations:", ""]
        lost = losses(results, subject, checkpoint)
        if lost:
            lines += [f"- {name} is significantly worse than {other} on {escaped(text)}"
                      for text in lost]  # fmt: skip
        else:
            lines.append(f"- {name} is significantly worse than {other} on no problem.")
        groups = groups_lost(results, subject, checkpoint)
        if groups:
            lines.append(
                f"- More losses than wins (IGD+) in: {escaped(listed(groups))} (win/tie/loss)."
            )
        better = better_elsewhere(results, subject, checkpoint)
        if better:
            lines.append(
                f"- Another algorithm has the best median IGD+ on {len(better)} of "
                f"{len(results.judged)} problems: {escaped(listed(better, 20))}."
            )
        lines.append("")
    return lines[:-1]


def _tables(results: Results) -> list[str]:
    lines = []
    if len(results.judged) <= PROBLEMS_IN_FULL:
        for indicator in (Indicator.IGD_PLUS, Indicator.HYPERVOLUME_GAP):
            lines.append(markdown_table(medians_table(results, indicator, results.last)))
    lines.append(markdown_table(ranks_table(results)))
    if len(set(results.groups[name] for name in results.judged)) > 1:
        for indicator in (Indicator.IGD_PLUS, Indicator.HYPERVOLUME_GAP):
            lines.append(markdown_table(groups_table(results, indicator, results.last)))
    lines.append(markdown_table(targets_table(results)))
    lines.append(markdown_table(seconds_table(results)))
    return lines


def _pictures(figures: Sequence[tuple[str, str]]) -> list[str]:
    lines = ["## Figures", ""]
    for caption, path in figures:
        lines += [f"![{escaped(caption)}]({PurePosixPath(path)})", "", f"*{escaped(caption)}*", ""]
    return lines
