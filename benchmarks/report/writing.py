"""The files of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarks.indicators import Indicator
from benchmarks.report.comparison_tables import effects_table, medians_table
from benchmarks.report.groups import problem_groups
from benchmarks.report.latex import latex_table
from benchmarks.report.markdown import markdown_table
from benchmarks.report.pictures import pictures
from benchmarks.report.results import Results, results
from benchmarks.report.run_table import run_table
from benchmarks.report.summary import summary_page
from benchmarks.report.text_tables import TextTable
from benchmarks.report.total_tables import ranks_table
from benchmarks.statistics import pairs_table
from planner.report.saving import save_figure
from planner.run_folder import write_text

if TYPE_CHECKING:
    from benchmarks.problems import BenchmarkProblem
    from benchmarks.study.definition import Study
    from benchmarks.study.records import RunRecord

FIGURES = "figures"


@dataclass(frozen=True)
class ReportFiles:
    """summary: the page. tables: CSV, Markdown and LaTeX. figures: PNG and SVG."""

    summary: Path
    tables: tuple[Path, ...]
    figures: tuple[Path, ...]


def write_report(
    study: Study,
    records: Sequence[RunRecord],
    directory: Path,
    problems: Mapping[str, BenchmarkProblem] | None = None,
) -> ReportFiles:
    """Write the report of a study's records into a folder, over an earlier report's files.

    problems: by name, in the study's order; built where they are left out. Runs that are missing
    or failed are counted and told. The same records give the same bytes.

    Raises ValueError if a run is there twice, MissingExtra if a problem cannot be built here.
    """
    if problems is None:
        from benchmarks.problems import build_problem

        problems = {name: build_problem(name) for name in study.problem_names()}
    found = results(study, records, problems, problem_groups(tuple(problems)))
    directory.mkdir(parents=True, exist_ok=True)
    tables = _write_tables(found, directory)
    figures: list[Path] = []
    captions: list[tuple[str, str]] = []
    if found.coverage.records:
        (directory / FIGURES).mkdir(exist_ok=True)
        for name, caption, figure in pictures(found):
            save_figure(figure, directory / FIGURES / name)
            captions.append((caption, f"{FIGURES}/{name}.png"))
            figures += [directory / FIGURES / f"{name}.{ending}" for ending in ("png", "svg")]
    summary = directory / "summary.md"
    write_text(summary, summary_page(found, captions))
    return ReportFiles(summary, tuple(tables), tuple(figures))


def _write_tables(found: Results, directory: Path) -> list[Path]:
    tables = {
        "runs": run_table(found),
        "indicators": found.indicators,
        "targets": found.success,
        "target_groups": found.group_success,
        "totals": _by_indicator(found.totals),
        "groups": _by_indicator(found.group_totals),
        "ranks": _by_indicator(found.ranks),
        "rank_pairs": _by_indicator({i: pairs_table(found.comparisons[i]) for i in Indicator}),
        **{f"comparison_{i.value}": found.comparisons[i] for i in Indicator},
    }
    written = []
    for name, table in tables.items():
        path = directory / f"{name}.csv"
        write_text(path, table.to_csv(index=False, float_format="%.10g", lineterminator="\n"))
        written.append(path)
    if not found.coverage.records:
        return written
    texts = {"ranks": [ranks_table(found)]}
    for indicator in Indicator:
        texts[f"comparison_{indicator.value}"] = [
            table(found, indicator, checkpoint)
            for checkpoint in reversed(found.study.checkpoints)
            for table in (medians_table, effects_table)
        ]
    for name, several in texts.items():
        written += _write_texts(directory / name, several)
    return written


def _write_texts(stem: Path, tables: Sequence[TextTable]) -> list[Path]:
    markdown, latex = stem.with_name(f"{stem.name}.md"), stem.with_name(f"{stem.name}.tex")
    write_text(markdown, "\n".join(markdown_table(table) for table in tables))
    labels = [f"tab:{stem.name}_{number}" for number in range(1, len(tables) + 1)]
    parts = [latex_table(table, label) for table, label in zip(tables, labels, strict=True)]
    write_text(latex, "\n".join(["% needs \\usepackage{booktabs,longtable}", *parts]))
    return [markdown, latex]


def _by_indicator(tables: Mapping[Indicator, pd.DataFrame]) -> pd.DataFrame:
    parts = [table.assign(indicator=indicator.value) for indicator, table in tables.items()]
    together = pd.concat(parts, ignore_index=True)
    return together[["indicator", *(c for c in together.columns if c != "indicator")]]
