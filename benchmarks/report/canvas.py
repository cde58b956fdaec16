"""Figures of many small panels, in the looks of the planner's report."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from benchmarks.report.results import Results
from planner.report.drawing import CYCLE, DASHES, FAINT, INK

WIDTH = 7.2
"""Of a page's text [inches]."""
LETTERS = 98
"""Of titles side by side across the page."""
PANELS_ON_A_PAGE = 20
PROBLEMS_ONE_BY_ONE = 40
"""A study of more problems has a panel for each group of problems instead of each problem."""
SHORT_RANGE = 25.0
"""Over a smaller range than this, 2 and 5 are named beside the powers of ten."""
COLORS = CYCLE[:-1]
"""Without yellow, which is too faint for a line."""


@dataclass(frozen=True)
class Panel:
    """Problems that one panel shows together: mostly one."""

    title: str
    problems: tuple[str, ...]


def panels(results: Results) -> list[Panel]:
    """One for each problem, tuned ones last, or for each group where problems are many."""
    names = results.judged + results.tuned
    if len(names) <= PROBLEMS_ONE_BY_ONE:
        return [Panel(f"{n} (tuned on)" if n in results.tuned else n, (n,)) for n in names]
    members: dict[str, list[str]] = {}
    for name in results.judged:
        members.setdefault(results.groups[name], []).append(name)
    return [Panel(group, tuple(names)) for group, names in members.items()]


def pages(all_panels: Sequence[Panel]) -> list[list[Panel]]:
    """Panels in as few pages as they need, about as many on each."""
    count = math.ceil(len(all_panels) / PANELS_ON_A_PAGE)
    size = math.ceil(len(all_panels) / count) if count else 1
    return [list(all_panels[i : i + size]) for i in range(0, len(all_panels), size)]


def page_names(stem: str, count: int) -> list[str]:
    """A file's name for each page; the stem alone if there is only one."""
    return [stem] if count == 1 else [f"{stem}_{number}" for number in range(1, count + 1)]


def new_figure(
    height_inches: float, layout: Literal["constrained"] | None = "constrained"
) -> Figure:
    """Figure as wide as the page, without global state."""
    figure = Figure(figsize=(WIDTH, height_inches), layout=layout)
    FigureCanvasAgg(figure)
    return figure


def panel_grid(
    count: int, columns: int, panel_height: float, extra_height: float = 0.4, **shared: Any
) -> tuple[Figure, list[Axes]]:
    """Figure with `count` axes in rows of `columns`; the places left over are empty."""
    columns = min(columns, max(count, 1))
    rows = max(1, math.ceil(count / columns))
    figure = new_figure(rows * panel_height + extra_height)
    grid = figure.subplots(rows, columns, squeeze=False, **shared)
    for ax in grid.flat[count:]:
        ax.set_visible(False)
    for ax in grid.flat[max(0, count - columns) : count]:  # the lowest that is seen in its column
        ax.tick_params(labelbottom=True)
    return figure, list(grid.flat[:count])


def looks(results: Results) -> dict[str, dict[str, Any]]:
    """Line of each algorithm: the reference black and dashed, the others in colours."""
    styles: dict[str, dict[str, Any]] = {}
    for entry in results.study.algorithms:
        number = len(styles) - (results.study.reference in styles)
        styles[entry.name] = (
            {"color": INK, "linestyle": (0, (3.5, 1.2))}
            if entry.name == results.study.reference
            else {
                "color": COLORS[number % len(COLORS)],
                "linestyle": DASHES[number // len(COLORS) % len(DASHES)],
            }
        )
    return {name: styles[name] for name in results.labels}


def legend_over(figure: Figure, handles: Sequence[Artist], columns: int = 5) -> None:
    """Legend of the whole figure, above all panels."""
    figure.legend(
        handles=list(handles),
        loc="outside upper left",
        ncols=min(columns, len(handles)),
        borderaxespad=0.5,
        borderpad=0.0,
        columnspacing=1.4,
        handlelength=2.2,
        handletextpad=0.5,
        labelspacing=0.35,
    )


def panel_title(ax: Axes, text: str, columns: int) -> None:
    """Title of one of so many panels side by side, on two lines where it is too wide for one."""
    lines = textwrap.wrap(
        text,
        LETTERS // columns,
        max_lines=2,
        placeholder=" \N{HORIZONTAL ELLIPSIS}",
        break_on_hyphens=False,
    )
    ax.set_title("\n".join(lines), fontsize=7.5, pad=3, linespacing=1.1)


def evaluations_axis(ax: Axes, low: float, high: float) -> None:
    """Evaluations along x, by powers of ten."""
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    ax.xaxis.set_major_locator(LogLocator(numticks=6))
    ax.xaxis.set_minor_formatter(NullFormatter())


def quality_axis(axis: Any, low: float, high: float) -> None:
    """An indicator by powers of ten, at most five of them named."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log", f"{axis.axis_name}lim": (low, high)})
    axis.set_minor_formatter(NullFormatter())
    if high / low < SHORT_RANGE:
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=12))
        axis.set_major_formatter("{x:g}")
    else:
        axis.set_major_locator(LogLocator(numticks=5))


def log_limits(values: Any, floor: float, pad: float = 0.06) -> tuple[float, float]:
    """Limits around the finite values, none below `floor`, at least a factor 3 apart."""
    numbers = np.asarray(values, dtype=float)
    finite = np.maximum(numbers[np.isfinite(numbers)], floor)
    if len(finite) == 0:
        return 0.1, 1.0
    low, high = math.log10(finite.min()), math.log10(finite.max())
    middle, half = (low + high) / 2, max((high - low) / 2, math.log10(3.0) / 2)
    half *= 1 + 2 * pad
    return float(10 ** (middle - half)), float(10 ** (middle + half))


def side_label(figure: Figure, text: str) -> None:
    """Label along the left side, on more lines where the figure is low."""
    letters = int(figure.get_figheight() * 72 / 5)
    figure.supylabel(textwrap.fill(text, letters, break_on_hyphens=False), fontsize=8)


def small_labels(ax: Axes) -> None:
    """Numbers of a small panel."""
    ax.tick_params(labelsize=6, pad=1.5, length=2, which="both", colors=FAINT, labelcolor=INK)
