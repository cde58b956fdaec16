"""A synthetic weather year: clear sky by pvlib under seeded clouds, temperature, wind."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cases.extra import extra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Steps = NDArray[np.float64]

PV_TILT_DEG, PV_AZIMUTH_DEG, ALBEDO = 15.0, 180.0, 0.2
PV_TEMPERATURE_COEFFICIENT_PER_K = -0.0035
PV_SYSTEM_LOSSES = 0.14
"""As PVWatts has them (A. P. Dobos, NREL/TP-6A20-62641)."""
TURBINE_SPEEDS_M_PER_S = (2.5, 9.0, 25.0)
WEIBULL_SHAPE, WEIBULL_SCALE_M_PER_S = 1.8, 4.0


@dataclass(frozen=True)
class Place:
    """Where the cluster stands, and its climate; by default much like Beijing."""

    latitude: float = 39.9
    longitude: float = 116.4
    altitude_m: float = 50.0
    timezone: str = "Asia/Shanghai"
    mean_c: float = 12.5
    """Mean temperature of the year."""
    swing_c: float = 15.5
    """From the year's mean to the mean of the warmest month."""
    daily_swing_c: float = 5.0


@dataclass(frozen=True, eq=False)
class Weather:
    """Arrays of shape (days * steps a day,), clock time without daylight saving."""

    temperature_c: Steps
    pv_per_kw: Steps
    """AC power of 1 kW of PV. [kW]"""
    wind_per_kw: Steps
    """Power of 1 kW of wind turbines. [kW]"""


def weather_year(
    first_day: datetime.date, days: int, step_minutes: int, place: Place, rng: np.random.Generator
) -> Weather:
    """The weather of consecutive days; the same generator state, the same weather."""
    per_day = 1440 // step_minutes
    clearness = 0.12 + 0.88 * _uniform(_autoregressive(rng, days, 0.45)) ** 0.55
    anomaly = 3.0 * _autoregressive(rng, days, 0.7)
    gusts = _autoregressive(rng, days * 24, 0.93)
    flicker = np.exp(0.12 * rng.standard_normal(days * 24))
    hour = np.asarray((np.arange(days * per_day) + 0.5) * step_minutes / 60.0, dtype=np.float64)
    temperature = _temperature(first_day, hour, place) + np.interp(
        hour / 24.0, np.arange(days) + 0.5, anomaly
    )
    cloud = np.clip(np.repeat(clearness, 24) * flicker, 0.0, 1.0)
    plane = _clear_sky_in_plane(first_day, days, step_minutes, place) * np.repeat(
        cloud, per_day // 24
    )
    return Weather(temperature, _pv(plane, temperature), np.repeat(_wind(gusts), per_day // 24))


def _autoregressive(rng: np.random.Generator, count: int, memory: float) -> Steps:
    """Standard normal numbers that remember the one before. Shape (count,)"""
    noise = rng.standard_normal(count)
    for n in range(1, count):
        noise[n] = memory * noise[n - 1] + np.sqrt(1 - memory**2) * noise[n]
    return np.asarray(noise, dtype=float)


def _uniform(normal: Steps) -> Steps:
    from scipy.stats import norm

    return np.asarray(norm.cdf(normal), dtype=float)


def _temperature(first_day: datetime.date, hour: Steps, place: Place) -> Steps:
    day = hour / 24.0 + (first_day - datetime.date(first_day.year, 1, 1)).days
    season = -np.cos(2 * np.pi * (day - 18.0) / 365.0)  # coldest around 18 January
    clock = np.cos(2 * np.pi * (hour % 24.0 - 15.0) / 24.0)
    return np.asarray(
        place.mean_c + place.swing_c * season + place.daily_swing_c * clock, dtype=float
    )


def _clear_sky_in_plane(
    first_day: datetime.date, days: int, step_minutes: int, place: Place
) -> Steps:
    """Irradiance on the array under a clear sky, mean of each step. [W/m2]"""
    import pandas as pd

    extra("pvlib")
    from pvlib.irradiance import get_total_irradiance
    from pvlib.location import Location

    fine = pd.Timedelta(minutes=15)
    start = pd.Timestamp(first_day, tz=place.timezone) + fine / 2
    times = pd.date_range(start, periods=days * 96, freq=fine)
    site = Location(place.latitude, place.longitude, place.timezone, place.altitude_m)
    sun = site.get_solarposition(times)
    sky = site.get_clearsky(times, model="haurwitz", solar_position=sun)
    # haurwitz gives the global irradiance alone; a fifth of it is diffuse under a clear sky
    up = np.cos(np.radians(sun["apparent_zenith"])).clip(lower=0.087)
    beam = (0.8 * sky["ghi"] / up).clip(upper=1000.0)
    plane = get_total_irradiance(
        PV_TILT_DEG,
        PV_AZIMUTH_DEG,
        sun["apparent_zenith"],
        sun["azimuth"],
        beam,
        sky["ghi"],
        0.2 * sky["ghi"],
        albedo=ALBEDO,
        model="isotropic",
    )["poa_global"].fillna(0.0)
    plane = np.where(sky["ghi"] > 0, plane, 0.0)
    return np.asarray(plane.reshape(-1, step_minutes // 15).mean(axis=1), dtype=float)


def _pv(plane: Steps, temperature: Steps) -> Steps:
    from cases.generation import pv_power

    extra("pvlib")
    from pvlib.temperature import faiman

    dc = pv_power(1.0, plane, faiman(plane, temperature), PV_TEMPERATURE_COEFFICIENT_PER_K)
    return np.asarray(np.clip(dc * (1 - PV_SYSTEM_LOSSES), 0.0, None), dtype=float)


def _wind(normal: Steps) -> Steps:
    from scipy.stats import weibull_min

    from cases.generation import Turbine, wind_power

    speed = weibull_min.ppf(_uniform(normal), WEIBULL_SHAPE, scale=WEIBULL_SCALE_M_PER_S)
    return wind_power(1.0, Turbine(*TURBINE_SPEEDS_M_PER_S), speed)
