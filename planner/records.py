"""Evaluations as plain JSON and as rows of a file, and back, exactly: what is kept of a run."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict
from typing import Any

from operation import Design, Indicators, Status
from planner.evaluation import Evaluation, ScenarioEvaluation
from planner.lifecycle import LifecycleCost


def to_json(evaluation: Evaluation) -> str:
    """JSON text of an evaluation; floats keep every bit, nan is null."""
    record = asdict(evaluation)
    del record["perhaps_cut"]  # of the clock: a run's bytes must not depend on it
    return json.dumps(_plain(record), allow_nan=False, separators=(",", ":"))


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
            restarts=item.get("restarts", 0),
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


Row = tuple[str, str, str]
"""Exact text of a design, JSON text of its evaluation, and a checksum over both."""


def to_row(evaluation: Evaluation) -> Row:
    """Row of an evaluation."""
    design, text = design_key(evaluation.design), to_json(evaluation)
    return design, text, checksum(design, text)


def from_row(row: Row) -> Evaluation:
    """Evaluation from its row. Raises ValueError, KeyError or TypeError if it is damaged."""
    design, text, told = row
    if checksum(design, text) != told:
        raise ValueError(f"the checksum of design {design} is wrong")
    evaluation = from_json(text)
    if design_key(evaluation.design) != design:
        raise ValueError(f"design {design} is filed under another one")
    return evaluation


def design_key(design: Design) -> str:
    """Exact text of a design: two designs share it only if every bit is equal."""
    return ",".join(value.hex() for value in design.values) + f"|{len(design.storage_kwh)}"


def checksum(key: str, text: str) -> str:
    """Checksum of a text and the key that it is filed under."""
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:32]


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
