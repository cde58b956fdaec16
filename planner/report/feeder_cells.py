"""Buses of a feeder over the clock as coloured cells, some of them marked.

Colours of cells do not change in the dark, so lines and hatches over them must not either.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import Colormap
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from cases import Scenario
from cases.feeders.feeder import Feeder
from planner.feeder.check import FeederCheck
from planner.report.drawing import FAINT, INK, Array, clock_axis, step_edges
from planner.report.legends import brief

Marked = NDArray[np.bool_]

OVER_CELLS, IN_CELLS = "#10151b", "#fbfcfd"
"""Lines around cells and hatches in them, in the light and in the dark."""
BUSES_LABELLED = 14
"""At most about as many buses have their names at the axis."""
NAMES_WRITTEN = 16
"""Buildings at more buses than these are only marked."""


def cells(
    ax: Axes,
    check: FeederCheck,
    day: Scenario,
    values: Array,
    colours: Colormap,
    ends: tuple[float, float],
) -> AxesImage:
    """Values of shape (steps, buses) as cells, clock times along x and buses along y."""
    buses = len(check.connection.feeder)
    image = ax.imshow(
        values[:, line_by_line(check.connection.feeder)].T,
        extent=(0.0, day.steps * day.step_hours, buses - 0.5, -0.5),
        aspect="auto",
        interpolation="none",
        cmap=colours,
        vmin=ends[0],
        vmax=ends[1],
    )
    ax.grid(False)
    clock_axis(ax, day)
    _buses(ax, check)
    _buildings(ax, check)
    ax.set_ylim(buses - 0.5, -0.5)
    return image


def mark(ax: Axes, check: FeederCheck, day: Scenario, marked: Marked) -> None:
    """Outline and hatch cells; `marked` has shape (steps, buses)."""
    if not marked.any():
        return
    marked = marked[:, line_by_line(check.connection.feeder)]
    edges = step_edges(day)
    boxes = []
    for bus in np.flatnonzero(marked.any(axis=0)).tolist():
        padded = np.concatenate(([False], marked[:, bus], [False]))
        turns = np.flatnonzero(padded[1:] != padded[:-1])
        for first, end in zip(turns[::2], turns[1::2], strict=True):
            left, right = edges[first], edges[end]
            top, bottom = bus - 0.5, bus + 0.5
            boxes.append([(left, top), (right, top), (right, bottom), (left, bottom)])
    hatched = PolyCollection(
        boxes, facecolors="none", edgecolors=IN_CELLS, hatch="/////", linewidths=0.0
    )
    ax.add_collection(hatched, autolim=False)
    outline = LineCollection(_outline(marked, edges), colors=OVER_CELLS, linewidths=1.1)
    outline.set_capstyle("projecting")
    ax.add_collection(outline, autolim=False)


def line_by_line(feeder: Feeder) -> list[int]:
    """Buses as one walks them from the substation, the longest line first; shape (buses,)."""
    children: list[list[int]] = [[] for _ in range(len(feeder))]
    longest = [0] * len(feeder)
    for bus in range(len(feeder) - 1, 0, -1):
        parent = int(feeder.parent[bus])
        children[parent].append(bus)
        longest[parent] = max(longest[parent], longest[bus] + 1)
    order, waiting = [], [0]
    while waiting:
        bus = waiting.pop()
        order.append(bus)
        waiting += sorted(children[bus], key=lambda child: (longest[child], -child))
    return order


def _outline(marked: Marked, edges: Array) -> list[list[tuple[float, float]]]:
    """Segments between marked cells and others."""
    padded = np.pad(marked, 1)
    steps = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1]).tolist()
    buses = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1]).tolist()
    x = edges.tolist()
    upright = [[(x[step], bus - 0.5), (x[step], bus + 0.5)] for step, bus in steps]
    return upright + [[(x[step], bus - 0.5), (x[step + 1], bus - 0.5)] for step, bus in buses]


def _buses(ax: Axes, check: FeederCheck) -> None:
    """Names of some buses."""
    feeder = check.connection.feeder
    names = [feeder.buses[bus] for bus in line_by_line(feeder)]
    places = range(0, len(names), -(-len(names) // BUSES_LABELLED))
    ax.set_yticks(places, [brief(names[place], 8) for place in places])
    ax.set_ylabel("bus, line by line from the substation")


def _buildings(ax: Axes, check: FeederCheck) -> None:
    """A mark beside every bus that has a building, with the names where there is room."""
    feeder = check.connection.feeder
    order = line_by_line(feeder)
    taken: dict[int, list[str]] = {}
    for building, bus in zip(check.case.buildings, check.connection.places.bus, strict=True):
        taken.setdefault(order.index(int(bus)), []).append(building.name)
    rows = sorted(taken)
    side = ax.get_yaxis_transform()
    for row in rows:
        ax.plot(1.014, row, transform=side, color=INK, marker="<", markersize=3.5, clip_on=False)
    if len(rows) > NAMES_WRITTEN:
        labels = [f"buildings\nat {len(rows)} of\n{len(order)} buses"]
        heights = [len(order) / 2]
    else:
        names = [feeder.buses[order[row]] for row in rows]
        labels = [
            f"{brief(', '.join(taken[row]), 14)} ({name})"
            for row, name in zip(rows, names, strict=True)
        ]
        heights = _apart([float(row) for row in rows], len(order) / NAMES_WRITTEN, len(order))
        for row, height in zip(rows, heights, strict=True):
            ends = (1.03, 1.05), (row, height)
            ax.plot(*ends, transform=side, color=FAINT, linewidth=0.6, clip_on=False)
    for label, height in zip(labels, heights, strict=True):
        ax.text(1.057, height, label, transform=side, va="center", fontsize=6.5, clip_on=False)


def _apart(wanted: list[float], spacing: float, end: float) -> list[float]:
    """Heights as near to those wanted as leaves this spacing between them."""
    heights: list[float] = []
    for height in wanted:
        heights.append(max(height, heights[-1] + spacing) if heights else height)
    room = end - 0.5
    for place in range(len(heights) - 1, -1, -1):
        heights[place] = min(heights[place], room)
        room = heights[place] - spacing
    return heights
