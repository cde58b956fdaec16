"""Typical days of a year: days that stand for others, with every column's energy kept.

Days are grouped by season (and day type), the days of a group clustered, and of each cluster one
real day is kept and scaled, column by column, to the mean of the cluster. So the year's energy of
every column, in every season, is that of the profiles, whatever the number of typical days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from cases.importing.day_clusters import clusters_of
from cases.importing.day_features import day_features
from cases.importing.day_groups import (
    Group,
    extreme_days,
    groups_of,
    shares_of,
)
from cases.importing.representatives import Representative, representative

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.year_profiles import YearProfiles
    from cases.schema import Calendar, DayType

DAYS_OF_A_YEAR = 365
_WEIGHT_UNIT = 2.0**-20
"""Weights are whole multiples of it [d], so that their sum is 365 in any order of adding."""


class TypicalDayMethod(StrEnum):
    """How days are put into clusters."""

    HIERARCHICAL = "hierarchical"
    """Ward's: the two clusters that are most alike are joined until enough are left."""
    KMEANS = "kmeans"
    """Around means, from 20 random starts (the seed decides which)."""
    KMEDOIDS = "kmedoids"
    """Around days, solved exactly as an integer program; slow beyond a few hundred days."""


@dataclass(frozen=True, eq=False)
class TypicalDay:
    """A day and the number of days of a year that it stands for."""

    name: str
    title: str
    season: str
    day_type: DayType
    """ANY unless days were grouped by day type."""
    days_per_year: float
    columns: Mapping[str, NDArray[np.float64]]
    """As in the year's profiles, each of shape (steps_per_day,)."""


def typical_days(
    year: YearProfiles,
    calendar: Calendar,
    *,
    count: int,
    by_day_type: bool,
    method: TypicalDayMethod = TypicalDayMethod.HIERARCHICAL,
    keep_extremes: bool = True,
    seed: int = 0,
    electricity_per_kw: Mapping[str, float] | None = None,
) -> tuple[TypicalDay, ...]:
    """`count` typical days of a year, their weights summing to 365; the same input, the same days.

    With `keep_extremes` the days of the highest electricity net load, heat load and cold load of
    the whole cluster are typical days of their own (up to three of the `count`), unchanged and
    with the weight of one day. The others are shared among the groups by `shares_of`.
    `electricity_per_kw` tells for "heat_kw" and "cold_kw" how much electricity a kW takes; it
    weighs them against the electricity columns (see `day_features`). A year of other than 365
    days is scaled to 365. `seed` is used by k-means alone.

    Raises ValueError when `count` is too small for the groups or above the number of days.
    """
    features = day_features(year, electricity_per_kw or {})
    groups = groups_of(year, calendar, by_day_type)
    extremes = extreme_days(year, features) if keep_extremes else {}
    plain = [group.without(extremes) for group in groups]
    shares = shares_of(plain, features, count - len(extremes), len(extremes))
    made: list[tuple[Group, NDArray[np.int64], str]] = []
    for group, inner, share in zip(groups, plain, shares, strict=True):
        clusters = clusters_of(features, inner.days, share, method.value, seed) if share else []
        for number, days in enumerate(sorted(clusters, key=_largest_first), 1):
            made.append((group, days, str(number)))
        for day in sorted(set(extremes) & set(group.days.tolist())):
            made.append((group, np.array([day]), f"peak_{extremes[day][0]}"))
    weights = _weights([len(days) for _, days, _ in made], year.days)
    found = []
    for (group, days, suffix), weight in zip(made, weights, strict=True):
        chosen = representative(year, features, days)
        found.append(
            TypicalDay(
                name=group.day_name(suffix),
                title=_title(year, chosen, len(days), extremes.get(chosen.day, ())),
                season=group.season,
                day_type=group.day_type,
                days_per_year=weight,
                columns=chosen.columns,
            )
        )
    return tuple(found)


def _largest_first(days: NDArray[np.int64]) -> tuple[int, int]:
    return -len(days), int(days[0])


def _title(year: YearProfiles, chosen: Representative, count: int, peaks: tuple[str, ...]) -> str:
    date = year.dates[chosen.day]
    if peaks:
        return f"highest {' and '.join(peaks)} load, {date} as it was"
    return f"like {date}, for {count} days" if count > 1 else f"{date} as it was"


def _weights(days: list[int], total: int) -> list[float]:
    """Numbers of days scaled to a year of 365 days [d]."""
    if total == DAYS_OF_A_YEAR:
        return [float(number) for number in days]
    scale = DAYS_OF_A_YEAR / total
    weights = [round(number * scale / _WEIGHT_UNIT) * _WEIGHT_UNIT for number in days]
    largest = weights.index(max(weights))
    weights[largest] += DAYS_OF_A_YEAR - sum(weights)
    return weights
