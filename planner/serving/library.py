"""The runs that are served: found again and again, each with a card of its own."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from planner.serving.card import Card
from planner.serving.finding import Names, find_runs
from planner.serving.served_run import ServedRun

SEARCH_SECONDS = 2.0
"""The folders are searched anew after so long."""


class RunLibrary:
    """Cards of all runs by name; safe to be asked by several threads."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders, self._names = tuple(folders), Names()
        self._searching = threading.Lock()
        self._runs: Mapping[str, ServedRun] = {}
        self._searched = -math.inf

    def cards(self) -> Mapping[str, Card]:
        """Every run that is there now."""
        return {name: run.card() for name, run in self._found().items()}

    def card(self, name: str) -> Card | None:
        """The run of a name; None if there is none."""
        run = self._found().get(name)
        return run.card() if run is not None else None

    def folder(self, name: str) -> Path | None:
        """Folder of the run of a name; None if there is none. Nothing is read there."""
        run = self._found().get(name)
        return run.path if run is not None else None

    def _found(self) -> Mapping[str, ServedRun]:
        """Runs by name, as last found while another thread is searching."""
        if self._due() and self._searching.acquire(blocking=self._searched == -math.inf):
            try:
                if self._due():
                    self._search()
            finally:
                self._searching.release()
        return self._runs

    def _due(self) -> bool:
        return time.monotonic() - self._searched >= SEARCH_SECONDS

    def _search(self) -> None:
        # a new table in place of the old: nobody waits for it, and runs that are gone are let go
        known, found = self._runs, {}
        for path in find_runs(self._folders):
            name = self._names.of(path)
            found[name] = known.get(name) or ServedRun(name, path)
        self._runs, self._searched = found, time.monotonic()
