"""Buildings of the case file: meters, tariffs, supplies, generators, conversion devices."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cases.schema.base import (
    ClockRange,
    Fraction,
    Name,
    NonNegative,
    Positive,
    Price,
    Table,
    Text,
)
from cases.schema.choices import DayType, DeviceKind, DeviceOperation


class TariffPeriod(Table):
    """One price level of a season."""

    season: Name
    day_type: DayType = DayType.ANY
    """Holds on work days, on weekends (and holidays), or on both."""
    label: Text
    clock: Annotated[tuple[ClockRange, ...], Field(min_length=1)]
    import_price_per_kwh: Price
    export_price_per_kwh: Price

    def holds(self, season: str, day_type: DayType) -> bool:
        """Whether this is a price of a season and a kind of day."""
        return self.season == season and self.day_type in (DayType.ANY, day_type)


class Tariff(Table):
    """Electricity prices: for each season and day type, periods that cover the day once."""

    name: Name
    title: Text = ""
    period: Annotated[tuple[TariffPeriod, ...], Field(min_length=1)]

    def tells_days_apart(self, season: str) -> bool:
        """Whether work days or weekends of a season have prices of their own."""
        periods = (period for period in self.period if period.season == season)
        return any(period.day_type is not DayType.ANY for period in periods)


class Generator(Table):
    """Installed PV or wind of a building."""

    installed_kw: NonNegative
    om_per_kw_year: NonNegative = 0.0


class Grid(Table):
    """The building's electricity meter."""

    tariff: Name
    import_limit_kw: Positive
    export_limit_kw: NonNegative
    emission_kg_per_kwh: NonNegative
    """Used for every step unless the profile has a column `<building>.grid_emission_kg_per_kwh`."""


class GasSupply(Table):
    """The building's gas connection; gas inside the model is kWh of lower heating value."""

    price_per_m3: NonNegative
    lower_heating_value_kwh_per_m3: Positive = 10.45
    emission_kg_per_kwh: NonNegative
    limit_kw: Positive


class HeatNetwork(Table):
    """The building's connection to a heat network."""

    price_per_kwh: NonNegative
    emission_kg_per_kwh: NonNegative
    limit_kw: Positive


class Device(Table):
    """A conversion device: input is electricity or gas, output heat or cold."""

    kind: DeviceKind
    operation: DeviceOperation = DeviceOperation.MODULATING
    rated_input_kw: Positive
    """Input of one unit at full load."""
    units: Annotated[int, Field(ge=1, le=1000)] = 1
    efficiency: Positive | None = None
    """Output per input of power_to_heat and gas_to_heat."""
    cop: Positive | None = None
    """Output per input of power_to_cold."""

    @property
    def output_per_input(self) -> float:
        """Efficiency or coefficient of performance [kW of output per kW of input]."""
        value = self.cop if self.kind is DeviceKind.POWER_TO_COLD else self.efficiency
        assert value is not None, "checked when the case is read"
        return value

    @property
    def input_max_kw(self) -> float:
        """All units at full load [kW]."""
        return self.units * self.rated_input_kw


class Building(Table):
    """A building with its meter, supplies, generators and devices."""

    name: Name
    title: Text = ""
    floor_area_m2: Positive | None = None
    shiftable_share: Fraction = 0.0
    """Used for every step unless the profile has a column `<building>.shiftable_share`."""
    grid: Grid
    gas: GasSupply | None = None
    heat_network: HeatNetwork | None = None
    pv: Generator | None = None
    wind: Generator | None = None
    device: tuple[Device, ...] = ()
