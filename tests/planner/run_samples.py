"""Small runs in folders, made once and copied: finished, cut short, going on."""

from __future__ import annotations

import shutil
import sys
import types
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cases import Case, read_case
from planner import plan
from planner.evaluation import Evaluation
from planner.run_folder import RunFolder
from planner.settings_record import settings_from
from planner.store import RunStore

RESULTS = ("manifest.json", "chosen.json", "front.csv", "history.csv", "dispatch.csv", "bound.csv")
REPORT = """<!DOCTYPE html><html><head><title>before</title></head><body><p id="of">report</p>
<script>document.title = "ran"; fetch("/runs.json").then(() => { document.title = "fetched"; },
() => { document.getElementById("of").textContent = "kept in"; });</script></body></html>"""


@contextmanager
def quick_reports() -> Iterator[None]:
    """Reports without figures: those have their own tests."""

    def write_report(plan: Any, folder: Path) -> None:
        (folder / "report.html").write_text(REPORT)
        (folder / "front.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')

    files = types.ModuleType("planner.report.files")
    files.write_report = write_report  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "planner.report.files", files)
        yield


def finished_run(case: Case, folder: Path, **settings: Any) -> Path:
    """A run of a case from beginning to end."""
    budget = {"population": 6, "generations": 4, "seed": 1, "second_opinion": False}
    with quick_reports():
        plan(case, workers=0, folder=folder, cache=False, **{**budget, **settings})
    return folder


def cut_short(run: Path, folder: Path) -> Path:
    """A copy of a finished run as it would be had it been cut short before its conclusion."""
    shutil.copytree(run, folder)
    for name in (*RESULTS, "report.html", "front.svg"):
        (folder / name).unlink(missing_ok=True)
    return folder


def kept(run: Path) -> tuple[Evaluation, ...]:
    """Every evaluation of a run."""
    store = RunStore.open(run / "run.sqlite")
    evaluations = store.all()
    store.close()
    return evaluations


class Writer:
    """A run that goes on as its process would have it go on, a commit at a time."""

    def __init__(self, run: Path, folder: Path) -> None:
        store = RunStore.open(run / "run.sqlite")
        self._left, settings = list(store.all()), settings_from(store.header["settings"])
        configuration = store.header["case"]["configuration"]
        store.close()
        self.run, self.folder = run, folder
        self.kept = RunFolder.create(folder, read_case(run / "case", configuration), settings)

    def commit(self, count: int) -> Sequence[Evaluation]:
        """Keep the next evaluations."""
        new, self._left = self._left[:count], self._left[count:]
        self.kept.store.add(new)
        return new

    def finish(self) -> None:
        """Write what a finished run has."""
        self.kept.store.close()
        for name in (*RESULTS[1:], "report.html", "front.svg", RESULTS[0]):
            shutil.copy(self.run / name, self.folder / name)


def picture(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and times of everything in a folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
