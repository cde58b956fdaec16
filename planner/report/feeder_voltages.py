"""Figure of a feeder's voltages in a typical day, bus by bus and step by step."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from operation.network.voltage_limits import VoltageLimits
from planner.feeder.check import FeederCheck
from planner.feeder.check_ways import Way, ways
from planner.report.chosen import index_of
from planner.report.drawing import PAPER, axes_or_new, house_style
from planner.report.feeder_cells import IN_CELLS, OVER_CELLS, cells, mark
from planner.report.feeder_scale import SHADES, scale_above, scale_ends, voltage_colours

_OUTSIDE = "#0b3c6f"


@house_style()
def voltages_figure(
    check: FeederCheck, scenario: str, way: Way = Way.PLANNED, ax: Axes | None = None
) -> Axes:
    """Exact voltages of every bus over the clock; cells outside the band hatched and outlined.

    All figures of a check have the same colours. Raises ValueError for names that the case has
    not, and for a way of using the feeder that was not checked.
    """
    number = index_of([day.name for day in check.case.scenarios], scenario, "scenario")
    day, known = check.case.scenarios[number], ways(check)
    if way not in known:
        raise ValueError(f"{way.words}: this was not checked")
    limits = check.connection.limits
    voltages = [flow.voltage_pu for used in known.values() for flow in used.flows]
    ends = scale_ends(limits, voltages)
    shown = known[way].flows[number].voltage_pu
    ax = axes_or_new(ax, 3.9)
    outside = limits.excess(shown) > 0
    hair = (ends[1] - ends[0]) / SHADES  # so that a voltage at its limit does not look outside
    inside = np.clip(shown, limits.low_pu + hair, limits.high_pu - hair)
    coloured = np.where(outside, shown, inside)
    image = cells(ax, check, day, coloured, voltage_colours(limits, ends), ends)
    mark(ax, check, day, outside)
    above = scale_above(ax, image, f"Voltages {way.words}, {scenario}")
    _limits_on(above, limits, ends)
    if outside.any():
        patch = Patch(
            facecolor=_OUTSIDE, edgecolor=IN_CELLS, hatch="/////", linewidth=0.0,
            label="outside the band",
        )  # fmt: skip
        legend = ax.legend(
            handles=[patch], loc="lower right", bbox_to_anchor=(1.0, 1.015), borderaxespad=0.0,
            handlelength=1.6, facecolor=PAPER,
        )  # fmt: skip
        legend.set_in_layout(False)
    return ax


def _limits_on(scale: Axes, limits: VoltageLimits, ends: tuple[float, float]) -> None:
    """Limits, and what else there is room for, along the colours."""
    low, high = f"limit {limits.low_pu:g}", f"limit {limits.high_pu:g}"
    if ends[1] - ends[0] > 2.0 * (limits.high_pu - limits.low_pu):
        scale.set_xticks((*ends, limits.low_pu, limits.high_pu))
        scale.set_xticklabels((f"{ends[0]:.2f}", f"{ends[1]:.2f} pu", f"{low} ", f" {high}"))
        lower, upper = scale.get_xticklabels()[2:]
        lower.set_horizontalalignment("right")
        upper.set_horizontalalignment("left")
    else:
        middle = (limits.low_pu + limits.high_pu) / 2
        scale.set_xticks((limits.low_pu, middle, limits.high_pu))
        scale.set_xticklabels((low, f"{middle:g}", f"{high} pu"))
    for limit in (limits.low_pu, limits.high_pu):
        scale.axvline(limit, color=OVER_CELLS, linewidth=1.4)
