"""A cluster of buildings connected to a feeder: what its buses take when the cluster runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases import Case, Scenario
from cases.feeders.bus_map import BusMap
from cases.feeders.day import base_load_share
from cases.feeders.feeder import Feeder
from cases.feeders.grouped import grouped_sum
from cases.schema import DeviceKind
from operation.dispatch import Dispatch
from operation.network.power_flow import PowerFlow, power_flow
from operation.network.voltage_limits import VoltageLimits

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Connection:
    """Where the buildings of a case stand on a feeder, and what the feeder has to keep."""

    feeder: Feeder
    places: BusMap
    limits: VoltageLimits
    base_load: float = 1.0
    """Load of the feeder's other customers, as a share of the feeder's own peaks."""

    def base_demand(self, scenario: Scenario) -> tuple[Floats, Floats]:
        """What the other customers take, shape (steps, buses) [kW], [kvar]."""
        hours = (np.arange(scenario.steps) + 0.5) * scenario.step_hours
        share = self.base_load * base_load_share(np.asarray(hours, dtype=np.float64))
        return np.outer(share, self.feeder.load_kw), np.outer(share, self.feeder.load_kvar)

    def at_buses(self, of_buildings: Floats) -> Floats:
        """Sums over the buildings at a bus, shape (..., buildings) to (..., buses)."""
        return grouped_sum(of_buildings, self.places.bus, len(self.feeder))

    def flow(self, scenario: Scenario, kw: Floats, kvar: Floats) -> PowerFlow:
        """Exact flows of a scenario in which buildings take `kw`, `kvar`, (steps, buildings)."""
        base_kw, base_kvar = self.base_demand(scenario)
        demand = base_kw + self.at_buses(kw), base_kvar + self.at_buses(kvar)
        return power_flow(self.feeder, *demand, self.limits.source_pu)


def consumption_kw(case: Case, scenario: Scenario, dispatch: Dispatch) -> Floats:
    """What the loads and devices of every building use, shape (steps, buildings) [kW]."""
    used = scenario.electricity_kw - dispatch.shift_out_kw + dispatch.shift_in_kw
    for column, (building, device) in enumerate(case.devices):
        if device.kind is not DeviceKind.GAS_TO_HEAT:
            used[:, building] += dispatch.device_input_kw[:, column]
    return used


def building_demand(
    case: Case, scenario: Scenario, dispatch: Dispatch, tangent: Floats
) -> tuple[Floats, Floats]:
    """What every building takes from its bus, shape (steps, buildings) [kW], [kvar].

    The active part is what the meter imports less what it exports: power through a port of an FID
    is in it, since it leaves at one building and arrives at another. Loads take reactive power by
    their power factor, `tangent`, less what ports give; generators and storage run at unity.
    """
    net_kw = dispatch.import_kw - dispatch.export_kw
    kvar = tangent * consumption_kw(case, scenario, dispatch)
    return net_kw, kvar - port_kvar(case, dispatch)


def port_kvar(case: Case, dispatch: Dispatch) -> Floats:
    """Reactive power that a plan has ports give at every building, shape (steps, buildings).

    None where no limit of the network asks for it: ports then run at unity.
    """
    given = dispatch.port_kvar_given - dispatch.port_kvar_taken
    owner = np.array([building for _, building in case.ports], dtype=np.int64)
    return grouped_sum(given, owner[: given.shape[1]], len(case.buildings))
