"""The folder of a run: the store while it goes, tables and pictures when it is done."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases import Case, read_case_folder
from cases.folder import year_file
from planner.settings_record import settings_from, settings_record
from planner.store import RunStore, StoreError

if TYPE_CHECKING:
    from planner.planning import PlanSettings
    from planner.result import Plan

STORE = "run.sqlite"
CASE_COPY = "case"
MANIFEST = "manifest.json"
"""Written last: a run that has one is finished."""
PACKAGES = ("clusterflex", "highspy", "moocore", "numba", "numpy", "pulp", "pymoo", "scipy")
"""Packages whose versions decide over the numbers of a run."""


@dataclass(frozen=True, eq=False)
class RunFolder:
    """A run's folder with its open store."""

    path: Path
    store: RunStore

    @staticmethod
    def create(path: Path, case: Case, settings: PlanSettings) -> RunFolder:
        """New folder with an empty store and a copy of the case. Raises StoreError."""
        if path.exists() and not path.is_dir():
            raise StoreError(f"{path} is a file: name a new or empty folder")
        if path.exists() and any(path.iterdir()):
            resume = f", or continue the run in it with: clusterflex resume {path}"
            has_run = (path / STORE).is_file()
            raise StoreError(
                f"{path} is not empty: choose another folder{resume if has_run else ''}"
            )
        header = {
            "case": {
                "name": case.name,
                "configuration": case.configuration.name,
                "digest": case.digest,
            },
            "settings": settings_record(settings),
            "versions": versions(),
        }
        try:
            path.mkdir(parents=True, exist_ok=True)
            _copy_case(case, path / CASE_COPY)
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(f"{path} cannot be written: {reason}") from error
        return RunFolder(path, RunStore.create(path / STORE, header))

    @staticmethod
    def open(path: Path, *, to_resume: bool = True) -> tuple[RunFolder, Case, PlanSettings]:
        """Folder of an earlier run, with its case and settings.

        Raises StoreError if it is damaged, or is to be resumed and was made by other versions of
        the packages that decide over the numbers, and CaseError if its copy of the case is broken.
        """
        store = RunStore.open(path / STORE)
        recorded = store.header["case"]
        changed = [
            f"{name} {old} (now {versions().get(name)})"
            for name, old in store.header["versions"].items()
            if versions().get(name) != old
        ]
        if changed and to_resume:
            store.close()
            raise StoreError(
                f"the run in {path} was made with {', '.join(changed)}: install those versions "
                "to resume it, or start a new run"
            )
        case = read_case_folder(path / CASE_COPY).case(recorded["configuration"])
        if case.digest != recorded["digest"]:
            store.close()
            raise StoreError(
                f"the case in {path / CASE_COPY} has changed since the run began: undo the change, "
                "or start a new run"
            )
        return RunFolder(path, store), case, settings_from(store.header["settings"])

    def write(self, plan: Plan) -> None:
        """Write tables, choice, figures, report and manifest. Raises StoreError."""
        from planner.report.files import write_report

        try:
            self._write_tables(plan)
            write_report(plan, self.path)
            self._write_manifest(plan)
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error}") from error

    def _write_tables(self, plan: Plan) -> None:
        from planner.tables import bound_table

        tables = {"front.csv": plan.front, "history.csv": plan.history}
        if plan.bound is not None:
            tables["bound.csv"] = bound_table(plan.bound.curve)
        if plan.decision is not None:
            tables["dispatch.csv"] = plan.dispatch
            write_text(self.path / "chosen.json", json_text(chosen_record(plan)))
        for name, table in tables.items():
            write_text(self.path / name, table.to_csv(index=False, float_format="%.10g"))

    def _write_manifest(self, plan: Plan) -> None:
        skipped = {MANIFEST, STORE}
        files = {
            str(file.relative_to(self.path)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(self.path.rglob("*"))
            if file.is_file() and file.name not in skipped
        }
        manifest = {
            **self.store.header,
            "outcome": plan.outcome.value,
            "designs": {
                "evaluated": len(plan.evaluations),
                "on_the_front": len(plan.front_evaluations),
                "proven_worse": plan.generations[-1].screened if plan.generations else 0,
                "in_doubt": len(plan.doubts),
                **{
                    status: sum(e.status.value == status for e in plan.evaluations)
                    for status in sorted({e.status.value for e in plan.evaluations})
                },
            },
            "python": sys.version.split()[0],
            "platform": platform.platform(),
            "files_sha256": files,
        }
        write_text(self.path / MANIFEST, json_text(manifest))


def chosen_record(plan: Plan) -> dict[str, Any]:
    """The chosen design as plain data, units in the names."""
    from planner.bound.comparison import bound_record
    from planner.tables import evaluation_row

    assert plan.decision is not None
    row = plan.decision.row
    chosen = plan.chosen
    return {
        "case": plan.case.name,
        "configuration": plan.case.configuration.name,
        "currency": plan.case.currency,
        "horizon_years": plan.case.economics.horizon_years,
        "design": chosen.design.named(plan.case),
        "figures": evaluation_row(plan.case, chosen),
        "membership": {
            "overall": plan.decision.overall[row],
            **{name.value: values[row] for name, values in plan.decision.single.items()},
        },
        "scenarios": {
            outcome.scenario: {
                "status": outcome.status.value,
                "checker_accepts": outcome.report is not None and outcome.report.accepted,
                "worst_residual": outcome.report.worst_residual if outcome.report else None,
                "gap": None if outcome.gap != outcome.gap else outcome.gap,
                "indicators": asdict(outcome.indicators),
            }
            for outcome in plan.dispatches
        },
        "bound": bound_record(plan.bound, row) if plan.bound else None,
        "second_opinion": plan.second_opinion.record() if plan.second_opinion else None,
    }


def versions() -> dict[str, str]:
    """Versions of the packages that decide over the numbers."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def json_text(record: Any) -> str:
    """Readable JSON, refusing nan."""
    return json.dumps(record, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _copy_case(case: Case, destination: Path) -> None:
    if case.path is None:
        return
    destination.mkdir()
    folder = read_case_folder(case.path)
    contents = {name: (case.path / name).read_bytes() for name in folder.planning_files}
    for name, content in {**contents, **year_file(folder)}.items():
        target = destination / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(target, content)
