"""Figure of a building's electricity: what supplies it, what uses it, and the prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cases import Scenario
from planner.report.balances import electricity, total
from planner.report.chosen import index_of, scenario_dispatch
from planner.report.drawing import (
    FAINT,
    INK,
    NOTHING_BELOW,
    PAPER,
    Array,
    axes_with_strip,
    clock_axis,
    house_style,
    stack,
    step_edges,
    to_the_end,
    unsigned,
)
from planner.report.legends import legend_above

if TYPE_CHECKING:
    from planner.result import Plan


@dataclass(frozen=True)
class Layer:
    """A band of a stack: what gives power (up) and what the same thing takes (down) [kW]."""

    label: str
    color: str
    up: Array
    down: Array

    @property
    def drawn(self) -> bool:
        """Whether there is anything of it."""
        return bool((self.up > NOTHING_BELOW).any() or (self.down > NOTHING_BELOW).any())


@house_style()
def dispatch_figure(plan: Plan, scenario: str, building: str, ax: Axes | None = None) -> Axes:
    """Electricity of a building: supply up, use down, prices in a strip below.

    Raises ValueError for names the case has not, and where there is no dispatch.
    """
    day, y = scenario_dispatch(plan, scenario)
    names = [owner.name for owner in plan.case.buildings]
    b = index_of(names, building, "building")
    ax, strip = axes_with_strip(ax, 4.0)
    edges = step_edges(day)
    balance = electricity(plan.case, (b,))
    layers = [
        Layer(band.label, band.color, total(band.up, y, day), total(band.down, y, day))
        for band in balance.bands
    ]
    layers = [layer for layer in layers if layer.drawn]
    up, down = np.zeros(day.steps), np.zeros(day.steps)
    for layer in layers:
        up = stack(ax, edges, up, layer.up, layer.color)
        down = stack(ax, edges, down, -layer.down, layer.color)
    handles: list[Artist] = [
        Patch(facecolor=layer.color, edgecolor=INK, linewidth=0.4, label=layer.label)
        for layer in layers
    ]
    spilled = total(balance.curtailed, y, day)
    if (spilled > 1e-3).any():
        stack(ax, edges, up, spilled, FAINT, hatch="////")
        handles.append(
            Patch(facecolor=PAPER, edgecolor=FAINT, hatch="////", linewidth=0.4, label="curtailed")
        )
    if (y.shift_out_kw[:, b] > NOTHING_BELOW).any():
        (line,) = ax.step(
            edges,
            -to_the_end(day.electricity_kw[:, b]),
            where="post",
            color=INK,
            linewidth=1.0,
            linestyle=":",
            label="load before shifting",
        )
        handles.append(line)
    ax.axhline(0.0, color=INK, linewidth=0.8)
    ax.margins(y=0.06)
    ax.autoscale_view()
    ax.set_ylabel("\N{LEFTWARDS ARROW} use (kW) supply \N{RIGHTWARDS ARROW}")
    unsigned(ax)
    _prices(strip, plan.case.currency, day, b)
    clock_axis(strip, day)
    legend_above(ax, f"Electricity of {building}, {scenario}", handles, columns=5)
    return ax


def _prices(strip: Axes, currency: str, day: Scenario, b: int) -> None:
    edges = step_edges(day)
    for label, prices, dashes in (
        ("import", day.import_price_per_kwh, "-"),
        ("export", day.export_price_per_kwh, (0, (3, 2))),
    ):
        line = to_the_end(prices[:, b])
        strip.step(
            edges, line, where="post", color=INK, linewidth=1.1, linestyle=dashes, label=label
        )
    strip.margins(y=0.15)
    if min(day.import_price_per_kwh[:, b].min(), day.export_price_per_kwh[:, b].min()) >= 0:
        strip.set_ylim(bottom=0.0)
    strip.set_ylabel(f"price\n({currency}/kWh)")
    strip.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 0.96),
        ncols=2,
        borderaxespad=0.0,
        borderpad=0.0,
        handlelength=1.8,
        fontsize=7,
    )
