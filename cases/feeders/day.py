"""What a day brings to the buildings of a feeder: sun, heat, people, appliances, base load.

A hot clear day of San Antonio, Texas. The study's own data are not published: every curve here is
our choice, and docs/feeder.md says so.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cases.extra import extra
from cases.feeders.feeder import Feeder
from cases.feeders.population import BUILDING_SHARE, Population

Floats = NDArray[np.float64]

LATITUDE, LONGITUDE, TIME_ZONE = 29.42, -98.49, "America/Chicago"
DATE = "2019-07-21"
COOLEST_C, HOTTEST_C, HOTTEST_HOUR = 24.0, 36.0, 16.0
OCCUPIED_C, EMPTY_C = (20.0, 24.5), (16.0, 27.5)
"""Comfort bands of the room."""
MISC_SHARE = 0.4
"""Largest load of appliances over the peak of the building."""
BASE_POWER_FACTOR = 0.95

Hourly = tuple[float, ...]
_HOME_AT_HOME: Hourly = (1,) * 7 + (0.8, 0.4) + (0.2,) * 6 + (0.3, 0.5, 0.8) + (1,) * 6
_HOME_USE: Hourly = (
    *(0.3, 0.25, 0.25, 0.25, 0.25, 0.3, 0.5, 0.6, 0.45, 0.35, 0.3, 0.3),
    *(0.35, 0.35, 0.35, 0.4, 0.5, 0.7, 0.9, 1.0, 1.0, 0.9, 0.7, 0.45),
)
_SHOP_OPEN: Hourly = (0,) * 6 + (0.2, 0.5, 0.9) + (1,) * 9 + (0.9, 0.6, 0.3, 0.1, 0, 0)
_SHOP_USE: Hourly = tuple(0.2 + 0.8 * share for share in _SHOP_OPEN)
_BASE: Hourly = (
    *(0.55, 0.5, 0.47, 0.46, 0.47, 0.5, 0.57, 0.63, 0.66, 0.69, 0.73, 0.78),
    *(0.82, 0.86, 0.9, 0.94, 0.98, 1.0, 0.99, 0.96, 0.93, 0.87, 0.76, 0.65),
)
"""Hour by hour: presence at home, use of appliances, opening of shops, base load."""
OCCUPIED_FROM = 0.3
"""Presence from which a building counts as occupied."""


@dataclass(frozen=True, eq=False)
class FeederDay:
    """What cannot be controlled, step by step; steps go on into the next day as far as is asked."""

    step_hours: float
    ambient_c: Floats
    """Shape (steps,)."""
    sun_kw_per_m2: Floats
    """Global irradiance on the horizontal, shape (steps,)."""
    internal_kw: Floats
    """Heat of people and appliances, shape (steps, buildings)."""
    misc_kw: Floats
    """Load of appliances, shape (steps, buildings)."""
    misc_kvar: Floats
    pv_kw: Floats
    """Available output of PV, shape (steps, buildings)."""
    low_c: Floats
    """Lower end of the comfort band after the step, shape (steps, buildings)."""
    high_c: Floats
    base_share: Floats
    """Base load as a share of the bus's own, shape (steps,)."""

    def __post_init__(self) -> None:
        for entry in fields(self):
            if isinstance(value := getattr(self, entry.name), np.ndarray):
                value.flags.writeable = False

    def base_load(self, feeder: Feeder) -> tuple[Floats, Floats]:
        """What buses take beside their buildings, shape (steps, buses) [kW], [kvar]."""
        peak = (1.0 - BUILDING_SHARE) * feeder.load_kw
        kw = np.outer(self.base_share, peak)
        return kw, kw * np.sqrt(1 - BASE_POWER_FACTOR**2) / BASE_POWER_FACTOR


def hot_day(population: Population, steps: int, step_hours: float = 0.25) -> FeederDay:
    """A hot clear day for a population, from midnight on, `steps` long.

    Raises CaseError without pvlib.
    """
    hours = np.asarray((np.arange(steps) + 0.5) * step_hours, dtype=np.float64)
    ends = np.asarray(hours + 0.5 * step_hours)
    sun = _clear_sky(hours)
    presence = _by_kind(population, hours, _HOME_AT_HOME, _SHOP_OPEN)
    occupied = _by_kind(population, ends, _HOME_AT_HOME, _SHOP_OPEN) >= OCCUPIED_FROM
    use = _by_kind(population, hours, _HOME_USE, _SHOP_USE)
    misc = MISC_SHARE * population.peak_kw * use
    tangent = np.sqrt(1 - population.power_factor**2) / population.power_factor  # (29)
    return FeederDay(
        step_hours=step_hours,
        ambient_c=COOLEST_C
        + (HOTTEST_C - COOLEST_C) * (0.5 + 0.5 * np.cos(2 * np.pi * (hours - HOTTEST_HOUR) / 24.0)),
        sun_kw_per_m2=sun,
        internal_kw=population.internal_kw * presence,
        misc_kw=misc,
        misc_kvar=misc * tangent,
        pv_kw=np.outer(sun, population.pv_kw),
        low_c=np.where(occupied, OCCUPIED_C[0], EMPTY_C[0]),
        high_c=np.where(occupied, OCCUPIED_C[1], EMPTY_C[1]),
        base_share=base_load_share(hours),
    )


def empty_day(steps: int, step_hours: float) -> FeederDay:
    """A day that brings nothing to nobody, for a feeder without such buildings."""
    nobody, still = np.zeros((steps, 0)), np.zeros(steps)
    curves = ("internal_kw", "misc_kw", "misc_kvar", "pv_kw", "low_c", "high_c")
    return FeederDay(
        step_hours=step_hours,
        ambient_c=still.copy(),
        sun_kw_per_m2=still.copy(),
        base_share=still.copy(),
        **{name: nobody.copy() for name in curves},
    )


def base_load_share(hours: Floats) -> Floats:
    """Load of a feeder's other customers over its peak, at hours of the day."""
    return _hourly(_BASE, hours)


def _by_kind(population: Population, hours: Floats, home: Hourly, shop: Hourly) -> Floats:
    """Curves of homes and shops, shape (steps, buildings)."""
    return np.where(population.shop, _hourly(shop, hours)[:, None], _hourly(home, hours)[:, None])


def _hourly(values: Hourly, hours: Floats) -> Floats:
    """A day's curve between the middles of its hours, over and over."""
    middles = np.arange(24) + 0.5
    return np.asarray(np.interp(hours % 24, middles, values, period=24))


def _clear_sky(hours: Floats) -> Floats:
    """Global irradiance of the clear sky by Haurwitz's formula [kW/m2]."""
    import pandas as pd

    pvlib = extra("pvlib", "feeder")
    midnight = pd.Timestamp(DATE, tz=TIME_ZONE)
    stamps = pd.DatetimeIndex([midnight + pd.Timedelta(hours=float(h % 24)) for h in hours])
    sun = pvlib.solarposition.get_solarposition(stamps, LATITUDE, LONGITUDE)
    clear = pvlib.clearsky.haurwitz(sun["apparent_zenith"])
    return np.asarray(clear["ghi"].to_numpy(dtype=float) / 1000.0)
