"""A planned design as a feeder's controller sees it: meters, ports of the FID, storage."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from cases import Case, Scenario
from cases.schema import ExportRule
from operation.design import Design
from operation.dispatch import Dispatch
from operation.network.connection import Connection, consumption_kw

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NOISE_KW = 1e-6
"""Exports below this are a solver's rounding, and no decision."""


@dataclass(frozen=True, eq=False)
class Cluster:
    """What a design has installed; ports and sites of no capacity are left out."""

    bus: Ints
    """Position in the feeder of every building, shape (buildings,)."""
    import_limit_kw: Floats
    export_limit_kw: Floats
    ports: Ints
    """Numbers of the ports, in the case's order, shape (ports,)."""
    port_building: Ints
    port_hub: Ints
    port_kva: Floats
    """Apparent power of every port: its rating."""
    port_kw: Floats
    """Largest active power of every port."""
    input_efficiency: Floats
    output_efficiency: Floats
    sites: Ints
    """Numbers of the storage sites, shape (sites,)."""
    site_building: Ints
    """Building where a site stands; -1 at a hub."""
    site_hub: Ints
    capacity_kwh: Floats
    power_kw: Floats
    charge_efficiency: Floats
    discharge_efficiency: Floats
    soc_min: Floats
    soc_max: Floats
    kept_per_hour: Floats
    """Share of what is stored that is left after an hour."""
    wear_per_kwh: Floats

    @property
    def hubs(self) -> Ints:
        """Hubs that have a port or a site, shape (hubs,)."""
        return np.unique(np.concatenate((self.port_hub, self.site_hub[self.site_hub >= 0])))


def cluster_of(case: Case, design: Design, connection: Connection) -> Cluster:
    """The cluster of a case as a design has it, on a feeder."""
    kva = np.array([design.fid_kw[r] for r in case.port_ratings], dtype=float)
    kwh = np.array(design.storage_kwh, dtype=float)
    ports, sites = np.flatnonzero(kva > 0), np.flatnonzero(kwh > 0)
    hubs = [case.hubs[h] for h, _ in case.ports]
    kinds = case.storage_types

    def of_ports(values: list[float]) -> Floats:
        return np.array(values, dtype=float)[ports]

    def of_sites(values: list[float]) -> Floats:
        return np.array(values, dtype=float)[sites]

    return Cluster(
        bus=connection.places.bus,
        import_limit_kw=np.array([b.grid.import_limit_kw for b in case.buildings]),
        export_limit_kw=np.array([b.grid.export_limit_kw for b in case.buildings]),
        ports=ports,
        port_building=np.array([b for _, b in case.ports], dtype=np.int64)[ports],
        port_hub=np.array([h for h, _ in case.ports], dtype=np.int64)[ports],
        port_kva=kva[ports],
        port_kw=np.minimum(kva[ports], of_ports([hub.port_power_max_kw for hub in hubs])),
        input_efficiency=of_ports([hub.input_efficiency for hub in hubs]),
        output_efficiency=of_ports([hub.output_efficiency for hub in hubs]),
        sites=sites,
        site_building=_owners(case.sites_at_building, len(kwh))[sites],
        site_hub=_owners(case.sites_at_hub, len(kwh))[sites],
        capacity_kwh=kwh[sites],
        power_kw=of_sites([kind.power_max_kw for kind in kinds]),
        charge_efficiency=of_sites([kind.charge_efficiency for kind in kinds]),
        discharge_efficiency=of_sites([kind.discharge_efficiency for kind in kinds]),
        soc_min=of_sites([kind.soc_min for kind in kinds]),
        soc_max=of_sites([kind.soc_max for kind in kinds]),
        kept_per_hour=of_sites([1.0 - kind.self_discharge_per_hour for kind in kinds]),
        wear_per_kwh=of_sites([kind.wear_cost_per_kwh for kind in kinds]),
    )


def _owners(members: tuple[tuple[int, ...], ...], items: int) -> Ints:
    owner = np.full(items, -1, dtype=np.int64)
    for number, held in enumerate(members):
        owner[list(held)] = number
    return owner


@dataclass(frozen=True, eq=False)
class ClusterDay:
    """What a typical day brings, and what the plan has settled; shape (steps, buildings).

    Heating, cooling and shifted loads run as planned, and a building is on the side of the meter
    that the plan has chosen: in an hour in which it exports it does not import, and the other way
    round. Where buying is paid for, wasting power would pay: storage and ports then go the way that
    the plan has chosen. The day is cyclic.
    """

    step_hours: float
    load_kw: Floats
    load_kvar: Floats
    available_kw: Floats
    """PV and wind."""
    import_price_per_kwh: Floats
    export_price_per_kwh: Floats
    exports: Mask
    """Whether the plan exports."""
    charge: Mask
    """Whether a site of the cluster may charge, shape (steps, sites)."""
    discharge: Mask
    """Whether it may discharge, by (38a) too."""
    port_in: Mask
    """Whether a port of the cluster may take from its building, shape (steps, ports)."""
    port_out: Mask
    """Whether it may give to its building, by (38a) too."""
    level_kwh: Floats
    """Planned level of every site of the cluster before each step, shape (steps, sites)."""
    others_kw: Floats
    """What the feeder's other customers take, shape (steps, buses)."""
    others_kvar: Floats

    @property
    def steps(self) -> int:
        """Number of steps of the day."""
        return len(self.load_kw)

    def payments(self, imported: Floats, exported: Floats) -> float:
        """What powers of shape (steps, buildings) cost, per day [currency]."""
        money = self.import_price_per_kwh * imported - self.export_price_per_kwh * exported
        return float(money.sum()) * 24.0 / self.steps

    def finer(self, step_hours: float) -> ClusterDay:
        """The day in shorter steps. Raises ValueError where they do not divide its own."""
        parts = round(self.step_hours / step_hours)
        if not math.isclose(parts * step_hours, self.step_hours):
            raise ValueError(f"steps of {self.step_hours:g} h are no number of {step_hours:g} h")
        ahead = np.roll(self.level_kwh, -1, axis=0)
        share = np.arange(parts)[:, None] / parts
        level = self.level_kwh[:, None] * (1 - share) + ahead[:, None] * share
        arrays = {
            entry.name: np.repeat(getattr(self, entry.name), parts, axis=0)
            for entry in fields(self)
            if isinstance(getattr(self, entry.name), np.ndarray)
        }
        arrays["level_kwh"] = level.reshape(-1, level.shape[-1])
        return replace(self, step_hours=step_hours, **arrays)

    @property
    def mean_price(self) -> float:
        """Mean price of energy bought, what is below 0 as 0 [currency/kWh]; 1 where all is free."""
        return float(np.maximum(self.import_price_per_kwh, 0.0).mean()) or 1.0

    @property
    def dearest_price(self) -> float:
        """Largest price of energy bought or sold, by size [currency/kWh]; 1 where all is free."""
        prices = self.import_price_per_kwh, self.export_price_per_kwh
        return max(float(np.abs(price).max()) for price in prices) or 1.0


def cluster_day(
    case: Case, scenario: Scenario, dispatch: Dispatch, cluster: Cluster, connection: Connection
) -> ClusterDay:
    """The day of a scenario with its planned dispatch."""
    used = consumption_kw(case, scenario, dispatch)
    exports = _exports(case, dispatch)
    surplus_only = case.operation.export_rule is ExportRule.SURPLUS
    receives = ~exports if surplus_only else np.ones_like(exports)
    free = scenario.import_price_per_kwh.min(axis=1, keepdims=True) >= 0
    own = cluster.site_building
    discharges = (dispatch.discharge_kw > dispatch.charge_kw)[:, cluster.sites]
    gives = (dispatch.port_out_kw > dispatch.port_in_kw)[:, cluster.ports]
    others = connection.base_demand(scenario)
    return ClusterDay(
        step_hours=scenario.step_hours,
        load_kw=used,
        load_kvar=used * connection.places.tangent,
        available_kw=scenario.pv_kw + scenario.wind_kw,
        import_price_per_kwh=scenario.import_price_per_kwh,
        export_price_per_kwh=scenario.export_price_per_kwh,
        exports=exports,
        charge=free | ~discharges,
        discharge=(free | discharges) & ((own < 0) | receives[:, own]),
        port_in=free | ~gives,
        port_out=(free | gives) & receives[:, cluster.port_building],
        level_kwh=dispatch.stored_kwh[:-1, cluster.sites],
        others_kw=others[0],
        others_kvar=others[1],
    )


def _exports(case: Case, dispatch: Dispatch) -> Mask:
    """Whether the plan exports, shape (steps, buildings); by the export rule, a hub together."""
    exports = dispatch.export_kw > dispatch.import_kw + NOISE_KW
    if case.operation.export_rule is ExportRule.COMMON:
        groups = [[b for h, b in case.ports if h == hub] for hub in range(len(case.hubs))]
        for group in groups * len(groups):  # hubs may share a building
            exports[:, group] = exports[:, group].any(axis=1, keepdims=True)
    return exports
