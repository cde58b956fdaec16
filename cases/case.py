"""A case: one configuration of a cluster of buildings, ready to be planned. Plain frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cases.network_limits import NetworkLimits, following_limits

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from cases.schema import (
        Building,
        Configuration,
        Device,
        Economics,
        Hub,
        NetworkEntry,
        Operation,
        StorageSite,
        StorageType,
    )


@dataclass(frozen=True, eq=False)
class Scenario:
    """A typical day with its weight; arrays have shape (steps, buildings) and are read-only."""

    name: str
    title: str
    season: str
    days_per_year: float
    step_hours: float
    electricity_kw: NDArray[np.float64]
    heat_kw: NDArray[np.float64]
    cold_kw: NDArray[np.float64]
    pv_kw: NDArray[np.float64]
    """Forecast of available PV power."""
    wind_kw: NDArray[np.float64]
    """Forecast of available wind power."""
    shiftable_share: NDArray[np.float64]
    import_price_per_kwh: NDArray[np.float64]
    export_price_per_kwh: NDArray[np.float64]
    grid_emission_kg_per_kwh: NDArray[np.float64]
    network: NetworkLimits = field(default_factory=NetworkLimits.none)
    """Limits of the distribution network; without any, no rows."""

    @property
    def steps(self) -> int:
        """Number of steps."""
        return int(self.electricity_kw.shape[0])

    @property
    def days(self) -> float:
        """Length of the scenario in days; daily figures are totals divided by it."""
        return self.steps * self.step_hours / 24.0

    def clock(self, step: int) -> str:
        """Clock time "HH:MM" at which a step begins."""
        minutes = round(step * self.step_hours * 60) % 1440
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    def part(self, first: int, end: int) -> Scenario:
        """The steps from `first` to before `end`."""
        arrays = {name: getattr(self, name)[first:end] for name in _PROFILES}
        return replace(self, network=self.network.part(first, end), **arrays)


_PROFILES = tuple(entry.name for entry in fields(Scenario) if str(entry.type).startswith("NDArray"))
"""Fields of a scenario with a row per step."""


def following(days: Sequence[Scenario]) -> Scenario:
    """Scenarios one after the other as one, called after the first; steps of equal length."""
    import numpy as np

    if len(days) == 1:
        return days[0]
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(day, name) for day in days]) for name in _PROFILES
    }
    for array in arrays.values():
        array.flags.writeable = False
    limits = following_limits([(day.steps, day.network) for day in days])
    return replace(days[0], network=limits, **arrays)


@dataclass(frozen=True, eq=False)
class Case:
    """One configuration of a case folder.

    Index order of buildings, storage sites and hubs is that of these tuples, everywhere.
    """

    name: str
    title: str
    currency: str
    digest: str
    """SHA-256 over the configuration's name and every byte that was read."""
    configuration: Configuration
    economics: Economics
    operation: Operation
    buildings: tuple[Building, ...]
    hubs: tuple[Hub, ...]
    """Hubs of this configuration only."""
    storage: tuple[StorageSite, ...]
    """Storage sites of this configuration only."""
    storage_types: tuple[StorageType, ...]
    """Type of each storage site, same order as `storage`."""
    scenarios: tuple[Scenario, ...]
    path: Path | None = None
    """Folder that the case was read from; None for a case made in memory."""
    network: NetworkEntry | None = None
    """How the limits of the distribution network are held; None without any."""

    @cached_property
    def devices(self) -> tuple[tuple[int, Device], ...]:
        """(building index, device) of every conversion device, building by building."""
        return tuple((b, d) for b, building in enumerate(self.buildings) for d in building.device)

    @cached_property
    def sites_at_building(self) -> tuple[tuple[int, ...], ...]:
        """Storage site indices that stand at each building."""
        return tuple(
            tuple(s for s, site in enumerate(self.storage) if site.at == building.name)
            for building in self.buildings
        )

    @cached_property
    def sites_at_hub(self) -> tuple[tuple[int, ...], ...]:
        """Storage site indices that stand at each hub ("public" storage)."""
        return tuple(
            tuple(s for s, site in enumerate(self.storage) if site.at == hub.name)
            for hub in self.hubs
        )

    @cached_property
    def rating_names(self) -> tuple[str, ...]:
        """Name of every FID rating to choose: "hub", or "hub.building" with a rating per port."""
        return tuple(
            f"{hub.name}.{building}" if building else hub.name
            for hub in self.hubs
            for building in (hub.buildings if hub.rating_per_port else ("",))
        )

    @cached_property
    def rating_hubs(self) -> tuple[int, ...]:
        """Hub index of every FID rating, in the order of `rating_names`."""
        return tuple(
            h
            for h, hub in enumerate(self.hubs)
            for _ in (hub.buildings if hub.rating_per_port else ("",))
        )

    @cached_property
    def port_ratings(self) -> tuple[int, ...]:
        """Index into `rating_names` of the rating that limits each port of `ports`."""
        index = {name: r for r, name in enumerate(self.rating_names)}
        return tuple(
            index[f"{hub.name}.{building}" if hub.rating_per_port else hub.name]
            for hub in self.hubs
            for building in hub.buildings
        )

    @cached_property
    def ports(self) -> tuple[tuple[int, int], ...]:
        """(hub index, building index) of every port, hub by hub."""
        index = {building.name: b for b, building in enumerate(self.buildings)}
        return tuple((h, index[name]) for h, hub in enumerate(self.hubs) for name in hub.buildings)

    @cached_property
    def reactive_ports(self) -> int:
        """Number of ports that may give reactive power: all, or none where no limit asks for it."""
        asked = any(self.dispatch_limits(s).kvar_share.any() for s in self.scenarios)
        return len(self.ports) if asked else 0

    def dispatch_limits(self, scenario: Scenario) -> NetworkLimits:
        """Limits that the dispatch of a scenario has to hold; none if they only screen designs."""
        held = self.network is not None and self.network.in_dispatch
        if held and len(scenario.network):
            return scenario.network
        return NetworkLimits.none(len(self.buildings))
