"""Figure of the convergence of variants: medians over runs, with bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from planner.growth import EvaluatedRun, Growth, growth
from planner.report.drawing import Array, axes_or_new, house_style, look, note
from planner.report.legends import brief, legend_above
from planner.report.words import counted

SETTLED = 0.05
"""What happens in the first of the evaluations, this share, does not set the scale."""


@house_style()
def variants_figure(groups: Mapping[str, Sequence[EvaluatedRun]], ax: Axes | None = None) -> Axes:
    """Hypervolume over designs evaluated: a group's median over its runs, and its band.

    `groups` has runs of one case by label, such as the seeds of an algorithm. All are measured to
    one reference point, as a share of the best front that all of them found together. Raises
    ValueError for an empty group, runs of different cases or objectives, and where no design
    could be run.
    """
    grown = growth(groups)
    ax = axes_or_new(ax, 3.0)
    handles: list[Artist] = []
    bands = []
    for position, (name, runs) in enumerate(groups.items()):
        style = look(position)
        low, middle, high = band = 100 * grown.band(name)
        bands.append(band)
        label = f"{brief(name)} ({counted(len(runs), 'run')})"
        handles += ax.step(grown.counts, middle, where="post", linewidth=1.3, label=label, **style)
        if len(runs) > 1:
            ax.fill_between(
                grown.counts, low, high, step="post", color=style["color"], alpha=0.18, linewidth=0
            )
    _limits(ax, grown, np.array(bands))
    ax.set_xlabel("different designs evaluated")
    ax.set_ylabel("hypervolume (% of the best front known)")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.ticklabel_format(axis="y", useOffset=False, style="plain")
    note(ax, _told([len(runs) for runs in groups.values()]), y=0.04)
    legend_above(ax, "Convergence of variants", handles, columns=3)
    return ax


def _limits(ax: Axes, grown: Growth, bands: Array) -> None:
    """Limits around what is settled; `bands` has shape (groups, 3, counts)."""
    settled = grown.counts >= SETTLED * grown.counts[-1]
    lowest = float(bands[:, :, settled].min())
    highest = float(bands.max())
    room = 0.08 * max(highest - lowest, 0.01)
    ax.set_ylim(lowest - room, highest + room)
    ax.set_xlim(0, grown.counts[-1])


def _told(sizes: Sequence[int]) -> str:
    """What line and band are."""
    if max(sizes) == 1:
        return ""
    edges = {"quartiles" if size >= 4 else "least and greatest" for size in sizes if size > 1}
    which = edges.pop() if len(edges) == 1 else "quartiles, of fewer than 4 runs least and greatest"
    return f"line: median; band: {which}"
