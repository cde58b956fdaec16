"""What may be built: storage and flexible interconnection devices."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cases.schema.base import Efficiency, Fraction, LifeYears, Name, NonNegative, Positive, Table


class StorageType(Table):
    """Technical and economic data that storage sites share (equations 5 to 10)."""

    name: Name
    investment_per_kwh: NonNegative
    om_per_kwh_year: NonNegative = 0.0
    life_years: LifeYears | None = None
    """Replaced every so many years inside the horizon; left out: lasts the whole horizon."""
    embodied_kg_per_kwh: NonNegative = 0.0
    charge_efficiency: Efficiency
    discharge_efficiency: Efficiency
    soc_min: Fraction
    soc_max: Fraction
    start_soc: Fraction | None = None
    """Level at the first step; left out: free, and equal to the level after the last step."""
    power_min_kw: NonNegative = 0.0
    power_max_kw: Positive
    ramp_up_kw_per_hour: Positive | None = None
    ramp_down_kw_per_hour: Positive | None = None
    self_discharge_per_hour: Annotated[float, Field(ge=0, lt=1)] = 0.0
    cycles_per_day_max: Positive | None = None
    wear_cost_per_kwh: NonNegative = 0.0
    """Per kWh discharged; steers the dispatch, is not a payment."""


class StorageSite(Table):
    """A place where storage may be built: at a building, or at a hub ("public")."""

    name: Name
    at: Name
    """Name of the building or hub."""
    type: Name
    capacity_max_kwh: NonNegative
    module_kwh: NonNegative = 0.0
    """Size of a module; 0: any capacity."""


class Hub(Table):
    """A flexible interconnection device (FID): a DC bus with a port per building (11)-(13)."""

    name: Name
    buildings: Annotated[tuple[Name, ...], Field(min_length=1)]
    rating_max_kw: NonNegative
    module_kw: NonNegative = 0.0
    """Size of a module; 0: any rating."""
    rating_per_port: bool = False
    """False: one rating for all ports, paid once. True: a rating for each port, each paid."""
    port_power_min_kw: NonNegative = 0.0
    port_power_max_kw: Positive
    input_efficiency: Efficiency
    output_efficiency: Efficiency
    investment_per_kw: NonNegative
    om_per_kw_year: NonNegative = 0.0
    life_years: LifeYears | None = None
    embodied_kg_per_kw: NonNegative = 0.0
