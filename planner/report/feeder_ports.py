"""Figures of the ports of a design on a feeder: powers over the clock, and in their discs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.ticker import PercentFormatter

from operation.dispatch import Dispatch
from planner.feeder.check import FeederCheck
from planner.feeder.check_ports import PortDay, port_days
from planner.report.chosen import index_of
from planner.report.drawing import (
    FAINT,
    INK,
    ITEMS_DRAWN,
    RULE,
    Array,
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

_PLANNED = ":"
_NONE = "this design has no ports"


@house_style()
def port_powers_figure(
    check: FeederCheck, planned: Sequence[Dispatch], scenario: str, ax: Axes | None = None
) -> Axes:
    """Active power that every port gives to its building, and the share of its rating in use.

    Lines are those of predictive control where there is some, dotted ones of the plan; reactive
    power is drawn thin. Raises ValueError for names that the case has not.
    """
    number = index_of([day.name for day in check.case.scenarios], scenario, "scenario")
    day, ports = check.case.scenarios[number], port_days(check, planned)[number]
    title = f"Ports on the feeder, {scenario}"
    if not ports.names:
        return _without(ax, title)
    ax, strip = axes_with_strip(ax, 4.2, 0.55)
    edges = step_edges(day)
    handles: list[Artist] = []
    for place in range(min(len(ports.names), ITEMS_DRAWN)):
        color = look(place)["color"]
        label = f"{brief(ports.names[place], 24)} ({kilo(float(ports.rating_kva[place]))} kVA)"
        handles.append(Line2D([], [], color=color, linewidth=1.6, label=label))
        _port(ax, strip, edges, ports, place, color)
    handles += _styles(ports)
    ax.axhline(0.0, color=INK, linewidth=0.8)
    ax.margins(y=0.08)
    ax.set_ylabel("\N{LEFTWARDS ARROW} taken (kW, kvar) given \N{RIGHTWARDS ARROW}")
    unsigned(ax)
    strip.axhline(1.0, color=FAINT, linewidth=1.0, dashes=(4, 3))
    strip.set_ylim(0.0, 1.12)
    strip.set_yticks([0.0, 0.5, 1.0])
    strip.yaxis.set_major_formatter(PercentFormatter(1.0))
    strip.set_ylabel("of the rating")
    clock_axis(strip, day)
    legend_above(ax, f"{title}{_only(ports)}", handles, columns=3)
    return ax


@house_style()
def port_discs_figure(
    check: FeederCheck, planned: Sequence[Dispatch], scenario: str, ax: Axes | None = None
) -> Axes:
    """Active against reactive power of every port in shares of its rating, a dot a step.

    What a port can give lies within the disc. Raises ValueError for names that the case has not.
    """
    number = index_of([day.name for day in check.case.scenarios], scenario, "scenario")
    ports = port_days(check, planned)[number]
    title = f"What the ports give, {scenario}"
    if not ports.names:
        return _without(ax, title)
    ax = axes_or_new(ax, 4.2)
    ax.add_patch(Circle((0.0, 0.0), 1.0, facecolor="none", edgecolor=INK, linewidth=1.2))
    ax.add_patch(Circle((0.0, 0.0), 0.5, facecolor="none", edgecolor=RULE, linewidth=0.8))
    handles: list[Artist] = []
    for place in range(min(len(ports.names), ITEMS_DRAWN)):
        color, rating = look(place)["color"], ports.rating_kva[place]
        _dots(ax, ports.planned.kw[:, place] / rating, ports.planned.kvar[:, place] / rating, color)
        if ports.operated is not None:
            kw, kvar = ports.operated.kw[:, place], ports.operated.kvar[:, place]
            _dots(ax, kw / rating, kvar / rating, color, filled=True)
        label = f"{brief(ports.names[place], 24)} ({kilo(float(rating))} kVA)"
        handles.append(Line2D([], [], color=color, marker="o", linestyle="none", label=label))
    ax.axhline(0.0, color=FAINT, linewidth=0.6)
    ax.axvline(0.0, color=FAINT, linewidth=0.6)
    ax.set_aspect("equal")
    ax.set_xlim(-1.15, 1.15)
    ax.set_ylim(-1.15, 1.15)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0))
        axis.set_ticks([-1.0, -0.5, 0.0, 0.5, 1.0])
    ax.grid(False)
    ax.set_xlabel("active power given to the building, of the rating")
    ax.set_ylabel("reactive power given, of the rating")
    ring: dict[str, Any] = {"color": FAINT, "marker": "o", "linestyle": "none"}
    handles.append(Line2D([], [], **ring, markerfacecolor="none", label="as planned"))
    if ports.operated is not None:
        handles.append(Line2D([], [], **ring, label="with predictive control"))
    legend_above(ax, f"{title}{_only(ports)}", handles, columns=3)
    return ax


def _port(ax: Axes, strip: Axes, edges: Array, ports: PortDay, place: int, color: str) -> None:
    ways = [(ports.planned, _PLANNED)]
    if ports.operated is not None:
        ways.append((ports.operated, "-"))
    shares = [powers.share(ports.rating_kva)[:, place] for powers, _ in ways]
    for (powers, dashes), share in zip(ways, shares, strict=True):
        style: dict[str, Any] = {"where": "post", "color": color, "linestyle": dashes}
        ax.step(edges, to_the_end(powers.kw[:, place]), linewidth=1.6, **style)
        if np.abs(powers.kvar[:, place]).max() > 0:
            ax.step(edges, to_the_end(powers.kvar[:, place]), linewidth=0.7, **style)
        strip.step(edges, to_the_end(share), linewidth=1.3, **style)


def _styles(ports: PortDay) -> list[Artist]:
    """What the dashes and widths of lines say."""
    styles = [Line2D([], [], color=FAINT, linewidth=1.6, linestyle=_PLANNED, label="as planned")]
    if ports.operated is not None:
        words = "with predictive control"
        styles.append(Line2D([], [], color=FAINT, linewidth=1.6, label=words))
    if any(way is not None and way.kvar.any() for way in (ports.planned, ports.operated)):
        styles.append(Line2D([], [], color=FAINT, linewidth=0.7, label="thin: reactive power"))
    return list(styles)


def _dots(ax: Axes, x: Array, y: Array, color: str, *, filled: bool = False) -> None:
    ax.plot(
        x,
        y,
        color=color,
        marker="o",
        linestyle="none",
        markersize=4.5,
        markerfacecolor=color if filled else "none",
        markeredgewidth=0.8,
        alpha=0.85,
    )


def _without(ax: Axes | None, title: str) -> Axes:
    ax = axes_or_new(ax, 1.6)
    ax.set_title(title)
    ax.set_xticks([])
    say_instead(ax, _NONE)
    return ax


def _only(ports: PortDay) -> str:
    total = len(ports.names)
    return f" (first {ITEMS_DRAWN} of {total})" if total > ITEMS_DRAWN else ""
