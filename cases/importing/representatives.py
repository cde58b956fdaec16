"""The profiles that stand for a cluster of days: a real day, scaled to the cluster's mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.day_clusters import Cluster
    from cases.importing.day_features import DayFeatures
    from cases.importing.year_profiles import YearProfiles

_STRETCH_MAX = 2.0
"""A day that would have to be stretched or squeezed more than this gives way to the mean day."""


def representative(
    year: YearProfiles, features: DayFeatures, cluster: Cluster
) -> dict[str, NDArray[np.float64]]:
    """Columns of the centre, each scaled to the mean of the cluster's days.

    A power is scaled so that its energy is the mean energy of the days. An emission factor (or a
    shiftable share) is scaled so that, times what the building draws from the grid, it gives the
    mean of the days too: hours of high intensity and of high load often coincide.

    No value becomes negative, or higher than the column's highest of the year: what scaling would
    lift above it is spread over the other steps of the day. Where the centre has none or too
    little of a quantity (a factor beyond 1/2 to 2), the mean day of the cluster is used.
    A cluster of one day is that day.
    """
    days = {name: year.by_day(name) for name in year.columns}
    centre = {name: values[cluster.centre].copy() for name, values in days.items()}
    if len(cluster.days) == 1:
        return centre
    inside = {name: values[cluster.days] for name, values in days.items()}
    found: dict[str, NDArray[np.float64]] = {}
    for name, values in inside.items():
        if name.endswith("_kw"):
            mean_day = values.mean(axis=0)
            most = float(days[name].max())
            found[name] = scaled(centre[name], float(mean_day.sum()), most, mean_day)
    for name, values in inside.items():
        if not name.endswith("_kw"):
            building = name.rpartition(".")[0]
            drawn = features.drawn_kw(building, inside) + np.zeros_like(values)
            now = features.drawn_kw(building, found) + np.zeros_like(centre[name])
            factor = _ratio(float((drawn * values).sum(axis=1).mean()), float(now @ centre[name]))
            found[name] = np.minimum(centre[name] * factor, days[name].max())
    return {name: found[name] for name in year.columns}


def _ratio(wanted: float, own: float) -> float:
    """Factor that brings `own` to `wanted`; 1 where there is nothing to scale."""
    return wanted / own if own > 0 and 1 / _STRETCH_MAX <= wanted / own <= _STRETCH_MAX else 1.0


def scaled(
    shape: NDArray[np.float64],
    total: float,
    most: float,
    otherwise: NDArray[np.float64],
) -> NDArray[np.float64]:
    """A shape brought to a total without exceeding `most`; `otherwise` where that distorts it."""
    own = float(shape.sum())
    if total <= 0:
        return np.zeros_like(shape)
    if own <= 0 or not 1 / _STRETCH_MAX <= total / own <= _STRETCH_MAX:
        return otherwise.copy()
    values = shape.copy()
    for _ in range(len(shape)):
        free = (values < most) & (shape > 0)
        missing = total - float(values.sum())
        if abs(missing) <= 1e-12 * total:
            return values
        if not free.any():
            break
        values[free] = np.minimum(values[free] * (1 + missing / float(values[free].sum())), most)
    return values if abs(float(values.sum()) - total) <= 1e-9 * total else otherwise.copy()
