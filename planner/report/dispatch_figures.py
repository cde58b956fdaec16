"""Figure of a building's electricity: what supplies it, what uses it, and the prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cases import Scenario
from cases.schema import DeviceKind
from operation import Dispatch
from planner.report.chosen import index_of, scenario_dispatch
from planner.report.drawing import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    NOTHING_BELOW,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
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
from planner.tables import device_input

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
    layers = [layer for layer in _layers(plan, y, day, b) if layer.drawn]
    up, down = np.zeros(day.steps), np.zeros(day.steps)
    for layer in layers:
        up = stack(ax, edges, up, layer.up, layer.color)
        down = stack(ax, edges, down, -layer.down, layer.color)
    handles: list[Artist] = [
        Patch(facecolor=layer.color, edgecolor=INK, linewidth=0.4, label=layer.label)
        for layer in layers
    ]
    spilled = day.pv_kw[:, b] + day.wind_kw[:, b] - y.pv_used_kw[:, b] - y.wind_used_kw[:, b]
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


def _layers(plan: Plan, y: Dispatch, day: Scenario, b: int) -> list[Layer]:
    case, none = plan.case, np.zeros(day.steps)
    sites = list(case.sites_at_building[b])
    ports = [p for p, (_, owner) in enumerate(case.ports) if owner == b]
    hubs = {case.hubs[case.ports[p][0]].name for p in ports}
    load = day.electricity_kw[:, b] - y.shift_out_kw[:, b] + y.shift_in_kw[:, b]
    heat = device_input(case, y, b, DeviceKind.POWER_TO_HEAT)
    cold = device_input(case, y, b, DeviceKind.POWER_TO_COLD)
    return [
        Layer("PV", ORANGE, y.pv_used_kw[:, b], none),
        Layer("wind", GREEN, y.wind_used_kw[:, b], none),
        Layer("load", BLUE, none, load),
        Layer("heat devices", VERMILION, none, heat),
        Layer("cold devices", SKY, none, cold),
        Layer(
            "storage",
            YELLOW,
            y.discharge_kw[:, sites].sum(axis=1),
            y.charge_kw[:, sites].sum(axis=1),
        ),
        Layer(
            hubs.pop() if len(hubs) == 1 else "links",
            PURPLE,
            y.port_out_kw[:, ports].sum(axis=1),
            y.port_in_kw[:, ports].sum(axis=1),
        ),
        Layer("grid", GREY, y.import_kw[:, b], y.export_kw[:, b]),
    ]


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
