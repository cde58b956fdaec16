"""The columns of the dispatch model of one scenario, and the data that its equations read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

from cases import Case, Scenario
from cases.network_limits import NetworkLimits
from cases.schema import DeviceOperation
from operation.equations.numbering import Expression, Over
from operation.window import Window

Column = Any
"""A decision variable of the modelling library."""

AddColumn = Callable[[str, float, float | None, bool], Column]
"""(name, lower bound, upper bound or None, is integer) -> column"""

Table = dict[tuple[int, int], Column]
"""Columns by (item, step)."""


@dataclass(frozen=True)
class DispatchColumns:
    """Columns and data of one scenario; powers in kW, energy in kWh.

    Tables are indexed by (building | device | site | port, step); `stored_kwh` has one step more.
    """

    case: Case
    scenario: Scenario
    total: Callable[[Iterable[Expression]], Expression]
    """Sum of expressions, by the modelling library."""
    storage_kwh: tuple[Column, ...]
    """Capacity of each site, fixed by its bounds before a solve."""
    fid_kw: tuple[Column, ...]
    """FID ratings, fixed by their bounds before a solve."""
    window: Window | None = None
    """None: the scenario is cyclic."""
    import_kw: Table = field(default_factory=dict)
    export_kw: Table = field(default_factory=dict)
    importing: Table = field(default_factory=dict)
    pv_used_kw: Table = field(default_factory=dict)
    wind_used_kw: Table = field(default_factory=dict)
    shift_out_kw: Table = field(default_factory=dict)
    shift_in_kw: Table = field(default_factory=dict)
    heat_import_kw: Table = field(default_factory=dict)
    device_input_kw: Table = field(default_factory=dict)
    device_output_kw: Table = field(default_factory=dict)
    device_units: Table = field(default_factory=dict)
    charge_kw: Table = field(default_factory=dict)
    discharge_kw: Table = field(default_factory=dict)
    charging: Table = field(default_factory=dict)
    discharging: Table = field(default_factory=dict)
    stored_kwh: Table = field(default_factory=dict)
    port_in_kw: Table = field(default_factory=dict)
    port_out_kw: Table = field(default_factory=dict)
    port_kvar_given: Table = field(default_factory=dict)
    port_kvar_taken: Table = field(default_factory=dict)
    port_in_on: Table = field(default_factory=dict)
    port_out_on: Table = field(default_factory=dict)

    @property
    def step_hours(self) -> float:
        """Δt [h]."""
        return self.scenario.step_hours

    def size(self, over: Over) -> int:
        """Number of members of an index set."""
        return {
            Over.BUILDING: len(self.case.buildings),
            Over.DEVICE: len(self.case.devices),
            Over.SITE: len(self.case.storage),
            Over.HUB: len(self.case.hubs),
            Over.PORT: len(self.case.ports),
            Over.REACTIVE_PORT: self.case.reactive_ports,
            Over.LIMIT: len(self.limits),
            Over.STEP: self.scenario.steps,
        }[over]

    @cached_property
    def limits(self) -> NetworkLimits:
        """Limits of the distribution network that the dispatch holds."""
        return self.case.dispatch_limits(self.scenario)

    @cached_property
    def reactive(self) -> frozenset[tuple[int, int]]:
        """(port, step) where a limit counts the port's reactive power; elsewhere there is none."""
        return frozenset(
            (p, int(t))
            for p, (_, b) in enumerate(self.case.ports)
            for t in self.limits.step[self.limits.kvar_share[:, b] != 0.0]
        )

    def net_discharge_kw(self, s: int, t: int) -> Expression:
        """Discharge less charge of a site; before the first step, the window's or the last's."""
        if t < 0 and self.window is not None:
            return self.window.before_kw[s]
        t %= self.scenario.steps
        return self.discharge_kw[s, t] - self.charge_kw[s, t]

    def spans(self) -> dict[str, range]:
        """Steps that sums run over, by suffix of the row: all, or each day of a window."""
        steps = self.scenario.steps
        if self.window is None:
            return {"": range(steps)}
        day = max(1, round(24 / self.step_hours))
        starts = range(0, steps, day)
        return {f"day_{n}": range(a, min(a + day, steps)) for n, a in enumerate(starts)}


POWER_TABLES = {
    "import_kw": Over.BUILDING,
    "export_kw": Over.BUILDING,
    "pv_used_kw": Over.BUILDING,
    "wind_used_kw": Over.BUILDING,
    "shift_out_kw": Over.BUILDING,
    "shift_in_kw": Over.BUILDING,
    "heat_import_kw": Over.BUILDING,
    "device_input_kw": Over.DEVICE,
    "device_output_kw": Over.DEVICE,
    "charge_kw": Over.SITE,
    "discharge_kw": Over.SITE,
    "port_in_kw": Over.PORT,
    "port_out_kw": Over.PORT,
    "port_kvar_given": Over.REACTIVE_PORT,
    "port_kvar_taken": Over.REACTIVE_PORT,
}
"""Continuous tables with one column per item and step, and the set of the items."""

SWITCH_TABLES = {
    "importing": Over.BUILDING,
    "charging": Over.SITE,
    "discharging": Over.SITE,
    "port_in_on": Over.PORT,
    "port_out_on": Over.PORT,
}
"""Binary tables."""


def dispatch_columns(
    case: Case,
    scenario: Scenario,
    add: AddColumn,
    total: Callable[[Iterable[Expression]], Expression],
    window: Window | None = None,
) -> DispatchColumns:
    """Create every column of the dispatch model of one scenario."""
    columns = DispatchColumns(
        case,
        scenario,
        total,
        tuple(
            add(f"storage_kwh_{s}", 0.0, site.capacity_max_kwh, False)
            for s, site in enumerate(case.storage)
        ),
        tuple(
            add(f"fid_kw_{r}", 0.0, case.hubs[h].rating_max_kw, False)
            for r, h in enumerate(case.rating_hubs)
        ),
        window,
    )
    steps = range(scenario.steps)
    whole = scenario.steps if window is None else window.kept_steps
    for name, over in POWER_TABLES.items():
        table = getattr(columns, name)
        for i, t in product(range(columns.size(over)), steps):
            table[i, t] = add(f"{name}_{i}_{t}", 0.0, None, False)
    for name, over in SWITCH_TABLES.items():
        table = getattr(columns, name)
        for i, t in product(range(columns.size(over)), steps):
            table[i, t] = add(f"{name}_{i}_{t}", 0.0, 1.0, t < whole)
    for s, t in product(range(len(case.storage)), range(scenario.steps + 1)):
        columns.stored_kwh[s, t] = add(f"stored_kwh_{s}_{t}", 0.0, None, False)
    for d, (_, device) in enumerate(case.devices):
        if device.operation is DeviceOperation.ON_OFF:
            for t in steps:
                columns.device_units[d, t] = add(
                    f"device_units_{d}_{t}", 0.0, float(device.units), t < whole
                )
    return columns
