"""Figures of the chosen design's storage and ports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from planner.report.chosen import scenario_dispatch
from planner.report.drawing import (
    CYCLE,
    FAINT,
    INK,
    ITEMS_DRAWN,
    NOTHING_BELOW,
    axes_or_new,
    axes_with_strip,
    clock_axis,
    house_style,
    look,
    say_instead,
    step_edges,
    to_the_end,
    unsigned,
)
from planner.report.legends import brief, legend_above
from planner.report.words import kilo

if TYPE_CHECKING:
    from planner.result import Plan


@house_style()
def storage_figure(plan: Plan, scenario: str, ax: Axes | None = None) -> Axes:
    """Level of every storage that is built, and its charge and discharge in a strip below.

    Raises ValueError for names the case has not, and where there is no dispatch.
    """
    day, y = scenario_dispatch(plan, scenario)
    built = [s for s, capacity in enumerate(plan.chosen.design.storage_kwh) if capacity > 0]
    edges = step_edges(day)
    if not built:
        ax = axes_or_new(ax, 1.6)
        ax.set_title(f"Storage, {scenario}")
        ax.set_ylabel("stored (kWh)")
        say_instead(ax, "the chosen design has no storage")
        clock_axis(ax, day)
        return ax
    drawn = built[:ITEMS_DRAWN]
    ax, strip = axes_with_strip(ax, 3.5 + 0.05 * len(drawn), 0.55)
    handles: list[Artist] = []
    width = day.step_hours / len(drawn)
    for position, s in enumerate(drawn):
        kind, capacity = plan.case.storage_types[s], plan.chosen.design.storage_kwh[s]
        style = look(position)
        ax.axhspan(
            kind.soc_min * capacity, kind.soc_max * capacity, color=style["color"], alpha=0.13, lw=0
        )
        label = f"{brief(plan.case.storage[s].name)} ({kilo(capacity)} kWh)"
        handles += ax.plot(edges, y.stored_kwh[:, s], linewidth=1.5, label=label, **style)
        starts = edges[:-1] + position * width
        power = y.charge_kw[:, s] - y.discharge_kw[:, s]
        shown = np.abs(power) > NOTHING_BELOW
        strip.bar(
            starts[shown],
            power[shown],
            width=width,
            align="edge",
            color=style["color"],
            edgecolor=INK,
            linewidth=0.4,
        )
    handles.append(Patch(facecolor=CYCLE[0], alpha=0.2, label="usable window"))
    ax.set_ylim(0.0, 1.04 * max(plan.chosen.design.storage_kwh))
    ax.set_ylabel("stored (kWh)")
    strip.axhline(0.0, color=INK, linewidth=0.8)
    strip.margins(y=0.12)
    strip.set_ylabel("\N{LEFTWARDS ARROW} out (kW) in \N{RIGHTWARDS ARROW}")
    unsigned(strip)
    clock_axis(strip, day)
    legend_above(ax, f"Storage, {scenario}{_only(drawn, built)}", handles, columns=3)
    return ax


@house_style()
def ports_figure(plan: Plan, scenario: str, ax: Axes | None = None) -> Axes:
    """Power through every port: from the building up, to the building down.

    Raises ValueError for names the case has not, where there is no dispatch, and without hubs.
    """
    if not plan.case.hubs:
        raise ValueError("this configuration has no hub, so there are no ports to draw")
    day, y = scenario_dispatch(plan, scenario)
    ports = plan.case.ports[:ITEMS_DRAWN]
    ax = axes_or_new(ax, 2.9 + 0.06 * len(ports))
    edges = step_edges(day)
    handles: list[Artist] = []
    for p, (h, b) in enumerate(ports):
        style, building = look(p), plan.case.buildings[b].name
        several = len(plan.case.hubs) > 1
        label = brief(f"{plan.case.hubs[h].name}: {building}" if several else building)
        net = to_the_end(y.port_in_kw[:, p] - y.port_out_kw[:, p])
        handles += ax.step(edges, net, where="post", linewidth=1.4, label=label, **style)
        ax.fill_between(edges, net, step="post", color=style["color"], alpha=0.15, linewidth=0)
    ratings = {rating for rating in plan.chosen.design.fid_kw if rating > 0}
    if len(ratings) == 1:
        dashed: dict[str, Any] = {"color": FAINT, "linewidth": 0.8, "dashes": (4, 3)}
        rating = ratings.pop()
        for side in (-rating, rating):
            ax.axhline(side, **dashed)
        handles.append(Line2D([], [], **dashed, label="rating"))
    ax.axhline(0.0, color=INK, linewidth=0.8)
    ax.margins(y=0.1)
    ax.autoscale_view()
    ax.set_ylabel("\N{LEFTWARDS ARROW} to building (kW) from \N{RIGHTWARDS ARROW}")
    unsigned(ax)
    clock_axis(ax, day)
    hub = brief(plan.case.hubs[0].name) if len(plan.case.hubs) == 1 else "the hubs"
    more = _only(ports, plan.case.ports)
    legend_above(ax, f"Power through the ports of {hub}, {scenario}{more}", handles)
    return ax


def _only(drawn: Sequence[object], every: Sequence[object]) -> str:
    return f" (first {len(drawn)} of {len(every)})" if len(drawn) < len(every) else ""
