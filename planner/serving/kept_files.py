"""Files of a run that may leave its folder: those that its manifest lists, and no others."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from planner.run_folder import MANIFEST
from planner.store import StoreError

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".toml": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By suffix; nothing else is handed out."""


def listed(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the files that a manifest lists and that may be handed out, in its order."""
    files = manifest.get("files_sha256", {})
    names = (str(name) for name in files) if isinstance(files, Mapping) else ()
    return tuple(name for name in names if _harmless(name))


def read_kept(run: Path, name: str) -> bytes:
    """Bytes of a file below a run's folder, reached over no symbolic link.

    Raises StoreError where there is no such file.
    """
    try:
        home = run.resolve(strict=True)
        path = home / name
        if not _harmless(name) or path.resolve(strict=True) != path:
            raise StoreError(f"{name} is no file of the run")
        # nor over a link that has come since
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise StoreError(f"{name} is no file of the run")
            return file.read()
    except (OSError, ValueError) as error:
        raise StoreError(f"{name} cannot be read ({error})") from error


def read_listed(run: Path, name: str) -> bytes:
    """Bytes of a file that the manifest of a run lists; nothing else of the run is read.

    Raises StoreError where there is no such file.
    """
    if name not in listed(read_record(run, MANIFEST) or {}):
        raise StoreError(f"{name} is not listed")
    return read_kept(run, name)


def read_record(run: Path, name: str) -> Mapping[str, Any] | None:
    """A JSON record of a run; None where there is no such file. Raises StoreError."""
    try:
        if not (run / name).exists():
            return None
        record = json.loads(read_kept(run, name))
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{name} cannot be read ({error})") from error
    if not isinstance(record, Mapping):
        raise StoreError(f"{name} cannot be read (it is no record)")
    return record


def _harmless(name: str) -> bool:
    path = PurePosixPath(name)
    plain = name == str(path) and not path.is_absolute() and ".." not in path.parts
    hidden = any(part.startswith(".") for part in path.parts)
    return plain and not hidden and "\\" not in name and path.suffix in CONTENT_TYPES
