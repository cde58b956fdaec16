"""Every figure of a report, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.indicators import ANYTIME_INDICATORS, Indicator
from benchmarks.report.attainment_figures import (
    attainment_panels,
    difference_figure,
    surfaces_figure,
)
from benchmarks.report.bands import bands_figure
from benchmarks.report.boxes import boxes_figure
from benchmarks.report.canvas import PROBLEMS_ONE_BY_ONE, page_names, pages, panels
from benchmarks.report.rank_diagram import labelled, rank_diagram
from benchmarks.report.results import Results
from benchmarks.report.target_curves import target_curves_figure
from benchmarks.statistics.rank_tables import rank_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Picture(NamedTuple):
    """name: of its file, without ending."""

    name: str
    caption: str
    figure: Figure


def pictures(results: Results) -> Iterator[Picture]:
    """Figures of results that have runs, drawn when they are asked for."""
    yield from _ranks(results)
    yield from _panelled(results)
    for indicator in ANYTIME_INDICATORS if results.judged else ():
        yield Picture(
            f"targets_{indicator.value}",
            f"Targets of {indicator.label} reached over evaluations, by everything evaluated.",
            target_curves_figure(results, indicator),
        )
    yield from _attainment(results)


def _ranks(results: Results) -> Iterator[Picture]:
    for indicator in Indicator:
        ranked = rank_at(results.comparisons[indicator], results.last)
        if ranked is not None:
            title = (
                f"Mean rank by {indicator.label} after {results.last:,} evaluations, "
                f"{ranked.ranking.problems} problems"
            )
            names = labelled(ranked.algorithms, results.labels)
            yield Picture(
                f"ranks_{indicator.value}",
                f"{title}. Bars join algorithms that are not significantly apart (Nemenyi, 0.05).",
                rank_diagram(names, ranked.ranking, title),
            )


def _panelled(results: Results) -> Iterator[Picture]:
    shown = pages(panels(results))
    for indicator in Indicator:
        for name, page in zip(
            page_names(f"boxes_{indicator.value}", len(shown)), shown, strict=True
        ):
            yield Picture(
                name,
                f"{indicator.heading} of the populations after {results.last:,} evaluations; at "
                "the right edge, how many values are infinite (failed, or nothing feasible).",
                boxes_figure(results, indicator, page),
            )
    for indicator in ANYTIME_INDICATORS:
        for name, page in zip(
            page_names(f"convergence_{indicator.value}", len(shown)), shown, strict=True
        ):
            yield Picture(
                name,
                f"{indicator.heading} of everything evaluated: medians, bands between quartiles.",
                bands_figure(results, indicator, page),
            )


def _attainment(results: Results) -> Iterator[Picture]:
    """Of the subject beside the reference, at the first and the last checkpoint.

    On problems one by one, as long as they are few enough for that.
    """
    subject, reference = results.subject, results.study.reference
    if subject is None or reference not in results.labels:
        return
    names = (subject, reference)
    both = " and ".join(results.labels[name] for name in names)
    problems = attainment_panels(results, names)
    if len(problems) > PROBLEMS_ONE_BY_ONE:
        return
    shown = pages(problems)
    for checkpoint in sorted({results.study.checkpoints[0], results.last}):
        after = f"after {checkpoint:,} evaluations"
        stems = page_names(f"attainment_{checkpoint}", len(shown))
        for stem, page in zip(stems, shown, strict=True):
            yield Picture(
                stem,
                f"What the best, the median and the worst run attain {after}: {both}.",
                surfaces_figure(results, names, checkpoint, page),
            )
        stems = page_names(f"attainment_difference_{checkpoint}", len(shown))
        for stem, page in zip(stems, shown, strict=True):
            yield Picture(
                stem,
                f"Where one attains more often than the other {after}: {both}.",
                difference_figure(results, names, checkpoint, page),
            )
