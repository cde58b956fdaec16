"""The study as tables: our figures beside the printed ones, and what holds of its statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from operation.network.controls import Control
from operation.network.keeping import Keeping
from planner.feeder.patterns import Pattern
from planner.feeder.published import FIGURES
from planner.feeder.study import StudyDay, StudyResult, beside

if TYPE_CHECKING:
    import pandas as pd

KEEPING = tuple(entry.name for entry in fields(Keeping))
"""Figures of how voltages were kept."""


def study_table(results: Sequence[StudyResult]) -> pd.DataFrame:
    """A row per printed day: where, our figures, the printed ones, our seconds, their minutes."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for printed, result in beside(results):
        row: dict[str, Any] = {
            "source": printed.source,
            "feeder": printed.feeder,
            "homes_with_der": printed.der_share,
            "reactive_support": printed.reactive_support,
            "control": printed.control,
            "trouble": result.trouble,
        }
        ours = asdict(result.figures) if result.figures is not None else {}
        for name in FIGURES:
            row[name] = ours.get(name)
            row[f"printed_{name}"] = printed.figures.get(name)
        row["linear_error_pu"] = ours.get("linear_error_pu")
        row["violations"] = ours.get("violations")
        worst = ours.get("worst") or {}
        row["worst_bus"], row["worst_clock"] = worst.get("bus"), worst.get("clock")
        keeping = ours.get("keeping", {})
        row["model"] = _model(result.day)
        for name in KEEPING:
            row[name] = keeping.get(name)
        row["seconds"] = ours.get("seconds")
        row["fallbacks"] = ours.get("fallbacks")
        row["printed_minutes"] = printed.minutes
        rows.append(row)
    return pd.DataFrame(rows)


def study_record(results: Sequence[StudyResult], found: Sequence[Pattern]) -> dict[str, Any]:
    """Everything as plain data."""
    return {
        "days": [
            {
                **asdict(result.day),
                "control": int(result.day.control),
                "model": _model(result.day),
                "figures": asdict(result.figures) if result.figures is not None else None,
                "wrong_forecasts": asdict(result.wrong_forecasts)
                if result.wrong_forecasts is not None
                else None,
                "trouble": result.trouble,
            }
            for result in results
        ],
        "statements": [
            {
                "statement": pattern.statement,
                "holds": pattern.holds,
                "ours": list(pattern.ours),
                "printed": list(pattern.printed),
            }
            for pattern in found
        ],
    }


def _model(day: StudyDay) -> str:
    """Name of the equations by which the controller knows the feeder, "" where it does not."""
    return day.model.name.lower() if day.control is Control.NETWORK else ""
