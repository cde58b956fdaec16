"""The runs that are served: found again and again, each read only when its files change."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from planner.run_choice import CHOSEN
from planner.run_folder import STORE
from planner.serving.card import Card, Condition
from planner.serving.finding import Names, find_runs
from planner.serving.finished_card import FRONT, finished_card
from planner.serving.kept_files import read_record
from planner.serving.live_card import live_card
from planner.store import StoreError
from planner.watching.live_run import MANIFEST, LiveRun

SEARCH_SECONDS = 2.0
"""The folders are searched anew after so long."""
_WATCHED = (MANIFEST, CHOSEN, FRONT, STORE)

_Stamp = tuple[tuple[int, int, int] | None, ...]


class RunLibrary:
    """Cards of all runs by name; safe to be asked by several threads."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders, self._names = tuple(folders), Names()
        self._lock = threading.Lock()
        self._found: dict[str, Path] = {}
        self._searched = -math.inf
        self._cards: dict[Path, tuple[_Stamp, Card]] = {}
        self._live: dict[Path, LiveRun] = {}

    def cards(self) -> Mapping[str, Card]:
        """Every run that is there now."""
        with self._lock:
            self._search()
            return {name: self._card(run) for name, run in self._found.items()}

    def card(self, name: str) -> Card | None:
        """The run of a name; None if there is none."""
        with self._lock:
            if name not in self._found:
                self._search()
            return self._card(self._found[name]) if name in self._found else None

    def _search(self) -> None:
        if time.monotonic() - self._searched >= SEARCH_SECONDS:
            self._found = {self._names.of(run): run for run in find_runs(self._folders)}
            self._searched = time.monotonic()

    def _card(self, run: Path) -> Card:
        stamp = tuple(_stamp(run / name) for name in _WATCHED)
        known = self._cards.get(run)
        if known is not None and known[0] == stamp and run not in self._live:
            return known[1]
        followed = run in self._live
        try:
            card = self._read(run)
        except StoreError as error:
            self._live.pop(run, None)
            if followed:
                return self._card(run)  # another run may have taken its place: read anew, once
            reason = str(error).replace(f"{run}/", "")
            card = Card(run, Condition.DAMAGED, f"damaged: {reason}")
        self._cards[run] = stamp, card
        return card

    def _read(self, run: Path) -> Card:
        manifest = read_record(run, MANIFEST)
        if manifest is not None:
            self._live.pop(run, None)
            return finished_card(run, manifest)
        state = self._live.setdefault(run, LiveRun(run)).look()
        if state is None:
            return Card(run, Condition.IN_PROGRESS, "about to begin")
        return live_card(state, time.time())


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
