"""The run store: every evaluation of a run in one SQLite file, written as the run goes.

A generation is one transaction, flushed to disk; a killed run loses at most the generation it was
in. Every row carries a checksum, so a damaged file is refused, never half believed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from operation import Design
from planner.evaluation import Evaluation
from planner.records import checksum, from_row, to_row

STORE_FORMAT = 1
_TABLES = """
CREATE TABLE header (text TEXT NOT NULL, checksum TEXT NOT NULL);
CREATE TABLE evaluation (
  number INTEGER PRIMARY KEY, design TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL, checksum TEXT NOT NULL
);
"""


class StoreError(Exception):
    """The run store cannot be read or written; the message names the file and the remedy."""


class RunStore:
    """Evaluations by design, in the order in which they were made."""

    def __init__(self, connection: sqlite3.Connection, place: str) -> None:
        self._connection, self._place = connection, place
        self._known: dict[Design, Evaluation] = {}
        self.header: dict[str, Any] = {}

    @classmethod
    def create(cls, path: Path | None, header: dict[str, Any]) -> Self:
        """New store in a file that must not exist, or in memory. Raises StoreError."""
        if path is not None and path.exists():
            raise StoreError(f"{path} exists already: choose another folder, or resume that run")
        store = cls._connect(path)
        text = json.dumps({"format": STORE_FORMAT, **header}, sort_keys=True)
        store._synchronise()
        with store._transaction():
            for statement in _TABLES.split(";"):
                store._connection.execute(statement)
            store._connection.execute(
                "INSERT INTO header VALUES (?, ?)", (text, checksum("header", text))
            )
        store.header = json.loads(text)
        return store

    @classmethod
    def open(cls, path: Path) -> Self:
        """Existing store, every row verified. Raises StoreError if anything is damaged."""
        if not path.is_file():
            raise StoreError(
                f"{path.parent} is not the folder of a run (there is no {path.name} in it): name "
                "the one that clusterflex run or exact was given"
            )
        store = cls._connect(path)
        try:
            store._synchronise()
            store._read()
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            store.close()
            raise StoreError(
                f"{path} is damaged ({error}): it cannot be resumed, start the run again"
            ) from error
        return store

    @classmethod
    def _connect(cls, path: Path | None) -> Self:
        place = str(path) if path is not None else ":memory:"
        try:
            connection = sqlite3.connect(place, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreError(f"{place} cannot be opened: {error}") from error
        return cls(connection, place)

    def __len__(self) -> int:
        return len(self._known)

    def get(self, design: Design) -> Evaluation | None:
        """Evaluation of a design, if it has been made."""
        return self._known.get(design)

    def __getitem__(self, design: Design) -> Evaluation:
        return self._known[design]

    def all(self) -> tuple[Evaluation, ...]:
        """Every evaluation, in the order in which they were made."""
        return tuple(self._known.values())

    def add(self, evaluations: Iterable[Evaluation]) -> None:
        """Keep evaluations of new designs, all or none. Raises StoreError."""
        new = list(evaluations)
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO evaluation (design, text, checksum) VALUES (?, ?, ?)",
                map(to_row, new),
            )
        self._known.update((evaluation.design, evaluation) for evaluation in new)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _synchronise(self) -> None:
        self._connection.execute("PRAGMA synchronous=FULL")

    def _read(self) -> None:
        health = self._connection.execute("PRAGMA integrity_check").fetchone()[0]
        if health != "ok":
            raise ValueError(health)
        headers = self._connection.execute("SELECT text, checksum FROM header").fetchall()
        if len(headers) != 1 or checksum("header", headers[0][0]) != headers[0][1]:
            raise ValueError("the header's checksum is wrong")
        self.header = json.loads(headers[0][0])
        if self.header.get("format") != STORE_FORMAT:
            raise ValueError(f"format {self.header.get('format')!r} is not {STORE_FORMAT}")
        query = "SELECT number, design, text, checksum FROM evaluation ORDER BY number"
        for place, (number, *row) in enumerate(self._connection.execute(query), 1):
            if number != place:
                raise ValueError(f"evaluation {place} is missing")
            evaluation = from_row((row[0], row[1], row[2]))
            self._known[evaluation.design] = evaluation

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise StoreError(
                f"{self._place} cannot be written ({error}); what was written before is safe"
            ) from error
