"""How much of the targets was reached when: empirical cumulative distributions."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter

from benchmarks.indicators import DEFAULT_TARGETS, Indicator
from benchmarks.indicators.success import reached_share
from benchmarks.report.canvas import (
    Panel,
    evaluations_axis,
    legend_over,
    looks,
    panel_grid,
    panel_title,
    side_label,
    small_labels,
)
from benchmarks.report.results import EVERYTHING, Results
from planner.report.drawing import house_style

COLUMNS = 3
MOST_GROUPS = 17


def target_panels(results: Results) -> list[Panel]:
    """All problems nothing was tuned on, then their groups if there are several."""
    members: dict[str, list[str]] = {}
    for name in results.judged:
        members.setdefault(results.groups[name], []).append(name)
    everything = [Panel(f"{EVERYTHING} ({len(results.judged)})", results.judged)]
    if not 1 < len(members) <= MOST_GROUPS:
        return everything
    groups = [Panel(f"{g} ({len(names)})", tuple(names)) for g, names in members.items()]
    return everything + groups


@house_style()
def target_curves_figure(results: Results, indicator: Indicator) -> Figure:
    """A panel for all problems and each group: share of (run, target) pairs over evaluations."""
    shown = target_panels(results)
    styles = looks(results)
    counts = results.trajectories.counts
    figure, axes = panel_grid(
        len(shown), COLUMNS, 1.75, extra_height=0.75, sharex=True, sharey=True
    )
    top = 0.1
    for panel, ax in zip(shown, axes, strict=True):
        panel_title(ax, panel.title, COLUMNS)
        for name, style in styles.items():
            share = reached_share(results.trajectories, indicator, name, panel.problems)
            ax.step(counts, share, where="post", linewidth=1.0, **style)
            top = max(top, float(np.nan_to_num(share).max()))
        evaluations_axis(ax, counts[0], counts[-1])
        ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        small_labels(ax)
    axes[0].set_ylim(0.0, min(1.0, 1.05 * top))
    first, last = DEFAULT_TARGETS[0], DEFAULT_TARGETS[-1]
    figure.supxlabel("evaluations", fontsize=8)
    side_label(figure, f"targets reached: {indicator.label} {first:.2g} to {last:g}")
    legend_over(figure, [Line2D([], [], label=results.labels[n], **s) for n, s in styles.items()])
    return figure
