"""Buildings on a feeder: how many, how large, and what each of them has, drawn by a seed."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cases.feeders.feeder import Feeder
from cases.problem import CaseError, Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

BUILDING_SHARE = 0.8
"""Share of a bus's peak load that buildings have; the rest is base load."""
HOME_PEAK_KW, SHOP_PEAK_KW = (1.0, 5.0), (100.0, 400.0)
HOME_MEAN_KW = 3.0


@dataclass(frozen=True)
class Archetype:
    """What a building of a kind has at the mean peak load; larger ones have more of everything.

    Source: Fontenot et al. 2021, table D1, its resistances read in K/W; `wall_gain_m2`,
    `internal_kw`, `zone_j_per_k` and the window of the shop are our choices.
    """

    mean_peak_kw: float
    power_factor: float
    r_inner: float
    """Between wall and room, R1 [K/W]."""
    r_outer: float
    """Between wall and outside, R2 [K/W]."""
    r_window: float
    """Between room and outside [K/W]."""
    wall_j_per_k: float
    zone_j_per_k: float
    cop: float
    hvac_kw: float
    internal_kw: float
    """Heat of people and appliances at full occupancy."""
    wall_gain_m2: float
    """Area that would take up as much sun as the walls do."""


HOME = Archetype(3.0, 0.95, 0.0014, 0.0014, 0.0066, 7.46e7, 3.6e6, 3.0, 3.0, 0.6, 3.0)
SHOP = Archetype(
    250.0, 0.90, 1.16e-4, 1.16e-4, 0.0066 * 1.16e-4 / 0.0014, 1.133e9, 6.0e7, 3.0, 118.0, 60.0, 36.0
)

PANEL_KW = 0.16 * 0.95 * 0.86 * 1.66
"""Output of a panel at 1 kW/m2 (30): efficiencies of panel and inverter, derating, area."""
HOME_PANELS = (8, 14)
SHOP_PV_KW = 20.0
HOME_BATTERY_KWH, SHOP_BATTERY_KWH = (4.4, 5.5), (90.0, 150.0)
HOME_BATTERY_KW, SHOP_BATTERY_KW = (1.0, 1.5), (60.0, 120.0)
INVERTER_RATIO = 1.1
"""Apparent power of an inverter over the largest active power behind it."""


@dataclass(frozen=True)
class Census:
    """Numbers of buildings on a feeder."""

    homes: int
    shops: int


TABLE_1 = {
    "ieee13_perphase": Census(88, 3),
    "case33bw": Census(413, 8),
    "ieee123_perphase": Census(189, 2),
}
"""Buildings by feeder (Fontenot et al. 2021, table 1); the last stands in for the 129-bus one."""


@dataclass(frozen=True, eq=False)
class Population:
    """Buildings of a feeder; every array has shape (buildings,)."""

    bus: Ints
    """Position of the bus in the feeder."""
    shop: Mask
    peak_kw: Floats
    power_factor: Floats
    r_inner: Floats
    r_outer: Floats
    r_window: Floats
    wall_j_per_k: Floats
    zone_j_per_k: Floats
    cop: Floats
    hvac_kw: Floats
    internal_kw: Floats
    wall_gain_m2: Floats
    pv_kw: Floats
    """Output of PV at 1 kW/m2; 0 without."""
    pv_kva: Floats
    battery_kwh: Floats
    """0 without a battery."""
    battery_kw: Floats
    battery_kva: Floats

    def __post_init__(self) -> None:
        for entry in fields(self):
            getattr(self, entry.name).flags.writeable = False

    def __len__(self) -> int:
        return len(self.bus)

    @staticmethod
    def nobody() -> Population:
        """No buildings."""
        kinds = {"bus": np.int64, "shop": np.bool_}
        names = [entry.name for entry in fields(Population)]
        return Population(**{name: np.zeros(0, kinds.get(name, np.float64)) for name in names})


def populate(
    feeder: Feeder, census: Census, *, der_share: float = 1.0, seed: int = 1
) -> Population:
    """Draw buildings for a feeder; `der_share` of the homes have PV and battery, and all shops.

    Homes with PV at a smaller share have it at a larger one too. Raises CaseError where the
    buildings do not fit on the feeder, and ValueError for a share outside 0 to 1.
    """
    if not 0 <= der_share <= 1:
        raise ValueError(f"der_share must be from 0 to 1, not {der_share}")
    rng = np.random.default_rng(seed)
    room = BUILDING_SHARE * feeder.load_kw
    shop_bus, shop_peak = _shops(feeder, census, room, rng)
    np.subtract.at(room, shop_bus, shop_peak)
    home_bus, home_peak = _homes(feeder, census, room, rng)
    bus = np.concatenate((home_bus, shop_bus))
    peak = np.concatenate((home_peak, shop_peak))
    shop = np.arange(len(bus)) >= census.homes
    size = peak / np.where(shop, SHOP.mean_peak_kw, HOME.mean_peak_kw)
    equipped = shop.copy()
    equipped[rng.permutation(census.homes)[: round(der_share * census.homes)]] = True
    panels = rng.integers(HOME_PANELS[0], HOME_PANELS[1] + 1, len(bus))
    pv: Floats = np.where(equipped, np.where(shop, SHOP_PV_KW, panels * PANEL_KW), 0.0)

    def drawn(home: tuple[float, float], other: tuple[float, float]) -> Floats:
        share = rng.uniform(size=len(bus))
        low, high = (np.where(shop, other[i], home[i]) for i in (0, 1))
        return np.asarray(equipped * (low + share * (high - low)))

    def of_kind(name: str, power: int = 0) -> Floats:
        mean = np.where(shop, getattr(SHOP, name), getattr(HOME, name))
        return np.asarray(mean * size**power, dtype=float)

    battery_kw = drawn(HOME_BATTERY_KW, SHOP_BATTERY_KW)
    return Population(
        bus=bus,
        shop=shop,
        peak_kw=peak,
        power_factor=of_kind("power_factor"),
        **{name: of_kind(name, -1) for name in ("r_inner", "r_outer", "r_window")},
        **{name: of_kind(name, 1) for name in ("wall_j_per_k", "zone_j_per_k", "hvac_kw")},
        **{name: of_kind(name, 1) for name in ("internal_kw", "wall_gain_m2")},
        cop=of_kind("cop"),
        pv_kw=pv,
        pv_kva=np.asarray(INVERTER_RATIO * pv),
        battery_kwh=drawn(HOME_BATTERY_KWH, SHOP_BATTERY_KWH),
        battery_kw=battery_kw,
        battery_kva=INVERTER_RATIO * battery_kw,
    )


def _shops(
    feeder: Feeder, census: Census, room: Floats, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """Shops on the buses with most room, together what the homes leave.

    Where no bus has room for the least of shops, a shop takes all the room of the largest bus.
    """
    left, wanted = room.copy(), room.sum() - HOME_MEAN_KW * census.homes
    least = min(SHOP_PEAK_KW[0], float(room.max()))
    bus, peak = np.zeros(census.shops, dtype=np.int64), np.zeros(census.shops)
    for number in range(census.shops):
        at = int(np.argmax(left))
        if left[at] < min(least, 0.5 * SHOP_PEAK_KW[0]) or left[at] <= 0:
            raise _no_room(feeder, f"{census.shops} shops of about {SHOP_PEAK_KW[0]:g} kW")
        mean = (wanted - peak.sum()) / (census.shops - number)
        size = np.clip(mean * rng.uniform(0.8, 1.2), least, SHOP_PEAK_KW[1])
        bus[number], peak[number] = at, min(size, left[at])
        left[at] -= peak[number]
    return bus, peak


def _homes(
    feeder: Feeder, census: Census, room: Floats, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """Homes shared out by what room the buses have left."""
    share = room / HOME_MEAN_KW * census.homes / max(room.sum() / HOME_MEAN_KW, 1e-9)
    fits = np.floor(room / HOME_PEAK_KW[0]).astype(np.int64)
    if fits.sum() < census.homes:
        raise _no_room(feeder, f"{census.homes} homes of at least {HOME_PEAK_KW[0]:g} kW")
    counts = np.minimum(np.floor(share).astype(np.int64), fits)
    while counts.sum() < census.homes:  # largest remainder first
        counts[int(np.argmax(np.where(counts < fits, share - counts, -math.inf)))] += 1
    buses, peaks = [], []
    for at in np.flatnonzero(counts):
        n, low = int(counts[at]), HOME_PEAK_KW[0]
        drawn = rng.uniform(*HOME_PEAK_KW, n)
        if drawn.sum() > room[at]:
            drawn = low + (drawn - low) * (room[at] - n * low) / (drawn.sum() - n * low)
        buses.append(np.full(n, at))
        peaks.append(drawn)
    return np.concatenate(buses), np.concatenate(peaks)


def _no_room(feeder: Feeder, what: str) -> CaseError:
    message = f"{what} do not fit into {BUILDING_SHARE:.0%} of the peak loads of its buses."
    return CaseError([Problem(feeder.name, 0, "p_kw", "", message, "Place fewer buildings.")])
