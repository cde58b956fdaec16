"""A case written once more, as a PyPSA network: nothing here reads our equations.

Buses stand for places and carriers, links for everything that moves or converts energy in one
direction, stores for what keeps it. Money is per day for a dispatch and per horizon for a sizing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pypsa

from cases import Case, Scenario
from cases.schema import DeviceKind, DeviceOperation, ExportRule, Hub, StorageSite, StorageType
from tests.peers.quantities import Capacity, Sizes, Weights

CARRIER_OF = {DeviceKind.POWER_TO_HEAT: "heat", DeviceKind.POWER_TO_COLD: "cold"}


class NotExpressible(ValueError):
    """A case with something in it that a PyPSA network has no component for."""


@dataclass
class DayNetwork:
    """A network under construction: one scenario of a case."""

    case: Case
    day: Scenario
    weights: Weights
    parts: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """Attributes of what is added, by kind of component and name."""
    rated_together: dict[int, list[tuple[str, float]]] = field(default_factory=dict)
    """Links by rating: each nominal value is the rating times the number beside it."""

    def build(self, sizes: Sizes) -> DayNetwork:
        """Add everything. Raises NotExpressible."""
        refuse(self.case)
        for b in range(len(self.case.buildings)):
            self.add_electricity(b)
            self.add_supplies(b)
            self.add_devices(b)
        for hub in self.case.hubs:
            self.add("Bus", hub.name)
        for (h, b), r in zip(self.case.ports, self.case.port_ratings, strict=True):
            self.add_port(self.case.hubs[h], self.case.buildings[b].name, r, sizes.ratings[r])
        stores = zip(self.case.storage, self.case.storage_types, sizes.storage, strict=True)
        for site, kind, capacity in stores:
            self.add_storage(site, kind, capacity)
        return self

    def network(self) -> pypsa.Network:
        """What has been added, as a network."""
        n, hours = pypsa.Network(), self.day.step_hours
        n.set_snapshots(range(self.day.steps))
        n.snapshot_weightings["stores"] = n.snapshot_weightings["generators"] = hours
        n.snapshot_weightings["objective"] = hours / self.day.days * self.weights.day
        for kind, parts in self.parts.items():
            defaults = n.components[kind].defaults["default"]
            values: dict[str, Any] = {}
            for key in dict.fromkeys(key for part in parts.values() for key in part):
                column = {name: part.get(key, defaults[key]) for name, part in parts.items()}
                values[key] = list(column.values())
                if any(isinstance(value, np.ndarray) for value in column.values()):
                    series = {c: np.broadcast_to(v, self.day.steps) for c, v in column.items()}
                    values[key] = pd.DataFrame(series, index=n.snapshots)
            n.add(kind, list(parts), **values)
        return n

    def add(self, kind: str, name: str, **values: Any) -> None:
        """A component; kept until the network is made, as PyPSA is slow to add one by one."""
        self.parts.setdefault(kind, {})[name] = values

    def link(self, name: str, start: str, end: str, **values: Any) -> None:
        """A flow in one direction; limits are at its start."""
        self.add("Link", name, bus0=start, bus1=end, **values)

    def add_electricity(self, b: int) -> None:
        """Load, meter, PV, wind and shiftable load; exports leave from the generators' own bus."""
        name, day, weights = self.case.buildings[b].name, self.day, self.weights
        grid = self.case.buildings[b].grid
        made = f"{name} renewables"
        self.add("Bus", name)
        self.add("Bus", made)
        self.add("Load", f"{name} load", bus=name, p_set=day.electricity_kw[:, b])
        emitted = weights.emissions * day.grid_emission_kg_per_kwh[:, b]
        self.add(
            "Generator",
            f"{name} import",
            bus=name,
            p_nom=grid.import_limit_kw,
            marginal_cost=day.import_price_per_kwh[:, b] + emitted,
        )
        self.add(
            "Generator",
            f"{name} export",
            bus=made,
            sign=-1.0,
            p_nom=grid.export_limit_kw,
            marginal_cost=weights.spilled - day.export_price_per_kwh[:, b],
        )
        # a generator must run and what is not wanted is taken off the bus, at a price
        available = day.pv_kw[:, b] + day.wind_kw[:, b]
        for source, forecast in (("pv", day.pv_kw[:, b]), ("wind", day.wind_kw[:, b])):
            must = {"p_min_pu": forecast, "p_max_pu": forecast}
            self.add("Generator", f"{name} {source}", bus=made, p_nom=1.0, **must)
        self.add(
            "Generator",
            f"{name} curtailed",
            bus=made,
            sign=-1.0,
            p_nom=1.0,
            p_max_pu=available,
            marginal_cost=weights.spilled + weights.curtailed,
        )
        self.link(f"{name} own use", made, name, p_nom=1.0, p_max_pu=available)
        movable = day.shiftable_share[:, b] * day.electricity_kw[:, b]
        later, room = f"{name} shifted", np.full(day.steps, movable.sum() * day.step_hours)
        self.add("Bus", later)
        self.add("Store", later, bus=later, e_nom=1.0, e_max_pu=room, e_cyclic=True)
        self.link(f"{name} shift in", name, later, p_nom=1.0, p_max_pu=movable)
        self.link(f"{name} shift out", later, name, p_nom=1.0, p_max_pu=movable)

    def add_supplies(self, b: int) -> None:
        """Heat network and gas, and the loads of heat and cold."""
        building, price = self.case.buildings[b], self.weights.emissions
        name = building.name
        for carrier, load in (("heat", self.day.heat_kw), ("cold", self.day.cold_kw)):
            self.add("Bus", f"{name} {carrier}")
            self.add("Load", f"{name} {carrier}", bus=f"{name} {carrier}", p_set=load[:, b])
        supplies = []
        if (network := building.heat_network) is not None:
            supplies.append(("heat", network, network.price_per_kwh))
        if (gas := building.gas) is not None:
            self.add("Bus", f"{name} gas")
            supplies.append(("gas", gas, gas.price_per_m3 / gas.lower_heating_value_kwh_per_m3))
        for carrier, supply, cost in supplies:
            self.add(
                "Generator",
                f"{name} {carrier} bought",
                bus=f"{name} {carrier}",
                p_nom=supply.limit_kw,
                marginal_cost=cost + price * supply.emission_kg_per_kwh,
            )

    def add_devices(self, b: int) -> None:
        """Conversion devices; whole units are modules that are committed at full load."""
        name = self.case.buildings[b].name
        for i, device in enumerate(self.case.buildings[b].device):
            start = f"{name} gas" if device.kind is DeviceKind.GAS_TO_HEAT else name
            end = f"{name} {CARRIER_OF.get(device.kind, 'heat')}"
            units: dict[str, Any] = {}
            if device.operation is DeviceOperation.ON_OFF:
                units = {"p_nom_mod": device.rated_input_kw, "committable": True, "p_min_pu": 1.0}
                if device.kind is DeviceKind.POWER_TO_COLD:
                    self.add("Generator", f"{end} lost {i}", bus=end, sign=-1.0, p_nom=1e5)
            self.link(
                f"{name} device {i}",
                start,
                end,
                p_nom=device.input_max_kw,
                efficiency=device.output_per_input,
                **units,
            )

    def add_port(self, hub: Hub, building: str, rating: int, capacity: Capacity) -> None:
        """Both directions of a port; the rating limits what the building gives and receives."""
        into, out = f"{hub.name} in {building}", f"{hub.name} out {building}"
        links = self.rated_together.setdefault(rating, [])
        for name, start, end, efficiency, scale in (
            (into, building, hub.name, hub.input_efficiency, 1.0),
            (out, hub.name, building, hub.output_efficiency, 1 / hub.output_efficiency),
        ):
            size = capacity.paid_elsewhere() if links else capacity
            nominal = size.below(hub.port_power_max_kw).of("p_nom", scale)
            self.link(name, start, end, efficiency=efficiency, **nominal)
            links.append((name, scale))

    def add_storage(self, site: StorageSite, kind: StorageType, capacity: Capacity) -> None:
        """A store on a bus of its own, behind a link to charge and one to discharge."""
        name, hours, last = site.name, self.day.step_hours, self.day.steps - 1
        least = np.full(self.day.steps, kind.soc_min)
        most = np.full(self.day.steps, kind.soc_max)
        if kind.start_soc is not None:
            least[last] = most[last] = kind.start_soc
        self.add("Bus", f"{name} cells")
        self.add(
            "Store",
            name,
            bus=f"{name} cells",
            e_cyclic=True,
            e_min_pu=least,
            e_max_pu=most,
            # PyPSA compounds the loss of an hour; ours is a share of a step's hours
            standing_loss=1 - (1 - kind.self_discharge_per_hour * hours) ** (1 / hours),
            **capacity.of("e_nom"),
        )
        power, gives = kind.power_max_kw, kind.discharge_efficiency
        self.link(
            f"{name} charge",
            site.at,
            f"{name} cells",
            p_nom=power,
            efficiency=kind.charge_efficiency,
        )
        self.link(
            f"{name} discharge",
            f"{name} cells",
            site.at,
            p_nom=power / gives,
            efficiency=gives,
            marginal_cost=self.weights.wear * kind.wear_cost_per_kwh * gives,
        )


def refuse(case: Case) -> None:
    """Raise NotExpressible for what the network would leave out without a word."""
    for kind in case.storage_types:
        ramps = (kind.ramp_up_kw_per_hour, kind.ramp_down_kw_per_hour)
        if ramps != (None, None) or kind.cycles_per_day_max is not None or kind.power_min_kw:
            raise NotExpressible(f"{kind.name}: ramps, cycle limits, least powers")
    if any(hub.port_power_min_kw for hub in case.hubs):
        raise NotExpressible("least powers of ports")
    if case.operation.export_rule is not ExportRule.METER:
        raise NotExpressible(f"export rule {case.operation.export_rule}")
