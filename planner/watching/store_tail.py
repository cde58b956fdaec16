"""The store of a run while another process writes it: what is new since the last look.

The file is opened read-only, for as long as a few rows take: a reader that held its lock for
seconds would keep the run from committing. What a killed run left half written is put right in a
copy; nothing in the folder ever changes.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from planner.evaluation import Evaluation
from planner.records import checksum, from_row
from planner.store import STORE_FORMAT, StoreError

BATCH = 500
"""Rows read under one lock."""
BUSY_SECONDS = 2.0
"""So long a look waits for a store that is being written; then it has seen nothing new."""
_TRY_SECONDS, _RETRY_SECONDS = 0.1, 0.05

_CHANGE_COUNTER = slice(24, 28)
"""Where an SQLite file counts its commits."""
_COMMITS_BEFORE = 2
"""The header is a commit of its own, and nothing installed another."""
_HALF_WRITTEN = {"SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY", "SQLITE_READONLY_CANTINIT"}
BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_BUSY_RECOVERY", "SQLITE_BUSY_SNAPSHOT"}
"""What SQLite calls a store that another process has locked."""

_Row = tuple[int, str, str, str]


class StoreTail:
    """Evaluations of a store in the order in which they were made, a look at a time."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self._path, self._busy_seconds, self._count = path, busy_seconds, 0
        self._seen: tuple[int, int, int] | None = None
        self.header: dict[str, Any] = {}
        """Empty until a look has met one."""
        self.steps = 0
        """Generations, or parts, that added evaluations and are complete."""
        self.busy = False
        """Whether the last look met a store that another process had locked."""

    def look(self) -> tuple[Evaluation, ...]:
        """What was kept since the last look, every row verified; nothing of a busy store.

        Raises StoreError if the store is damaged, gone, or another one than before.
        """
        self.busy = False
        try:
            status = self._path.stat()
            now = (status.st_ino, status.st_size, status.st_mtime_ns)
            if self._seen is not None and self._seen[0] != now[0]:
                raise StoreError(f"{self._path} is another file than before: look at it anew")
            if now == self._seen or not status.st_size:
                return ()
            rows = self._new_rows()
            if rows is None:
                self.busy = True
                return ()
            fresh = tuple(from_row((row[1], row[2], row[3])) for row in rows)
        except FileNotFoundError:
            raise StoreError(f"{self._path} is gone") from None
        except (sqlite3.Error, OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"{self._path} is damaged ({error}): start the run again in a new folder"
            ) from error
        self._seen, self._count = now, self._count + len(rows)
        return fresh

    def _new_rows(self) -> list[_Row] | None:
        give_up = time.monotonic() + self._busy_seconds
        while True:
            try:
                return self._read(self._path, "ro")
            except sqlite3.Error as error:
                name = getattr(error, "sqlite_errorname", "")
                if name in _HALF_WRITTEN:
                    return self._read_copy()
                if name not in BUSY:
                    raise
            if time.monotonic() >= give_up:
                return None
            time.sleep(min(_RETRY_SECONDS, self._busy_seconds))

    def _read_copy(self) -> list[_Row]:
        """Rows of a copy, out of which SQLite takes what was half written."""
        journal = self._path.with_name(self._path.name + "-journal")
        with tempfile.TemporaryDirectory(prefix="clusterflex-") as folder:
            copy = Path(folder) / self._path.name
            shutil.copyfile(self._path, copy)
            if journal.exists():
                shutil.copyfile(journal, copy.with_name(journal.name))
            return self._read(copy, "rw")

    def _read(self, path: Path, mode: str) -> list[_Row]:
        place = f"{path.resolve().as_uri()}?mode={mode}"
        rows: list[_Row] = []
        # closing a file gives up the locks of its process, so this one is closed last
        with (
            path.open("rb", buffering=0) as file,
            closing(self._opened(place)) as store,
        ):
            self._read_header(store)
            while True:
                store.execute("BEGIN")
                batch = store.execute(
                    "SELECT number, design, text, checksum FROM evaluation WHERE number > ? "
                    "ORDER BY number LIMIT ?",
                    (self._count + len(rows), BATCH),
                ).fetchall()
                file.seek(0)
                head = file.read(_CHANGE_COUNTER.stop)
                store.execute("COMMIT")
                rows += batch
                if len(batch) < BATCH:
                    break
        for place_of_row, row in enumerate(rows, self._count + 1):
            if row[0] != place_of_row:
                raise ValueError(f"evaluation {place_of_row} is missing")
        self.steps = max(0, int.from_bytes(head[_CHANGE_COUNTER], "big") - _COMMITS_BEFORE)
        return rows

    def _opened(self, place: str) -> sqlite3.Connection:
        timeout = min(_TRY_SECONDS, self._busy_seconds)
        return sqlite3.connect(place, uri=True, timeout=timeout, isolation_level=None)

    def _read_header(self, store: sqlite3.Connection) -> None:
        found = store.execute("SELECT text, checksum FROM header").fetchall()
        if len(found) != 1 or checksum("header", found[0][0]) != found[0][1]:
            raise ValueError("the header's checksum is wrong")
        header = json.loads(found[0][0])
        if header.get("format") != STORE_FORMAT:
            raise ValueError(f"format {header.get('format')!r} is not {STORE_FORMAT}")
        if self.header and header != self.header:
            raise StoreError(f"{self._path} is another run than before: look at it anew")
        self.header = header
