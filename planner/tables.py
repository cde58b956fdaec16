"""Results as data frames, units in every header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cases import Case
from cases.schema import DeviceKind
from operation import Dispatch, DispatchOutcome
from operation.design import column_names
from planner.bound.comparison import FrontBound
from planner.bound.curve import BoundCurve
from planner.decision import Decision
from planner.evaluation import Evaluation
from planner.generation import Generation

if TYPE_CHECKING:
    import pandas as pd

PER_SCENARIO = ("daily_cost", "emissions_kg", "self_consumption", "self_sufficiency", "import_kwh")
"""Indicators of every scenario that stand in the table of a front."""

_INPUT_NAMES = {
    DeviceKind.POWER_TO_HEAT: "power_to_heat_kw",
    DeviceKind.POWER_TO_COLD: "power_to_cold_kw",
    DeviceKind.GAS_TO_HEAT: "gas_kw",
}


def capacity_headers(case: Case) -> tuple[str, ...]:
    """Headers of a design's capacities: storage in kWh, then ratings in kW."""
    sites = len(case.storage)
    names = column_names(case)
    return tuple(f"{name}_kwh" for name in names[:sites]) + tuple(
        f"{name}_kw" for name in names[sites:]
    )


def front_table(
    case: Case,
    front: Sequence[Evaluation],
    decision: Decision | None,
    bound: FrontBound | None = None,
) -> pd.DataFrame:
    """A row per design of a front, in its order; costs in the case's currency."""
    import pandas as pd

    rows = []
    for number, evaluation in enumerate(front):
        row = evaluation_row(case, evaluation)
        if bound is not None:
            row["bound_gap"] = bound.gaps[number]
        if decision is not None:
            row["membership"] = decision.overall[number]
            row["chosen"] = number == decision.row
        rows.append(row)
    return pd.DataFrame(rows)


def bound_table(curve: BoundCurve) -> pd.DataFrame:
    """A row per cap on emissions: no design that keeps it costs less; inf for no cap."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "emissions_cap_kg": level.emissions_kg,
                "lifecycle_cost_bound": level.cost,
                "relaxed_cost_bound": level.relaxed_cost,
                "slope_per_kg": level.slope,
            }
            for level in curve.levels
        ]
    )


def evaluation_row(case: Case, evaluation: Evaluation) -> dict[str, Any]:
    """Capacities and figures of an accepted evaluation, by header."""
    cost = evaluation.cost
    assert cost is not None, "rows are made of accepted evaluations"
    row: dict[str, Any] = dict(zip(capacity_headers(case), evaluation.design.values, strict=True))
    row |= {
        "lifecycle_cost": cost.total,
        "annual_emissions_kg": evaluation.annual_emissions_kg,
        "self_consumption": evaluation.self_consumption,
        "self_sufficiency": evaluation.self_sufficiency,
        "daily_cost": evaluation.daily_cost,
        "investment": cost.investment,
        "maintenance": cost.maintenance,
        "purchases": cost.purchases,
        "sales": cost.sales,
    }
    for scenario in evaluation.scenarios:
        assert scenario.indicators is not None
        for name in PER_SCENARIO:
            row[f"{scenario.scenario}_{name}"] = getattr(scenario.indicators, name)
    row["status"] = evaluation.status.value
    row["worst_gap"] = float(np.nanmax([s.gap for s in evaluation.scenarios] + [0.0]))
    return row


def history_table(generations: Sequence[Generation]) -> pd.DataFrame:
    """A row per generation."""
    import pandas as pd

    return pd.DataFrame([asdict(generation) for generation in generations])


def dispatch_table(case: Case, outcomes: Sequence[DispatchOutcome]) -> pd.DataFrame:
    """A row per scenario and step of accepted dispatches: demands, powers, levels and prices."""
    import pandas as pd

    frames = []
    for number, outcome in enumerate(outcomes):
        if outcome.dispatch is not None:
            frames.append(pd.DataFrame(_dispatch_columns(case, number, outcome.dispatch)))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _dispatch_columns(case: Case, number: int, y: Dispatch) -> dict[str, Any]:
    scenario = case.scenarios[number]
    columns: dict[str, Any] = {
        "scenario": [scenario.name] * scenario.steps,
        "time": [scenario.clock(t) for t in range(scenario.steps)],
    }
    for b, building in enumerate(case.buildings):
        own = {
            "electricity_kw": scenario.electricity_kw,
            "heat_kw": scenario.heat_kw,
            "cold_kw": scenario.cold_kw,
            "import_kw": y.import_kw,
            "export_kw": y.export_kw,
            "pv_used_kw": y.pv_used_kw,
            "pv_curtailed_kw": scenario.pv_kw - y.pv_used_kw,
            "wind_used_kw": y.wind_used_kw,
            "wind_curtailed_kw": scenario.wind_kw - y.wind_used_kw,
            "shift_out_kw": y.shift_out_kw,
            "shift_in_kw": y.shift_in_kw,
            "heat_import_kw": y.heat_import_kw,
        }
        columns |= {f"{building.name}.{name}": table[:, b] for name, table in own.items()}
        for kind, name in _INPUT_NAMES.items():
            columns[f"{building.name}.{name}"] = device_input(case, y, b, kind)
        columns[f"{building.name}.import_price_per_kwh"] = scenario.import_price_per_kwh[:, b]
        columns[f"{building.name}.export_price_per_kwh"] = scenario.export_price_per_kwh[:, b]
    for s, site in enumerate(case.storage):
        columns[f"{site.name}.charge_kw"] = y.charge_kw[:, s]
        columns[f"{site.name}.discharge_kw"] = y.discharge_kw[:, s]
        columns[f"{site.name}.stored_at_start_kwh"] = y.stored_kwh[:-1, s]
        columns[f"{site.name}.stored_at_end_kwh"] = y.stored_kwh[1:, s]
    for p, (h, b) in enumerate(case.ports):
        port = f"{case.hubs[h].name}.{case.buildings[b].name}"
        columns[f"{port}.port_in_kw"] = y.port_in_kw[:, p]
        columns[f"{port}.port_out_kw"] = y.port_out_kw[:, p]
        if y.port_kvar_given.shape[1]:
            given = y.port_kvar_given[:, p] - y.port_kvar_taken[:, p]
            columns[f"{port}.port_given_kvar"] = given
    return columns


def device_input(case: Case, y: Dispatch, building: int, kind: DeviceKind) -> NDArray[np.float64]:
    """Input of a building's devices of a kind, shape (steps,) [kW]."""
    chosen = [
        d
        for d, (owner, device) in enumerate(case.devices)
        if owner == building and device.kind is kind
    ]
    total: NDArray[np.float64] = y.device_input_kw[:, chosen].sum(axis=1)
    return total
