"""What the checker knows of a case, as arrays. Written without the equations, on purpose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cases import Case, Scenario
from cases.schema import DeviceKind, DeviceOperation
from operation.checker.residual import Array
from operation.window import Window


@dataclass(frozen=True, eq=False)
class Facts:
    """Constants of one scenario; `*_of` matrices have shape (items, owners) and hold 0 or 1."""

    case: Case
    scenario: Scenario
    window: Window | None
    """None: the scenario is cyclic."""
    site_of_building: Array
    site_of_hub: Array
    port_of_building: Array
    port_of_hub: Array
    device_of_building: Array
    electric: Array
    """1 for devices that take electricity, shape (devices,)."""
    gas: Array
    heating: Array
    cooling: Array
    on_off: Array
    output_per_input: Array
    rated_input_kw: Array
    units: Array
    charge_efficiency: Array
    discharge_efficiency: Array
    soc_min: Array
    soc_max: Array
    power_min_kw: Array
    power_max_kw: Array
    self_discharge_per_hour: Array
    hub_input_efficiency: Array
    hub_output_efficiency: Array
    port_power_min_kw: Array
    port_power_max_kw: Array
    import_limit_kw: Array
    export_limit_kw: Array
    heat_limit_kw: Array
    gas_limit_kw: Array
    heat_price_per_kwh: Array
    gas_price_per_kwh: Array
    heat_emission_kg_per_kwh: Array
    gas_emission_kg_per_kwh: Array
    wear_cost_per_kwh: Array

    def sums(self, values: Array) -> Array:
        """Sums over the steps, or over the steps of each day of a window, shape (sums, items)."""
        steps_a_day = max(1, round(24 / self.scenario.step_hours))
        first = [0] if self.window is None else range(0, self.scenario.steps, steps_a_day)
        return np.add.reduceat(values, list(first), axis=0)


def facts(case: Case, scenario: Scenario, window: Window | None = None) -> Facts:
    """Collect the constants once; a check then only computes."""
    buildings, hubs = len(case.buildings), len(case.hubs)
    devices = [device for _, device in case.devices]
    kinds = [device.kind for device in devices]
    types = case.storage_types
    ports = case.ports

    def flags(wanted: DeviceKind) -> list[bool]:
        return [kind is wanted for kind in kinds]

    def row(values: object) -> Array:
        return np.asarray(values, dtype=np.float64).reshape(-1)

    return Facts(
        case=case,
        scenario=scenario,
        window=window,
        site_of_building=_incidence(case.sites_at_building, len(case.storage), buildings),
        site_of_hub=_incidence(case.sites_at_hub, len(case.storage), hubs),
        port_of_building=_owners([b for _, b in ports], buildings),
        port_of_hub=_owners([h for h, _ in ports], hubs),
        device_of_building=_owners([b for b, _ in case.devices], buildings),
        electric=row([kind is not DeviceKind.GAS_TO_HEAT for kind in kinds]),
        gas=row(flags(DeviceKind.GAS_TO_HEAT)),
        heating=row([kind is not DeviceKind.POWER_TO_COLD for kind in kinds]),
        cooling=row(flags(DeviceKind.POWER_TO_COLD)),
        on_off=row([device.operation is DeviceOperation.ON_OFF for device in devices]),
        output_per_input=row([device.output_per_input for device in devices]),
        rated_input_kw=row([device.rated_input_kw for device in devices]),
        units=row([device.units for device in devices]),
        charge_efficiency=row([kind.charge_efficiency for kind in types]),
        discharge_efficiency=row([kind.discharge_efficiency for kind in types]),
        soc_min=row([kind.soc_min for kind in types]),
        soc_max=row([kind.soc_max for kind in types]),
        power_min_kw=row([kind.power_min_kw for kind in types]),
        power_max_kw=row([kind.power_max_kw for kind in types]),
        self_discharge_per_hour=row([kind.self_discharge_per_hour for kind in types]),
        hub_input_efficiency=row([case.hubs[h].input_efficiency for h, _ in ports]),
        hub_output_efficiency=row([case.hubs[h].output_efficiency for h, _ in ports]),
        port_power_min_kw=row([case.hubs[h].port_power_min_kw for h, _ in ports]),
        port_power_max_kw=row([case.hubs[h].port_power_max_kw for h, _ in ports]),
        import_limit_kw=row([b.grid.import_limit_kw for b in case.buildings]),
        export_limit_kw=row([b.grid.export_limit_kw for b in case.buildings]),
        heat_limit_kw=row(
            [b.heat_network.limit_kw if b.heat_network else 0 for b in case.buildings]
        ),
        gas_limit_kw=row([b.gas.limit_kw if b.gas else 0 for b in case.buildings]),
        heat_price_per_kwh=row(
            [b.heat_network.price_per_kwh if b.heat_network else 0 for b in case.buildings]
        ),
        gas_price_per_kwh=row(
            [
                b.gas.price_per_m3 / b.gas.lower_heating_value_kwh_per_m3 if b.gas else 0
                for b in case.buildings
            ]
        ),
        heat_emission_kg_per_kwh=row(
            [b.heat_network.emission_kg_per_kwh if b.heat_network else 0 for b in case.buildings]
        ),
        gas_emission_kg_per_kwh=row(
            [b.gas.emission_kg_per_kwh if b.gas else 0 for b in case.buildings]
        ),
        wear_cost_per_kwh=row([kind.wear_cost_per_kwh for kind in types]),
    )


def _incidence(members: tuple[tuple[int, ...], ...], items: int, owners: int) -> Array:
    matrix = np.zeros((items, owners))
    for owner, held in enumerate(members):
        matrix[list(held), owner] = 1.0
    return matrix


def _owners(owner: list[int], owners: int) -> Array:
    matrix = np.zeros((len(owner), owners))
    matrix[np.arange(len(owner)), owner] = 1.0
    return matrix
