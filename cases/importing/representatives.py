"""The profiles that stand for a cluster of days: a real day, scaled to the cluster's mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.day_features import DayFeatures
    from cases.importing.year_profiles import YearProfiles

_STRETCH_MAX = 2.0
"""A day is not stretched or squeezed more than this in any column."""


@dataclass(frozen=True, eq=False)
class Representative:
    """A day that stands for a cluster."""

    day: int
    """Its place in the year."""
    columns: Mapping[str, NDArray[np.float64]]
    """Each of shape (steps_per_day,)."""


def representative(
    year: YearProfiles, features: DayFeatures, days: NDArray[np.int64]
) -> Representative:
    """The day of a cluster that is most like all of it once it is scaled to the cluster's mean.

    A power is scaled to the mean energy of the days (`scaled`). An emission factor or a shiftable
    share is scaled so that, times what the building draws from the grid, it gives the mean of the
    days too: hours of high intensity and of high load often coincide. A cluster of one day is
    that day.

    Most alike is the day that, scaled, is nearest to the duration curves of all days together and
    to their mean day, in equal parts: in every building's net load, with and without heat and
    cold, and in its heat and cold, all in kW of electricity.
    """
    tables = {name: year.by_day(name) for name in year.columns}
    inside = {name: table[days] for name, table in tables.items()}
    powers = [name for name in inside if name.endswith("_kw")]
    ready = {name: scaled(inside[name], float(tables[name].max())) for name in powers}
    chosen = int(_distances(features, inside, ready).argmin())
    found = {name: ready[name][chosen] for name in powers}
    for name in set(inside) - set(powers):
        building, values = name.rpartition(".")[0], inside[name]
        drawn, now = features.drawn_kw(building, inside), features.drawn_kw(building, found)
        wanted = float((drawn * values).sum(axis=1).mean())
        factor = _ratio(wanted, float(now @ values[chosen]))
        found[name] = np.minimum(values[chosen] * factor, tables[name].max())
    return Representative(int(days[chosen]), {name: found[name] for name in year.columns})


def scaled(days: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """Days scaled to their mean sum; shape (days, steps).

    No value exceeds `most`: what scaling would lift above it is spread over the other steps of
    the day that are not 0. A day that would be stretched or squeezed more than twice borrows the
    shape of the day whose sum is nearest to the mean; where there is none to borrow from, the
    mean day is taken.
    """
    mean_day = days.mean(axis=0)
    total = float(mean_day.sum())
    if total <= 0 or len(days) == 1:
        return np.zeros_like(days) if total <= 0 else days.copy()
    sums = days.sum(axis=1)
    ratios = np.divide(total, sums, out=np.zeros_like(sums), where=sums > 0)
    fits = (ratios >= 1 / _STRETCH_MAX) & (ratios <= _STRETCH_MAX)
    lender = int(np.abs(sums - total).argmin())
    lent = days[lender] * ratios[lender] if fits[lender] else mean_day
    values = np.where(fits[:, None], days * ratios[:, None], lent)
    has_some = values > 0
    for _ in range(days.shape[1]):
        values = np.minimum(values, most)
        missing = total - values.sum(axis=1)
        if (missing <= 1e-12 * total).all():
            break
        free = has_some & (values < most)
        room = np.where(free, values, 0.0).sum(axis=1)
        growth = np.divide(missing, room, out=np.zeros_like(room), where=room > 0)
        values = np.where(free, values * (1 + growth[:, None]), values)
    values[np.abs(values.sum(axis=1) - total) > 1e-9 * total] = mean_day
    return np.asarray(values, dtype=np.float64)


def _distances(
    features: DayFeatures,
    inside: Mapping[str, NDArray[np.float64]],
    ready: Mapping[str, NDArray[np.float64]],
) -> NDArray[np.float64]:
    """How far each scaled day is from the duration curves and the mean day [kW], shape (days,)."""
    count = len(next(iter(inside.values())))
    found = np.zeros(count)
    originals = features.curves_kw(inside)
    for name, curve in features.curves_kw(ready).items():
        whole = np.sort(originals[name], axis=None).reshape(-1, count).mean(axis=1)
        found += np.abs(np.sort(curve, axis=1) - whole).sum(axis=1)
        found += np.abs(curve - originals[name].mean(axis=0)).sum(axis=1)
    return found


def _ratio(wanted: float, own: float) -> float:
    """Factor that brings `own` to `wanted`; 1 where there is nothing to scale."""
    return wanted / own if own > 0 and 1 / _STRETCH_MAX <= wanted / own <= _STRETCH_MAX else 1.0
