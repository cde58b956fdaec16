"""The critical-difference diagram of Demsar 2006: mean ranks on a line, bars join the alike."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.report.canvas import WIDTH, new_figure
from benchmarks.statistics import Ranking, cliques
from planner.report.drawing import INK, house_style
from planner.report.legends import brief

ROW = 0.17
"""Height of a name [inches]."""
LEFT, RIGHT = 1.75, 5.45
"""Where the line of ranks begins and ends [inches]; names stand beside it."""


@house_style()
def rank_diagram(names: tuple[str, ...], ranking: Ranking, title: str) -> Figure:
    """Mean ranks of algorithms, the best at the left; bars join those not significantly apart."""
    count = len(names)
    order = np.argsort(ranking.mean_ranks, kind="stable")
    groups = cliques(ranking.mean_ranks, ranking.critical_difference)
    bars = 0.11 * len(groups) + 0.12
    rows = math.ceil(count / 2)
    top = 0.75
    height = top + bars + ROW * rows + 0.1
    figure = new_figure(height, layout=None)
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set(xlim=(0.0, WIDTH), ylim=(height, 0.0))
    ax.set_axis_off()

    place = {i: _place(float(ranking.mean_ranks[i]), count) for i in range(count)}
    ax.text(0.12, 0.16, title, fontsize=9, fontweight="bold", va="center")
    _scale(ax, count, top)
    _critical_difference(ax, ranking.critical_difference, count, top - 0.32)
    for row, group in enumerate(groups):
        y = top + 0.12 + 0.11 * row
        ends = [place[i] for i in group]
        ax.plot(
            (min(ends) - 0.03, max(ends) + 0.03),
            (y, y),
            color=INK,
            linewidth=2.6,
            solid_capstyle="butt",
        )
    for number, i in enumerate(order):
        on_left = number < rows
        row = number if on_left else count - 1 - number
        y = top + bars + ROW * (row + 0.5)
        end = LEFT - 0.06 if on_left else RIGHT + 0.06
        ax.plot((place[int(i)],) * 2 + (end,), (top, y, y), color=INK, linewidth=0.6)
        rank = f"{ranking.mean_ranks[i]:.2f}"
        name = brief(names[i], 22)
        ax.text(
            end + (-0.05 if on_left else 0.05),
            y,
            f"{name}  {rank}" if on_left else f"{rank}  {name}",
            ha="right" if on_left else "left",
            va="center",
            fontsize=7.5,
        )
    return figure


def labelled(names: tuple[str, ...], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Names as they are shown."""
    return tuple(labels[name] for name in names)


def _place(rank: float, count: int) -> float:
    return LEFT + (rank - 1.0) / (count - 1.0) * (RIGHT - LEFT)


def _scale(ax: Axes, count: int, y: float) -> None:
    ax.plot((LEFT, RIGHT), (y, y), color=INK, linewidth=0.8)
    for rank in range(1, count + 1):
        x = _place(rank, count)
        ax.plot((x, x), (y - 0.06, y), color=INK, linewidth=0.8)
        ax.text(x, y - 0.09, str(rank), ha="center", va="bottom", fontsize=7.5)


def _critical_difference(ax: Axes, difference: float, count: int, y: float) -> None:
    """A bar as long as the critical difference, from rank 1 on; in words if it is longer."""
    words = f"critical difference {difference:.2f}"
    if difference > count - 1:
        ax.text(LEFT, y, f"{words}: more than the ranks can differ", fontsize=7, va="center")
        return
    end = _place(1.0 + difference, count)
    ax.plot((LEFT, end), (y, y), color=INK, linewidth=0.8)
    for x in (LEFT, end):
        ax.plot((x, x), (y - 0.04, y + 0.04), color=INK, linewidth=0.8)
    ax.text(end + 0.07, y, words, fontsize=7, va="center")
