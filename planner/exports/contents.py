"""What a run has to export, from its folder or from memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases import Case
from planner.decision import Decision
from planner.evaluation import Evaluation
from planner.kept_run import read_run
from planner.run_folder import versions
from planner.settings_record import settings_record
from planner.store import StoreError
from planner.tables import bound_table, front_table

if TYPE_CHECKING:
    import pandas as pd

    from planner.result import Plan

MANIFEST = "manifest.json"


@dataclass(frozen=True, eq=False)
class Contents:
    """A run, finished or not; a table that it does not have yet is None."""

    case: Case
    settings: Mapping[str, Any]
    """As plain data."""
    versions: Mapping[str, str]
    """Of the packages that decided over the numbers."""
    finished: bool
    evaluations: tuple[Evaluation, ...]
    front_evaluations: tuple[Evaluation, ...]
    decision: Decision | None
    front: pd.DataFrame | None = None
    dispatch: pd.DataFrame | None = None
    history: pd.DataFrame | None = None
    bound: pd.DataFrame | None = None
    second_opinion: str = ""
    """Verdict, empty where there is none."""


def of_plan(plan: Plan) -> Contents:
    """What a plan in memory has."""
    return Contents(
        case=plan.case,
        settings=settings_record(plan.settings),
        versions=versions(),
        finished=True,
        evaluations=plan.evaluations,
        front_evaluations=plan.front_evaluations,
        decision=plan.decision,
        front=plan.front if plan.front_evaluations else None,
        dispatch=plan.dispatch if plan.decision is not None else None,
        history=plan.history,
        bound=bound_table(plan.bound.curve) if plan.bound is not None else None,
        second_opinion=plan.second_opinion.verdict.value if plan.second_opinion else "",
    )


def of_folder(path: Path) -> Contents:
    """What the folder of a run has.

    Raises StoreError where it is damaged, or a table is not as the run wrote it, and CaseError
    where its copy of the case is broken.
    """
    run = read_run(path)
    manifest = _manifest(path)
    tables: dict[str, pd.DataFrame | None] = {
        name: _table(path, f"{name}.csv", manifest)
        for name in ("front", "dispatch", "history", "bound")
    }
    if tables["front"] is None and run.front:
        tables["front"] = front_table(run.case, run.front, run.decision)
    return Contents(
        case=run.case,
        settings=settings_record(run.settings),
        versions=run.versions,
        finished=manifest is not None,
        evaluations=run.evaluations,
        front_evaluations=run.front,
        decision=run.decision,
        **tables,
        second_opinion=_verdict(path) if manifest is not None else "",
    )


def _manifest(path: Path) -> Mapping[str, Any] | None:
    """The record of a finished run; None of one that is not."""
    try:
        record: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        record["files_sha256"].items()
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{path / MANIFEST} cannot be read ({error}): {_anew(path)}") from error
    return record


def _table(path: Path, name: str, manifest: Mapping[str, Any] | None) -> pd.DataFrame | None:
    """A table of a finished run as it was written; None where it has none."""
    import pandas as pd

    if manifest is None or name not in manifest["files_sha256"]:
        return None
    file = path / name
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}): {_anew(path)}") from error
    if hashlib.sha256(content).hexdigest() != manifest["files_sha256"][name]:
        raise StoreError(f"{file} was changed since the run wrote it: {_anew(path)}")
    # a scenario may be called "null" or "na"
    return pd.read_csv(file, keep_default_na=False, na_values=[""])


def _verdict(path: Path) -> str:
    try:
        record = json.loads((path / "chosen.json").read_text(encoding="utf-8"))
        return str((record["second_opinion"] or {}).get("verdict", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""  # it stands in the report; an export does not depend on it


def _anew(path: Path) -> str:
    return f"clusterflex resume {path} writes it anew"
