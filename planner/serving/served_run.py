"""A run that is served: its card as last read, read anew when its files change."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from planner.run_choice import CHOSEN
from planner.run_folder import MANIFEST, STORE
from planner.serving.card import Card, Condition
from planner.serving.finished_card import BUSY_SECONDS, FRONT, finished_card
from planner.serving.kept_files import read_record
from planner.serving.live_card import live_card
from planner.serving.showable import damaged, showable
from planner.store import StoreError
from planner.watching.live_run import LiveRun

_WATCHED = (MANIFEST, CHOSEN, FRONT, STORE)

_Stamp = tuple[tuple[int, int, int] | None, ...]


class ServedRun:
    """The card of a run; safe to be asked by several threads, of which one reads at a time."""

    def __init__(self, name: str, path: Path) -> None:
        self.path, self._name = path, name
        self._reading = threading.Lock()
        self._known: tuple[_Stamp, Card] | None = None
        self._live: LiveRun | None = None

    def card(self) -> Card:
        """The run now; as last read while another thread is reading it."""
        if (card := self._unchanged()) is not None:
            return card
        last = self._known
        if not self._reading.acquire(blocking=last is None):
            assert last is not None
            return last[1]
        try:
            return self._unchanged() or self._read()
        finally:
            self._reading.release()

    def _unchanged(self) -> Card | None:
        known = self._known
        if known is None or known[1].passing or known[0] != self._stamp():
            return None
        return known[1]

    def _read(self) -> Card:
        stamp, followed = self._stamp(), self._live is not None
        try:
            card = showable(self._name, self._made())
        except Exception as error:  # whatever it is, it is told, and of this run alone
            self._live = None
            if followed:
                return self._read()  # another run may have taken its place: read anew, once
            told = str(error) if isinstance(error, StoreError) else f"it cannot be read ({error!r})"
            card = damaged(self.path, told.replace(f"{self.path}/", ""))
        self._known = stamp, card
        return card

    def _made(self) -> Card:
        manifest = read_record(self.path, MANIFEST)
        if manifest is not None:
            self._live = None
            return finished_card(self.path, manifest)
        self._live = self._live or LiveRun(self.path, BUSY_SECONDS)
        state = self._live.look()
        if state is None:
            words = "in progress, its store is locked" if self._live.busy else "about to begin"
            return Card(self.path, Condition.IN_PROGRESS, words, passing=True)
        return live_card(state, time.time())

    def _stamp(self) -> _Stamp:
        return tuple(_stamp(self.path / name) for name in _WATCHED)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
