"""Figure of what a feeder loses in a typical day."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from planner.feeder.check import FeederCheck
from planner.feeder.check_ways import Way, ways
from planner.report.chosen import index_of
from planner.report.drawing import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    axes_or_new,
    clock_axis,
    house_style,
    note,
    step_edges,
    to_the_end,
)
from planner.report.legends import legend_above
from planner.report.words import number

_LOOKS: dict[Way, dict[str, Any]] = {
    Way.ALONE: {"color": FAINT, "linestyle": "-.", "linewidth": 1.1},
    Way.NOTHING: {"color": INK, "linestyle": ":", "linewidth": 1.4},
    Way.PLANNED: {"color": BLUE, "linestyle": "-", "linewidth": 1.6},
    Way.OPERATED: {"color": ORANGE, "linestyle": "--", "linewidth": 1.6},
}


@house_style()
def losses_figure(check: FeederCheck, scenario: str, ax: Axes | None = None) -> Axes:
    """Power lost in all lines over the clock, for every way of using the feeder.

    Raises ValueError for names that the case has not.
    """
    number_of_day = index_of([day.name for day in check.case.scenarios], scenario, "scenario")
    day = check.case.scenarios[number_of_day]
    ax = axes_or_new(ax, 3.2)
    edges = step_edges(day)
    handles: list[Artist] = []
    failed, most = False, 0.0
    for way, used in ways(check).items():
        loss = used.flows[number_of_day].loss_kw
        daily = float(loss.sum()) * day.step_hours / day.days
        failed |= not math.isfinite(daily)
        most = max(most, float(np.nan_to_num(loss).max()))
        label = f"{way.words} ({number(daily)} kWh a day)"
        handles += ax.step(edges, to_the_end(loss), where="post", label=label, **_LOOKS[way])
    ax.set_ylabel("lost in the lines (kW)")
    if failed:
        note(ax, "gaps: steps that the feeder cannot carry")
    clock_axis(ax, day)
    legend_above(ax, f"Losses of the feeder, {scenario}", handles, columns=2)
    ax.set_ylim(0.0, 1.08 * most if most > 0 else 1.0)
    return ax
