"""Figures of the search: the front and how it grew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from planner.evaluation import SEARCH_OBJECTIVES, Evaluation
from planner.report.bound_line import draw_bound
from planner.report.drawing import (
    BLUE,
    FAINT,
    GREY,
    INK,
    PAPER,
    VERMILION,
    Array,
    axes_or_new,
    house_style,
    note,
    say_instead,
)
from planner.report.legends import legend_above
from planner.report.words import capacity_labels, counted, number

if TYPE_CHECKING:
    from planner.result import Plan

OFF_SCALE = 2.5
"""Nothing installed is drawn if the axes need not grow to more than this many times the front."""
DOTS_AS_VECTORS = 1500
"""More dots than this become one bitmap inside the SVG, or it would grow too large."""


@house_style()
def front_figure(plan: Plan, ax: Axes | None = None) -> Axes:
    """Lifecycle cost against annual emissions: front, choice, reference, nothing, all designs."""
    ax = axes_or_new(ax)
    ax.set_xlabel(
        f"lifecycle cost over {plan.case.economics.horizon_years} years "
        f"(million {plan.case.currency})"
    )
    ax.set_ylabel("emissions (tCO₂ per year)")
    ax.grid(True, axis="both")
    if not plan.front_evaluations:
        ax.set_title("Cost against carbon")
        say_instead(ax, "no design could be run")
        return ax
    front = _points(plan.front_evaluations)
    others = _points([e for e in plan.evaluations if e.accepted])
    notes = _set_limits(ax, plan, front)
    low, high = np.array([ax.get_xlim(), ax.get_ylim()]).T
    outside = int(((others < low) | (others > high)).any(axis=1).sum())
    if outside:
        notes.append(f"{counted(outside, 'design')} outside the picture")
    ax.scatter(
        others[:, 0],
        others[:, 1],
        s=9,
        color=GREY,
        alpha=0.45,
        linewidths=0,
        rasterized=len(others) > DOTS_AS_VECTORS,
        label="other designs evaluated",
    )
    sought = plan.settings.search.objectives
    in_plane = set(sought) == set(SEARCH_OBJECTIVES)
    if not in_plane:
        notes.append(f"a front of {len(sought)} objectives, seen in two")
    if plan.bound is not None and not draw_bound(ax, plan.bound.curve):
        notes.append("what no design can beat lies left of the picture")
    line = 1 if in_plane else 0
    ax.plot(*front.T, color=BLUE, linewidth=line, marker="o", markersize=3.5, label="front")
    if plan.nothing_installed.accepted and not _nothing_far(plan, front):
        ax.plot(
            *_points([plan.nothing_installed]).T,
            color=INK,
            linestyle="none",
            marker="X",
            markersize=7,
            markeredgecolor=PAPER,
            label="nothing installed",
        )
    if plan.reference is not None and plan.reference.accepted:
        inside = _points([plan.reference])
        if ((inside >= low) & (inside <= high)).all():
            ax.plot(
                *inside.T,
                color=PAPER,
                linestyle="none",
                marker="D",
                markersize=5.5,
                markeredgecolor=INK,
                label="reference design",
            )
    if plan.decision is not None:
        ax.plot(
            *front[[plan.decision.row]].T,
            color=VERMILION,
            linestyle="none",
            marker="*",
            markersize=13,
            markeredgecolor=PAPER,
            markeredgewidth=0.7,
            label="chosen",
        )
        _label_chosen(ax, front[plan.decision.row], capacity_labels(plan.case, plan.chosen.design))
    legend_above(ax, "Cost against carbon", ax.get_legend_handles_labels()[0])
    # where designs are that nobody wants
    note(ax, "\n".join(notes))
    return ax


@house_style()
def convergence_figure(plan: Plan, ax: Axes | None = None) -> Axes:
    """Hypervolume of the front over the designs evaluated."""
    ax = axes_or_new(ax, 2.6)
    evaluated = [generation.evaluations for generation in plan.generations]
    volume = [100 * generation.hypervolume for generation in plan.generations]
    ax.set_title("How the front grew" if plan.enumerated else "How the search got better")
    ax.set_xlabel("different designs evaluated")
    ax.set_ylabel("hypervolume (% of its box)")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if not any(volume):
        ax.set_xlim(0, max(evaluated, default=1))
        say_instead(ax, "no design could be run")
        return ax
    ax.plot(evaluated, volume, color=BLUE, linewidth=1.2, marker="o", markersize=3.5)
    ax.margins(y=0.12)
    last, parts = plan.generations[-1], "part" if plan.enumerated else "generation"
    note(
        ax,
        f"{counted(last.evaluations, 'design')} in {counted(last.generation, parts)}\n"
        f"{counted(last.front_size, 'design')} nondominated",
        y=0.04,
    )
    return ax


def _points(evaluations: list[Evaluation] | tuple[Evaluation, ...]) -> Array:
    """Million currency and tonnes a year, shape (designs, 2)."""
    rows = [(e.lifecycle_cost / 1e6, e.annual_emissions_kg / 1e3) for e in evaluations]
    return np.array(rows, dtype=float).reshape(len(rows), 2)


def _span(front: Array) -> Array:
    """Spread of the front, and at least a hundredth of its values."""
    least = np.maximum(0.01 * np.abs(front).max(axis=0), 1e-6)
    span: Array = np.maximum(np.ptp(front, axis=0), least)
    return span


def _nothing_far(plan: Plan, front: Array) -> bool:
    nothing = _points([plan.nothing_installed])
    return bool((np.ptp(np.vstack((front, nothing)), axis=0) > OFF_SCALE * _span(front)).any())


def _set_limits(ax: Axes, plan: Plan, front: Array) -> list[str]:
    """Limits around front and nothing installed; what the corner has to say about it."""
    shown, notes = front, []
    nothing = plan.nothing_installed
    if not nothing.accepted:
        notes.append("nothing installed: cannot be run")
    elif _nothing_far(plan, front):
        cost, carbon = _points([nothing])[0]
        notes.append(
            f"nothing installed is off the scale:\n{number(cost, 2)} million "
            f"{plan.case.currency}, {number(carbon, 0)} tCO₂ per year"
        )
    else:
        shown = np.vstack((front, _points([nothing])))
    span = np.maximum(np.ptp(shown, axis=0), _span(front))
    middle = (shown.min(axis=0) + shown.max(axis=0)) / 2
    low, high = middle - span / 2, middle + span / 2
    ax.set_xlim(low[0] - 0.06 * span[0], high[0] + 0.08 * span[0])
    chosen = shown[plan.decision.row] if plan.decision is not None else middle
    room = 0.28 if chosen[1] > middle[1] + 0.2 * span[1] else 0.10
    ax.set_ylim(low[1] - 0.22 * span[1], high[1] + room * span[1])
    ax.ticklabel_format(useOffset=False, style="plain")
    return notes


def _label_chosen(ax: Axes, point: Array, lines: list[str]) -> None:
    """Capacities beside the chosen design, where neither front nor notes are."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    across, up = (point[0] - left) / (right - left), (point[1] - bottom) / (top - bottom)
    # left of it and below is free, unless that is the corner with the notes
    above = across < 0.45 or up < 0.5
    leftwards = across > 0.7 if above else True
    ax.annotate(
        "\n".join(lines),
        (float(point[0]), float(point[1])),
        xytext=(-10 if leftwards else 16, 12 if above else -8),
        textcoords="offset points",
        ha="right" if leftwards else "left",
        va="bottom" if above else "top",
        fontsize=7.5,
        linespacing=1.25,
        bbox={"boxstyle": "round,pad=0.3", "facecolor": PAPER, "edgecolor": FAINT, "lw": 0.5},
        arrowprops={"arrowstyle": "-", "color": FAINT, "lw": 0.6},
        zorder=5,
    )
