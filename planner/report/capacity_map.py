"""Map of a figure over the capacities: every design that a run evaluated, and what lies between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.ticker import MaxNLocator
from matplotlib.tri import Triangulation

from cases import Case
from planner.evaluation import Evaluation, Objective
from planner.kept_run import KeptRun
from planner.report.capacity_axes import Axes2, best_by_place, capacity_axes, places_of
from planner.report.drawing import (
    FAINT,
    PAPER,
    VERMILION,
    Array,
    axes_or_new,
    house_style,
    note,
    say_instead,
)
from planner.report.legends import legend_above
from planner.report.search_figures import DOTS_AS_VECTORS
from planner.report.words import OBJECTIVE_WORDS, counted

if TYPE_CHECKING:
    from planner.result import Plan

REACH = 0.18
"""Designs further apart than this share of the axes have nothing drawn between them."""
COLORS = "viridis"
"""Even in lightness, so that it reads in grey and with any colour vision."""
BEYOND = 0.1
"""The worst values, this share of them, have the last shade all together."""
_SHADES = 12
_Extend = Literal["min", "max", "neither"]


@house_style()
def capacity_map(
    run: Plan | KeptRun,
    objective: Objective = Objective.LIFECYCLE_COST,
    ax: Axes | None = None,
    *,
    over: Sequence[str] = (),
) -> Axes:
    """A figure of the designs evaluated over their capacities; front and choice are marked.

    Between designs near one another it is interpolated; elsewhere nothing is drawn. `over` names
    the two capacities of the axes; left out, they are all storage and all FID ratings, or a
    storage site and all others where there is no FID. Of designs in one place the best is drawn.
    Raises ValueError for names that the case has not.
    """
    case, front = run.case, run.front if isinstance(run, KeptRun) else run.front_evaluations
    ax = axes_or_new(ax, 3.6)
    sides = capacity_axes(case, over)
    title = f"{_capital(OBJECTIVE_WORDS[objective])} over the capacities"
    accepted = [e for e in run.evaluations if e.accepted]
    if sides is None or not accepted:
        ax.set_title(title)
        ax.set_xticks([])
        say_instead(ax, "there is one capacity only" if accepted else "no design could be run")
        return ax
    factor, unit = _unit(case, objective)
    places, values = best_by_place(accepted, sides, objective)
    values = factor * values
    ax.set_xlabel(sides[0].label)
    ax.set_ylabel(sides[1].label)
    shades, extend = _shades(values, objective)
    norm = Normalize(shades[0], shades[-1])
    triangles = _near(places)
    if triangles is not None:
        style: dict[str, Any] = {"levels": shades, "extend": extend, "norm": norm}
        filled = ax.tricontourf(triangles, values, cmap=COLORS, zorder=0, **style)
        filled.set_edgecolor("face")  # or seams show between the shades
        filled.set_linewidth(0.3)
    crowded = len(places) > 200
    ax.scatter(
        places[:, 0],
        places[:, 1],
        c=values,
        s=7 if crowded else 14,
        cmap=COLORS,
        norm=norm,
        edgecolors=FAINT,
        linewidths=0.3 if crowded else 0.4,
        rasterized=len(places) > DOTS_AS_VECTORS,
        label=f"{counted(len(accepted), 'design')} evaluated",
    )
    _mark_infeasible(ax, run.evaluations, sides)
    _mark(ax, front, sides, run.decision.row if run.decision is not None else None)
    beside = ax.inset_axes((1.03, 0.0, 0.03, 1.0))
    mapped = ScalarMappable(norm, COLORS)
    bar = ax.figure.colorbar(mapped, cax=beside, extend=extend)
    bar.set_label(f"{OBJECTIVE_WORDS[objective]} ({unit})")
    bar.outline.set_linewidth(0.4)
    bar.ax.ticklabel_format(useOffset=False, style="plain")
    ax.grid(False)
    ax.use_sticky_edges = False
    ax.margins(0.04)
    if len(places) < len(accepted):
        note(ax, "of designs in one place the best is drawn", y=0.02)
    legend_above(ax, title, ax.get_legend_handles_labels()[0])
    return ax


def _unit(case: Case, objective: Objective) -> tuple[float, str]:
    """What a value is multiplied with to be told, and its unit then."""
    return {
        Objective.LIFECYCLE_COST: (
            1e-6,
            f"million {case.currency} over {case.economics.horizon_years} years",
        ),
        Objective.ANNUAL_EMISSIONS: (1e-3, "tCO₂ per year"),
        Objective.SELF_CONSUMPTION: (100.0, "%"),
        Objective.DAILY_COST: (1.0, f"{case.currency} per day"),
    }[objective]


def _shades(values: Array, objective: Objective) -> tuple[Array, _Extend]:
    """Where one shade ends and the next begins, in round numbers; where values lie beyond them."""
    low, high = np.quantile(
        values, (BEYOND, 1.0) if objective.maximised else (0.0, 1.0 - BEYOND)
    ).tolist()
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9):
        low, high = low - 0.5, high + 0.5
    shades: Array = np.asarray(MaxNLocator(_SHADES).tick_values(low, high), dtype=float)
    under, over = bool(values.min() < shades[0]), bool(values.max() > shades[-1])
    return shades, "min" if under else "max" if over else "neither"


def _near(places: Array) -> Triangulation | None:
    """Triangles between designs near one another; None where there are none."""
    spread = np.ptp(places, axis=0)
    if len(places) < 3 or not (spread > 0).all():
        return None
    scaled = (places - places.min(axis=0)) / spread
    try:
        triangles = Triangulation(*scaled.T)
    except RuntimeError:  # all on one line
        return None
    corners = scaled[triangles.triangles]
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    far = (sides > REACH).any(axis=1)
    if far.all():
        return None
    return Triangulation(*places.T, triangles.triangles, mask=far)


def _mark_infeasible(ax: Axes, evaluations: Sequence[Evaluation], sides: Axes2) -> None:
    if not (without := [e for e in evaluations if not e.accepted]):
        return
    ax.plot(
        *places_of(without, sides).T,
        color=FAINT,
        linestyle="none",
        marker="x",
        markersize=3.5,
        label="cannot be run",
    )


def _mark(ax: Axes, front: Sequence[Evaluation], sides: Axes2, chosen: int | None) -> None:
    """Front and chosen design, seen on every shade."""
    places = places_of(front, sides)
    ax.plot(
        *places.T,
        color=PAPER,
        linestyle="none",
        marker="o",
        markersize=5.5,
        markerfacecolor="none",
        markeredgecolor=PAPER,
        markeredgewidth=2.2,
    )
    ax.plot(
        *places.T,
        linestyle="none",
        marker="o",
        markersize=5.5,
        markerfacecolor="none",
        markeredgecolor=VERMILION,
        markeredgewidth=1.1,
        label="front",
    )
    if chosen is not None:
        ax.plot(
            *places[[chosen]].T,
            linestyle="none",
            marker="*",
            markersize=14,
            color=VERMILION,
            markeredgecolor=PAPER,
            markeredgewidth=0.8,
            label="chosen",
        )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
