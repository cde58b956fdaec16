"""Groups of days (season, day type), the days of extreme loads, and typical days per group."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cases.calendar import day_type_of, season_of
from cases.importing.day_features import GENERATION
from cases.schema import DayType

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.day_features import DayFeatures
    from cases.importing.year_profiles import YearProfiles
    from cases.schema import Calendar

_NAME_LENGTH_MAX = 40


@dataclass(frozen=True, eq=False)
class Group:
    """Days that share prices."""

    season: str
    day_type: DayType
    days: NDArray[np.int64]
    """Their places in the year, rising, shape (days of the group,)."""

    def without(self, taken: Container[int]) -> Group:
        """The group without some days."""
        return replace(self, days=np.array([d for d in self.days.tolist() if d not in taken], int))

    def day_name(self, suffix: str) -> str:
        """Name of one of its typical days, such as "summer_workday_2"."""
        kind = "" if self.day_type is DayType.ANY else f"_{self.day_type.value}"
        ending = f"{kind}_{suffix}"
        return self.season[: _NAME_LENGTH_MAX - len(ending)] + ending


def groups_of(year: YearProfiles, calendar: Calendar, by_day_type: bool) -> list[Group]:
    """Groups with at least one day, in the calendar's order of seasons, workdays first."""
    found: dict[tuple[str, DayType], list[int]] = {}
    for place, date in enumerate(year.dates):
        kind = day_type_of(calendar, date) if by_day_type else DayType.ANY
        found.setdefault((season_of(calendar, date), kind), []).append(place)
    order = [season.name for season in calendar.season]
    kinds = list(DayType)
    keys = sorted(found, key=lambda key: (order.index(key[0]), kinds.index(key[1])))
    return [Group(season, kind, np.array(found[season, kind])) for season, kind in keys]


def extreme_days(year: YearProfiles, features: DayFeatures) -> Mapping[int, tuple[str, ...]]:
    """The days that hold the cluster's highest electricity net load, heat load and cold load.

    Net load is all electricity, that for heat and cold included, less PV and wind. A load that is
    never there has no such day; a day may be the highest in several.
    """
    heat, cold = features.total("heat_kw"), features.total("cold_kw")
    net = features.total("electricity_kw") + heat + cold - features.total(*GENERATION)
    found: dict[int, tuple[str, ...]] = {}
    for name, load in (("electricity", net), ("heat", heat), ("cold", cold)):
        if load.max() > 0:
            day = int(load.max(axis=1).argmax())
            found[day] = (*found.get(day, ()), name)
    return found


def shares_of(
    groups: Sequence[Group], features: DayFeatures, count: int, extremes: int
) -> list[int]:
    """How many of `count` typical days each group gets: at least one, the others by scatter.

    After the first, the next one always goes to the group with the most scatter per typical day
    it has; scatter is the sum of squared distances of the group's days from their mean. A group
    gets no more than it has days, and none when all of its days are extreme ones.

    Raises ValueError when there are fewer than groups, or more than days.
    """
    sizes = [len(group.days) for group in groups]
    least = sum(size > 0 for size in sizes)
    kept = f" and {extremes} days of extreme loads" if extremes else ""
    if count < least:
        kinds = ", ".join(f"{g.season} {g.day_type.value}".removesuffix(" any") for g in groups)
        raise ValueError(
            f"{count + extremes} typical days are too few: there are {least} groups of days "
            f"({kinds}){kept}, so at least {least + extremes} are needed"
        )
    if count > sum(sizes):
        raise ValueError(
            f"{count + extremes} typical days are more than the {sum(sizes) + extremes} days"
        )
    table = features.table
    scatter = [
        float(((table[g.days] - table[g.days].mean(axis=0)) ** 2).sum()) if len(g.days) else 0.0
        for g in groups
    ]
    shares = [min(size, 1) for size in sizes]
    while sum(shares) < count:
        free = [n for n, size in enumerate(sizes) if shares[n] < size]
        shares[max(free, key=lambda n: (scatter[n] / shares[n], -n))] += 1
    return shares
