"""Equipment: limits in the right order, devices with the right figures."""

from __future__ import annotations

from collections.abc import Iterator

from cases.problem import Problem
from cases.reading.draft import Draft
from cases.reading.toml_lines import KeyPath
from cases.schema import Device, DeviceKind

OUTPUT_PER_INPUT_MAX = {
    DeviceKind.POWER_TO_HEAT: 10.0,
    DeviceKind.GAS_TO_HEAT: 1.2,
    DeviceKind.POWER_TO_COLD: 20.0,
}
"""Above these a figure is a slip, such as percent for a fraction."""


def levels_are_ordered(draft: Draft) -> Iterator[Problem]:
    """A storage's lowest level is below its highest, and it starts between the two."""
    for place, kind in draft.storage_type.items():
        path = ("storage_type", place)
        if kind.soc_min >= kind.soc_max:
            message = f"soc_min ({kind.soc_min:g}) is not below soc_max ({kind.soc_max:g})."
            yield draft.problem((*path, "soc_min"), message, "Write a soc_min below soc_max.")
        elif kind.start_soc is not None and not kind.soc_min <= kind.start_soc <= kind.soc_max:
            message = f"start_soc ({kind.start_soc:g}) is outside soc_min to soc_max."
            remedy = f"Write a level from {kind.soc_min:g} to {kind.soc_max:g}, or leave it out."
            yield draft.problem((*path, "start_soc"), message, remedy)


def powers_are_ordered(draft: Draft) -> Iterator[Problem]:
    """The lowest power of a storage or port is not above its highest."""
    for place, kind in draft.storage_type.items():
        if kind.power_min_kw > kind.power_max_kw:
            message = f"power_min_kw is above power_max_kw ({kind.power_max_kw:g})."
            path = ("storage_type", place, "power_min_kw")
            yield draft.problem(path, message, "Lower power_min_kw.")
    for place, hub in draft.hub.items():
        if hub.port_power_min_kw > hub.port_power_max_kw:
            message = f"port_power_min_kw is above port_power_max_kw ({hub.port_power_max_kw:g})."
            path = ("hub", place, "port_power_min_kw")
            yield draft.problem(path, message, "Lower port_power_min_kw.")


def modules_fit(draft: Draft) -> Iterator[Problem]:
    """A module is not larger than the largest size; a largest size of 0 needs none to fit."""
    for path, limit, module, unit in sizes(draft):
        if module > limit > 0:
            message = f"A module of {module:g} {unit} is above the maximum of {limit:g} {unit}."
            yield draft.problem(path, message, "Choose a smaller module or a larger maximum.")


def devices_have_their_figure(draft: Draft) -> Iterator[Problem]:
    """power_to_cold has a cop; power_to_heat and gas_to_heat have an efficiency."""
    for path, device in _devices(draft):
        right, wrong = ("efficiency", "cop")
        if device.kind is DeviceKind.POWER_TO_COLD:
            right, wrong = wrong, right
        if getattr(device, right) is None:
            message = f"A {device.kind} device needs the key {right}."
            yield draft.problem((*path, right), message, f"Add a line: {right} = ...")
        if getattr(device, wrong) is not None:
            message = f"A {device.kind} device has no {wrong}."
            yield draft.problem((*path, wrong), message, f"Remove it; write {right}.")


def devices_are_possible(draft: Draft) -> Iterator[Problem]:
    """No boiler gives more than 1.2 and no heat pump more than 10 times its input."""
    for path, device in _devices(draft):
        key = "cop" if device.kind is DeviceKind.POWER_TO_COLD else "efficiency"
        value, limit = getattr(device, key), OUTPUT_PER_INPUT_MAX[device.kind]
        if value is not None and value > limit:
            message = f"{value:g} is above {limit:g}, the most for {device.kind}."
            yield draft.problem((*path, key), message, "Write kW of output per kW of input.")


def gas_devices_have_gas(draft: Draft) -> Iterator[Problem]:
    """A building with a gas device has a gas supply."""
    for path, device in _devices(draft):
        building = draft.building[int(path[1])]
        if device.kind is DeviceKind.GAS_TO_HEAT and building.gas is None:
            message = f'The building "{building.name}" burns gas but has no gas supply.'
            yield draft.problem((*path, "kind"), message, "Add [building.gas], or remove it.")


def sizes(draft: Draft) -> Iterator[tuple[KeyPath, float, float, str]]:
    """Key path of the module, largest size, module and unit of everything that is sized."""
    for place, site in draft.storage.items():
        yield ("storage", place, "module_kwh"), site.capacity_max_kwh, site.module_kwh, "kWh"
    for place, hub in draft.hub.items():
        yield ("hub", place, "module_kw"), hub.rating_max_kw, hub.module_kw, "kW"


def has_its_figure(device: Device) -> bool:
    """Whether a device has the coefficient of its kind."""
    is_cold = device.kind is DeviceKind.POWER_TO_COLD
    return (device.cop if is_cold else device.efficiency) is not None


def _devices(draft: Draft) -> Iterator[tuple[KeyPath, Device]]:
    for place, building in draft.building.items():
        for number, device in enumerate(building.device):
            yield ("building", place, "device", number), device
