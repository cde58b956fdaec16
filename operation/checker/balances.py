"""Balances and the meter re-checked from the arrays: equations (28) to (38)."""

from __future__ import annotations

import numpy as np

from cases.schema import ExportRule
from operation.checker.facts import Facts
from operation.checker.residual import Array, above, both, checks, gap, relative
from operation.design import Design
from operation.dispatch import Dispatch


@checks("28")
def electrical_balance(f: Facts, x: Design, y: Dispatch) -> Array:
    """Every building's supply of electricity meets its demand in every step."""
    load = f.scenario.electricity_kw
    received, sent = y.port_out_kw @ f.port_of_building, y.port_in_kw @ f.port_of_building
    discharged, charged = y.discharge_kw @ f.site_of_building, y.charge_kw @ f.site_of_building
    devices = (y.device_input_kw * f.electric) @ f.device_of_building
    supply = y.pv_used_kw + y.wind_used_kw + y.import_kw + discharged + received
    demand = load + y.shift_in_kw - y.shift_out_kw + devices + charged + sent + y.export_kw
    return relative(gap(supply, demand), supply, load)


@checks("29")
def heat_balance(f: Facts, x: Design, y: Dispatch) -> Array:
    """Heat bought and made is the heat load."""
    made = (y.device_output_kw * f.heating) @ f.device_of_building
    return relative(gap(y.heat_import_kw + made, f.scenario.heat_kw), made, f.scenario.heat_kw)


@checks("29a")
def heat_import_limit(f: Facts, x: Design, y: Dispatch) -> Array:
    """Heat bought stays within the connection."""
    return relative(above(y.heat_import_kw, f.heat_limit_kw), f.heat_limit_kw)


@checks("29b")
def gas_import_limit(f: Facts, x: Design, y: Dispatch) -> Array:
    """Gas burnt stays within the connection."""
    burnt = (y.device_input_kw * f.gas) @ f.device_of_building
    return relative(above(burnt, f.gas_limit_kw), f.gas_limit_kw)


@checks("30")
def cold_balance(f: Facts, x: Design, y: Dispatch) -> Array:
    """Cold made is the cold load, or more where units are on/off."""
    made = (y.device_output_kw * f.cooling) @ f.device_of_building
    may_exceed = ((f.cooling * f.on_off) @ f.device_of_building) > 0
    difference = made - f.scenario.cold_kw
    excess = np.where(may_exceed & (difference > 0), 0.0, np.abs(difference))
    return relative(excess, made, f.scenario.cold_kw)


@checks("31")
def wind_available(f: Facts, x: Design, y: Dispatch) -> Array:
    """No more wind power than forecast."""
    return relative(above(y.wind_used_kw, f.scenario.wind_kw), f.scenario.wind_kw)


@checks("32")
def pv_available(f: Facts, x: Design, y: Dispatch) -> Array:
    """No more PV power than forecast."""
    return relative(above(y.pv_used_kw, f.scenario.pv_kw), f.scenario.pv_kw)


@checks("36")
def shift_limits(f: Facts, x: Design, y: Dispatch) -> Array:
    """Shifts stay within the shiftable share of the load."""
    limit = f.scenario.shiftable_share * f.scenario.electricity_kw
    return relative(np.maximum(above(y.shift_out_kw, limit), above(y.shift_in_kw, limit)), limit)


@checks("37")
def shift_conservation(f: Facts, x: Design, y: Dispatch) -> Array:
    """What is shifted out is shifted in."""
    out, into = f.sums(y.shift_out_kw), f.sums(y.shift_in_kw)
    return relative(gap(out, into), out, into)


@checks("38")
def meter_limits(f: Facts, x: Design, y: Dispatch) -> Array:
    """Meters import or export, within limits, and export renewable power only."""
    renewable = y.pv_used_kw + y.wind_used_kw
    residuals: Array = np.maximum.reduce(
        [
            relative(both(y.import_kw, y.export_kw), y.import_kw, y.export_kw),
            relative(above(y.import_kw, f.import_limit_kw), f.import_limit_kw),
            relative(above(y.export_kw, f.export_limit_kw), f.export_limit_kw),
            relative(above(y.export_kw, renewable), renewable),
        ]
    )
    return residuals


@checks("38a")
def export_rule(f: Facts, x: Design, y: Dispatch) -> Array | None:
    """An exporting building does nothing that the case's export rule forbids."""
    rule = f.case.operation.export_rule
    if rule is ExportRule.METER:
        return None
    if rule is ExportRule.SURPLUS:
        received = y.port_out_kw @ f.port_of_building
        discharged = y.discharge_kw @ f.site_of_building
        return np.maximum(
            relative(both(y.export_kw, received), y.export_kw, received),
            relative(both(y.export_kw, discharged), y.export_kw, discharged),
        )
    residual = np.zeros((f.scenario.steps, max(len(f.case.hubs), 1)))
    for h in range(len(f.case.hubs)):
        joined = [b for owner, b in f.case.ports if owner == h]
        importing = y.import_kw[:, joined].max(axis=1)
        exporting = y.export_kw[:, joined].max(axis=1)
        residual[:, h] = relative(both(importing, exporting), importing, exporting)
    return residual


@checks()
def nonnegative(f: Facts, x: Design, y: Dispatch) -> Array:
    """No power and no level is negative, and every value is a number."""
    tables = (
        y.import_kw, y.export_kw, y.pv_used_kw, y.wind_used_kw, y.shift_out_kw, y.shift_in_kw,
        y.heat_import_kw, y.device_input_kw, y.device_output_kw, y.charge_kw, y.discharge_kw,
        y.stored_kwh[:-1], y.port_in_kw, y.port_out_kw, y.port_kvar_given, y.port_kvar_taken,
    )  # fmt: skip
    return np.maximum(-np.hstack(tables), 0.0)
