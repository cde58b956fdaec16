"""One building: its figures drawn from its archetype's ranges, and its loads through the year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cases.schema import DayType
from cases.synthetic.archetypes import ARCHETYPES, Archetype, Kind, Range, archetype_of

if TYPE_CHECKING:
    import datetime

    from numpy.typing import NDArray

    from cases.schema import Calendar
    from cases.synthetic.weather import Weather

    Steps = NDArray[np.float64]

HEATING_BASE_C = 15.0
"""Above it people, lamps and the sun keep a building at its 18 to 20 °C."""
WIND_SHARE = 0.2
"""Of the buildings have a turbine."""
WIND_KW: Range = (20.0, 120.0)
HEAT_NETWORK_SHARE = 0.6
GOLDEN = (5**0.5 - 1) / 2
ON_OFF_SHARE = 0.3
"""Of the buildings cool with whole machines that run or do not."""


@dataclass(frozen=True)
class Drawn:
    """A building's figures; intensities per m2 of floor area."""

    name: str
    archetype: Archetype
    floor_area_m2: float
    electricity_kwh_per_m2: float
    hot_water_kwh_per_m2: float
    heat_w_per_m2_k: float
    cold_w_per_m2_k: float
    pv_kw: float
    wind_kw: float
    shiftable_share: float
    cop: float
    heat_network: bool
    on_off_chillers: bool


def draw(number: int, seed: int, kind: Kind | None = None) -> Drawn:
    """Building `number` of a seed: the same one in a cluster of any size."""
    rng = np.random.default_rng([seed, number])

    def uniform(limits: Range, digits: int) -> float:
        return round(float(rng.uniform(*limits)), digits)

    archetype = archetype_of(_dealt(number, seed) if kind is None else kind)
    area = round(uniform(archetype.floor_area_m2, 0), -2)
    return Drawn(
        name=f"{archetype.kind.value}_{number}",
        archetype=archetype,
        floor_area_m2=area,
        electricity_kwh_per_m2=uniform(archetype.electricity_kwh_per_m2, 1),
        hot_water_kwh_per_m2=uniform(archetype.hot_water_kwh_per_m2, 1),
        heat_w_per_m2_k=uniform(archetype.heat_w_per_m2_k, 2),
        cold_w_per_m2_k=uniform(archetype.cold_w_per_m2_k, 2),
        pv_kw=float(round(area * uniform(archetype.pv_w_per_m2, 1) / 1000, -1)),
        wind_kw=round(uniform(WIND_KW, 0), -1) if rng.random() < WIND_SHARE else 0.0,
        shiftable_share=uniform(archetype.shiftable_share, 2),
        cop=uniform((2.8, 4.5), 1),
        heat_network=bool(rng.random() < HEAT_NETWORK_SHARE),
        on_off_chillers=bool(rng.random() < ON_OFF_SHARE),
    )


def _dealt(number: int, seed: int) -> Kind:
    """Kinds in shares near their weights from the first buildings on: a golden-ratio sequence."""
    start = np.random.default_rng([seed]).random()
    shares = np.cumsum([archetype.weight for archetype in ARCHETYPES])
    point = (start + number * GOLDEN) % 1.0 * shares[-1]
    return ARCHETYPES[int(np.searchsorted(shares, point, side="right"))].kind


def profiles_of(
    building: Drawn,
    seed: int,
    weather: Weather,
    dates: tuple[datetime.date, ...],
    calendar: Calendar,
) -> Mapping[str, Steps]:
    """Columns of the building through the days [kW], each of shape (days * steps a day,)."""
    from cases.calendar import day_type_of

    archetype, area = building.archetype, building.floor_area_m2
    number = int(building.name.rpartition("_")[2])
    rng = np.random.default_rng([seed, number, 1])
    days = len(dates)
    per_day = len(weather.temperature_c) // days
    free = np.array(
        [
            day_type_of(calendar, date) is DayType.WEEKEND or date.month in archetype.quiet_months
            for date in dates
        ]
    )
    shapes = np.where(free[:, None], archetype.weekend, archetype.work_day)
    use = np.repeat(shapes, per_day // 24, axis=1).ravel()
    vivid = np.repeat(np.exp(0.08 * rng.standard_normal(days)), per_day)
    restless = np.exp(0.04 * rng.standard_normal(days * per_day))

    def spread(kwh_per_m2: float, shape: Steps) -> Steps:
        """Energy of a year over the steps; shorter stretches get their share."""
        mean_kw = area * kwh_per_m2 / 8760
        return np.asarray(mean_kw * shape / shape.mean(), dtype=float)

    cold_k = np.maximum(weather.temperature_c - archetype.cooling_base_c, 0.0)
    # walls and air hold warmth for hours: the loss follows the mean of the last six
    window = max(1, 6 * per_day // 24)
    smooth = np.convolve(
        np.concatenate([np.full(window - 1, weather.temperature_c[0]), weather.temperature_c]),
        np.full(window, 1 / window),
        mode="valid",
    )
    heat_k = np.maximum(HEATING_BASE_C - smooth, 0.0)
    heat = area * building.heat_w_per_m2_k / 1000 * heat_k
    columns = {
        "electricity_kw": spread(building.electricity_kwh_per_m2, use * vivid * restless),
        "heat_kw": heat + spread(building.hot_water_kwh_per_m2, use * restless),
        "cold_kw": area * building.cold_w_per_m2_k / 1000 * cold_k * use,
    }
    if building.pv_kw:
        columns["pv_kw"] = building.pv_kw * weather.pv_per_kw
    if building.wind_kw:
        columns["wind_kw"] = building.wind_kw * weather.wind_per_kw
    return {f"{building.name}.{quantity}": np.round(v, 3) for quantity, v in columns.items()}
