"""Attainment surfaces of two algorithms and where they differ, for two objectives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from benchmarks.report.attainment import (
    attained_sets,
    attainment_difference,
    attainment_surfaces,
    view,
)
from benchmarks.report.canvas import (
    Panel,
    legend_over,
    panel_grid,
    panel_title,
    side_label,
    small_labels,
)
from benchmarks.report.results import Results
from planner.report.drawing import BLUE, INK, PAPER, VERMILION, house_style

FloatArray = NDArray[np.float64]
COLUMNS = 4
LEVELS = {0: (0.6, ":"), 50: (1.1, "-"), 100: (0.6, "--")}
LEVEL_WORDS = {0: "best run", 50: "median", 100: "worst run"}


def attainment_panels(results: Results, names: tuple[str, str]) -> list[Panel]:
    """Problems with two objectives on which both algorithms have runs with a common seed."""
    there = {name: set[tuple[str, int]]() for name in names}
    for record in results.coverage.records:
        if record.algorithm in there:
            there[record.algorithm].add((record.problem, record.seed))
    common = {problem for problem, _ in set.intersection(*there.values())}
    return [
        Panel(f"{problem} (tuned on)" if problem in results.tuned else problem, (problem,))
        for problem in results.judged + results.tuned
        if len(results.problems[problem].objectives) == 2 and problem in common
    ]


@house_style()
def surfaces_figure(
    results: Results, names: tuple[str, str], checkpoint: int, shown: Sequence[Panel]
) -> Figure:
    """What the best, the median and the worst run of two algorithms attain."""
    figure, axes = _panels(results, checkpoint, shown)
    for panel, ax in zip(shown, axes, strict=True):
        surfaces = [
            attainment_surfaces(
                list(attained_sets(results, name, panel.problems[0], checkpoint).values())
            )
            for name in names
        ]
        low, high = view(surfaces)
        for surface, color in zip(surfaces, (BLUE, VERMILION), strict=True):
            for level, (width, dashes) in LEVELS.items():
                _staircase(ax, surface[level], high, color, width, dashes)
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    handles = [
        *(
            Line2D([], [], color=color, label=results.labels[name])
            for name, color in zip(names, (BLUE, VERMILION), strict=True)
        ),
        *(
            Line2D([], [], color=INK, linewidth=width, linestyle=dashes, label=LEVEL_WORDS[level])
            for level, (width, dashes) in LEVELS.items()
        ),
    ]
    legend_over(figure, handles)
    return figure


@house_style()
def difference_figure(
    results: Results, names: tuple[str, str], checkpoint: int, shown: Sequence[Panel]
) -> Figure:
    """Where one of two algorithms attains points more often than the other, and both medians.

    Of the seeds that both have runs with, where some are missing.
    """
    figure, axes = _panels(results, checkpoint, shown)
    colors = LinearSegmentedColormap.from_list("difference", [VERMILION, PAPER, BLUE])
    for panel, ax in zip(shown, axes, strict=True):
        first, second = (
            attained_sets(results, name, panel.problems[0], checkpoint) for name in names
        )
        both = [seed for seed in first if seed in second]
        sets = [[found[seed] for seed in both] for found in (first, second)]
        surfaces = [attainment_surfaces(each) for each in sets]
        low, high = view(surfaces)
        areas = attainment_difference(*sets)
        some = np.abs(areas.difference) > 1e-9
        corners = np.clip(areas.corners[some], np.tile(low, 2), np.tile(high, 2))
        ax.add_collection(
            PolyCollection(
                list(_outlines(corners)),
                array=areas.difference[some],
                cmap=colors,
                norm=Normalize(-1.0, 1.0),
                linewidths=0,
                antialiased=False,
                rasterized=True,
            )
        )
        for surface, dashes in zip(surfaces, ("-", "--"), strict=True):
            _staircase(ax, surface[50], high, INK, 0.7, dashes)
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    one, other = (results.labels[name] for name in names)
    handles = [
        Patch(facecolor=BLUE, label=f"only runs of {one} get here"),
        Patch(facecolor=VERMILION, label=f"only runs of {other}"),
        Line2D([], [], color=INK, linewidth=0.8, label=f"median of {one}"),
        Line2D([], [], color=INK, linewidth=0.8, linestyle="--", label=f"median of {other}"),
    ]
    legend_over(figure, handles, columns=2)
    return figure


def _panels(results: Results, checkpoint: int, shown: Sequence[Panel]) -> tuple[Figure, list[Axes]]:
    figure, axes = panel_grid(len(shown), COLUMNS, 1.5, extra_height=0.75)
    for panel, ax in zip(shown, axes, strict=True):
        panel_title(ax, panel.title, COLUMNS)
        ax.grid(False)
        ax.locator_params(nbins=4)
        small_labels(ax)
    figure.supxlabel(
        f"first objective (0 ideal, 1 nadir) after {checkpoint:,} evaluations", fontsize=8
    )
    side_label(figure, "second objective")
    return figure, axes


def _staircase(
    ax: Axes, surface: FloatArray, high: FloatArray, color: str, width: float, dashes: str
) -> None:
    """The border of what is dominated, on to the edges of the view."""
    if len(surface) == 0:
        return
    x = np.concatenate((surface[:1, 0], surface[:, 0], np.maximum(high[:1], surface[-1, 0])))
    y = np.concatenate((np.maximum(high[1:], surface[0, 1]), surface[:, 1], surface[-1:, 1]))
    ax.step(x, y, where="post", color=color, linewidth=width, linestyle=dashes)


def _outlines(corners: FloatArray) -> FloatArray:
    """Rectangles as outlines, shape (areas, 4, 2)."""
    left, bottom, right, top = corners.T
    return np.stack(
        [
            np.column_stack((left, bottom)),
            np.column_stack((right, bottom)),
            np.column_stack((right, top)),
            np.column_stack((left, top)),
        ],
        axis=1,
    )
