"""Evaluations as plain JSON and back, exactly: what the run store keeps."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

from operation import Design, Indicators, Status
from planner.evaluation import Evaluation, ScenarioEvaluation
from planner.lifecycle import LifecycleCost


def to_json(evaluation: Evaluation) -> str:
    """JSON text of an evaluation; floats keep every bit, nan is null."""
    return json.dumps(_plain(asdict(evaluation)), allow_nan=False, separators=(",", ":"))


def from_json(text: str) -> Evaluation:
    """Evaluation from its JSON text. Raises ValueError, KeyError or TypeError if it is not one."""
    data = json.loads(text)
    scenarios = tuple(
        ScenarioEvaluation(
            scenario=item["scenario"],
            status=Status(item["status"]),
            indicators=Indicators(**item["indicators"]) if item["indicators"] else None,
            gap=_number(item["gap"]),
            worst_residual=_number(item["worst_residual"]),
            message=item["message"],
        )
        for item in data["scenarios"]
    )
    return Evaluation(
        design=design_from(data["design"]),
        status=Status(data["status"]),
        scenarios=scenarios,
        cost=LifecycleCost(**data["cost"]) if data["cost"] else None,
        annual_emissions_kg=_number(data["annual_emissions_kg"]),
        self_consumption=_number(data["self_consumption"]),
        self_sufficiency=_number(data["self_sufficiency"]),
        daily_cost=_number(data["daily_cost"]),
        shortfall=data["shortfall"],
    )


def design_from(data: dict[str, Any]) -> Design:
    """Design from its plain form."""
    return Design(tuple(data["storage_kwh"]), tuple(data["fid_kw"]))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def _number(value: float | None) -> float:
    return math.nan if value is None else value
