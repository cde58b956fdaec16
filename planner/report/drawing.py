"""What every figure shares: colours, fonts, axes without global state, clock times."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from cases import Scenario

Array = NDArray[np.float64]

# Okabe and Ito's palette, told apart with any colour vision
ORANGE, SKY, GREEN, YELLOW = "#e69f00", "#56b4e9", "#009e73", "#f0e442"
BLUE, VERMILION, PURPLE = "#0072b2", "#d55e00", "#cc79a7"
CYCLE = (BLUE, ORANGE, GREEN, PURPLE, VERMILION, SKY, YELLOW)
DASHES = ("-", "--", "-.", ":")
GREY = "#a3acb6"

INK, PAPER, FAINT, RULE = "#1c2128", "#ffffff", "#6a737d", "#dfe3e8"
"""Text, background, lesser text and grid: the report swaps these, and the blue, in the dark."""

ITEMS_DRAWN = 12
"""Of more ports or storage sites than these, only the first are drawn."""

NOTHING_BELOW = 1e-6
"""Powers below this are not drawn [kW]."""

_STYLED = (
    "axes",
    "figure",
    "font",
    "grid",
    "hatch",
    "legend",
    "lines",
    "mathtext",
    "patch",
    "path",
    "savefig",
    "svg",
    "text",
    "xtick",
    "ytick",
)
_STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "figure.facecolor": PAPER,
    "font.family": ["DejaVu Sans"],
    "font.size": 8,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.5,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 7.5,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 7.5,
}


@contextmanager
def house_style() -> Iterator[None]:
    """The same looks whatever the user's own settings are; they are put back afterwards."""
    plain = {
        key: matplotlib.rcParamsDefault[key]
        for key in matplotlib.rcParamsDefault
        if key.split(".")[0] in _STYLED
    }
    with matplotlib.rc_context({**plain, **_STYLE}):
        yield


def axes_or_new(ax: Axes | None, height_inches: float = 3.5) -> Axes:
    """The axes given, or those of a new figure of its own."""
    return ax if ax is not None else _new_figure(height_inches).subplots()


def axes_with_strip(ax: Axes | None, height_inches: float, share: float = 0.3) -> tuple[Axes, Axes]:
    """Axes and a strip of axes under them with the same hours; `share` is the strip's height.

    Axes of the caller's get the strip hung below them, outside their own rectangle.
    """
    if ax is not None:
        strip = ax.inset_axes((0.0, -share - 0.1, 1.0, share), sharex=ax)
    else:
        figure = _new_figure(height_inches)
        ax, strip = figure.subplots(2, 1, sharex=True, height_ratios=(1.0, share))
    ax.tick_params(labelbottom=False, bottom=False)
    return ax, strip


def _new_figure(height_inches: float) -> Figure:
    figure = Figure(figsize=(5.4, height_inches), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def look(item: int) -> dict[str, Any]:
    """Colour and dashes of the item with a number, different for the first 28."""
    return {
        "color": CYCLE[item % len(CYCLE)],
        "linestyle": DASHES[item // len(CYCLE) % len(DASHES)],
    }


def step_edges(scenario: Scenario) -> Array:
    """Hours at which steps begin, and the end of the last, shape (steps + 1,)."""
    return np.arange(scenario.steps + 1, dtype=np.float64) * scenario.step_hours


def to_the_end(values: Array) -> Array:
    """Values of steps at the edges of the steps, the last one twice, shape (steps + 1,)."""
    return np.append(values, values[-1])


def clock_axis(ax: Axes, scenario: Scenario) -> None:
    """Clock times along x; days where the scenario is longer than two."""
    hours = scenario.steps * scenario.step_hours
    ax.set_xlim(0.0, hours)
    if hours > 48:
        every = 24 * math.ceil(hours / 24 / 10)
        ticks = np.arange(0.0, hours, every)
        labels = [f"day {round(tick / 24) + 1}" for tick in ticks]
        ax.set_xlabel("start of the day")
    else:
        spacing = next(s for s in (0.25, 0.5, 1.0, 3.0, 6.0) if hours / s <= 8)
        ticks = np.arange(0.0, hours + 1e-9, spacing)
        labels = ["24:00" if t == hours == 24 else _clock(float(t)) for t in ticks]
        ax.set_xlabel("clock time")
    ax.set_xticks(ticks, labels)


def unsigned(ax: Axes) -> None:
    """Numbers without sign along y: up and down say which way."""
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):g}"))


def stack(
    ax: Axes, edges: Array, base: Array, values: Array, color: str, hatch: str | None = None
) -> Array:
    """Draw values per step from `base` on, return where the next layer begins, shape (steps,)."""
    top = base + values
    shown = np.concatenate(([False], np.abs(values) > NOTHING_BELOW, [False]))
    turns = np.flatnonzero(shown[1:] != shown[:-1])
    outlines = []
    for first, end in zip(turns[::2], turns[1::2], strict=True):
        x = np.repeat(edges[first : end + 1], 2)[1:-1]
        lower, upper = np.repeat(base[first:end], 2), np.repeat(top[first:end], 2)
        outlines.append(
            np.column_stack((np.concatenate((x, x[::-1])), np.concatenate((lower, upper[::-1]))))
        )
    fill = PAPER if hatch else color
    edge = color if hatch else INK
    ax.add_collection(
        PolyCollection(outlines, facecolors=fill, edgecolors=edge, linewidths=0.4, hatch=hatch)
    )
    ax.autoscale_view()
    return top


def note(ax: Axes, text: str, x: float = 0.98, y: float = 0.97) -> None:
    """Small text inside a corner of the axes."""
    ax.text(
        x,
        y,
        text,
        transform=ax.transAxes,
        ha="right" if x > 0.5 else "left",
        va="top" if y > 0.5 else "bottom",
        fontsize=7,
        color=FAINT,
        linespacing=1.3,
    )


def say_instead(ax: Axes, text: str) -> None:
    """Words in the middle of axes that have nothing to draw."""
    ax.grid(False)
    ax.set_yticks([])
    ax.text(
        0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=FAINT, wrap=True
    )


def _clock(hours: float) -> str:
    minutes = round(hours * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
