"""What a feeder is, in figures: its tree, what stands on it, its voltages at peak load."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cases.feeders.feeder import Feeder
from operation.network.lindistflow import linear_squared_voltage
from operation.network.power_flow import power_flow


@dataclass(frozen=True)
class FeederOverview:
    """Figures of a feeder; voltages and losses are nan where it cannot carry its peak load."""

    name: str
    buses: int
    depth: int
    """Most lines between the substation and a bus."""
    base_kv: float
    base_mva: float
    load_kw: float
    load_kvar: float
    generation_kw: float
    """Sum of the loads below 0, as a number above it."""
    loaded_buses: int
    capacitor_kvar: float
    capacitor_buses: int
    lowest_x_over_r: float
    highest_x_over_r: float
    """Infinite where a line has no resistance."""
    source_pu: float
    lowest_pu: float
    lowest_bus: str
    highest_pu: float
    highest_bus: str
    linear_lowest_pu: float
    """Lowest voltage of the linear model."""
    loss_kw: float
    source_kw: float
    source_kvar: float
    carried: bool
    """Whether the exact flow at peak load has a solution."""
    notes: tuple[str, ...]


def overview(feeder: Feeder, source_pu: float = 1.0) -> FeederOverview:
    """Figures of a feeder with all its loads at their peaks, by exact AC power flow."""
    depth = np.zeros(len(feeder), dtype=int)
    for bus in range(1, len(feeder)):  # parents come first
        depth[bus] = depth[feeder.parent[bus]] + 1
    r, x = feeder.r_pu[1:], feeder.x_pu[1:]
    ratios = np.divide(x, r, out=np.full(len(r), np.inf), where=r > 0)
    flow = power_flow(feeder, feeder.load_kw, feeder.load_kvar, source_pu)
    carried, voltage = bool(flow.converged[0]), flow.voltage_pu[0]
    low, high = (int(at(voltage)) for at in (np.argmin, np.argmax)) if carried else (0, 0)
    linear = linear_squared_voltage(feeder, feeder.load_kw, feeder.load_kvar, source_pu)
    return FeederOverview(
        name=feeder.name,
        buses=len(feeder),
        depth=int(depth.max()),
        base_kv=feeder.base_kv,
        base_mva=feeder.base_mva,
        load_kw=float(np.maximum(feeder.load_kw, 0.0).sum()),
        load_kvar=float(feeder.load_kvar.sum()),
        generation_kw=float(np.maximum(-feeder.load_kw, 0.0).sum()),
        loaded_buses=int(((feeder.load_kw != 0) | (feeder.load_kvar != 0)).sum()),
        capacitor_kvar=float(feeder.capacitor_kvar.sum()),
        capacitor_buses=int((feeder.capacitor_kvar != 0).sum()),
        lowest_x_over_r=float(ratios.min(initial=np.inf)),
        highest_x_over_r=float(ratios.max(initial=0.0)),
        source_pu=source_pu,
        lowest_pu=float(voltage.min()),
        lowest_bus=feeder.buses[low] if carried else "",
        highest_pu=float(voltage.max()),
        highest_bus=feeder.buses[high] if carried else "",
        linear_lowest_pu=float(np.sqrt(np.maximum(linear, 0.0)).min()),
        loss_kw=float(flow.loss_kw[0]),
        source_kw=float(flow.source_kw[0]),
        source_kvar=float(flow.source_kvar[0]),
        carried=carried,
        notes=feeder.notes,
    )
