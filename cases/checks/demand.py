"""Demand: heat and cold that the building's own equipment can give in every step.

Nothing else brings heat or cold to a building, so what is missing here no plan can add.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cases.checks.equipment import has_its_figure
from cases.problem import Problem
from cases.reading.clock import clock
from cases.reading.csv_rows import FIRST_ROW
from cases.reading.draft import MINUTES_OF_A_DAY, Draft
from cases.reading.profile import Profile
from cases.reading.timeline import DATED_TIMES
from cases.schema import Building, Device, DeviceKind, DeviceOperation

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE_KW = 1e-6
_LEVELS_MAX = 20_000


def heat_can_be_met(draft: Draft, profiles: Mapping[str, Profile]) -> Iterator[Problem]:
    """Peak heat load is not above heat network and devices together."""
    for profile, building, load in _loads(draft, profiles, "heat_kw"):
        most = heat_max_kw(building)
        if most == 0 and load.max() > TOLERANCE_KW:
            message = "has a heat load but nothing that gives heat"
            remedy = "Add a [building.heat_network] or a heat device."
            yield _unmet(draft, profile, building, "heat_kw", load, most, message, remedy)
        elif load.max() > most + TOLERANCE_KW:
            remedy = "Raise limits or ratings, or check the load."
            yield _unmet(draft, profile, building, "heat_kw", load, most, "lacks heat", remedy)


def heat_can_be_followed(draft: Draft, profiles: Mapping[str, Profile]) -> Iterator[Problem]:
    """Heat is met exactly (29), so modulating sources must fill what whole units leave open."""
    for profile, building, load in _loads(draft, profiles, "heat_kw"):
        most, levels = heat_max_kw(building), _unit_levels(building)
        if levels is None or len(levels) == 1:
            continue
        below = levels[np.searchsorted(levels, load + TOLERANCE_KW, side="right") - 1]
        followed = _modulating_heat_kw(building)
        open_kw = np.where(load <= most + TOLERANCE_KW, load - below - followed, 0.0)
        if open_kw.max() > TOLERANCE_KW:
            step = int(open_kw.argmax())
            message = (
                f'"{building.name}" cannot give exactly {load[step]:g} kW of heat at '
                f"{_when(draft, profile, step)}: its on_off units give "
                f"whole steps, and its modulating sources {followed:g} kW."
            )
            remedy = 'Make a heat device "modulating", or add a heat network.'
            yield _at(profile, building, "heat_kw", load, step, message, remedy)


def cold_can_be_met(draft: Draft, profiles: Mapping[str, Profile]) -> Iterator[Problem]:
    """Peak cold load is not above what the power_to_cold devices give."""
    for profile, building, load in _loads(draft, profiles, "cold_kw"):
        chillers = [d for d in building.device if d.kind is DeviceKind.POWER_TO_COLD]
        most = sum(device.input_max_kw * device.output_per_input for device in chillers)
        if not chillers and load.max() > TOLERANCE_KW:
            message = "has a cold load but no power_to_cold device"
            remedy = "Add a power_to_cold device."
            yield _unmet(draft, profile, building, "cold_kw", load, most, message, remedy)
        elif load.max() > most + TOLERANCE_KW:
            remedy = "Raise ratings or units, or check the load."
            yield _unmet(draft, profile, building, "cold_kw", load, most, "lacks cold", remedy)


def heat_max_kw(building: Building) -> float:
    """The most heat a building can have, gas limit minded [kW]."""
    return _heat_kw(building, building.device)


def _modulating_heat_kw(building: Building) -> float:
    steady = [d for d in building.device if d.operation is DeviceOperation.MODULATING]
    return _heat_kw(building, tuple(steady))


def _heat_kw(building: Building, devices: tuple[Device, ...]) -> float:
    heat = building.heat_network.limit_kw if building.heat_network else 0.0
    gas = building.gas.limit_kw if building.gas else 0.0
    for device in sorted(devices, key=lambda d: -d.output_per_input):
        efficiency = device.output_per_input
        if device.kind is DeviceKind.POWER_TO_HEAT:
            heat += device.input_max_kw * efficiency
        elif device.kind is DeviceKind.GAS_TO_HEAT:
            burnt = min(gas, device.input_max_kw)
            gas -= burnt
            heat += burnt * efficiency
    return heat


def _unit_levels(building: Building) -> NDArray[np.float64] | None:
    """Every heat output that on_off units can give together [kW], rising; None: too many."""
    units = [
        d
        for d in building.device
        if d.operation is DeviceOperation.ON_OFF and d.kind is not DeviceKind.POWER_TO_COLD
    ]
    if np.prod([d.units + 1.0 for d in units]) > _LEVELS_MAX:
        return None
    outputs = [d.rated_input_kw * d.output_per_input for d in units]
    running = product(*(range(d.units + 1) for d in units))
    levels = {sum(n * kw for n, kw in zip(ns, outputs, strict=True)) for ns in running}
    return np.array(sorted(levels), dtype=np.float64)


def _loads(
    draft: Draft, profiles: Mapping[str, Profile], quantity: str
) -> Iterator[tuple[Profile, Building, NDArray[np.float64]]]:
    for profile in profiles.values():
        for building in draft.building.values():
            load = profile.columns.get(f"{building.name}.{quantity}")
            # A device without its figure is told of elsewhere; guessing it here would mislead.
            if load is not None and all(map(has_its_figure, building.device)):
                yield profile, building, load


def _unmet(
    draft: Draft,
    profile: Profile,
    building: Building,
    quantity: str,
    load: NDArray[np.float64],
    most: float,
    reason: str,
    remedy: str,
) -> Problem:
    step = int(load.argmax())
    message = (
        f'"{building.name}" {reason}: {load[step]:g} kW are needed at '
        f"{_when(draft, profile, step)}, {most:g} kW can be given, {load[step] - most:g} kW short."
    )
    return _at(profile, building, quantity, load, step, message, remedy)


def _at(
    profile: Profile,
    building: Building,
    quantity: str,
    load: NDArray[np.float64],
    step: int,
    message: str,
    remedy: str,
) -> Problem:
    column = f"{building.name}.{quantity}"
    return Problem(profile.file, step + FIRST_ROW, column, f"{load[step]:g}", message, remedy)


def _when(draft: Draft, profile: Profile, step: int) -> str:
    """A step in words: clock and scenarios, or date and clock in a year."""
    scenarios = [f'"{e.name}"' for e in draft.scenario.values() if e.profiles == profile.file]
    whole = ", ".join(scenarios) or "the year"
    if draft.step_minutes is None:
        return f"step {step + 1} of {whole}"
    minutes = step * draft.step_minutes
    if not scenarios and profile.begin is not None:
        return DATED_TIMES.text(profile.begin + minutes)
    return f"{clock(minutes % MINUTES_OF_A_DAY)} of {whole}"
