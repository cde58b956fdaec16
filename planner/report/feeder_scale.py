"""Colours of a feeder's voltages: a scale about the middle of the band, its limits to be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.image import AxesImage

from operation.network.voltage_limits import VoltageLimits
from planner.report.drawing import Array

WIDEST = 5.0
"""The scale of voltages reaches at most this many times as far from its middle as the band."""
SHADES = 1024
_NARROWEST = 1.3

_LOW, _LEVEL, _HIGH = "#4a9bd1", "#f5f5f2", "#f0a35e"
"""At the lower limit, in the middle of the band, at the upper limit."""
_BELOW, _ABOVE = ("#0b3c6f", "#061a33"), ("#8a2a06", "#3d1203")
"""Just outside, and far outside."""
_FAILED = "#000000"


def scale_ends(limits: VoltageLimits, voltages: Sequence[Array]) -> tuple[float, float]:
    """Lowest and highest voltage of a scale for these voltages, the band in its middle."""
    middle, half = (limits.low_pu + limits.high_pu) / 2, (limits.high_pu - limits.low_pu) / 2
    known = [np.abs(v[np.isfinite(v)] - middle).max(initial=0.0) for v in voltages]
    reach = float(np.clip(max(known, default=0.0), _NARROWEST * half, WIDEST * half))
    return middle - reach, middle + reach


def voltage_colours(limits: VoltageLimits, ends: tuple[float, float]) -> Colormap:
    """Pale in the middle of the band, stronger towards its limits, dark outside it."""
    low, high = ((x - ends[0]) / (ends[1] - ends[0]) for x in (limits.low_pu, limits.high_pu))
    stops = [(0.0, _BELOW[1]), (low, _BELOW[0]), (low, _LOW), (0.5, _LEVEL)]
    stops += [(high, _HIGH), (high, _ABOVE[0]), (1.0, _ABOVE[1])]
    colours = LinearSegmentedColormap.from_list("voltage", stops, N=SHADES)
    return colours.with_extremes(bad=_FAILED, under=_BELOW[1], over=_ABOVE[1])


def scale_above(ax: Axes, image: AxesImage, title: str, width: float = 0.55) -> Axes:
    """Title, and under it the colours of the cells; the axes of the scale."""
    ax.set_title(title, pad=30)
    # a place of its own: one that the layout finds moves a little at each drawing
    above = ax.inset_axes((0.0, 1.03, width, 0.04))
    bar = ax.figure.figure.colorbar(
        image, cax=above, orientation="horizontal", ticklocation="top", extend="neither"
    )
    bar.outline.set_linewidth(0.4)
    above.tick_params(length=2, pad=1.5, labelsize=7)
    above.set_in_layout(False)
    return above
