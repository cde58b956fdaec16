"""The folder of a run through a year: tables, figure and a record."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.run_folder import json_text, write_text
from planner.store import StoreError
from planner.year_check import YearCheck

TOLD_DAYS_MAX = 20
"""Failed days that are told one by one."""


def require_new(path: Path) -> None:
    """Raise StoreError unless a folder is new or empty."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise StoreError(f"{path} is not empty: choose another folder")


def write_year(check: YearCheck, path: Path) -> tuple[str, ...]:
    """Write the result into a new or empty folder; names of its files. Raises StoreError."""
    from planner.report.figures import save_figure

    require_new(path)
    tables = {"year.csv": check.steps, "days.csv": check.days, "months.csv": check.months}
    try:
        path.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            write_text(path / name, table.to_csv(index=False, float_format="%.10g"))
        write_text(path / "year.json", json_text(_finite(year_record(check))))
        save_figure(check.plot(), path / "year")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error}") from error
    return (*tables, "year.json", "year.png", "year.svg")


def year_record(check: YearCheck) -> dict[str, Any]:
    """What became of a design in typical days and through the year, as plain data."""
    return {
        "case": check.case.name,
        "configuration": check.case.configuration.name,
        "currency": check.case.currency,
        "design": check.design.named(check.case),
        "first": check.year.dates[0].isoformat(),
        "last": check.year.dates[-1].isoformat(),
        "days": len(check.outcomes),
        "lookahead_days": check.lookahead_days,
        "solver": asdict(check.solver),
        "status": check.through.status.value,
        "typical_status": check.typical.status.value,
        "figures": [
            {
                "name": figure.name,
                "unit": figure.unit or "share",
                "typical_days": figure.typical,
                "year": figure.year,
                "estimate_is_off_by": figure.off,
            }
            for figure in check.figures
        ],
        "months": check.months.to_dict(orient="records"),
        "failed_days": [
            {"date": day.scenario, "status": day.status.value, "message": day.message}
            for day in check.failed_days
        ],
        "limited_days": sum(day.status.value == "limited" for day in check.outcomes),
        "checker_accepts": check.report.accepted,
        "checker_refuses": list(check.report.broken[:TOLD_DAYS_MAX]),
        "worst_residual": check.report.worst_residual,
        "worst_gap": check.worst_gap,
        "seconds": check.seconds,
    }


def _finite(value: Any) -> Any:
    """Plain data with None for what is not a finite number."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and value - value != 0 else value
