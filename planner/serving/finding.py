"""Runs in folders: the folder itself, or one or two levels below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cases.problem import CASE_FILE
from planner.run_folder import MANIFEST, STORE
from planner.serving.finished_card import FRONT

DEPTH = 2


def find_runs(folders: Sequence[Path]) -> list[Path]:
    """Folders of runs, each once, in the order of the folders and of their names below.

    Symbolic links below a folder are not followed.
    """
    found: dict[Path, Path] = {}
    for folder in folders:
        for run in _runs(folder, DEPTH):
            found.setdefault(run.resolve(), run)
    return list(found.values())


def holds_run(path: Path) -> bool:
    """Whether a folder is that of a run, be it only that of its result."""
    try:
        if (path / CASE_FILE).exists():
            return False
        result = (MANIFEST, FRONT)
        return (path / STORE).is_file() or all((path / name).is_file() for name in result)
    except OSError:
        return False  # closed to us: nothing of it could be shown


class Names:
    """Names of runs for addresses and pages: short, different, and never given to another run."""

    def __init__(self) -> None:
        self._of: dict[Path, str] = {}

    def of(self, run: Path) -> str:
        """The name of a run."""
        if run not in self._of:
            plain = re.sub(r"[^A-Za-z0-9_-]+", "-", run.resolve().name).strip("-") or "run"
            name, number = plain, 1
            while name in self._of.values():
                number += 1
                name = f"{plain}-{number}"
            self._of[run] = name
        return self._of[run]


def _runs(folder: Path, depth: int) -> Iterator[Path]:
    if holds_run(folder):
        yield folder
        return
    if depth:
        try:
            below = sorted(p for p in folder.iterdir() if p.is_dir() and not p.is_symlink())
        except OSError:
            return  # gone or closed to us meanwhile: no run is there to be shown
        for path in below:
            yield from _runs(path, depth - 1)
