"""Write summer.csv and winter.csv of the Beijing case.

    python cases/beijing/make_profiles.py

The same bytes every time: the only random numbers, those of the wind, are seeded. Sources and
assumptions of every constant stand in README.md beside this file. How much energy each use takes
on the day stands in scale_factors.json, which fit_scale_factors.py writes; the shapes below are
not fitted to anything.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hours = NDArray[np.float64]

HERE = Path(__file__).resolve().parent

Scale = Mapping[str, Mapping[str, float]]
"""Energy of each use on the day, by building and use [Wh per m2 of floor area]."""

FLOOR_AREA_M2 = {"home": 30_000.0, "shop": 10_000.0}
PV_KW = {"home": 200.0, "shop": 400.0}
WIND_KW = {"home": 100.0, "shop": 200.0}

LATITUDE, LONGITUDE, ALTITUDE_M, TIMEZONE = 39.9, 116.4, 50.0, "Asia/Shanghai"
DATE = {"summer": "2025-07-15", "winter": "2025-01-15"}
TEMPERATURE_MIN_MAX_C = {"summer": (22.0, 30.9), "winter": (-8.4, 1.8)}
WARMEST_HOUR = 15.0

PV_TILT_DEG, PV_AZIMUTH_DEG = 10.0, 180.0
PV_TEMPERATURE_COEFFICIENT_PER_K = -0.0035
PV_SYSTEM_LOSSES = 0.14
ALBEDO = 0.2

TURBINE_SPEEDS_M_PER_S = (2.5, 9.0, 25.0)  # cut-in, rated, cut-out
WEIBULL_SHAPE = 1.8
WEIBULL_SCALE_M_PER_S = {"summer": 3.3, "winter": 4.1}
WIND_AUTOCORRELATION = 0.85  # from one hour to the next
WIND_DIURNAL_SWING = 0.2  # share of the mean, highest at WINDIEST_HOUR
WINDIEST_HOUR = 13.0
WIND_CANDIDATE_DAYS = 1000
WIND_TOLERANCE = 0.05  # of the mean power
WIND_SEED = {"summer": 20250715, "winter": 20250115}

HEATING_BASE_C = 18.0  # no space heating above it
COOLING_BASE_C = {"home": 26.0, "shop": 18.0}  # no cooling below it
SHOP_HEATING_HOURS = range(8, 22)  # from two hours before opening; the fabric holds the night
HOME_LAG_HOURS = 2  # household evenings are later than in the prototype building
LIGHTING_SHARE = {"home": 0.2, "shop": 0.7}  # of electricity without cooling and heating

# Hour by hour, 0 to 23, shares of a peak: prototype buildings of the US Department of Energy.
HOME_OCCUPANCY = (
    *(1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 0.85, 0.39, 0.25, 0.25, 0.25),
    *(0.25, 0.25, 0.25, 0.25, 0.30, 0.52, 0.87, 0.87, 0.87, 1.00, 1.00, 1.00),
)
HOME_EQUIPMENT = (
    *(0.45, 0.41, 0.39, 0.38, 0.38, 0.43, 0.54, 0.65, 0.66, 0.67, 0.69, 0.70),
    *(0.69, 0.66, 0.65, 0.68, 0.80, 1.00, 1.00, 0.93, 0.89, 0.85, 0.71, 0.58),
)
HOME_LIGHTING = (
    *(0.01, 0.01, 0.01, 0.01, 0.03, 0.07, 0.08, 0.07, 0.03, 0.02, 0.02, 0.02),
    *(0.02, 0.02, 0.02, 0.04, 0.08, 0.11, 0.15, 0.18, 0.18, 0.12, 0.07, 0.03),
)
HOME_HOT_WATER = (
    *(0.08, 0.04, 0.02, 0.02, 0.04, 0.27, 0.94, 1.00, 0.96, 0.84, 0.76, 0.61),
    *(0.53, 0.47, 0.41, 0.47, 0.55, 0.73, 0.86, 0.82, 0.75, 0.61, 0.53, 0.29),
)
# For the shops the prototype's levels, with the hours of a shop that is open from 10 to 22.
SHOP_LIGHTING = (
    *(0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.20, 0.40, 0.90, 0.90),
    *(0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.20, 0.05),
)
SHOP_EQUIPMENT = (
    *(0.20, 0.20, 0.20, 0.20, 0.20, 0.20, 0.20, 0.20, 0.40, 0.60, 0.90, 0.90),
    *(0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.90, 0.20, 0.20),
)


def shape(values: Hours | tuple[float, ...], lag_hours: int = 0) -> Hours:
    """Values of 24 hours as shares of their sum, moved later by whole hours. Shape (24,)."""
    array = np.roll(np.asarray(values, dtype=float), lag_hours)
    return np.asarray(array / array.sum(), dtype=float)


def temperature(season: str) -> Hours:
    """Outdoor air temperature, a cosine between the season's mean extremes. [°C], shape (24,)"""
    low, high = TEMPERATURE_MIN_MAX_C[season]
    middle_of_hour = np.arange(24) + 0.5
    wave = np.cos((middle_of_hour - WARMEST_HOUR) * np.pi / 12)
    return np.asarray((high + low) / 2 + (high - low) / 2 * wave, dtype=float)


def pv_per_kw(season: str) -> Hours:
    """AC power of 1 kW of PV under a clear sky, mean of each clock hour. [kW/kW], shape (24,)"""
    import pandas as pd
    from pvlib.irradiance import get_total_irradiance
    from pvlib.location import Location
    from pvlib.temperature import faiman

    from cases.generation import pv_power

    step = pd.Timedelta(minutes=5)
    times = pd.date_range(DATE[season], periods=288, freq=step, tz=TIMEZONE) + step / 2
    site = Location(LATITUDE, LONGITUDE, TIMEZONE, ALTITUDE_M)
    sun = site.get_solarposition(times)
    sky = site.get_clearsky(times, model="ineichen")
    plane = get_total_irradiance(
        PV_TILT_DEG,
        PV_AZIMUTH_DEG,
        sun["apparent_zenith"],
        sun["azimuth"],
        sky["dni"],
        sky["ghi"],
        sky["dhi"],
        albedo=ALBEDO,
        model="isotropic",
    )["poa_global"].fillna(0.0)
    cell = faiman(plane, np.repeat(temperature(season), 12))
    dc = pv_power(1.0, plane, cell, PV_TEMPERATURE_COEFFICIENT_PER_K)
    return np.asarray(dc.reshape(24, 12).mean(axis=1) * (1 - PV_SYSTEM_LOSSES), dtype=float)


def wind_per_kw(season: str) -> Hours:
    """Power of 1 kW of wind turbines on a typical day of the season. [kW/kW], shape (24,)

    Many seeded days are drawn (Weibull speeds, correlated from hour to hour, windier around noon).
    Of those whose mean power is that of equation (3), within `WIND_TOLERANCE`, the one nearest to
    the mean power of each hour is taken.
    """
    from scipy.stats import norm, weibull_min

    from cases.generation import Turbine, mean_wind_power, wind_power

    turbine = Turbine(*TURBINE_SPEEDS_M_PER_S)
    scale = WEIBULL_SCALE_M_PER_S[season]
    noise = np.random.default_rng(WIND_SEED[season]).standard_normal((WIND_CANDIDATE_DAYS, 24))
    normal = noise.copy()
    for hour in range(1, 24):
        normal[:, hour] = (
            WIND_AUTOCORRELATION * normal[:, hour - 1]
            + np.sqrt(1 - WIND_AUTOCORRELATION**2) * noise[:, hour]
        )
    diurnal = 1 + WIND_DIURNAL_SWING * np.cos((np.arange(24) + 0.5 - WINDIEST_HOUR) * np.pi / 12)
    speed = diurnal * weibull_min.ppf(norm.cdf(normal), WEIBULL_SHAPE, scale=scale)
    power = wind_power(1.0, turbine, speed)
    mean = mean_wind_power(1.0, turbine, WEIBULL_SHAPE, scale)
    usual = power[np.abs(power.mean(axis=1) - mean) <= WIND_TOLERANCE * mean]
    distance = ((usual - power.mean(axis=0)) ** 2).sum(axis=1)
    return np.asarray(usual[distance.argmin()], dtype=float)


def use_shapes(building: str, season: str) -> dict[str, Hours]:
    """Shape of each use of energy over the day, summing to one. Each of shape (24,)"""
    outdoor = temperature(season)
    warm = np.maximum(outdoor - COOLING_BASE_C[building], 0.0)
    cold = np.maximum(HEATING_BASE_C - outdoor, 0.0)
    if building == "home":
        lighting, equipment = HOME_LIGHTING, HOME_EQUIPMENT
        lag, presence = HOME_LAG_HOURS, np.asarray(HOME_OCCUPANCY)
        heated = np.ones(24)
    else:
        lighting, equipment = SHOP_LIGHTING, SHOP_EQUIPMENT
        lag, presence = 0, np.asarray(SHOP_LIGHTING)
        heated = np.isin(np.arange(24), SHOP_HEATING_HOURS).astype(float)
    share = LIGHTING_SHARE[building]
    shapes = {
        "electricity": share * shape(lighting, lag) + (1 - share) * shape(equipment, lag),
        "hot_water": shape(HOME_HOT_WATER),
    }
    if season == "summer":
        shapes["cold"] = shape(presence * warm)
    else:
        shapes["heating"] = shape(heated * cold)
    return shapes


def scale_factors() -> Scale:
    """What scale_factors.json beside this file says."""
    found: Scale = json.loads((HERE / "scale_factors.json").read_text(encoding="utf-8"))
    return found


def profiles(season: str, scale: Scale) -> dict[str, Hours]:
    """Columns of the season's file by name. [kW], each of shape (24,)"""
    pv, wind = pv_per_kw(season), wind_per_kw(season)
    columns: dict[str, Hours] = {}
    for building, area in FLOOR_AREA_M2.items():
        shapes = use_shapes(building, season)
        kw = {"electricity": np.zeros(24), "heat": np.zeros(24), "cold": np.zeros(24)}
        for use, values in shapes.items():
            carrier = "heat" if use in ("heating", "hot_water") else use
            kw[carrier] += area * scale[building][use] / 1000 * values
        columns |= {f"{building}.{carrier}_kw": values for carrier, values in kw.items()}
        columns[f"{building}.pv_kw"] = PV_KW[building] * pv
        columns[f"{building}.wind_kw"] = WIND_KW[building] * wind
    return columns


def write(folder: Path) -> None:
    """Write summer.csv and winter.csv into a folder, rounded to whole watts [kW, 3 decimals]."""
    for season in DATE:
        columns = profiles(season, scale_factors())
        lines = [",".join(["time", *columns])]
        for hour in range(24):
            # + 0.0 turns a rounded -0.0 into 0.0
            row = (f"{np.round(values[hour], 3) + 0.0:.3f}" for values in columns.values())
            lines.append(",".join([f"{hour:02d}:00", *row]))
        (folder / f"{season}.csv").write_bytes(("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))  # so that it runs from a checkout as well
    write(HERE)
