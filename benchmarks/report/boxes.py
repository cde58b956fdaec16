"""Boxes of an indicator: every algorithm on every problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from benchmarks.indicators import Indicator
from benchmarks.report.canvas import (
    Panel,
    legend_over,
    log_limits,
    panel_grid,
    panel_title,
    quality_axis,
    small_labels,
)
from benchmarks.report.results import Results
from benchmarks.statistics import FLOOR, Verdict
from planner.report.drawing import BLUE, FAINT, GREY, INK, PAPER, VERMILION, house_style
from planner.report.legends import brief

FILL = {
    Verdict.WIN.value: BLUE,
    Verdict.TIE.value: GREY,
    Verdict.LOSS.value: VERMILION,
    Verdict.REFERENCE.value: PAPER,
    Verdict.UNKNOWN.value: PAPER,
}
FloatArray = NDArray[np.float64]
COLUMNS = 4
ALGORITHM_HEIGHT = 0.125
ROOM_FOR_INFINITY = 0.18
"""Share of the axis, on top of it, for how many values are infinite."""


@house_style()
def boxes_figure(results: Results, indicator: Indicator, shown: Sequence[Panel]) -> Figure:
    """A panel for each problem, a box for each algorithm at the last checkpoint.

    Filled by the verdict beside the reference algorithm. Infinite values are counted at the right
    edge. A panel of many problems has boxes of the problems' medians, without verdicts.
    """
    names = list(results.labels)
    figure, axes = panel_grid(
        len(shown), COLUMNS, ALGORITHM_HEIGHT * (len(names) + 1) + 0.42, sharey=True
    )
    for panel, ax in zip(shown, axes, strict=True):
        samples, fills = _samples(results, indicator, panel)
        panel_title(ax, panel.title, COLUMNS)
        ax.grid(True, axis="x")
        ax.grid(False, axis="y")
        together = np.concatenate(list(samples.values()))
        low, high = log_limits(together, FLOOR)
        if np.isinf(together).any():
            high *= (high / low) ** ROOM_FOR_INFINITY
        quality_axis(ax.xaxis, low, high)
        for place, name in enumerate(names):
            values = samples.get(name, np.empty(0))
            finite = np.maximum(values[np.isfinite(values)], FLOOR)
            if len(finite):
                _box(ax, finite, place, fills.get(name, PAPER))
            if len(finite) < len(values):
                lost = len(values) - len(finite)
                ax.annotate(
                    f"{lost}\N{INFINITY}",
                    (1.0, place),
                    xycoords=("axes fraction", "data"),
                    xytext=(-1, 0),
                    textcoords="offset points",
                    ha="right",
                    va="center",
                    fontsize=5.5,
                    color=INK,
                )
        ax.set_ylim(len(names) - 0.4, -0.6)
        ax.set_yticks(range(len(names)), [brief(results.labels[name], 18) for name in names])
        small_labels(ax)
    figure.supxlabel(f"{indicator.label} after {results.last:,} evaluations", fontsize=8)
    if all(len(panel.problems) == 1 for panel in shown):
        legend_over(figure, _legend(results))
    return figure


def _samples(
    results: Results, indicator: Indicator, panel: Panel
) -> tuple[dict[str, FloatArray], dict[str, str]]:
    """Values of each algorithm's runs, or medians on each problem, and colours."""
    rows = results.comparisons[indicator]
    rows = rows[(rows["checkpoint"] == results.last) & rows["problem"].isin(panel.problems)]
    if len(panel.problems) > 1:
        medians = rows.groupby("algorithm")["median"]
        return {name: values.to_numpy() for name, values in medians}, {}
    table = results.indicators
    here = table[(table["checkpoint"] == results.last) & (table["problem"] == panel.problems[0])]
    samples = {name: part[indicator.value].to_numpy() for name, part in here.groupby("algorithm")}
    verdicts = zip(rows["algorithm"], rows["verdict"], strict=True)
    return samples, {name: FILL[verdict] for name, verdict in verdicts}


def _box(ax: Axes, values: FloatArray, place: int, fill: str) -> None:
    line: dict[str, Any] = {"color": INK, "linewidth": 0.5}
    ax.boxplot(
        [values],
        positions=[place],
        orientation="horizontal",
        widths=0.62,
        patch_artist=True,
        manage_ticks=False,
        boxprops={"facecolor": fill, "edgecolor": INK, "linewidth": 0.5},
        medianprops={"color": INK, "linewidth": 1.1},
        whiskerprops=line,
        capprops=line,
        flierprops={"marker": ".", "markersize": 2, "markeredgecolor": FAINT},
    )


def _legend(results: Results) -> list[Patch]:
    reference = next(
        entry.label for entry in results.study.algorithms if entry.name == results.study.reference
    )
    words = {
        f"better than {reference}": BLUE,
        "no significant difference": GREY,
        f"worse than {reference}": VERMILION,
        reference: PAPER,
    }
    return [
        Patch(facecolor=color, edgecolor=INK, linewidth=0.5, label=text)
        for text, color in words.items()
    ]
