"""Legends that stand over the axes, never in them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes


def legend_above(ax: Axes, title: str, handles: Sequence[Artist], columns: int = 4) -> None:
    """Title, and under it the legend, both over the axes so that no data is covered.

    Fewer columns where the names are long. The layout sees the title only, which stands high
    enough, or a wide legend would squeeze the axes.
    """
    labels = [str(handle.get_label()) for handle in handles]
    columns = next((n for n in range(columns, 1, -1) if _legend_width(labels, n) < 345), 1)
    rows = math.ceil(len(handles) / columns)
    ax.set_title(title, pad=6 + 11.5 * rows)
    legend = ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        borderaxespad=0.2,
        borderpad=0.0,
        columnspacing=1.2,
        handlelength=1.4,
        handletextpad=0.5,
        labelspacing=0.3,
    )
    legend.set_in_layout(False)


def _legend_width(labels: Sequence[str], columns: int) -> float:
    """About the width [points] of a legend that is filled column by column."""
    share = [list(part) for part in np.array_split(np.array(labels, dtype=object), columns)]
    return sum(4.1 * max(map(len, part)) + 27 for part in share if part)


def brief(name: str, most: int = 36) -> str:
    """A name short enough for a legend."""
    return name if len(name) <= most else f"{name[: most - 1]}\N{HORIZONTAL ELLIPSIS}"
