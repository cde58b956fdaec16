"""What supplies and what uses electricity, heat and cold: one reading for every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from cases import Case, Scenario
from cases.schema import DeviceKind, DeviceOperation
from operation import Dispatch
from planner.report.drawing import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    Array,
)


class Carrier(StrEnum):
    """What is balanced in every step."""

    ELECTRICITY = "electricity"
    HEAT = "heat"
    COLD = "cold"


@dataclass(frozen=True)
class Term:
    """A factor times an item of a column, of a dispatch or of a scenario's profiles [kW]."""

    column: str
    item: int
    factor: float = 1.0


Terms = tuple[Term, ...]


@dataclass(frozen=True)
class Band:
    """A band of a stack: what gives power (up), and what the same thing takes (down)."""

    label: str
    color: str
    up: Terms = ()
    down: Terms = ()


@dataclass(frozen=True)
class Balance:
    """Supply and use of a carrier; over all bands, what goes up is what goes down."""

    bands: tuple[Band, ...]
    curtailed: Terms = ()
    """Could have been supplied, and was not."""
    unshifted: Terms = ()
    """The load before any of it was moved in time."""


def total(terms: Terms, y: Dispatch, day: Scenario) -> Array:
    """Sum of terms in a dispatch of a scenario, shape (steps,) [kW]."""
    power = np.zeros(day.steps)
    for term in terms:
        source = y if hasattr(y, term.column) else day
        power += term.factor * getattr(source, term.column)[:, term.item]
    return power


def balances(case: Case, buildings: Sequence[int]) -> dict[Carrier, Balance]:
    """Balances of a building, or of all buildings together; only of what is used anywhere."""
    found = {Carrier.ELECTRICITY: electricity(case, buildings)}
    if any((day.heat_kw[:, list(buildings)] > 0).any() for day in case.scenarios):
        found[Carrier.HEAT] = _heat(case, buildings)
    if any((day.cold_kw[:, list(buildings)] > 0).any() for day in case.scenarios):
        found[Carrier.COLD] = _cold(case, buildings)
    return found


def electricity(case: Case, buildings: Sequence[int]) -> Balance:
    """Equation (28) of a building, or its sum over all of them.

    Of all buildings together the storage at hubs is part, and of the links what is lost in them.
    """
    ports = [p for p, (_, owner) in enumerate(case.ports) if owner in buildings]
    sites = [s for b in buildings for s in case.sites_at_building[b]]
    hubs = {case.hubs[case.ports[p][0]].name for p in ports}
    link = Band(
        hubs.pop() if len(hubs) == 1 else "links",
        PURPLE,
        _columns("port_out_kw", ports),
        _columns("port_in_kw", ports),
    )
    if 1 < len(buildings) == len(case.buildings) and ports:
        shared = [s for own in case.sites_at_hub for s in own]
        lost = (
            *_columns("port_in_kw", ports),
            *_columns("port_out_kw", ports, -1.0),
            *_columns("discharge_kw", shared),
            *_columns("charge_kw", shared, -1.0),
        )
        link = Band("lost in the links", PURPLE, (), lost)
        sites += shared
    load = (
        *_columns("electricity_kw", buildings),
        *_columns("shift_out_kw", buildings, -1.0),
        *_columns("shift_in_kw", buildings),
    )
    heating = _devices(case, buildings, DeviceKind.POWER_TO_HEAT)
    cooling = _devices(case, buildings, DeviceKind.POWER_TO_COLD)
    bands = (
        Band("PV", ORANGE, _columns("pv_used_kw", buildings)),
        Band("wind", GREEN, _columns("wind_used_kw", buildings)),
        Band("load", BLUE, (), load),
        Band("heat devices", VERMILION, (), _columns("device_input_kw", heating)),
        Band("cold devices", SKY, (), _columns("device_input_kw", cooling)),
        Band("storage", YELLOW, _columns("discharge_kw", sites), _columns("charge_kw", sites)),
        link,
        Band("grid", GREY, _columns("import_kw", buildings), _columns("export_kw", buildings)),
    )
    curtailed = (
        *_columns("pv_kw", buildings),
        *_columns("wind_kw", buildings),
        *_columns("pv_used_kw", buildings, -1.0),
        *_columns("wind_used_kw", buildings, -1.0),
    )
    return Balance(bands, curtailed, _columns("electricity_kw", buildings))


def _heat(case: Case, buildings: Sequence[int]) -> Balance:
    """Equation (29)."""
    return Balance(
        (
            Band("electric heating", VERMILION, _output(case, buildings, DeviceKind.POWER_TO_HEAT)),
            Band("gas heating", ORANGE, _output(case, buildings, DeviceKind.GAS_TO_HEAT)),
            Band("heat network", GREY, _columns("heat_import_kw", buildings)),
            Band("heat load", BLUE, (), _columns("heat_kw", buildings)),
        )
    )


def _cold(case: Case, buildings: Sequence[int]) -> Balance:
    """Equation (30); units that are on or off may make more than is needed."""
    made = _output(case, buildings, DeviceKind.POWER_TO_COLD)
    load = _columns("cold_kw", buildings)
    bands = [Band("cooling", SKY, made), Band("cold load", BLUE, (), load)]
    if any(
        device.kind is DeviceKind.POWER_TO_COLD and device.operation is DeviceOperation.ON_OFF
        for b in buildings
        for device in case.buildings[b].device
    ):
        less = tuple(Term(term.column, term.item, -term.factor) for term in load)
        bands.append(Band("more than needed", FAINT, (), (*made, *less)))
    return Balance(tuple(bands))


def _columns(column: str, items: Sequence[int], factor: float = 1.0) -> Terms:
    return tuple(Term(column, item, factor) for item in items)


def _devices(case: Case, buildings: Sequence[int], kind: DeviceKind) -> list[int]:
    return [
        d
        for d, (owner, device) in enumerate(case.devices)
        if owner in buildings and device.kind is kind
    ]


def _output(case: Case, buildings: Sequence[int], kind: DeviceKind) -> Terms:
    """Equations (15), (17) and (18): what devices make of their input."""
    return tuple(
        Term("device_input_kw", d, case.devices[d][1].output_per_input)
        for d in _devices(case, buildings, kind)
    )
