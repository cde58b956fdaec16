"""Kinds of buildings: shapes of the day, and the ranges that a building's figures are drawn from.

Intensities are chosen: round limits of the order that surveys of buildings in northern China find.
Shapes follow
the schedules of the US Department of Energy's prototype buildings, rounded and thinned to hours
that matter. None of it describes a real building.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Range = tuple[float, float]
Hours = tuple[float, ...]
"""24 shares of a peak, from hour 0 on."""


class Kind(StrEnum):
    """What a building is used for."""

    HOME = "home"
    OFFICE = "office"
    SHOP = "shop"
    SCHOOL = "school"
    HOSPITAL = "hospital"


@dataclass(frozen=True)
class Archetype:
    """A kind of building. Ranges are uniform; energy is per m2 of floor area."""

    kind: Kind
    weight: float
    """Share of a cluster's buildings."""
    floor_area_m2: Range
    electricity_kwh_per_m2: Range
    """Per year, without cooling and heating."""
    hot_water_kwh_per_m2: Range
    """Per year."""
    heat_w_per_m2_k: Range
    """Heat to give for each kelvin below 15 °C outdoors."""
    cold_w_per_m2_k: Range
    """Heat to remove for each kelvin above `cooling_base_c`, while in use."""
    cooling_base_c: float
    pv_w_per_m2: Range
    """Installed, per floor area."""
    shiftable_share: Range
    work_day: Hours
    weekend: Hours
    quiet_months: tuple[int, ...] = ()
    """Months that pass like weekends."""


_HOME = (
    *(0.40, 0.36, 0.34, 0.34, 0.36, 0.45, 0.60, 0.70, 0.60, 0.50, 0.48, 0.52),
    *(0.55, 0.50, 0.48, 0.50, 0.58, 0.75, 0.92, 1.00, 1.00, 0.95, 0.80, 0.58),
)
_HOME_FREE = (
    *(0.45, 0.40, 0.36, 0.35, 0.35, 0.38, 0.45, 0.58, 0.70, 0.75, 0.76, 0.80),
    *(0.80, 0.75, 0.70, 0.70, 0.75, 0.85, 0.95, 1.00, 1.00, 0.95, 0.82, 0.62),
)
_OFFICE = (
    *(0.15, 0.15, 0.15, 0.15, 0.15, 0.16, 0.25, 0.50, 0.85, 1.00, 1.00, 1.00),
    *(0.90, 0.98, 1.00, 1.00, 0.98, 0.85, 0.60, 0.45, 0.35, 0.28, 0.20, 0.16),
)
_OFFICE_FREE = (0.15,) * 8 + (0.22,) * 10 + (0.15,) * 6
_SHOP = (0.12,) * 8 + (0.30, 0.60, 0.95) + (1.00,) * 10 + (0.80, 0.20, 0.12)
_SCHOOL = (
    (0.12,) * 6
    + (0.30, 0.75, 1.00, 1.00, 1.00, 1.00, 0.90, 0.95)
    + (*(1.00, 0.95, 0.70, 0.40, 0.25, 0.20, 0.18, 0.14, 0.12, 0.12),)
)
_SCHOOL_FREE = (0.12,) * 24
_HOSPITAL = (
    *(0.55, 0.53, 0.52, 0.52, 0.54, 0.60, 0.70, 0.85, 0.97, 1.00, 1.00, 1.00),
    *(0.97, 0.97, 1.00, 0.98, 0.95, 0.88, 0.80, 0.75, 0.70, 0.65, 0.60, 0.57),
)
_HOSPITAL_FREE = tuple(0.5 + 0.5 * (value - 0.5) for value in _HOSPITAL)

ARCHETYPES = (
    Archetype(
        kind=Kind.HOME,
        weight=0.45,
        floor_area_m2=(2000, 12000),
        electricity_kwh_per_m2=(22, 45),
        hot_water_kwh_per_m2=(12, 28),
        heat_w_per_m2_k=(0.7, 1.4),
        cold_w_per_m2_k=(0.8, 1.8),
        cooling_base_c=24.0,
        pv_w_per_m2=(6, 40),
        shiftable_share=(0.10, 0.20),
        work_day=_HOME,
        weekend=_HOME_FREE,
    ),
    Archetype(
        kind=Kind.OFFICE,
        weight=0.2,
        floor_area_m2=(3000, 20000),
        electricity_kwh_per_m2=(50, 110),
        hot_water_kwh_per_m2=(2, 5),
        heat_w_per_m2_k=(0.7, 1.3),
        cold_w_per_m2_k=(1.5, 3.0),
        cooling_base_c=18.0,
        pv_w_per_m2=(5, 40),
        shiftable_share=(0.0, 0.10),
        work_day=_OFFICE,
        weekend=_OFFICE_FREE,
    ),
    Archetype(
        kind=Kind.SHOP,
        weight=0.2,
        floor_area_m2=(1000, 12000),
        electricity_kwh_per_m2=(70, 170),
        hot_water_kwh_per_m2=(1, 4),
        heat_w_per_m2_k=(0.7, 1.2),
        cold_w_per_m2_k=(2.0, 4.0),
        cooling_base_c=18.0,
        pv_w_per_m2=(10, 60),
        shiftable_share=(0.0, 0.10),
        work_day=_SHOP,
        weekend=_SHOP,
    ),
    Archetype(
        kind=Kind.SCHOOL,
        weight=0.1,
        floor_area_m2=(3000, 15000),
        electricity_kwh_per_m2=(20, 50),
        hot_water_kwh_per_m2=(2, 8),
        heat_w_per_m2_k=(0.8, 1.4),
        cold_w_per_m2_k=(0.6, 1.6),
        cooling_base_c=22.0,
        pv_w_per_m2=(15, 70),
        shiftable_share=(0.0, 0.05),
        work_day=_SCHOOL,
        weekend=_SCHOOL_FREE,
        quiet_months=(7, 8),
    ),
    Archetype(
        kind=Kind.HOSPITAL,
        weight=0.05,
        floor_area_m2=(10000, 40000),
        electricity_kwh_per_m2=(90, 180),
        hot_water_kwh_per_m2=(25, 60),
        heat_w_per_m2_k=(0.8, 1.3),
        cold_w_per_m2_k=(2.0, 3.5),
        cooling_base_c=18.0,
        pv_w_per_m2=(3, 15),
        shiftable_share=(0.0, 0.0),
        work_day=_HOSPITAL,
        weekend=_HOSPITAL_FREE,
    ),
)
"""Weights and PV are chosen; together they give clusters that have a surplus at some noons."""


def archetype_of(kind: Kind) -> Archetype:
    """The archetype of a kind."""
    return next(archetype for archetype in ARCHETYPES if archetype.kind is kind)
