"""A feeder check in the folder of its run: tables, figures, record, and a section of the report."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from operation.dispatch import Dispatch
from planner.feeder.check import FeederCheck
from planner.feeder.check_record import check_record
from planner.feeder.check_tables import check_tables
from planner.run_choice import run_choice
from planner.run_folder import MANIFEST, json_text, write_text
from planner.store import StoreError

REPORT = "report.html"


@dataclass(frozen=True)
class WrittenCheck:
    """What was written into the folder of a run."""

    folder: Path
    files: tuple[str, ...]
    """Names of the files in it."""
    report_trouble: str
    """Why the section is not in report.html; empty where it is."""


def write_check(check: FeederCheck, planned: Sequence[Dispatch], run_folder: Path) -> WrittenCheck:
    """Write a check into RUN/feeder, in place of an earlier one, and into the report of the run.

    `planned` are the dispatches that were checked, one for each typical day. The manifest of the
    run then lists the new files; everything else in it, and its time, stay as they are.
    Raises StoreError where something cannot be written, and for a manifest that cannot be read.
    """
    from planner.report.feeder_place import FOLDER

    folder = run_folder / FOLDER
    try:
        manifest = _manifest(run_folder)
        files = _replace(check, planned, folder)
        trouble = _into_report(run_folder)
        if manifest is not None:
            _list_files(run_folder, FOLDER, manifest)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error}") from error
    return WrittenCheck(folder, files, trouble)


def _replace(check: FeederCheck, planned: Sequence[Dispatch], folder: Path) -> tuple[str, ...]:
    """Make the folder beside the place where it is to stand, then put it there."""
    from planner.report.feeder_files import write_feeder_report
    from planner.report.feeder_place import RECORD

    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        whole, before = Path(made) / "whole", Path(made) / "before"
        whole.mkdir()
        for name, table in check_tables(check, planned).items():
            write_text(whole / name, table.to_csv(index=False, float_format="%.10g"))
        write_text(whole / RECORD, json_text(check_record(check)))
        write_feeder_report(check, planned, whole)
        if folder.exists():
            folder.rename(before)
        whole.rename(folder)
    return tuple(sorted(file.name for file in folder.iterdir()))


def _into_report(run_folder: Path) -> str:
    """Put the section into the report of the run; why that cannot be."""
    from planner.report.feeder_place import NoPlace, with_check

    path = run_folder / REPORT
    if not path.is_file():
        return (
            f"there is no {path} yet: the section will be in it once clusterflex resume "
            f"{run_folder} has written it"
        )
    try:
        report = path.read_bytes().decode("utf-8")
        write_text(path, with_check(report, run_folder, run_choice(run_folder).capacities))
    except (NoPlace, UnicodeDecodeError):
        return (
            f"{path} has no place for the section, since an earlier version wrote it: look at "
            f"{run_folder / 'feeder' / 'section.html'}"
        )
    return ""


def _manifest(run_folder: Path) -> dict[str, Any] | None:
    """The manifest of a run; None while there is none."""
    path = run_folder / MANIFEST
    if not path.is_file():
        return None
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        dict(record["files_sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} cannot be read ({error!r}): write the run anew") from error
    return record


def _list_files(run_folder: Path, folder: str, manifest: dict[str, Any]) -> None:
    """Digests of the report and of the check's files, in the order of all files of the run."""
    changed = [run_folder / REPORT, *(run_folder / folder).iterdir()]
    kept = {
        name: digest
        for name, digest in manifest["files_sha256"].items()
        if PurePosixPath(name).parts[0] != folder
    }
    kept |= {
        str(PurePosixPath(file.relative_to(run_folder))): _sha256(file)
        for file in changed
        if file.is_file()
    }
    manifest["files_sha256"] = dict(sorted(kept.items(), key=lambda item: PurePosixPath(item[0])))
    path = run_folder / MANIFEST
    times = path.stat()
    write_text(path, json_text(manifest))
    # its time tells how long the run took
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
