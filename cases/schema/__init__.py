"""The case file, format 1: frozen and strict pydantic models, a unit in the name of every number.

Objects of this package are immutable and are used unchanged further down (a `Hub` of the file is
the `Hub` of the dispatch model).
"""

from cases.schema.base import (
    LARGEST,
    ClockRange,
    Efficiency,
    Fraction,
    LifeYears,
    Name,
    NonNegative,
    Positive,
    Price,
    Table,
    Text,
)
from cases.schema.buildings import (
    Building,
    Device,
    GasSupply,
    Generator,
    Grid,
    HeatNetwork,
    Tariff,
    TariffPeriod,
)
from cases.schema.calendar import Calendar, IsoDate, Season, YearEntry
from cases.schema.capacities import Hub, StorageSite, StorageType
from cases.schema.choices import (
    DayType,
    DeviceKind,
    DeviceOperation,
    ExportRule,
    LimitEnforcement,
    ObjectiveJoin,
)
from cases.schema.file import (
    FORMAT,
    CaseFile,
    Configuration,
    Economics,
    Operation,
    Published,
    Reference,
    ScenarioEntry,
)
from cases.schema.network import NetworkEntry

__all__ = [
    "FORMAT",
    "LARGEST",
    "Building",
    "Calendar",
    "CaseFile",
    "ClockRange",
    "Configuration",
    "DayType",
    "Device",
    "DeviceKind",
    "DeviceOperation",
    "Economics",
    "Efficiency",
    "ExportRule",
    "Fraction",
    "GasSupply",
    "Generator",
    "Grid",
    "HeatNetwork",
    "Hub",
    "IsoDate",
    "LifeYears",
    "LimitEnforcement",
    "Name",
    "NetworkEntry",
    "NonNegative",
    "ObjectiveJoin",
    "Operation",
    "Positive",
    "Price",
    "Published",
    "Reference",
    "ScenarioEntry",
    "Season",
    "StorageSite",
    "StorageType",
    "Table",
    "Tariff",
    "TariffPeriod",
    "Text",
    "YearEntry",
]
