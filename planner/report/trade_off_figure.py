"""Figure of the lower level's own trade-off: cost of a day against self-consumption."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from operation import TradeOff
from planner.report.drawing import (
    BLUE,
    ITEMS_DRAWN,
    PAPER,
    VERMILION,
    Array,
    axes_or_new,
    house_style,
    note,
    say_instead,
)
from planner.report.legends import brief, legend_above
from planner.report.words import counted, joined

NAMED = 6
"""Of more scenarios without a curve than these, the others are counted."""

_TITLE = "Cost of a day against self-consumption"
_LEVEL = "self-consumption (%)"


@house_style()
def trade_off_figure(curves: Sequence[TradeOff], ax: Axes | None = None) -> Figure:
    """Every dispatch of the curves, and what the case chooses.

    One curve is drawn into axes, the caller's or its own; several stand side by side in a new
    figure. Raises ValueError for no curve, and for axes with several.
    """
    if not curves or (ax is not None and len(curves) > 1):
        raise ValueError(f"{len(curves)} curves: one at least, and with axes one at most")
    drawn = [curve for curve in curves if len(curve.points) > 1]
    if len(curves) > 1 and drawn:
        return _panels(drawn, curves)
    ax = axes_or_new(ax)
    ax.set_xlabel(_cost_label(curves))
    ax.set_ylabel(_LEVEL)
    if drawn:
        legend_above(ax, f"{_TITLE}, {brief(drawn[0].scenario)}", _draw(ax, drawn[0]))
    else:
        ax.set_title(_TITLE)
        ax.set_xticks([])
        say_instead(ax, "\n".join(_not_drawn(curves)))
    return ax.figure.figure


def _panels(drawn: Sequence[TradeOff], curves: Sequence[TradeOff]) -> Figure:
    few = drawn[:ITEMS_DRAWN]
    columns = min(len(few), 2 if len(few) < 5 else 3)
    rows = math.ceil(len(few) / columns)
    figure = Figure(figsize=(7.2, 1.1 + 2.2 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    handles: Sequence[Artist] = ()
    for panel, curve in zip(panels, few, strict=False):
        handles = _draw(panel, curve)
        panel.set_title(brief(curve.scenario, 30))
    for panel in panels[len(few) :]:
        panel.remove()
    figure.suptitle(_TITLE, x=0.01, ha="left", fontsize=9, fontweight="bold")
    figure.legend(handles=handles, loc="outside upper right", ncols=2)
    lines = [_cost_label(curves), *_not_drawn(curves)]
    if left := len(drawn) - len(few):
        lines.append(f"{counted(left, 'more curve')} not drawn")
    figure.supxlabel("\n".join(lines), fontsize=8)
    figure.supylabel(_LEVEL, fontsize=8)
    return figure


def _draw(ax: Axes, curve: TradeOff) -> list[Artist]:
    """Points and choice of a curve; what a legend has to tell."""
    points = np.array([(p.cost, 100 * p.figures.self_consumption) for p in curve.points])
    (line,) = ax.plot(
        *points.T,
        color=BLUE,
        linewidth=0.8,
        marker="o",
        markersize=3.5,
        label="least cost for its self-consumption",
    )
    (star,) = ax.plot(
        *_choice(curve).T,
        color=VERMILION,
        linestyle="none",
        marker="*",
        markersize=12,
        markeredgecolor=PAPER,
        markeredgewidth=0.7,
        label="the case's own choice",
    )
    ax.grid(True, axis="both")
    ax.margins(0.07)
    ax.ticklabel_format(useOffset=False, style="plain")
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    low, high = min(curve.prices_per_kwh), max(curve.prices_per_kwh)
    between = f"{low:.2f}" if high - low < 0.005 else f"{low:.2f} to {high:.2f}"
    note(ax, f"a kWh more:\n{between} {curve.currency}", y=0.05)
    return [line, star]


def _choice(curve: TradeOff) -> Array:
    """Cost and self-consumption [%] of the choice, shape (1 or 0, 2)."""
    if curve.choice.report is None:
        return np.empty((0, 2))
    figures = curve.choice.indicators
    return np.array([(figures.daily_cost + figures.wear_cost, 100 * figures.self_consumption)])


def _cost_label(curves: Sequence[TradeOff]) -> str:
    worn = any(point.figures.wear_cost > 0 for curve in curves for point in curve.points)
    return f"cost of a day{', wear included' if worn else ''} ({curves[0].currency})"


def _not_drawn(curves: Sequence[TradeOff]) -> list[str]:
    """Which curves are a single dispatch, or none."""
    lines = []
    for words, count in (("nothing to trade off in", 1), ("no dispatch in", 0)):
        names = [curve.scenario for curve in curves if len(curve.points) == count]
        if len(names) > NAMED:
            names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
        if names:
            lines += textwrap.wrap(f"{words} {joined(names)}", 100)
    return lines
