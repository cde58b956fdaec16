"""Tables of an export that the folder of a run has not as files."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from cases import Case
from planner.bound.curve import State
from planner.exports.contents import Contents
from planner.exports.headings import day_heading, headings
from planner.tables import PER_SCENARIO, capacity_headers, evaluation_row

if TYPE_CHECKING:
    import pandas as pd

_INPUTS = (
    *("electricity_kw", "heat_kw", "cold_kw", "pv_kw", "wind_kw", "shiftable_share"),
    *("import_price_per_kwh", "export_price_per_kwh", "grid_emission_kg_per_kwh"),
)
"""Quantities of a building at a step."""
_OVER_THE_HORIZON = ("lifecycle_cost", "investment", "maintenance", "purchases", "sales")


def chosen_table(contents: Contents) -> pd.DataFrame | None:
    """A row per figure of the chosen design, units beside the values; None without a choice."""
    if contents.decision is None:
        return None
    import pandas as pd

    case = contents.case
    chosen = contents.front_evaluations[contents.decision.row]
    row = evaluation_row(case, chosen)
    capacities = capacity_headers(case)
    horizon = f"{case.economics.horizon_years} years"
    scopes = dict.fromkeys(capacities, "design") | {
        name: horizon if name in _OVER_THE_HORIZON else "year"
        for name in row
        if isinstance(row[name], float) and name not in capacities
    }
    daily = {f"{s.name}_{name}" for s in case.scenarios for name in PER_SCENARIO}
    lines = [
        (scopes[name], heading.label, row[name], heading.unit)
        for name, heading in headings(case, row).items()
        if name in scopes and name not in daily - set(capacities)
    ]
    lines.append(
        ("choice", "membership", contents.decision.overall[contents.decision.row], "share")
    )
    for scenario in chosen.scenarios:
        assert scenario.indicators is not None, "what is chosen can be run"
        for name, value in asdict(scenario.indicators).items():
            heading = day_heading(case, name)
            lines.append((scenario.scenario, heading.label, value, heading.unit))
    return pd.DataFrame(lines, columns=["scope", "figure", "value", "unit"])


def evaluation_table(contents: Contents) -> pd.DataFrame | None:
    """A row per evaluated design, in order; None without any."""
    if not contents.evaluations:
        return None
    import pandas as pd

    case, decision = contents.case, contents.decision
    front = {evaluation.design for evaluation in contents.front_evaluations}
    chosen = contents.front_evaluations[decision.row].design if decision is not None else None
    rows = []
    for number, evaluation in enumerate(contents.evaluations, 1):
        row: dict[str, Any] = {"number": number}
        row |= dict(zip(capacity_headers(case), evaluation.design.values, strict=True))
        row |= {
            "status": evaluation.status.value,
            "on_the_front": evaluation.design in front,
            "chosen": evaluation.design == chosen,
        }
        if evaluation.accepted:  # others have no figures: their cells are empty
            row |= evaluation_row(case, evaluation)
        row |= {"shortfall": evaluation.shortfall, "message": evaluation.message}
        rows.append(row)
    first = next((row for row in rows if "lifecycle_cost" in row), rows[0])
    return pd.DataFrame(rows, columns=list(first))


def bound_table(table: pd.DataFrame | None) -> pd.DataFrame | None:
    """Bounds with their state in words, and empty cells for what is not a finite number."""
    if table is None:
        return None
    cost = table["lifecycle_cost_bound"].to_numpy(dtype=float)
    states = np.where(np.isfinite(cost), State.BOUNDED.value, State.UNKNOWN.value)
    states = np.where(np.isposinf(cost), State.IMPOSSIBLE.value, states)
    return table.replace([np.inf, -np.inf], np.nan).assign(state=[str(s) for s in states])


def scenario_table(case: Case) -> pd.DataFrame:
    """A row per scenario."""
    import pandas as pd

    names = ("title", "season", "days_per_year", "steps", "step_hours")
    return pd.DataFrame(
        [{"scenario": s.name, **{name: getattr(s, name) for name in names}} for s in case.scenarios]
    )


def input_table(case: Case) -> pd.DataFrame:
    """A row per scenario and step: what the dispatch is given."""
    import pandas as pd

    frames = []
    for scenario in case.scenarios:
        columns: dict[str, Any] = {
            "scenario": [scenario.name] * scenario.steps,
            "time": [scenario.clock(t) for t in range(scenario.steps)],
        }
        for b, building in enumerate(case.buildings):
            for name in _INPUTS:
                columns[f"{building.name}.{name}"] = getattr(scenario, name)[:, b]
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)
