"""Figures of a planned dispatch on days with wrong forecasts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from operation.network.stress import StressedDay
from planner.feeder.check import FeederCheck
from planner.report.chosen import index_of
from planner.report.drawing import (
    INK,
    Array,
    axes_or_new,
    house_style,
    look,
    note,
    say_instead,
)
from planner.report.feeder_cells import cells
from planner.report.feeder_scale import scale_above
from planner.report.legends import brief, legend_above
from planner.report.words import percent

BINS = 48
_SHARES = ("#f5f5f2", "#e8a33d", "#b03a00", "#3d1203")
"""None of the drawn days, some, many, all of them."""


@house_style()
def stress_figure(
    check: FeederCheck,
    scenarios: Sequence[str],
    *,
    highest: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """How the lowest (or highest) voltage of the drawn days is distributed, with its limit.

    Raises ValueError for a check without such days and for names that it has not.
    """
    days = [_stressed(check, name) for name in scenarios]
    limits = check.connection.limits
    limit = limits.high_pu if highest else limits.low_pu
    values = [_finite(day.highest_pu if highest else day.lowest_pu) for day in days]
    ax = axes_or_new(ax, 3.2)
    which = "Highest" if highest else "Lowest"
    title = f"{which} voltage of days with wrong forecasts"
    every = np.concatenate(values)
    if not every.size:
        ax.set_title(title)
        ax.set_xticks([])
        say_instead(ax, "the feeder carries none of the drawn days")
        return ax
    edges = _edges(every, limit)
    handles: list[Artist] = []
    for place, (day, known) in enumerate(zip(days, values, strict=True)):
        share = np.histogram(known, edges)[0] / day.drawn
        style = look(place)
        label = f"{brief(day.scenario, 20)} ({percent(day.outside / day.drawn)} outside)"
        ax.stairs(share, edges, fill=True, color=style["color"], alpha=0.18, linewidth=0)
        ax.stairs(share, edges, linewidth=1.4, **style)
        handles.append(Line2D([], [], linewidth=1.6, label=label, **style))
    ax.axvline(limit, color=INK, linewidth=1.4, dashes=(4, 2))
    handles.append(
        Line2D([], [], color=INK, linewidth=1.4, dashes=(4, 2), label=f"limit {limit:g} pu")
    )
    ax.set_ylim(bottom=0.0)
    ax.margins(y=0.08)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.set_ylabel("share of the drawn days")
    ax.set_xlabel(f"{which.lower()} voltage of the day (pu)")
    ax.ticklabel_format(axis="x", useOffset=False, style="plain")
    if lost := sum(day.drawn - known.size for day, known in zip(days, values, strict=True)):
        note(ax, f"{lost:,} days have a step that\ncannot be carried", x=0.02)
    legend_above(ax, title, handles, columns=3)
    return ax


@house_style()
def outside_figure(check: FeederCheck, scenario: str, ax: Axes | None = None) -> Axes:
    """Share of the drawn days in which a bus is outside its band, by bus and step.

    Raises ValueError for a check without such days and for names that it has not.
    """
    stressed = _stressed(check, scenario)
    day = next(day for day in check.case.scenarios if day.name == scenario)
    ax = axes_or_new(ax, 3.9)
    top = max(float(other.outside_share.max()) for other in check.stressed)
    colours = LinearSegmentedColormap.from_list("outside", _SHARES)
    ends = (0.0, max(top, 0.01))
    image = cells(ax, check, day, stressed.outside_share, colours, ends)
    title = f"Wrong forecasts: how often a bus is outside, {scenario}"
    above = scale_above(ax, image, title)
    above.xaxis.set_major_formatter(PercentFormatter(1.0))
    above.text(1.03, 0.5, "of the drawn days", transform=above.transAxes, va="center", fontsize=7.5)
    return ax


def _stressed(check: FeederCheck, scenario: str) -> StressedDay:
    names = [day.scenario for day in check.stressed]
    return check.stressed[index_of(names, scenario, "day with wrong forecasts")]


def _finite(values: Array) -> Array:
    return values[np.isfinite(values)]


def _edges(values: Array, limit: float) -> Array:
    """Edges of bins over all values, one of them at the limit where it is among them."""
    low, high = min(float(values.min()), limit), max(float(values.max()), limit)
    width = max((high - low) / BINS, 1e-5)
    first = np.floor((low - limit) / width - 1e-9)
    last = np.ceil((high - limit) / width + 1e-9)
    return np.asarray(limit + width * np.arange(first, last + 1))
