"""The state of a run as plain data, units in the names."""

from __future__ import annotations

from typing import Any

from operation.design import column_names
from planner.evaluation import Evaluation
from planner.watching.live_run import RunState, counts
from planner.watching.pace import Pace, quiet_seconds, seconds_left

FIGURES = (
    "lifecycle_cost",
    "annual_emissions_kg",
    "daily_cost",
    "self_consumption",
    "self_sufficiency",
)


def run_record(state: RunState, speed: Pace | None, clock: float) -> dict[str, Any]:
    """State of a run at a clock, seconds since the epoch; nan where there is no figure."""
    search = state.header["settings"]["search"]
    outcome = state.outcome
    return {
        "folder": str(state.path),
        "case": state.header["case"]["name"],
        "configuration": state.header["case"]["configuration"],
        "currency": _currency(state),
        "stage": state.stage.value,
        "outcome": outcome.value if outcome is not None else None,
        "method": search.get("method", "search"),
        "algorithm": search.get("algorithm"),
        "seed": search.get("seed"),
        "steps": {
            "word": state.budget.word,
            "complete": state.last.generation,
            "of": state.budget.steps,
        },
        "designs": {
            "evaluated": state.last.evaluations,
            "at_most": state.budget.designs,
            "on_the_front": len(state.front),
            **counts(state),
        },
        "hypervolume": state.last.hypervolume,
        "hypervolume_by_evaluations": [list(point) for point in state.trace],
        "best_lifecycle_cost": state.last.best_lifecycle_cost,
        "best_annual_emissions_kg": state.last.best_annual_emissions_kg,
        "compromise": _design(state, state.compromise),
        "front": [_design(state, evaluation) for evaluation in state.front],
        "seconds_since_written": max(0.0, clock - state.written),
        "evaluations_per_minute": speed.evaluations_per_minute if speed is not None else None,
        "seconds_left": seconds_left(state, speed, clock),
        "seems_idle": quiet_seconds(state, speed, clock) is not None,
    }


def capacity_names(state: RunState, evaluation: Evaluation) -> tuple[str, ...]:
    """Names of a design's capacities; numbered ones where the case is not known."""
    if state.case is not None:
        return column_names(state.case)
    design = evaluation.design
    storage = tuple(f"storage {i + 1}" for i in range(len(design.storage_kwh)))
    return storage + tuple(f"rating {i + 1}" for i in range(len(design.fid_kw)))


def capacities(state: RunState, evaluation: Evaluation) -> tuple[tuple[str, float, str], ...]:
    """Name, value and unit of every capacity of a design, storage first."""
    design = evaluation.design
    units = ["kWh"] * len(design.storage_kwh) + ["kW"] * len(design.fid_kw)
    return tuple(zip(capacity_names(state, evaluation), design.values, units, strict=True))


def _currency(state: RunState) -> str | None:
    return state.case.currency if state.case is not None else None


def _design(state: RunState, evaluation: Evaluation | None) -> dict[str, Any] | None:
    if evaluation is None:
        return None
    named = {name: value for name, value, _ in capacities(state, evaluation)}
    return {"design": named, **{name: getattr(evaluation, name) for name in FIGURES}}
