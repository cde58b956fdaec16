"""What a run has to export, from its folder or from memory."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases import Case
from planner.decision import Decision
from planner.evaluation import Evaluation
from planner.kept_run import read_run
from planner.run_folder import MANIFEST, versions
from planner.settings_record import settings_record
from planner.store import StoreError
from planner.tables import bound_table, front_table

if TYPE_CHECKING:
    import pandas as pd

    from planner.result import Plan

GAP = "bound_gap"
"""Column of the front that its evaluations do not tell."""


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
        front=_front(plan.case, plan.front_evaluations, plan.decision, _as_kept(plan.front)),
        dispatch=_as_kept(plan.dispatch) if plan.decision is not None else None,
        history=_as_kept(plan.history),
        bound=_as_kept(bound_table(plan.bound.curve)) if plan.bound is not None else None,
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
        name: _table(path, f"{name}.csv", manifest) for name in ("dispatch", "history", "bound")
    }
    kept = _table(path, "front.csv", manifest)
    if kept is not None and len(kept) != len(run.front):
        raise StoreError(f"{path / 'front.csv'} is not the front of this run: {_anew(path)}")
    return Contents(
        case=run.case,
        settings=settings_record(run.settings),
        versions=run.versions,
        finished=manifest is not None,
        evaluations=run.evaluations,
        front_evaluations=run.front,
        decision=run.decision,
        front=_front(run.case, run.front, run.decision, kept),
        **tables,
        second_opinion=_verdict(path) if manifest is not None else "",
    )


def _front(
    case: Case,
    front: tuple[Evaluation, ...],
    decision: Decision | None,
    kept: pd.DataFrame | None,
) -> pd.DataFrame | None:
    """The front in every digit, with the gaps that are kept of it; None without one."""
    if not front:
        return None
    table = front_table(case, front, decision)
    if kept is not None and GAP in kept:
        table.insert(len(table.columns) - 2 * (decision is not None), GAP, kept[GAP])
    return table


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
    if manifest is None or name not in manifest["files_sha256"]:
        return None
    file = path / name
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}): {_anew(path)}") from error
    if hashlib.sha256(content).hexdigest() != manifest["files_sha256"][name]:
        raise StoreError(f"{file} was changed since the run wrote it: {_anew(path)}")
    return _read(content.decode())


def _read(text: str) -> pd.DataFrame:
    """A table of a run's folder."""
    import pandas as pd

    if not text.strip():  # of a run without a feasible design
        return pd.DataFrame()
    # a scenario may be called "null" or "na"
    return pd.read_csv(
        io.StringIO(text), keep_default_na=False, na_values=[""], float_precision="round_trip"
    )


def _as_kept(table: pd.DataFrame) -> pd.DataFrame:
    """A table in memory with the digits that the folder of a run has."""
    return _read(table.to_csv(index=False, float_format="%.10g"))


def _verdict(path: Path) -> str:
    try:
        record = json.loads((path / "chosen.json").read_text(encoding="utf-8"))
        return str((record["second_opinion"] or {}).get("verdict", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""  # it stands in the report; an export does not depend on it


def _anew(path: Path) -> str:
    return f"clusterflex resume {path} writes it anew"
