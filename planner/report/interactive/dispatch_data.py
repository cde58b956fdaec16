"""How designs of the front run, as data for the page: what there is, and the numbers packed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from operation import Dispatch, DispatchOutcome
from planner.report.interactive.packing import Whole, multiples, packed, step_for
from planner.report.interactive.places import PROFILES, places, scenario_records, sites_and_ports

if TYPE_CHECKING:
    from cases import Case
    from planner.result import Plan

DISPATCHES_BYTES = 2_000_000
"""Packed dispatches may take this much of the page; designs that do not fit are left out."""

FIGURES = (
    "daily_cost",
    "emissions_kg",
    "import_kwh",
    "export_kwh",
    "curtailed_kwh",
    "gas_kwh",
    "heat_import_kwh",
    "self_consumption",
    "self_sufficiency",
)
"""Indicators of a day that stand beside a design's dispatch."""

_LEVELS = "stored_kwh"
_LEFT_OUT = ("device_output_kw", "port_kvar_given", "port_kvar_taken")
_COLUMNS = tuple(column.name for column in fields(Dispatch) if column.name not in _LEFT_OUT)
"""Columns that are packed; a device's output is a factor times its input, and no figure of the page
shows reactive power."""

Outcomes = Sequence[DispatchOutcome]


@dataclass(frozen=True)
class DispatchData:
    """Dispatches of some designs: how to read them, and the numbers as text."""

    record: dict[str, Any]
    numbers: str
    run: int
    """Designs whose dispatches there are, in the page or not."""

    @property
    def kept(self) -> int:
        """Designs whose dispatches are in the page."""
        return len(self.record["rows"])


def dispatch_data(plan: Plan) -> DispatchData | None:
    """Dispatches that fit into the page, spread evenly over the front; None without any."""
    runs = {
        row: outcomes
        for row, outcomes in plan.front_runs.outcomes.items()
        if all(outcome.dispatch is not None for outcome in outcomes)
    }
    if not runs or plan.decision is None:
        return None
    rows = sorted(runs)
    steps = _steps(runs.values())
    numbers = _numbers(plan.case, [runs[row] for row in rows], steps)
    while len(numbers) > DISPATCHES_BYTES and len(rows) > 1:
        fewer = max(1, min(len(rows) - 1, len(rows) * DISPATCHES_BYTES // len(numbers)))
        rows = _spread(rows, fewer, plan.decision.row)
        numbers = _numbers(plan.case, [runs[row] for row in rows], steps)
    record = {
        "rows": rows,
        "steps": {"power": steps[0], "level": steps[1]},
        "columns": _layout(plan.case),
        "profiles": list(PROFILES),
        "scenarios": scenario_records(plan.case),
        "places": places(plan.case),
        **sites_and_ports(plan.case),
        "figures": list(FIGURES),
        "days": [[_figures(outcome) for outcome in runs[row]] for row in rows],
    }
    return DispatchData(record, numbers, len(runs))


def _spread(rows: Sequence[int], count: int, chosen: int) -> list[int]:
    """Some of the rows, evenly, the chosen one among them."""
    places = np.linspace(0, len(rows) - 1, count)
    picked = {rows[round(place)] for place in places.tolist()}
    if chosen in rows and chosen not in picked:
        picked.remove(min(picked, key=lambda row: (abs(row - chosen), row)))
        picked.add(chosen)
    return sorted(picked)


def _steps(runs: Any) -> tuple[float, float]:
    """Resolution of powers [kW] and of levels [kWh]."""
    power = level = 0.0
    for outcomes in runs:
        for outcome in outcomes:
            for name in _COLUMNS:
                most = float(np.abs(getattr(outcome.dispatch, name)).max(initial=0.0))
                if name == _LEVELS:
                    level = max(level, most)
                else:
                    power = max(power, most)
    return step_for(power), step_for(level)


def _layout(case: Case) -> list[dict[str, Any]]:
    """Columns in the order in which they are packed, each with the number of its items."""
    counts = {
        "device_input_kw": len(case.devices),
        **dict.fromkeys(("charge_kw", "discharge_kw", _LEVELS), len(case.storage)),
        **dict.fromkeys(("port_in_kw", "port_out_kw"), len(case.ports)),
    }
    return [
        {"name": name, "items": counts.get(name, len(case.buildings)), "level": name == _LEVELS}
        for name in _COLUMNS
    ]


def _numbers(case: Case, runs: Sequence[Outcomes], steps: tuple[float, float]) -> str:
    """Scenario by scenario: its profiles, then the designs one after the other."""
    chains: list[list[Whole]] = []
    for number, day in enumerate(case.scenarios):
        profiles = [multiples(getattr(day, name).T.ravel(), steps[0]) for name in PROFILES]
        chains.append([np.concatenate(profiles)])
        chains.append([_flat(outcomes[number].dispatch, steps) for outcomes in runs])
    return packed(chains)


def _flat(y: Dispatch | None, steps: tuple[float, float]) -> Whole:
    """Columns one after the other, item by item."""
    return np.concatenate(
        [
            multiples(getattr(y, name).T.ravel(), steps[1] if name == _LEVELS else steps[0])
            for name in _COLUMNS
        ]
    )


def _figures(outcome: DispatchOutcome) -> list[float]:
    return [float(f"{getattr(outcome.indicators, name):.7g}") for name in FIGURES]
