"""The whole of `case.toml`: settings, scenarios, configurations, and what they are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cases.schema.base import Fraction, Name, NonNegative, Positive, Price, Table, Text
from cases.schema.buildings import Building, Tariff
from cases.schema.calendar import Calendar, YearEntry
from cases.schema.capacities import Hub, StorageSite, StorageType
from cases.schema.choices import DayType, ExportRule, ObjectiveJoin
from cases.schema.network import NetworkEntry

FORMAT = 1


class ScenarioEntry(Table):
    """A typical day (or longer stretch) and the number of days a year it stands for."""

    name: Name
    title: Text = ""
    season: Name
    day_type: DayType = DayType.ANY
    """Takes the tariff periods of its season that hold on any day or on days of this type."""
    days_per_year: Positive
    profiles: Annotated[str, Field(max_length=200)]
    """CSV file inside the case folder."""


class Published(Table):
    """Figures somebody printed for a configuration's reference design in one scenario."""

    scenario: Name
    self_consumption: Fraction | None = None
    daily_cost: Price | None = None
    emissions_kg_per_day: Price | None = None


class Reference(Table):
    """A design to compare with, and what was printed for it."""

    source: Text = ""
    storage_kwh: dict[Name, NonNegative] = Field(default_factory=dict)
    fid_kw: dict[str, NonNegative] = Field(default_factory=dict)
    """By hub name, or by "hub.building" where the hub has a rating per port."""
    published: tuple[Published, ...] = ()


class Configuration(Table):
    """A choice of the sites and hubs that a plan may use."""

    name: Name
    title: Text = ""
    storage: tuple[Name, ...] = ()
    hubs: tuple[Name, ...] = ()
    reference: Reference | None = None


class Economics(Table):
    """Horizon and discounting of the lifecycle cost (20)-(24)."""

    horizon_years: Annotated[int, Field(ge=1, le=100)]
    discount_rate: Annotated[float, Field(ge=0, lt=1)] = 0.0


class Operation(Table):
    """How the lower level runs a design (33)-(38)."""

    objective: ObjectiveJoin = ObjectiveJoin.WEIGHTED
    self_consumption_value_per_kwh: NonNegative = 0.0
    """λ of the weighted objective, paid for each kWh curtailed or exported."""
    lexicographic_tolerance: NonNegative = 1e-3
    """Share of daily cost that may be given up for self-consumption."""
    curtailment_penalty_per_kwh: NonNegative = 0.0
    export_rule: ExportRule = ExportRule.SURPLUS
    carbon_tiebreak_per_kg: NonNegative = 1e-4
    """Among equal lower objectives the lower carbon wins."""


class CaseFile(Table):
    """The whole of `case.toml`."""

    format: int
    name: Name
    title: Text = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    step_hours: Positive
    default_configuration: Name | None = None
    economics: Economics
    operation: Operation = Operation()
    calendar: Calendar | None = None
    """Needed for [year] only."""
    tariff: Annotated[tuple[Tariff, ...], Field(min_length=1, max_length=200)]
    building: Annotated[tuple[Building, ...], Field(min_length=1, max_length=200)]
    storage_type: Annotated[tuple[StorageType, ...], Field(max_length=200)] = ()
    storage: Annotated[tuple[StorageSite, ...], Field(max_length=400)] = ()
    hub: Annotated[tuple[Hub, ...], Field(max_length=200)] = ()
    configuration: Annotated[tuple[Configuration, ...], Field(max_length=200)] = ()
    """Left out: one configuration called "all" with every site and hub."""
    scenario: Annotated[tuple[ScenarioEntry, ...], Field(min_length=1, max_length=400)]
    year: YearEntry | None = None
    """A whole year to try designs on; a plan itself uses the scenarios alone."""
    network: NetworkEntry | None = None
    """Limits of the distribution network."""
