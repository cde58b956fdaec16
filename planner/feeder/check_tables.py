"""A feeder check as tables, units in every header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cases import Scenario
from operation.dispatch import Dispatch
from operation.network.connection import building_demand
from operation.network.voltage_screen import VoltageScreen
from planner.feeder.check import FeederCheck
from planner.feeder.check_ports import PortPowers, port_days
from planner.feeder.check_ways import ways

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


def check_tables(check: FeederCheck, planned: Sequence[Dispatch]) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file; `planned` are the dispatches that were checked."""
    tables = {
        "voltages.csv": voltages_table(check, planned),
        "losses.csv": losses_table(check),
        "ports.csv": ports_table(check, planned),
    }
    if check.operated:
        tables["operated.csv"] = operated_table(check)
    if check.stressed:
        tables["stress.csv"] = stress_table(check)
    return tables


def voltages_table(check: FeederCheck, planned: Sequence[Dispatch]) -> pd.DataFrame:
    """A row per typical day, step and bus: exact voltages of every way of using the feeder.

    And those of the screen for the plan, where it was asked.
    """
    import pandas as pd

    buses, known = check.connection.feeder.buses, ways(check)
    parts = []
    for number, day in enumerate(check.case.scenarios):
        columns: dict[str, Any] = {
            "scenario": day.name,
            "clock": np.repeat(_clocks(day), len(buses)),
            "bus": np.tile(np.array(buses, dtype=object), day.steps),
        }
        for way, used in known.items():
            columns[f"{way.value}_pu"] = used.flows[number].voltage_pu.ravel()
        if check.screened is not None:
            columns["planned_by_screen_pu"] = _screened(check, day, planned[number]).ravel()
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def losses_table(check: FeederCheck) -> pd.DataFrame:
    """A row per typical day and step: what all lines lose together."""
    import pandas as pd

    known = ways(check)
    parts = []
    for number, day in enumerate(check.case.scenarios):
        columns: dict[str, Any] = {"scenario": day.name, "clock": _clocks(day)}
        for way, used in known.items():
            columns[f"{way.value}_kw"] = used.flows[number].loss_kw
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def ports_table(check: FeederCheck, planned: Sequence[Dispatch]) -> pd.DataFrame:
    """A row per typical day, step and port that is built; powers that the port gives."""
    import pandas as pd

    head = ["scenario", "clock", "port", "rating_kva", "planned_kw", "planned_kvar"]
    head += ["planned_share_of_rating"]
    if check.operated:
        head += ["operated_kw", "operated_kvar", "operated_share_of_rating"]
    parts = [pd.DataFrame(columns=head)]
    for day, ports in zip(check.case.scenarios, port_days(check, planned), strict=True):
        if not ports.names:
            continue
        columns: dict[str, Any] = {
            "scenario": day.name,
            "clock": np.repeat(_clocks(day), len(ports.names)),
            "port": np.tile(np.array(ports.names, dtype=object), day.steps),
            "rating_kva": np.tile(ports.rating_kva, day.steps),
            **_powers("planned", ports.planned, ports.rating_kva),
        }
        if ports.operated is not None:
            columns |= _powers("operated", ports.operated, ports.rating_kva)
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts[1:], ignore_index=True) if len(parts) > 1 else parts[0]


def operated_table(check: FeederCheck) -> pd.DataFrame:
    """A row per typical day and step under control: meters, PV and wind used, storage [kW, kWh]."""
    import pandas as pd

    case, parts = check.case, []
    for day, run in zip(check.case.scenarios, check.operated, strict=True):
        columns: dict[str, Any] = {"scenario": day.name, "clock": _clocks(day)}
        for number, building in enumerate(case.buildings):
            for name in ("import_kw", "export_kw", "renewable_kw"):
                columns[f"{building.name}.{name}"] = getattr(run, name)[:, number]
        for number, site in enumerate(case.storage):
            for name in ("charge_kw", "discharge_kw", "stored_kwh"):
                columns[f"{site.name}.{name}"] = getattr(run, name)[: day.steps, number]
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def stress_table(check: FeederCheck) -> pd.DataFrame:
    """A row per typical day and drawn day; empty where a step cannot be carried."""
    import pandas as pd

    parts = [
        pd.DataFrame(
            {
                "scenario": day.scenario,
                "drawn": np.arange(1, day.drawn + 1),
                "lowest_pu": day.lowest_pu,
                "highest_pu": day.highest_pu,
            }
        )
        for day in check.stressed
    ]
    return pd.concat(parts, ignore_index=True)


def _screened(check: FeederCheck, day: Scenario, dispatch: Dispatch) -> Floats:
    """Voltages of a planned day by sensitivities, shape (steps, buses)."""
    demand = building_demand(check.case, day, dispatch, check.connection.places.tangent)
    squared = VoltageScreen(check.connection, day).squared_voltage(*demand)
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)))


def _clocks(day: Scenario) -> NDArray[np.object_]:
    return np.array([day.clock(step) for step in range(day.steps)], dtype=object)


def _powers(way: str, powers: PortPowers, rating_kva: Floats) -> dict[str, Floats]:
    return {
        f"{way}_kw": powers.kw.ravel(),
        f"{way}_kvar": powers.kvar.ravel(),
        f"{way}_share_of_rating": powers.share(rating_kva).ravel(),
    }
