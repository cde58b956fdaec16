"""The folder of the evaluation caches: a file per case and settings, old ones removed.

A file's name holds the fingerprint of everything that decides over its numbers, so nothing is
answered from what another case, solver or version of the code has solved. A file that no run has
used for 90 days is removed when the next run begins.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from cases import Case
from operation import SolverSettings
from planner.evaluation_cache import FOLDER_VARIABLE, WAIT_SECONDS, CacheError, EvaluationCache

KEPT_DAYS = 90
_NAME = re.compile(r"(?P<case>[a-z0-9_]*)-(?P<configuration>[a-z0-9_]*)-[0-9a-f]{20}\.sqlite")


@dataclass(frozen=True)
class CacheFile:
    """What a file of the folder holds."""

    path: Path
    case: str
    configuration: str
    designs: int | None
    """None where the file cannot be read."""
    bytes: int
    used_at: float
    """When it was last used [s since 1970]."""


def cache_folder() -> Path:
    """The folder that CLUSTERFLEX_CACHE names, or the one in the platform's cache folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named or platformdirs.user_cache_dir("clusterflex", appauthor=False))


def open_cache(
    case: Case, solver: SolverSettings, folder: Path, wait_seconds: float = WAIT_SECONDS
) -> EvaluationCache:
    """The cache of a case and settings in a folder. Raises CacheError."""
    from planner.fingerprint import fingerprint

    try:
        digest = fingerprint(case, solver)[:20]
    except OSError as error:
        raise CacheError(f"what evaluations depend on cannot be read ({error})") from error
    names = (re.sub(r"[^a-z0-9_]", "_", name) for name in (case.name, case.configuration.name))
    path = folder / f"{'-'.join(names)}-{digest}.sqlite"
    with suppress(OSError):
        os.utime(path)  # it may be read only from now on, and is in use all the same
    _remove_old(folder)
    return EvaluationCache(path, wait_seconds)


def cache_files(folder: Path) -> list[CacheFile]:
    """Every cache in a folder, by case and configuration. Raises CacheError."""
    found = []
    try:
        for path, match in _ours(folder):
            state = path.stat()
            try:
                designs: int | None = len(EvaluationCache(path, wait_seconds=5.0))
            except CacheError:
                designs = None
            used = state.st_size, state.st_mtime
            found.append(CacheFile(path, match["case"], match["configuration"], designs, *used))
    except OSError as error:
        raise CacheError(f"{folder} cannot be read: {error}") from error
    return sorted(found, key=lambda file: (file.case, file.configuration, file.path))


def clear(folder: Path) -> int:
    """Remove every cache in a folder; how many. Raises CacheError."""
    try:
        paths = [path for path, _ in _ours(folder)]
        for path in paths:
            _remove(path)
    except OSError as error:
        raise CacheError(f"{folder} cannot be emptied: {error}") from error
    return len(paths)


def _ours(folder: Path) -> list[tuple[Path, re.Match[str]]]:
    """Files of ours: the folder may hold others."""
    if not folder.exists():
        return []
    return [(path, match) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]


def _remove_old(folder: Path) -> None:
    """What fails is left to the next run: nothing depends on it."""
    before = time.time() - KEPT_DAYS * 86400
    with suppress(OSError):
        for path, _ in _ours(folder):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    # of a process that was killed while it wrote; it must not meet a new file of that name
    path.with_name(path.name + "-journal").unlink(missing_ok=True)
