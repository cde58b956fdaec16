"""Writing a case folder: case.toml in the order of its schema, and a CSV file per profile."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.problem import CASE_FILE, CaseError, Problem, shortened
from cases.toml_text import case_toml

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cases.importing.typical_days import TypicalDay
    from cases.importing.year_profiles import YearProfiles

YEAR_FILE = "year.csv"
_DIGITS = 9
"""Decimals of shares and emission factors; powers are written in whole watts."""


@dataclass(frozen=True, eq=False)
class ProfileTable:
    """What a CSV file of a case folder holds."""

    time: Sequence[str]
    """"HH:MM" of each step of typical days, "YYYY-MM-DD HH:MM" of each step of a year."""
    columns: Mapping[str, NDArray[np.float64]]
    """By column name, each of shape (steps,)."""


class CaseFolderExists(CaseError):
    """The folder to write is there already and is not empty."""


def write_case(
    folder: str | os.PathLike[str],
    document: Mapping[str, Any],
    profiles: Mapping[str, ProfileTable],
    header: str = "",
    comments: Mapping[str, str] | None = None,
) -> Path:
    """Write a case into a new or empty folder, all of it or nothing; returns its absolute path.

    `document` is the plain data of case.toml, `profiles` the tables by file name. `header` becomes
    comment lines on top; `comments` stand beside keys, by path such as
    "building.grid.import_limit_kw", where a key first occurs.

    Raises CaseFolderExists, CaseError when the folder cannot be written, and ValueError for
    figures that no profile may hold (negative or not finite) and columns of unequal length.
    """
    texts = {CASE_FILE: case_toml(document, header, comments or {})}
    texts |= {name: _csv(name, table) for name, table in profiles.items()}
    target = require_new_folder(folder)
    write_at_once(target, {name: text.encode() for name, text in texts.items()})
    return target


def require_new_folder(folder: str | os.PathLike[str]) -> Path:
    """Absolute path of a folder that may be written; raises CaseFolderExists and CaseError."""
    shown = shortened(os.fsdecode(os.fspath(folder)))
    try:
        target = Path(os.fsdecode(os.fspath(folder))).absolute()
        taken = os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir()))
    except (OSError, ValueError) as error:
        raise _cannot_write(folder, error) from None
    if taken:
        message, remedy = "This exists and is not an empty folder.", "Choose a new folder."
        raise CaseFolderExists([Problem(shown, 0, "", shown, message, remedy)])
    return target


def add_scenarios(
    document: Mapping[str, Any], days: Sequence[TypicalDay], year: YearProfiles | None
) -> tuple[dict[str, Any], dict[str, ProfileTable]]:
    """The document with a [[scenario]] per typical day and [year], and the profiles of both."""
    scenarios, profiles = [], dict[str, ProfileTable]()
    for day in days:
        file = f"{day.name}.csv"
        profiles[file] = ProfileTable(_clocks(day), day.columns)
        entry: dict[str, Any] = {"name": day.name, "title": day.title, "season": day.season}
        if day.day_type.value != "any":
            entry["day_type"] = day.day_type.value
        scenarios.append(entry | {"days_per_year": day.days_per_year, "profiles": file})
    result = {**document, "scenario": scenarios}
    if year is not None:
        profiles[YEAR_FILE] = ProfileTable(year.times, year.columns)
        result["year"] = {**document.get("year", {}), "profiles": YEAR_FILE}
    return result, profiles


def write_at_once(target: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a folder that is new or empty, all or none; raises CaseError.

    A folder beside the target gets the files and then takes the target's place.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
        for name, content in contents.items():
            (partial / name).parent.mkdir(parents=True, exist_ok=True)
            (partial / name).write_bytes(content)
        if target.exists():
            target.rmdir()
        partial.rename(target)
    except OSError as error:
        raise _cannot_write(target, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _cannot_write(folder: str | os.PathLike[str], error: Exception) -> CaseError:
    shown = shortened(os.fsdecode(os.fspath(folder)))
    message = f"The folder cannot be written ({getattr(error, 'strerror', None) or error})."
    remedy = "Choose a folder that you may write to, on a disk with room."
    return CaseError([Problem(shown, 0, "", shown, message, remedy)])


def _clocks(day: TypicalDay) -> list[str]:
    steps = next(iter(day.columns.values())).shape[0]
    minutes = [step * 1440 // steps for step in range(steps)]
    return [f"{minute // 60:02d}:{minute % 60:02d}" for minute in minutes]


def _csv(name: str, table: ProfileTable) -> str:
    import numpy as np

    texts: list[Sequence[str]] = [table.time]
    for column, values in table.columns.items():
        if values.shape != (len(table.time),):
            raise ValueError(f"{name}: {column} has shape {values.shape}, not {len(table.time)}")
        if not (np.isfinite(values).all() and values.min(initial=0.0) > -5e-4):
            raise ValueError(f"{name}: {column} holds a negative number or one that is not finite")
        texts.append(_watts(values) if column.endswith("_kw") else _decimals(values))
    rows = [",".join(("time", *table.columns)), *map(",".join, zip(*texts, strict=True))]
    return "\n".join(rows) + "\n"


def _watts(values: NDArray[np.float64]) -> list[str]:
    return [f"{value:.3f}" for value in (values.clip(min=0.0) + 0.0).tolist()]


def _decimals(values: NDArray[np.float64]) -> list[str]:
    texts = (f"{value:.{_DIGITS}f}" for value in (values.clip(min=0.0) + 0.0).tolist())
    return [text.rstrip("0").rstrip(".") for text in texts]
