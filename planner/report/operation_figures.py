"""Figures of the chosen design at work: dispatch of a building, storage, ports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cases import Scenario
from cases.schema import DeviceKind
from operation import Dispatch
from planner.report.drawing import (
    BLUE,
    CYCLE,
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
    axes_or_new,
    axes_with_strip,
    clock_axis,
    house_style,
    legend_above,
    look,
    say_instead,
    stack,
    step_edges,
    unsigned,
)
from planner.report.words import kilo
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
    b = _index(names, building, "building")
    ax, strip = axes_with_strip(ax, 4.0)
    edges = step_edges(day)
    layers = [layer for layer in _layers(plan, y, day, b) if layer.drawn]
    up, down = np.zeros(day.steps), np.zeros(day.steps)
    for layer in layers:
        up = stack(ax, edges, up, layer.up, layer.color)
        down = stack(ax, edges, down, -layer.down, layer.color)
    handles: list[object] = [
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
            -_to_the_end(day.electricity_kw[:, b]),
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
        ax.set_yticks([])
        say_instead(ax, "the chosen design has no storage")
        clock_axis(ax, day)
        return ax
    ax, strip = axes_with_strip(ax, 3.6, 0.55)
    handles: list[object] = []
    width = day.step_hours / len(built)
    for position, s in enumerate(built):
        kind, capacity = plan.case.storage_types[s], plan.chosen.design.storage_kwh[s]
        style = look(position)
        ax.axhspan(
            kind.soc_min * capacity, kind.soc_max * capacity, color=style["color"], alpha=0.13, lw=0
        )
        label = f"{plan.case.storage[s].name} ({kilo(capacity)} kWh)"
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
    legend_above(ax, f"Storage, {scenario}", handles, columns=3)
    return ax


@house_style()
def ports_figure(plan: Plan, scenario: str, ax: Axes | None = None) -> Axes:
    """Power through every port: from the building up, to the building down.

    Raises ValueError for names the case has not, where there is no dispatch, and without hubs.
    """
    if not plan.case.hubs:
        raise ValueError("this configuration has no hub, so there are no ports to draw")
    day, y = scenario_dispatch(plan, scenario)
    ax = axes_or_new(ax, 3.0)
    edges = step_edges(day)
    handles: list[object] = []
    for p, (h, b) in enumerate(plan.case.ports):
        style = look(p)
        hub, building = plan.case.hubs[h].name, plan.case.buildings[b].name
        label = building if len(plan.case.hubs) == 1 else f"{hub}: {building}"
        net = _to_the_end(y.port_in_kw[:, p] - y.port_out_kw[:, p])
        handles += ax.step(edges, net, where="post", linewidth=1.4, label=label, **style)
        ax.fill_between(edges, net, step="post", color=style["color"], alpha=0.15, linewidth=0)
    ratings = sorted({rating for rating in plan.chosen.design.fid_kw if rating > 0})
    for rating in ratings:
        for side in (-rating, rating):
            ax.axhline(side, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)))
    if ratings:
        words = "rating" if len(ratings) == 1 else "ratings"
        handles.append(
            Line2D([], [], color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)), label=words)
        )
    ax.axhline(0.0, color=INK, linewidth=0.8)
    ax.margins(y=0.1)
    ax.autoscale_view()
    ax.set_ylabel("\N{LEFTWARDS ARROW} to building (kW) from \N{RIGHTWARDS ARROW}")
    unsigned(ax)
    clock_axis(ax, day)
    hubs = " and ".join(hub.name for hub in plan.case.hubs[:3])
    legend_above(ax, f"Power through the ports of {hubs}, {scenario}", handles)
    return ax


def scenario_dispatch(plan: Plan, scenario: str) -> tuple[Scenario, Dispatch]:
    """A scenario with the chosen design's dispatch. Raises ValueError if there is none."""
    number = _index([day.name for day in plan.case.scenarios], scenario, "scenario")
    if plan.decision is None:
        raise ValueError(f"no design was chosen: {plan.outcome.value.replace('_', ' ')}")
    outcome = plan.dispatches[number]
    if outcome.dispatch is None:
        raise ValueError(f'"{scenario}" has no dispatch: {outcome.status.value} {outcome.message}')
    return plan.case.scenarios[number], outcome.dispatch


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
        line = _to_the_end(prices[:, b])
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


def _to_the_end(values: Array) -> Array:
    """Values of steps at the edges of the steps, the last one twice."""
    return np.append(values, values[-1])


def _index(names: list[str], name: str, what: str) -> int:
    if name not in names:
        raise ValueError(f'there is no {what} "{name}"; there are: {", ".join(names)}')
    return names.index(name)
