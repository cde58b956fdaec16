"""Storage, ports and devices re-checked from the arrays: equations (5) to (18)."""

from __future__ import annotations

import numpy as np

from operation.checker.facts import Facts
from operation.checker.residual import (
    Array,
    above,
    below,
    both,
    checks,
    gap,
    off_or_between,
    relative,
)
from operation.design import Design
from operation.dispatch import Dispatch


@checks("5")
def storage_exclusivity(f: Facts, x: Design, y: Dispatch) -> Array:
    """No site charges while it discharges."""
    return relative(both(y.charge_kw, y.discharge_kw), y.charge_kw, y.discharge_kw)


@checks("6")
def storage_balance(f: Facts, x: Design, y: Dispatch) -> Array:
    """Level differences are explained by charge, discharge and self-discharge."""
    dt = f.scenario.step_hours
    lost = f.self_discharge_per_hour * dt * y.stored_kwh[:-1]
    gained = y.charge_kw * f.charge_efficiency * dt
    spent = y.discharge_kw / f.discharge_efficiency * dt
    change = np.diff(y.stored_kwh, axis=0)
    return relative(gap(change, gained - spent - lost), y.stored_kwh[:-1], gained, spent)


@checks("7")
def storage_power_limits(f: Facts, x: Design, y: Dispatch) -> Array:
    """Each power is zero or inside its band."""
    return np.maximum(
        relative(off_or_between(y.charge_kw, f.power_min_kw, f.power_max_kw), f.power_max_kw),
        relative(off_or_between(y.discharge_kw, f.power_min_kw, f.power_max_kw), f.power_max_kw),
    )


@checks("8")
def storage_level_limits(f: Facts, x: Design, y: Dispatch) -> Array:
    """Levels stay inside the usable window of the built capacity."""
    capacity = np.array(x.storage_kwh)
    low, high = f.soc_min * capacity, f.soc_max * capacity
    return relative(np.maximum(below(y.stored_kwh, low), above(y.stored_kwh, high)), high)


@checks("9")
def storage_cycle(f: Facts, x: Design, y: Dispatch) -> Array:
    """The day ends where it began, and begins where the case says, if it says so.

    A window begins where it is told, and ends where it is told, if it is told.
    """
    first, last = y.stored_kwh[:1], y.stored_kwh[-1:]
    if f.window is not None:
        residual = relative(gap(first, np.array([f.window.start_kwh])), first)
        if f.window.end_kwh is not None:
            end = relative(gap(last, np.array([f.window.end_kwh])), last)
            residual = np.maximum(residual, end)
        return residual
    residual = relative(gap(last, first), first)
    for s, kind in enumerate(f.case.storage_types):
        if kind.start_soc is not None:
            start = kind.start_soc * x.storage_kwh[s]
            residual[:, s] = np.maximum(
                residual[:, s], relative(gap(first[:, s], start), first[:, s])
            )
    return residual


@checks("10")
def storage_ramp_limits(f: Facts, x: Design, y: Dispatch) -> Array | None:
    """Signed changes of net discharge stay inside both ramp limits."""
    kinds = f.case.storage_types
    if all(k.ramp_up_kw_per_hour is None and k.ramp_down_kw_per_hour is None for k in kinds):
        return None
    dt = f.scenario.step_hours
    up = np.array([_or_infinite(k.ramp_up_kw_per_hour) for k in kinds]) * dt
    down = np.array([_or_infinite(k.ramp_down_kw_per_hour) for k in kinds]) * dt
    net = y.discharge_kw - y.charge_kw
    before = net[-1:] if f.window is None else np.array([f.window.before_kw])
    change = np.diff(net, axis=0, prepend=before)
    return relative(np.maximum(above(change, up), below(change, -down)), net)


@checks("10a")
def storage_cycle_limit(f: Facts, x: Design, y: Dispatch) -> Array | None:
    """Energy discharged stays within the allowed cycles of the built capacity."""
    kinds = f.case.storage_types
    if all(k.cycles_per_day_max is None for k in kinds):
        return None
    cycles = np.array([_or_infinite(k.cycles_per_day_max) for k in kinds])
    finite = np.isfinite(cycles)
    discharged = f.sums(y.discharge_kw) * f.scenario.step_hours
    days = f.sums(np.ones((f.scenario.steps, 1))) * f.scenario.step_hours / 24
    # a limit that is not set must stay infinite for a capacity of zero too
    most = days * np.where(finite, cycles, 0.0) * np.array(x.storage_kwh)
    allowed = np.where(finite, most, np.inf)
    return relative(above(discharged, allowed), discharged)


@checks("11")
def port_exclusivity(f: Facts, x: Design, y: Dispatch) -> Array:
    """No port carries power both ways."""
    return relative(both(y.port_in_kw, y.port_out_kw), y.port_in_kw, y.port_out_kw)


@checks("12")
def hub_balance(f: Facts, x: Design, y: Dispatch) -> Array:
    """Inflow after losses and discharge equal outflow before losses and charge."""
    inflow = (y.port_in_kw * f.hub_input_efficiency) @ f.port_of_hub
    outflow = (y.port_out_kw / f.hub_output_efficiency) @ f.port_of_hub
    discharge, charge = y.discharge_kw @ f.site_of_hub, y.charge_kw @ f.site_of_hub
    return relative(gap(inflow + discharge, outflow + charge), inflow, outflow, discharge, charge)


@checks("13")
def port_power_limits(f: Facts, x: Design, y: Dispatch) -> Array:
    """Each flow is zero or inside the port's band, and never above the built rating."""
    rating = np.array([x.fid_kw[r] for r in f.case.port_ratings])
    most = np.minimum(f.port_power_max_kw, rating)
    return np.maximum(
        relative(off_or_between(y.port_in_kw, f.port_power_min_kw, most), f.port_power_max_kw),
        relative(off_or_between(y.port_out_kw, f.port_power_min_kw, most), f.port_power_max_kw),
    )


@checks("14", "16")
def device_input(f: Facts, x: Design, y: Dispatch) -> Array:
    """Modulating input within the rating; on/off input a whole number of units."""
    power, most = y.device_input_kw, f.rated_input_kw * f.units
    residual = above(power, most)
    multiple = np.abs(power - np.round(power / f.rated_input_kw) * f.rated_input_kw)
    return relative(np.maximum(residual, f.on_off * multiple), most)


@checks("15", "17", "18")
def device_output(f: Facts, x: Design, y: Dispatch) -> Array:
    """Output is input times efficiency."""
    expected = y.device_input_kw * f.output_per_input
    return relative(gap(y.device_output_kw, expected), expected, y.device_output_kw)


def _or_infinite(value: float | None) -> float:
    return np.inf if value is None else value
