"""schema.json of a CityLearn data set: buildings, their files and devices. Lenient in the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cases.problem import Problem, Report, quoted, shortened
from cases.reading.text import decode

SCHEMA_FILE = "schema.json"
SCHEMA_BYTES_MAX = 20_000_000
OLD_SCHEMA_FILE = "building_attributes.json"
HOUR_SECONDS = 3600
_BUILDINGS_MAX = 200

Share = Annotated[float, Field(gt=0, le=1)]
FileName = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False)


class DeviceAttributes(_Part):
    """What a heat pump or electric heater is like."""

    nominal_power: Annotated[float, Field(ge=0)] | None = None
    efficiency: Annotated[float, Field(gt=0, le=10)] | None = None
    target_cooling_temperature: Annotated[float, Field(gt=-50, lt=100)] | None = None
    target_heating_temperature: Annotated[float, Field(gt=-50, lt=150)] | None = None


class Device(_Part):
    """A device; its type ends in HeatPump or ElectricHeater."""

    type: str
    autosize: bool = False
    attributes: DeviceAttributes = DeviceAttributes()

    @property
    def is_heat_pump(self) -> bool:
        """Whether its efficiency is a share of Carnot's."""
        return self.type.endswith("HeatPump")

    @property
    def is_known(self) -> bool:
        """Whether its kind can be imported."""
        return self.is_heat_pump or self.type.endswith("ElectricHeater")

    @property
    def nominal_kw(self) -> float | None:
        """Electric rating [kW], None when it is to follow from the demand."""
        return None if self.autosize else self.attributes.nominal_power or None


class BatteryAttributes(_Part):
    """What a battery is like; its capacity is what ClusterFlex looks for, and is not read."""

    efficiency: Share | None = None
    """Of a whole cycle."""
    nominal_power: Annotated[float, Field(ge=0)] | None = None
    depth_of_discharge: Share | None = None
    power_efficiency_curve: tuple[tuple[float, Share], ...] | None = None


class Battery(_Part):
    """A battery."""

    attributes: BatteryAttributes = BatteryAttributes()


class PvAttributes(_Part):
    """How large a PV system is."""

    nominal_power: Annotated[float, Field(ge=0)] | None = None


class Pv(_Part):
    """A PV system."""

    autosize: bool = False
    attributes: PvAttributes = PvAttributes()


class Building(_Part):
    """A building: its files and devices."""

    include: bool = True
    energy_simulation: FileName
    weather: FileName | None = None
    carbon_intensity: FileName | None = None
    pricing: FileName | None = None
    cooling_device: Device | None = None
    heating_device: Device | None = None
    dhw_device: Device | None = None
    electrical_storage: Battery | None = None
    pv: Pv | None = None

    @property
    def pv_kw(self) -> float:
        """Installed PV [kW]."""
        return (self.pv.attributes.nominal_power or 0.0) if self.pv else 0.0


class Schema(_Part):
    """What is read of schema.json."""

    buildings: Annotated[dict[str, Building], Field(min_length=1)]
    seconds_per_time_step: float = HOUR_SECONDS
    simulation_start_time_step: Annotated[int, Field(ge=0)] = 0
    simulation_end_time_step: Annotated[int, Field(ge=0)] | None = None

    @property
    def included(self) -> dict[str, Building]:
        """Buildings that take part."""
        return {name: building for name, building in self.buildings.items() if building.include}


def read_schema(content: bytes, report: Report) -> tuple[Schema, dict[str, Any]] | None:
    """The schema and its plain data; None when unusable, with every problem in the report."""
    text = decode(SCHEMA_FILE, content)
    if isinstance(text, Problem):
        report.add(text)
        return None
    try:
        data = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        message = f"The file is not valid JSON at column {error.colno}: {error.msg}."
        report.add(Problem(SCHEMA_FILE, error.lineno, "", "", message, "Correct this line."))
        return None
    except (RecursionError, ValueError) as error:
        message = f"The file cannot be read ({shortened(str(error))})."
        remedy = "Copy it again from its source."
        report.add(Problem(SCHEMA_FILE, 0, "", "", message, remedy))
        return None
    try:
        schema = Schema.model_validate_json(json.dumps(data))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = tuple(part for part in details["loc"] if part != "[key]")
            report.add(_problem(path, details["type"], details["msg"], _at(data, path)))
        return None
    before = len(report.problems())
    report.extend(_schema_problems(schema))
    return (schema, data) if len(report.problems()) == before else None


def _schema_problems(schema: Schema) -> Iterator[Problem]:
    if not schema.included:
        message = "No building is included."
        yield Problem(SCHEMA_FILE, 0, "buildings", "", message, 'Write "include": true in some.')
    if len(schema.included) > _BUILDINGS_MAX:
        message = f"There are {len(schema.included)} buildings, too many for a case."
        yield Problem(SCHEMA_FILE, 0, "buildings", "", message, f"Include up to {_BUILDINGS_MAX}.")
    if schema.seconds_per_time_step != HOUR_SECONDS:
        message = f"A time step is {schema.seconds_per_time_step:g} seconds, not an hour."
        remedy = "Only hourly data sets can be imported."
        yield Problem(SCHEMA_FILE, 0, "seconds_per_time_step", "", message, remedy)
    for name, building in schema.included.items():
        for key in ("cooling_device", "heating_device", "dhw_device"):
            device: Device | None = getattr(building, key)
            if device is not None and not device.is_known:
                path = f"buildings.{shortened(name)}.{key}.type"
                message = f'A device of type "{shortened(device.type)}" is not known.'
                remedy = "Known are HeatPump and ElectricHeater; remove it, or choose one of them."
                yield Problem(SCHEMA_FILE, 0, path, shortened(device.type), message, remedy)


def _problem(path: tuple[int | str, ...], kind: str, words: str, value: Any) -> Problem:
    key = shortened(".".join(map(str, path)))
    if kind == "missing":
        message, remedy = f'The key "{path[-1]}" is missing.', "Add it, or get the file anew."
        return Problem(SCHEMA_FILE, 0, key, "", message, remedy)
    message = f"{quoted(value)} cannot be used here."
    return Problem(SCHEMA_FILE, 0, key, shortened(str(value)), message, f"{words}.")


def _at(data: Any, path: tuple[int | str, ...]) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number of JSON")
