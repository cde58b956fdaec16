"""The case file, format 1: what `case.toml` may say, as frozen and strict pydantic models.

Every number carries its unit in its name. Objects of this module are immutable and are used
unchanged further down (a `Hub` of the file is the `Hub` of the dispatch model).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FORMAT = 1

Name = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="lower-case letters, digits and _, starting with a letter",
    ),
]
Text = Annotated[str, Field(max_length=500)]
LARGEST = 1e9
"""No number of a case is larger; beyond it sums lose watts and big-M loses its meaning."""
NonNegative = Annotated[float, Field(ge=0, le=LARGEST)]
Positive = Annotated[float, Field(gt=0, le=LARGEST)]
Price = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
LifeYears = Annotated[float, Field(ge=1, le=1000)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Efficiency = Annotated[float, Field(gt=0, le=1)]
ClockRange = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$",
        description='"HH:MM-HH:MM", may pass midnight, "00:00-24:00" is the whole day',
    ),
]


class Table(BaseModel):
    """Base of every table of the case file: frozen, strict, no unknown keys, no nan or inf."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


class ExportRule(StrEnum):
    """What a building that exports must not do at the same time (equation 38)."""

    SURPLUS = "surplus"
    METER = "meter"
    COMMON = "common"


class ObjectiveJoin(StrEnum):
    """How daily cost and self-consumption become one lower-level objective (equation 33)."""

    WEIGHTED = "weighted"
    LEXICOGRAPHIC = "lexicographic"


class DeviceKind(StrEnum):
    """What a conversion device turns into what (equations 14 to 18)."""

    POWER_TO_HEAT = "power_to_heat"
    POWER_TO_COLD = "power_to_cold"
    GAS_TO_HEAT = "gas_to_heat"


class DeviceOperation(StrEnum):
    """Modulating between zero and rated, or a whole number of running units."""

    MODULATING = "modulating"
    ON_OFF = "on_off"


class TariffPeriod(Table):
    """One price level of a season."""

    season: Name
    label: Text
    clock: Annotated[tuple[ClockRange, ...], Field(min_length=1)]
    import_price_per_kwh: Price
    export_price_per_kwh: Price


class Tariff(Table):
    """Electricity prices: for each season, periods that cover the day exactly once."""

    name: Name
    title: Text = ""
    period: Annotated[tuple[TariffPeriod, ...], Field(min_length=1)]


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


class ScenarioEntry(Table):
    """A typical day (or longer stretch) and the number of days a year it stands for."""

    name: Name
    title: Text = ""
    season: Name
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
    storage_kwh: dict[Name, NonNegative] = {}
    fid_kw: dict[str, NonNegative] = {}
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
    tariff: Annotated[tuple[Tariff, ...], Field(min_length=1, max_length=200)]
    building: Annotated[tuple[Building, ...], Field(min_length=1, max_length=200)]
    storage_type: Annotated[tuple[StorageType, ...], Field(max_length=200)] = ()
    storage: Annotated[tuple[StorageSite, ...], Field(max_length=400)] = ()
    hub: Annotated[tuple[Hub, ...], Field(max_length=200)] = ()
    configuration: Annotated[tuple[Configuration, ...], Field(max_length=200)] = ()
    """Left out: one configuration called "all" with every site and hub."""
    scenario: Annotated[tuple[ScenarioEntry, ...], Field(min_length=1, max_length=400)]
