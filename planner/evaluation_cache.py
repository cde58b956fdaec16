"""Evaluations of designs kept over runs and processes, in one SQLite file.

Processes may read and write at the same time: a batch is one transaction, and of two that wrote
the same design the first one's row stays (they are equal, for an evaluation is a pure function).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from operation import Design
from planner.evaluation import Evaluation
from planner.records import design_key, from_row, to_row

WAIT_SECONDS = 120.0
FOLDER_VARIABLE = "CLUSTERFLEX_CACHE"
"""Environment variable that names the folder of such files."""


class CacheError(Exception):
    """The cache cannot be read or written; the message names the file and the remedy."""


class EvaluationCache:
    """Evaluations by design; no connection is open while a process forks or solves."""

    def __init__(self, path: Path, wait_seconds: float = WAIT_SECONDS) -> None:
        """`wait_seconds` is how long another process's transaction is waited for."""
        self.path = path
        self._wait_seconds = wait_seconds

    def __len__(self) -> int:
        with self._connection() as connection:
            return int(connection.execute("SELECT count(*) FROM evaluation").fetchone()[0])

    def known(self, designs: Iterable[Design]) -> dict[Design, Evaluation]:
        """Evaluations of those designs that are there. Raises CacheError."""
        found = {}
        query = "SELECT design, text, checksum FROM evaluation WHERE design = ?"
        with self._connection() as connection:
            for design in designs:
                row = connection.execute(query, (design_key(design),)).fetchone()
                if row is None:
                    continue
                try:
                    found[design] = from_row(row)
                except (ValueError, KeyError, TypeError) as error:
                    raise CacheError(
                        f"{self.path} is damaged ({error}): delete it, all is solved again"
                    ) from error
        return found

    def add(self, evaluations: Iterable[Evaluation]) -> None:
        """Keep the evaluations that are `lasting`, all or none. Raises CacheError."""
        rows = [to_row(evaluation) for evaluation in evaluations if lasting(evaluation)]
        if not rows:
            return
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR IGNORE INTO evaluation VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self.path, timeout=self._wait_seconds, isolation_level=None)
            ) as connection:
                # every time, for somebody may have emptied the folder since the last one
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS evaluation "
                    "(design TEXT PRIMARY KEY, text TEXT NOT NULL, checksum TEXT NOT NULL)"
                )
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise CacheError(
                f"{self.path} cannot be used ({error}): free the place, delete the file, or name "
                f"another folder in {FOLDER_VARIABLE}"
            ) from error


def lasting(evaluation: Evaluation) -> bool:
    """Whether an evaluation would come out the same on another day.

    A failed one tells of the solver or the machine. One that a time limit may have struck tells of
    the machine's speed; its status does not show that: "limited" is as well the node limit, which
    strikes at the same place everywhere, and an optimal or infeasible one may rest on a part that
    was cut short. So the time that it took decides.
    """
    return not (evaluation.failed or evaluation.perhaps_cut)
