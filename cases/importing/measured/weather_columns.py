"""Columns of PV and wind power made from a weather year, on the days of the measurements."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from cases.importing.measured.local_days import on_local_days
from cases.importing.measured.regular import Regular
from cases.importing.measured.weather import WeatherYear, hours_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.measured.settings import ImportFile
    from cases.importing.year_profiles import YearProfiles

_SPARE_HOURS = 48
"""Before the first and after the last day, so that any time zone is covered."""


def generated_columns(
    settings: ImportFile, weather: WeatherYear, document: dict[str, Any], year: YearProfiles
) -> dict[str, NDArray[np.float64]]:
    """Power of every [[pv]] and [[wind]] through the year [kW], shape (steps of the year,)."""
    installed = {table["name"]: table for table in document["building"]}
    first, last = year.dates[0], year.dates[-1]
    start = (first - datetime.date(1970, 1, 1)).days * 1440 - _SPARE_HOURS * 60
    hours = hours_of(start, year.days * 24 + 2 * _SPARE_HOURS)

    def column(per_kw: NDArray[np.float64], kw: float) -> NDArray[np.float64]:
        interval = min(60, year.step_minutes)
        values = np.repeat(kw * per_kw[hours], 60 // interval)
        zone = ZoneInfo(settings.time.timezone)
        days = on_local_days(
            Regular(start, interval, values),
            first,
            last,
            year.step_minutes,
            zone,
            settings.time.clock,
        )
        return np.round(days.values, 3)

    made = {}
    for sun in settings.pv:
        kw = float(installed[sun.building]["pv"]["installed_kw"])
        made[f"{sun.building}.pv_kw"] = column(weather.pv_per_kw(sun), kw)
    for wind in settings.wind:
        kw = float(installed[wind.building]["wind"]["installed_kw"])
        made[f"{wind.building}.wind_kw"] = column(weather.wind_per_kw(wind), kw)
    return made
