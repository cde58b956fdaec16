"""Heat pumps and heaters of a CityLearn data set as devices of a case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cases.schema import DeviceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.citylearn.schema_file import Device

MARGIN = 1.1
"""Rating over what the highest demand takes, where the data set leaves it open."""
COP_MAX = 20.0
"""As in CityLearn, also where the outdoor air is already on the right side of the target."""
_KELVIN = 273.15
_EFFICIENCY = {"HeatPump": 0.25, "ElectricHeater": 0.945}
"""Middle of the range from which CityLearn draws what a data set leaves open."""
_TARGET_COOLING, _TARGET_HEATING = 8.5, 47.5
"""The same for the temperatures that a heat pump delivers [°C]."""
_COP_ASSUMED = 3.0
"""Of a cooling device that the data set does not have although there is a demand."""


@dataclass(frozen=True)
class Conversion:
    """One device that stands for everything that makes a building's heat, or its cold."""

    kind: DeviceKind
    output_per_input: float
    """Demand of the year over the electricity that it takes."""
    rated_input_kw: float
    notes: tuple[str, ...] = ()

    def table(self) -> dict[str, Any]:
        """Plain data of a [[building.device]]."""
        figure = "cop" if self.kind is DeviceKind.POWER_TO_COLD else "efficiency"
        return {
            "kind": self.kind.value,
            "rated_input_kw": self.rated_input_kw,
            figure: self.output_per_input,
        }


def cooling(
    building: str, device: Device | None, demand: NDArray[np.float64], outdoor: NDArray[np.float64]
) -> Conversion | None:
    """What makes the cold; None where none is wanted."""
    return _conversion(building, DeviceKind.POWER_TO_COLD, [(device, demand)], outdoor)


def heating(
    building: str,
    room: tuple[Device | None, NDArray[np.float64]],
    hot_water: tuple[Device | None, NDArray[np.float64]],
    outdoor: NDArray[np.float64],
) -> Conversion | None:
    """What makes room heat and hot water, as one device; None where neither is wanted."""
    return _conversion(building, DeviceKind.POWER_TO_HEAT, [room, hot_water], outdoor)


def coefficient(
    device: Device | None, kind: DeviceKind, outdoor: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Output per input in every hour, as CityLearn computes it, shape (hours,).

    A heat pump has its efficiency times Carnot's coefficient between outdoor air and target;
    above 20, or beyond the target, it is 20.
    """
    if device is None:
        assumed = _COP_ASSUMED if kind is DeviceKind.POWER_TO_COLD else 1.0
        return np.full_like(outdoor, assumed)
    given = device.attributes
    known = "HeatPump" if device.is_heat_pump else "ElectricHeater"
    efficiency = given.efficiency if given.efficiency is not None else _EFFICIENCY[known]
    if not device.is_heat_pump:
        return np.full_like(outdoor, efficiency)
    if kind is DeviceKind.POWER_TO_COLD:
        target = given.target_cooling_temperature
        target = _TARGET_COOLING if target is None else target
        lift = outdoor - target
    else:
        target = given.target_heating_temperature
        target = _TARGET_HEATING if target is None else target
        lift = target - outdoor
    least = efficiency * (target + _KELVIN) / COP_MAX
    return np.where(
        lift > least, efficiency * (target + _KELVIN) / np.maximum(lift, least), COP_MAX
    )


def _conversion(
    building: str,
    kind: DeviceKind,
    parts: list[tuple[Device | None, NDArray[np.float64]]],
    outdoor: NDArray[np.float64],
) -> Conversion | None:
    wanted = [(device, demand) for device, demand in parts if demand.max() > 0]
    if not wanted:
        return None
    notes = []
    energy, electricity, nominal = 0.0, 0.0, 0.0
    for device, demand in wanted:
        energy += float(demand.sum())
        electricity += float((demand / coefficient(device, kind, outdoor)).sum())
        nominal += (device.nominal_kw or 0.0) if device is not None else 0.0
        if device is None:
            what = kind.value.removeprefix("power_to_")
            figure = _COP_ASSUMED if kind is DeviceKind.POWER_TO_COLD else 1.0
            notes.append(f"{building} wants {what} and has no device for it; {figure:g} assumed")
    ratio = min(round(energy / electricity, 3), COP_MAX)
    if kind is DeviceKind.POWER_TO_HEAT:
        ratio = min(ratio, 10.0)
    peak = float(np.sum([demand for _, demand in wanted], axis=0).max())
    needed = math.ceil(10 * MARGIN * peak / ratio) / 10
    given = all(device is not None and device.nominal_kw for device, _ in wanted)
    rated = nominal if given and nominal * ratio >= peak + 1e-3 else needed
    if given and rated != nominal:
        notes.append(
            f"the {kind.value} of {building} is rated {rated:g} kW, not {nominal:g} kW: with one "
            "coefficient for the year it has to cover the highest demand"
        )
    return Conversion(kind, ratio, round(rated, 3), tuple(notes))
