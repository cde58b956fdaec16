"""Convergence: the archive's quality over evaluations, as medians and quartiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from benchmarks.indicators import DEFAULT_TARGETS, Indicator
from benchmarks.report.canvas import (
    Panel,
    evaluations_axis,
    legend_over,
    log_limits,
    looks,
    panel_grid,
    panel_title,
    quality_axis,
    side_label,
    small_labels,
)
from benchmarks.report.results import Results
from planner.report.drawing import house_style

FloatArray = NDArray[np.float64]
COLUMNS = 4
LOWEST = DEFAULT_TARGETS[-1]
"""Values below the finest target are drawn there: no reference set is finer."""


@house_style()
def bands_figure(results: Results, indicator: Indicator, shown: Sequence[Panel]) -> Figure:
    """A panel for each problem; a line for the median and a band between the quartiles.

    A panel of many problems has the median and quartiles over problems of their medians.
    """
    styles = looks(results)
    figure, axes = panel_grid(len(shown), COLUMNS, 1.3, extra_height=0.75, sharex=True)
    counts = results.trajectories.counts
    for panel, ax in zip(shown, axes, strict=True):
        panel_title(ax, panel.title, COLUMNS)
        drawn = []
        for name, style in styles.items():
            low, middle, high = quartiles(results, indicator, name, panel.problems)
            drawn.append(middle)
            ax.plot(counts, np.maximum(middle, LOWEST), linewidth=0.9, **style)
            ax.fill_between(
                counts,
                np.maximum(low, LOWEST),
                np.minimum(np.maximum(high, LOWEST), 1e12),
                color=style["color"],
                alpha=0.13,
                linewidth=0,
            )
        evaluations_axis(ax, max(counts[0], counts[-1] / 1e4), counts[-1])
        quality_axis(ax.yaxis, *log_limits(np.concatenate(drawn), LOWEST))
        small_labels(ax)
    figure.supxlabel("evaluations", fontsize=8)
    side_label(figure, f"{indicator.label} of everything evaluated")
    legend_over(figure, [Line2D([], [], label=results.labels[n], **s) for n, s in styles.items()])
    return figure


def quartiles(
    results: Results, indicator: Indicator, algorithm: str, problems: Sequence[str]
) -> FloatArray:
    """Lower quartile, median and upper quartile after each count, shape (3, counts).

    Of the runs on one problem, or of the medians on several; NaN without runs.
    """
    runs, values = results.trajectories.runs, results.trajectories.values[indicator]
    ours = (runs["algorithm"] == algorithm).to_numpy()
    each = [values[ours & (runs["problem"] == problem).to_numpy()] for problem in problems]
    each = [rows for rows in each if len(rows)]
    if not each:
        return np.full((3, values.shape[1]), np.nan)
    rows = each[0] if len(problems) == 1 else np.array([np.median(r, axis=0) for r in each])
    low, high = np.quantile(rows, (0.25, 0.75), axis=0, method="inverted_cdf")
    return np.array([low, np.median(rows, axis=0), high])
