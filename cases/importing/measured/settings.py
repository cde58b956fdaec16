"""IMPORT.toml: which file and column holds what, on which clock, and what may be filled."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from cases.importing.measured.local_days import Clock
from cases.importing.measured.regular import Fill
from cases.importing.measured.units import Unit
from cases.importing.measured.weather import PvSettings, WeatherSettings, WindSettings
from cases.importing.typical_days import TypicalDayMethod
from cases.schema.base import Name, Table

FileName = Annotated[str, Field(min_length=1, max_length=200)]
ColumnName = Annotated[str, Field(min_length=1, max_length=200)]


class Quantity(StrEnum):
    """What a series is a measurement of."""

    ELECTRICITY = "electricity_kw"
    HEAT = "heat_kw"
    COLD = "cold_kw"
    PV = "pv_kw"
    WIND = "wind_kw"
    GRID_EMISSION = "grid_emission_kg_per_kwh"


class Stamp(StrEnum):
    """Which end of its interval a stamp names."""

    BEGIN = "begin"
    END = "end"


class TimeSettings(Table):
    """How time is written and which clock the case follows."""

    timezone: str
    """IANA name, such as "Europe/Berlin"; stamps without an offset are times of it."""
    stamp: Stamp = Stamp.BEGIN
    clock: Clock = Clock.WALL


class Series(Table):
    """A column of a CSV file that measures a quantity of a building."""

    building: Name
    quantity: Quantity
    file: FileName
    time_column: ColumnName = "time"
    value_column: ColumnName
    unit: Unit
    separator: Literal[",", ";", "\t"] = ","
    decimal: Literal[".", ","] = "."


class GapSettings(Table):
    """What is done about missing values; nothing unless it is asked for."""

    fill: Fill = Fill.NOTHING
    max_hours: Annotated[float, Field(gt=0, le=168)] = 3.0
    """Longer gaps are not filled."""


class TypicalDaySettings(Table):
    """How many typical days are made, and how."""

    count: Annotated[int, Field(ge=1, le=366)] = 12
    method: TypicalDayMethod = TypicalDayMethod.HIERARCHICAL
    keep_extremes: bool = True


class ImportFile(Table):
    """The whole of IMPORT.toml."""

    format: Literal[1]
    case: FileName
    """A case.toml without [[scenario]] and [year]: buildings, prices, what may be built."""
    time: TimeSettings
    series: Annotated[tuple[Series, ...], Field(min_length=1, max_length=2000)]
    gaps: GapSettings = GapSettings()
    weather: WeatherSettings | None = None
    pv: Annotated[tuple[PvSettings, ...], Field(max_length=200)] = ()
    """PV that is not measured: made from the weather."""
    wind: Annotated[tuple[WindSettings, ...], Field(max_length=200)] = ()
    typical_days: TypicalDaySettings = TypicalDaySettings()
    year_days_min: Annotated[int, Field(ge=1, le=366)] = 365
    """Fewer whole days than these are a problem; lower it to plan on a part of a year."""
