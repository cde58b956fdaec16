"""Figures of sensitivities: a tornado of one input at a time, and samples of all of them."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from planner.report.drawing import (
    CYCLE,
    GREY,
    INK,
    ORANGE,
    PAPER,
    SKY,
    VERMILION,
    axes_or_new,
    house_style,
    note,
    say_instead,
)
from planner.report.legends import brief, legend_above
from planner.report.words import counted, percent
from planner.sensitivity.inputs import Scale, UncertainInput
from planner.sensitivity.words import short_words

if TYPE_CHECKING:
    from operation import Design
    from planner.sensitivity.analysis import Bar, Sensitivities
    from planner.sensitivity.choice import Choice

BARS_DRAWN, DESIGNS_DRAWN = 14, 6
"""Of more inputs, those that matter least are left out; of more designs, those that win least."""


class Measure(StrEnum):
    """What a tornado shows of the chosen design."""

    COST = "cost"
    SAVING = "saving"
    """Lifecycle cost below that of nothing installed."""
    EMISSIONS = "emissions"

    @property
    def figure(self) -> str:
        """Its name in `Choice`."""
        return _FIGURES[self]

    @property
    def verb(self) -> str:
        """What the chosen design does."""
        return _VERBS[self]

    def of(self, choice: Choice) -> float:
        """Million currency, or tonnes a year."""
        unit = 1e3 if self is Measure.EMISSIONS else 1e6
        return float(getattr(choice, self.figure)) / unit


_FIGURES = {
    Measure.COST: "lifecycle_cost",
    Measure.SAVING: "saving",
    Measure.EMISSIONS: "annual_emissions_kg",
}
_VERBS = {Measure.COST: "costs", Measure.SAVING: "saves", Measure.EMISSIONS: "emits"}


@house_style()
def tornado_figure(
    found: Sensitivities, measure: Measure = Measure.SAVING, ax: Axes | None = None
) -> Axes:
    """A bar per input, from its low end to its high end, the longest on top."""
    extents = {bar: bar.extent(measure.figure, found.base) for bar in found.bars}
    moving = [bar for bar in found.bars if extents[bar] > 0]
    shown = sorted(moving, key=lambda bar: -extents[bar])[:BARS_DRAWN]
    ax = ax if ax is not None else _wide_axes(1.2 + 0.24 * max(len(shown), 4))
    ax.set_xlabel(_label(found, measure))
    base = measure.of(found.base.choice)
    title = f"What the chosen design {measure.verb} when one input is otherwise"
    if not shown:
        ax.set_title(title)
        ax.set_xticks([])
        unknown = "nothing installed cannot be run"
        say_instead(ax, "none of the inputs changes this" if math.isfinite(base) else unknown)
        return ax
    for place, bar in enumerate(shown):
        _draw(ax, place, bar, measure, base)
    ax.axvline(base, color=INK, linewidth=0.8)
    ax.set_yticks(range(len(shown)), [brief(_name(found, bar.input), 48) for bar in shown])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.margins(x=0.12)
    ax.ticklabel_format(axis="x", useOffset=False, style="plain")
    ax.xaxis.set_major_locator(MaxNLocator(6))
    legend_above(ax, title, _tornado_legend(shown))
    if left := len(moving) - len(shown):
        note(ax, f"{counted(left, 'input')} that\nmatter less", y=0.03)
    return ax


@house_style()
def sampling_figure(found: Sensitivities, ax: Axes | None = None) -> Axes:
    """What the chosen design saves in every sample, coloured by the design that is chosen there."""
    ax = axes_or_new(ax)
    title = "What the chosen design saves when all inputs vary"
    ax.set_xlabel(f"lifecycle cost saved (million {found.case.currency})")
    ax.set_ylabel("emissions saved (tCO₂ per year)")
    samples = found.sampling.samples if found.sampling is not None else ()
    points = np.array(
        [(s.choice.saving / 1e6, s.choice.emissions_saving_kg / 1e3) for s in samples]
    )
    drawn = np.isfinite(points.reshape(-1, 2)).all(axis=1)
    if found.sampling is None or not drawn.any():
        ax.set_title(title)
        say_instead(ax, "no sample in which it can be compared with nothing installed")
        return ax
    ax.grid(True, axis="both")
    winners = [design for design, _ in found.sampling.wins][:DESIGNS_DRAWN]
    places = {design: n for n, design in enumerate(winners)}
    handles: list[Artist] = []
    for n in (*range(len(winners)), None):
        rows = [r for r, s in enumerate(samples) if drawn[r] and _place(s.choice, places) == n]
        if not rows:
            continue
        own = n is not None and winners[n] == found.chosen.design
        (dots,) = ax.plot(
            *points[rows].T,
            color=GREY if n is None else VERMILION if own else _colour(n),
            linestyle="none",
            marker="*" if own else "o",
            markersize=8 if own else 4.5,
            markeredgecolor=PAPER,
            markeredgewidth=0.4,
            label=_winner(None if n is None else winners[n], len(rows) / drawn.sum()),
        )
        handles.append(dots)
    for line, (low, high) in ((ax.axvline, ax.get_xlim()), (ax.axhline, ax.get_ylim())):
        if low < 0 < high:
            line(0.0, color=INK, linewidth=0.8)
    ax.ticklabel_format(useOffset=False, style="plain")
    legend_above(ax, title, handles, columns=3)
    note(ax, f"{counted(int(drawn.sum()), 'sample')}, by what is chosen there", y=0.03)
    return ax


def _wide_axes(height_inches: float) -> Axes:
    """Axes with room for long names beside them."""
    figure = Figure(figsize=(7.2, height_inches), layout="constrained")
    FigureCanvasAgg(figure)
    return figure.subplots()


def _draw(ax: Axes, place: int, bar: Bar, measure: Measure, base: float) -> None:
    ends = [measure.of(there.choice) for there in (bar.low, bar.high)]
    # both ends on one side: the nearer one lies over the other
    order = sorted((0, 1), key=lambda n: -abs(ends[n] - base) if math.isfinite(ends[n]) else 0.0)
    for n in order:
        there, end = (bar.low, bar.high)[n], ends[n]
        if not math.isfinite(end):
            continue
        ax.barh(
            place,
            end - base,
            left=base,
            height=0.66,
            color=(SKY, ORANGE)[n],
            edgecolor=INK,
            linewidth=0.4,
        )
        if not there.choice.stays:
            ax.plot(
                end,
                place,
                color=VERMILION,
                marker="D",
                markersize=5,
                markeredgecolor=PAPER,
                markeredgewidth=0.5,
                clip_on=False,
            )


def _tornado_legend(shown: list[Bar]) -> list[Artist]:
    handles: list[Artist] = [
        Patch(facecolor=SKY, edgecolor=INK, linewidth=0.4, label="low end"),
        Patch(facecolor=ORANGE, edgecolor=INK, linewidth=0.4, label="high end"),
        Line2D([], [], color=INK, linewidth=0.8, label="as planned"),
    ]
    if not all(end.choice.stays for bar in shown for end in (bar.low, bar.high)):
        handles.append(
            Line2D(
                [],
                [],
                color=VERMILION,
                marker="D",
                linestyle="none",
                markersize=5,
                markeredgecolor=PAPER,
                label="another design is chosen",
            )
        )
    return handles


def _label(found: Sensitivities, measure: Measure) -> str:
    currency, years = found.case.currency, found.case.economics.horizon_years
    if measure is Measure.EMISSIONS:
        return "emissions (tCO₂ per year)"
    if measure is Measure.COST:
        return f"lifecycle cost over {years} years (million {currency})"
    return f"cost saved against nothing installed (million {currency})"


def _name(found: Sensitivities, item: UncertainInput) -> str:
    ends = f"{item.low:.3g} to {item.high:.3g}"
    if item.scale is Scale.SHARE:
        ends = f"{100 * item.low:.3g} to {100 * item.high:.3g} %"
    elif item.scale is Scale.YEARS:
        ends = f"{ends} years"
    elif item.lives is not None:
        low, high = (item.years(found.case, end) for end in (item.low, item.high))
        ends = f"{low} to {high} years"
    return f"{item.words}, {ends}"


def _place(choice: Choice, places: dict[Design, int]) -> int | None:
    return places.get(choice.chosen) if choice.chosen is not None else None


def _winner(design: Design | None, share: float) -> str:
    name = "others" if design is None else brief(short_words(design), 26)
    return f"{name} ({percent(share, 0)})"


def _colour(place: int) -> str:
    """The present choice alone is vermilion."""
    colours = [colour for colour in CYCLE if colour != VERMILION]
    return colours[place % len(colours)]
