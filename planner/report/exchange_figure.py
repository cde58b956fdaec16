"""Figure of what buildings and shared storage exchange: givers on the left, takers on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from planner.exchange import exchange
from planner.report.chosen import scenario_dispatch
from planner.report.drawing import (
    FAINT,
    INK,
    ITEMS_DRAWN,
    PAPER,
    Array,
    axes_or_new,
    house_style,
    look,
    say_instead,
)
from planner.report.legends import brief
from planner.report.words import number

if TYPE_CHECKING:
    from planner.result import Plan

LEAST_SHARE = 1e-4
"""Flows below this share of all are not drawn."""

_LEFT, _RIGHT, _WIDE = 0.30, 0.67, 0.03
_LINE = 0.075
"""Height of a line of text, as a share of the axes if they have ten items."""


@dataclass(frozen=True)
class _Item:
    """A bar with its words: who gives or takes, and how much [kWh per day]."""

    label: str
    color: str
    size: float
    hatch: str | None = None


@house_style()
def exchange_figure(plan: Plan, scenario: str, ax: Axes | None = None) -> Axes:
    """Energy that went through the devices in a scenario: who gave how much to whom, and losses.

    What reaches a hub in a step is shared among all who take from it in that step, in proportion.
    Raises ValueError for names the case has not, where there is no dispatch, and without hubs.
    """
    day, dispatch = scenario_dispatch(plan, scenario)
    shown = exchange(plan.case, day, dispatch).of_largest(ITEMS_DRAWN)
    total = float(shown.given_kwh.sum())
    ax = axes_or_new(ax, 1.6 + 0.24 * len(shown.parties))
    hubs = plan.case.hubs
    ax.set_title(f"Energy through {brief(hubs[0].name) if len(hubs) == 1 else 'hubs'}, {scenario}")
    ax.set_xlabel("what reaches a hub in a step is shared among its takers in proportion")
    ax.xaxis.label.set_color(FAINT)
    if total <= 0:
        ax.set_xticks([])
        ax.set_xlabel("kWh a day")
        say_instead(ax, "nothing goes through the devices")
        return ax
    names = [brief(name, 22) for name in shown.parties]
    colors = [look(party)["color"] for party in range(len(names))]
    flows = np.column_stack((shown.delivered_kwh, shown.device_losses_kwh))
    flows = np.where(flows < LEAST_SHARE * total, 0.0, flows)
    givers = [
        _Item(f"{name}  {_kwh(size)}", color, size)
        for name, color, size in zip(names, colors, flows.sum(axis=1), strict=True)
    ]
    lost_inside = [*shown.storage_losses_kwh, 0.0]
    takers = [
        _Item(f"{_kwh(size)}  {name}{_of_it(lost)}", color, size, hatch)
        for name, color, size, lost, hatch in zip(
            [*names, "lost in the device" if len(hubs) == 1 else "lost in the devices"],
            [*colors, FAINT],
            flows.sum(axis=0),
            lost_inside,
            [None] * len(names) + ["////"],
            strict=True,
        )
    ]
    line = _LINE * total * 10 / max(len(givers), len(takers), 8)
    left, right = _stacked(givers, line), _stacked(takers, line)
    middle = max(_end(givers, left), _end(takers, right)) / 2
    left += middle - _end(givers, left) / 2
    right += middle - _end(takers, right) / 2
    _ribbons(ax, flows, left, right, colors)
    _bars(ax, givers, left, _LEFT - _WIDE, to_the_right=False)
    _bars(ax, takers, right, _RIGHT, to_the_right=True)
    ax.set_xlim(0, 1)
    ax.set_ylim(2 * middle + line / 2, -line / 2)
    ax.set_yticks([])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.set_xticks(
        [_LEFT - _WIDE / 2, _RIGHT + _WIDE / 2], ["given (kWh a day)", "taken (kWh a day)"]
    )
    ax.tick_params(axis="x", length=0)
    return ax


def _kwh(energy: float) -> str:
    return number(energy, 0 if energy >= 100 else 1)


def _of_it(lost: float) -> str:
    """What storage loses of what it takes, where that shows."""
    return f" ({_kwh(lost)} lost)" if lost >= 0.05 else ""


def _stacked(items: Sequence[_Item], line: float) -> Array:
    """Where each bar begins, so that no label meets the next, shape (items,)."""
    starts, place, before = [], 0.0, None
    for item in items:
        if item.size > 0:
            if before is not None:
                place += before + max(0.35 * line, line - (before + item.size) / 2)
            before = item.size
        starts.append(place)
    return np.array(starts)


def _end(items: Sequence[_Item], starts: Array) -> float:
    return float((starts + [item.size for item in items]).max())


def _bars(ax: Axes, items: Sequence[_Item], starts: Array, x: float, *, to_the_right: bool) -> None:
    for item, y in zip(items, starts.tolist(), strict=True):
        if item.size <= 0:
            continue
        bar = Rectangle(
            (x, y),
            _WIDE,
            item.size,
            facecolor=PAPER if item.hatch else item.color,
            edgecolor=INK,
            linewidth=0.4,
            hatch=item.hatch,
        )
        ax.add_patch(bar)
        ax.text(
            x + _WIDE + 0.01 if to_the_right else x - 0.01,
            y + item.size / 2,
            item.label,
            ha="left" if to_the_right else "right",
            va="center",
            fontsize=7.5,
        )


def _ribbons(ax: Axes, flows: Array, left: Array, right: Array, colors: Sequence[str]) -> None:
    """Bands from givers to takers, as wide as the energy; `flows` has shape (givers, takers)."""
    begins = left[:, None] + np.cumsum(flows, axis=1) - flows
    ends = right[None, :] + np.cumsum(flows, axis=0) - flows
    bend = (_LEFT + _RIGHT) / 2
    curve = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO]
    codes = [*curve, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CLOSEPOLY]
    for giver, taker in zip(*np.nonzero(flows), strict=True):
        size, a, b = flows[giver, taker], begins[giver, taker], ends[giver, taker]
        outline = [(_LEFT, a), (bend, a), (bend, b), (_RIGHT, b), (_RIGHT, b + size)]
        outline += [(bend, b + size), (bend, a + size), (_LEFT, a + size), (_LEFT, a)]
        color = colors[giver]
        ax.add_patch(PathPatch(Path(outline, codes), facecolor=color, alpha=0.5, linewidth=0))
