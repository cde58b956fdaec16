"""Figure of a run through a year: cost and emissions by month, storage hour by hour."""

from __future__ import annotations

import calendar
import itertools
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from planner.report.drawing import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PAPER,
    VERMILION,
    house_style,
    note,
    say_instead,
)
from planner.year_tables import stored_share

if TYPE_CHECKING:
    from planner.year_check import YearCheck

_HEIGHTS = (1.0, 1.0, 1.5)


@house_style()
def year_figure(check: YearCheck) -> Figure:
    """Operating cost and emissions of each month, and a carpet of what is stored: day by hour."""
    figure = Figure(figsize=(7.2, 6.0), layout="constrained")
    FigureCanvasAgg(figure)
    cost, carbon, carpet = figure.subplots(3, 1, sharex=True, height_ratios=_HEIGHTS)
    months = _months(check)
    table = check.months
    _bars(cost, months, table["operating_cost"].to_numpy() / 1000, ORANGE)
    cost.set_title(f"Through a year: {check.case.title or check.case.name}")
    cost.set_ylabel(f"operating cost\n(1000 {check.case.currency})")
    _bars(carbon, months, table["emissions_kg"].to_numpy() / 1000, GREY)
    carbon.set_ylabel("emissions\n(tCO₂)")
    if failed := len(check.failed_days):
        note(cost, f"{failed} of {len(check.outcomes)} days could not be run")
    _carpet(figure, carpet, check)
    carpet.set_xlim(0, len(check.outcomes))
    middles = [(first + end) / 2 for first, end in months.values()]
    carpet.set_xticks(middles, [calendar.month_abbr[int(month[5:7])] for month in months])
    for ax in (cost, carbon, carpet):
        ax.tick_params(axis="x", length=0)
    return figure


def _months(check: YearCheck) -> dict[str, tuple[int, int]]:
    """First day and the one after the last of each month, as places in the year."""
    dates = enumerate(date.isoformat()[:7] for date in check.year.dates)
    groups = itertools.groupby(dates, key=lambda numbered: numbered[1])
    found = {}
    for month, days in groups:
        places = [place for place, _ in days]
        found[month] = (places[0], places[-1] + 1)
    return found


def _bars(ax: Axes, months: dict[str, tuple[int, int]], values: np.ndarray, color: str) -> None:
    edges = np.array(list(months.values()), dtype=float)
    widths = edges[:, 1] - edges[:, 0]
    ax.bar(
        edges[:, 0] + 0.06 * widths,
        np.nan_to_num(values),
        width=0.88 * widths,
        align="edge",
        color=color,
        edgecolor=INK,
        linewidth=0.4,
    )
    ax.axhline(0.0, color=INK, linewidth=0.8)
    ax.margins(y=0.12)


def _carpet(figure: Figure, ax: Axes, check: YearCheck) -> None:
    ax.set_ylabel("clock time")
    ax.set_ylim(24, 0)
    ax.set_yticks([0, 6, 12, 18, 24], ["00:00", "06:00", "12:00", "18:00", "24:00"])
    ax.grid(False)
    if not any(check.design.storage_kwh):
        ax.set_ylabel("")
        say_instead(ax, "this design has no storage")
        return
    colors = LinearSegmentedColormap.from_list("stored", [PAPER, BLUE])
    image = ax.imshow(
        stored_share(check).T,
        extent=(0, len(check.outcomes), 24, 0),
        aspect="auto",
        interpolation="nearest",
        cmap=colors.with_extremes(bad=VERMILION),
        vmin=0.0,
        vmax=1.0,
    )
    # a place of its own inside: one beside the axes moves a little at each drawing
    beside = ax.inset_axes((1.015, 0.0, 0.02, 1.0))
    bar = figure.colorbar(image, cax=beside, format=PercentFormatter(1.0))
    bar.set_label("stored, of all capacity")
    bar.outline.set_linewidth(0.4)
