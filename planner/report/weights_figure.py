"""Which design of a front wins at which weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from operation.design import column_names
from planner.report.decision_words import LEAST_SHARE
from planner.report.drawing import BLUE, INK, PAPER, VERMILION, axes_or_new, house_style
from planner.report.words import OBJECTIVE_WORDS, kilo, percent

if TYPE_CHECKING:
    from cases import Case
    from planner.choices import Choices
    from planner.evaluation import Evaluation

BARS = 14
"""Of more winners than these, those of the largest shares are drawn."""
NAMED_CAPACITIES = 2
"""With more capacities than these, a bar bears the number of its design alone."""
ROOM = 0.88
"""Behind a bar that ends beyond this share of the axes nothing can be written."""


@house_style()
def weights_figure(
    case: Case, front: tuple[Evaluation, ...], choices: Choices, ax: Axes | None = None
) -> Axes:
    """A bar per winner: its weights of two objectives, or its share of all weights of others."""
    rows = choices.widest(BARS, LEAST_SHARE)
    ax = axes_or_new(ax, 1.1 + 0.19 * max(len(rows), 5))
    shares = choices.wins.shares[list(rows)]
    intervals = choices.wins.intervals
    colours = [VERMILION if row == choices.row else BLUE for row in rows]
    places = np.arange(len(rows))
    if intervals is not None:
        starts = np.nan_to_num(intervals[list(rows), 0])
        ends = starts + shares
        ax.barh(places, shares, left=starts, height=0.72, color=colours)
        first = next(iter(choices.weights))
        weight = choices.weights[first]
        ax.axvline(weight, color=INK, linewidth=0.9, linestyle=(0, (4, 2)))
        ax.set_title("Which design wins at which weight", pad=14)
        ax.annotate(
            f"weight of this choice, {percent(weight, 0)}",
            (weight, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha=_inwards(weight),
            fontsize=7,
        )
        second = OBJECTIVE_WORDS[list(choices.weights)[1]]
        ax.set_xlabel(f"weight of {OBJECTIVE_WORDS[first]}; the rest is that of {second}")
        ax.set_xlim(0.0, 1.0)
    else:
        ends = shares
        errors = choices.wins.standard_errors[list(rows)]
        ax.barh(places, shares, height=0.72, color=colours, xerr=errors, ecolor=INK)
        ax.set_title("Which design wins for how many of all weights")
        ax.set_xlabel("share of all weights")
        ax.set_xlim(0.0, min(1.0, 1.15 * float(shares.max())))
    for place, share, end in zip(places, shares, ends, strict=True):
        _tell_share(ax, float(place), float(end - share), float(end))
    ax.set_yticks(places, [_label(front[row], row) for row in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_ylabel(_meaning(case))
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, 0, " %"))
    return ax


def _tell_share(ax: Axes, place: float, start: float, end: float) -> None:
    """The length of a bar behind it, before it, or in it, wherever there is room."""
    width = ax.get_xlim()[1]
    behind, before = end < ROOM * width, start > (1.0 - ROOM) * width
    inside = not behind and not before
    ax.annotate(
        percent(end - start),
        (end if behind or inside else start, place),
        xytext=(3 if behind else -3, 0),
        textcoords="offset points",
        ha="left" if behind else "right",
        va="center",
        fontsize=7,
        color=PAPER if inside else INK,
        bbox=None if inside else {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "lw": 0},
    )


def _label(evaluation: Evaluation, row: int) -> str:
    values = evaluation.design.values
    if len(values) > NAMED_CAPACITIES:
        return f"{row + 1}"
    return f"{row + 1}:  {' / '.join(kilo(value) for value in values)}"


def _meaning(case: Case) -> str:
    names = column_names(case)
    if len(names) > NAMED_CAPACITIES:
        return "design"
    units = ["kWh"] * len(case.storage) + ["kW"] * len(case.rating_names)
    told = " /\n".join(f"{name} ({unit})" for name, unit in zip(names, units, strict=True))
    return f"design:  {told}"


def _inwards(weight: float) -> str:
    return "left" if weight < 0.2 else "right" if weight > 0.8 else "center"
