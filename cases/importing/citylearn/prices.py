"""A tariff from the hourly prices of a data set, where these follow months and days of the week."""

from __future__ import annotations

import calendar as months_of
import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cases.reading.clock import as_ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOURS = 24
_WEEKEND = (6, 7)
_Pattern = tuple[tuple[float, ...], tuple[float, ...]]
"""Prices of the hours of a workday, and of a day off."""


def seasons_and_periods(
    prices: NDArray[np.float64],
    dates: Sequence[datetime.date],
    holidays: Sequence[datetime.date],
    export_price: float,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]] | None:
    """[[calendar.season]] and [[tariff.period]] tables that give these prices hour by hour.

    None when prices differ within a month at the same hour of the same kind of day. Months that
    the data do not reach take the prices of the last month that they do reach.
    """
    table = prices.reshape(len(dates), _HOURS)
    patterns: dict[int, _Pattern] = {}
    for month in dict.fromkeys(date.month for date in dates):
        mine = np.array([date.month == month for date in dates])
        off = np.array([d.isoweekday() in _WEEKEND or d in set(holidays) for d in dates])
        work, rest = table[mine & ~off], table[mine & off]
        if any(len(part) and np.ptp(part, axis=0).max() > 1e-9 for part in (work, rest)):
            return None
        work = work if len(work) else rest
        rest = rest if len(rest) else work
        patterns[month] = (tuple(work[0].tolist()), tuple(rest[0].tolist()))
    last = patterns[dates[-1].month]
    shared: dict[_Pattern, list[int]] = {}
    for month in range(1, 13):
        shared.setdefault(patterns.get(month, last), []).append(month)
    names = _names(list(shared.values()))
    seasons = [
        {"name": name, "months": months}
        for name, months in zip(names, shared.values(), strict=True)
    ]
    periods = []
    for name, (work_prices, rest_prices) in zip(names, shared, strict=True):
        if work_prices == rest_prices:
            periods += _periods(name, work_prices, export_price, None)
        else:
            periods += _periods(name, work_prices, export_price, "workday")
            periods += _periods(name, rest_prices, export_price, "weekend")
    return seasons, periods


def _names(groups: Sequence[Sequence[int]]) -> list[str]:
    if len(groups) == 1:
        return ["year"]
    if len(groups) == 2:
        return ["summer" if 7 in months else "winter" for months in groups]
    return ["_".join(months_of.month_abbr[m].lower() for m in months)[:40] for months in groups]


def _periods(
    season: str, prices: Sequence[float], export_price: float, day_type: str | None
) -> list[dict[str, Any]]:
    levels = sorted(set(prices))
    periods = []
    for place, level in enumerate(levels):
        minutes = [
            60 * hour + minute
            for hour in range(_HOURS)
            if prices[hour] == level
            for minute in range(60)
        ]
        period: dict[str, Any] = {"season": season}
        if day_type is not None:
            period["day_type"] = day_type
        periods.append(
            period
            | {
                "label": _label(place, len(levels)),
                "clock": as_ranges(minutes).split(", "),
                "import_price_per_kwh": level,
                "export_price_per_kwh": export_price,
            }
        )
    return periods


def _label(place: int, count: int) -> str:
    if count == 1:
        return "all day"
    if place == 0:
        return "low"
    return "peak" if place == count - 1 else f"middle {place}" if count > 3 else "middle"
