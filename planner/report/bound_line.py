"""Where no design can be, in a picture of cost against emissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.report.drawing import FAINT, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planner.bound.curve import BoundCurve

POINTS = 400


def draw_bound(ax: Axes, curve: BoundCurve) -> bool:
    """Line of the bounds and the region behind it, inside the limits, million and tonnes.

    Returns whether any of the line is inside.
    """
    (left, _), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    lowest = max(bottom, curve.least_emissions_kg / 1e3)
    emissions = np.linspace(min(lowest, top), top, POINTS)
    cost = curve.least_cost(1e3 * emissions) / 1e6
    inside = np.isfinite(cost)
    if not (cost[inside] > left).any():
        return False
    ax.fill_betweenx(
        emissions[inside], left, cost[inside], color=FAINT, alpha=0.35, linewidth=0, zorder=0
    )
    if lowest > bottom:
        ax.axhspan(bottom, min(lowest, top), color=FAINT, alpha=0.35, linewidth=0, zorder=0)
    ax.plot(
        cost[inside],
        emissions[inside],
        color=INK,
        linewidth=0.9,
        linestyle=(0, (4, 2)),
        label="no design can be left of this",
    )
    return True
