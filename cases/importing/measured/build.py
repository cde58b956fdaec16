"""From measurements to a case folder: typical days, checks of the whole, writing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cases.folder import read_case_folder
from cases.importing.measured.read_import import Measurements
from cases.importing.naming import case_name
from cases.importing.typical_days import TypicalDay, typical_days
from cases.importing.typical_quality import QuantityQuality, quality_of
from cases.problem import CASE_FILE, CaseError, Problem
from cases.schema import Calendar, DayType
from cases.writing import add_scenarios, require_new_folder, write_case

README_FILE = "README.md"


@dataclass(frozen=True, eq=False)
class Imported:
    """What was written, and how well its typical days stand for the year."""

    path: Path
    days: tuple[TypicalDay, ...]
    quality: tuple[QuantityQuality, ...]
    warnings: tuple[Problem, ...]


def write_measurements(folder: str | os.PathLike[str], data: Measurements) -> Imported:
    """Write the case of an import into a new or empty folder.

    Raises CaseError with every problem of the base case; nothing is written then.
    """
    require_new_folder(folder)
    days = _days(data)
    document, profiles = add_scenarios(data.document, days, data.year)
    document = {**document, "name": case_name(folder)}
    header = (
        f"Made from measurements of {data.year.dates[0]} to {data.year.dates[-1]}; see README.md."
    )
    with tempfile.TemporaryDirectory() as place:
        try:
            trial = write_case(Path(place) / "case", document, profiles, header)
            warnings = read_case_folder(trial).warnings
        except CaseError as error:
            raise CaseError(
                replace(problem, file=data.settings.case, line=0)
                if problem.file == CASE_FILE
                else problem
                for problem in error.problems
            ) from None
    path = write_case(folder, document, profiles, header)
    quality = quality_of(days, data.year)
    (path / README_FILE).write_text(_readme(data, days), encoding="utf-8")
    return Imported(path, days, quality, warnings)


def _days(data: Measurements) -> tuple[TypicalDay, ...]:
    asked = data.settings.typical_days
    try:
        calendar = Calendar.model_validate(_tuples(data.document.get("calendar", {})))
        return typical_days(
            data.year,
            calendar,
            count=asked.count,
            by_day_type=_tells_day_types(data.document),
            method=asked.method,
            keep_extremes=asked.keep_extremes,
        )
    except ValidationError as error:
        found = [
            Problem(
                data.settings.case,
                0,
                ".".join(map(str, ("calendar", *details["loc"]))),
                "",
                f"{details['msg']}.",
                "Correct the calendar.",
            )
            for details in error.errors(include_url=False)
        ]
        raise CaseError(found) from None
    except StopIteration:
        message = "The calendar has no season for some month of the data."
        remedy = "Give each month to exactly one season."
        problem = Problem(data.settings.case, 0, "calendar", "", message, remedy)
        raise CaseError([problem]) from None
    except ValueError as error:
        message, remedy = f"{error}.", "Raise typical_days.count."
        raise CaseError([Problem("IMPORT.toml", 0, "typical_days", "", message, remedy)]) from None


def _tells_day_types(document: Mapping[str, Any]) -> bool:
    tariffs = document.get("tariff", [])
    periods = [p for tariff in tariffs for p in tariff.get("period", ())]
    return any(period.get("day_type", DayType.ANY) != DayType.ANY for period in periods)


def _tuples(value: Any) -> Any:
    """TOML arrays as the tuples of the schema."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _readme(data: Measurements, days: tuple[TypicalDay, ...]) -> str:
    year, time = data.year, data.settings.time
    rows = [
        f"| {s.series.building} | {s.series.quantity} | {s.series.file} | {s.series.value_column} "
        f"| {s.series.unit} | {s.rows} | {s.data.interval_minutes} min | {s.data.filled} |"
        for s in data.series
    ]
    clock = "wall clock" if time.clock == "wall" else "standard time"
    lines = [
        f"# {data.document.get('title') or data.document.get('name', 'Imported case')}",
        "",
        f"Made from measurements of {year.dates[0]} to {year.dates[-1]} ({year.days} days), "
        f"{time.timezone}, {clock}, steps of {year.step_minutes} minutes. `year.csv` holds all of "
        f"them, {len(days)} typical days stand for them in planning.",
        "",
        "| building | quantity | file | column | unit | rows | interval | filled |",
        "|---|---|---|---|---|---|---|---|",
        *rows,
        "",
        "What was done to the data:" if data.notes else "Nothing was filled or corrected.",
        *([""] if data.notes else []),
        *(f"- {note}" for note in data.notes),
    ]
    return "\n".join(lines).rstrip() + "\n"
