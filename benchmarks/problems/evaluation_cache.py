"""Evaluations of designs kept over runs and processes, in one SQLite file.

Rows are the JSON of `planner.records`, which keeps every bit, each with a checksum. Processes may
read and write at the same time: a batch is one transaction, and of two that wrote the same design
the first one's row stays (they are equal, for an evaluation is a pure function).
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from operation import Design
from planner.evaluation import Evaluation
from planner.records import from_json, to_json

WAIT_SECONDS = 120.0
"""How long a process waits for another one's transaction."""

Solve = Callable[[Sequence[Design]], Sequence[Evaluation]]


class CacheError(Exception):
    """The cache cannot be read or written; the message names the file and the remedy."""


class EvaluationFailed(RuntimeError):
    """The solver could not evaluate a design: nothing is known of it, and nothing is kept."""


class EvaluationCache:
    """Evaluations by design; what is not there is solved once and kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[Design, Evaluation] = {}
        self._made_in = 0

    def __len__(self) -> int:
        with self._connection() as connection:
            return int(connection.execute("SELECT count(*) FROM evaluation").fetchone()[0])

    def evaluate(self, designs: Sequence[Design], solve: Solve) -> list[Evaluation]:
        """Evaluations of designs, in their order; `solve` is asked for those nobody has solved.

        Raises CacheError, and EvaluationFailed when the solver failed on a design.
        """
        missing = [d for d in dict.fromkeys(designs) if d not in self._known]
        if missing:
            self._known.update(self._read(missing))
        unsolved = [d for d in missing if d not in self._known]
        if unsolved:
            solved = list(solve(unsolved))
            for evaluation in solved:
                if evaluation.failed:
                    raise EvaluationFailed(
                        f"{evaluation.design} could not be evaluated: {evaluation.message}"
                    )
            self._write(solved)
            self._known.update((e.design, e) for e in solved)
        return [self._known[design] for design in designs]

    def _read(self, designs: Sequence[Design]) -> dict[Design, Evaluation]:
        found = {}
        query = "SELECT text, checksum FROM evaluation WHERE design = ?"
        with self._connection() as connection:
            for design in designs:
                row = connection.execute(query, (_key(design),)).fetchone()
                if row is None:
                    continue
                if _checksum(_key(design), row[0]) != row[1]:
                    raise CacheError(f"{self.path} is damaged: delete it, all is solved again")
                found[design] = from_json(row[0])
        return found

    def _write(self, evaluations: Sequence[Evaluation]) -> None:
        rows = []
        for evaluation in evaluations:
            key, text = _key(evaluation.design), to_json(evaluation)
            rows.append((key, text, _checksum(key, text)))
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR IGNORE INTO evaluation VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection for one use: none is open while a process forks or solves."""
        try:
            if self._made_in != os.getpid():
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
            ) as connection:
                if self._made_in != os.getpid():
                    connection.execute(
                        "CREATE TABLE IF NOT EXISTS evaluation "
                        "(design TEXT PRIMARY KEY, text TEXT NOT NULL, checksum TEXT NOT NULL)"
                    )
                    self._made_in = os.getpid()
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise CacheError(
                f"{self.path} cannot be used ({error}): free the place, delete the file, or name "
                "another folder in CLUSTERFLEX_BENCH_CACHE"
            ) from error


def _key(design: Design) -> str:
    """Exact text of a design: two designs share it only if every bit is equal."""
    return ",".join(value.hex() for value in design.values) + f"|{len(design.storage_kwh)}"


def _checksum(key: str, text: str) -> str:
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:32]
