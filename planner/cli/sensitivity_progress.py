"""How solving in other worlds is watched: a bar on a terminal, a row now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from planner.cli.living_line import LivingLine
from planner.cli.progress import duration

if TYPE_CHECKING:
    from planner.sensitivity.solving import SolveProgress

_ROWS = 10
"""Rows where no terminal shows a line."""
_WIDTH = 24
"""Characters of the bar."""
_ECHO = 3
"""Columns left free at the end of the line: the terminal echoes ^C there."""


class SolveWatcher:
    """Tells on a stream how much has been solved; carriage returns, no escape codes."""

    def __init__(
        self, stream: IO[str] | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._now = stream or sys.stderr, now
        self._began: float | None = None
        self._line, self._rows = LivingLine(self._stream), 0

    def on_solved(self, progress: SolveProgress) -> None:
        """Some more has been solved."""
        if self._began is None:
            self._began = self._now()
        if self._line.lives:
            # a line that is broken in two could not be written over
            width = shutil.get_terminal_size().columns - _ECHO
            text = self.text(progress)
            line = f"{_bar(progress)}  {text}"
            self._line.write(line if len(line) <= width else text[: max(width, 0)])
        elif progress.done * _ROWS >= (self._rows + 1) * progress.of:
            self._rows = progress.done * _ROWS // progress.of
            print(self.text(progress), file=self._stream, flush=True)

    def close(self) -> None:
        """It is over, or was cut short."""
        if self._line.lives and self._began is not None:
            self._line.write("")

    def text(self, progress: SolveProgress) -> str:
        """Evaluations done, those that were known, failed ones if there are any, the time left."""
        parts = [f"{progress.done} of {progress.of} evaluations"]
        if progress.known:
            parts.append(f"{progress.known} known before")
        if progress.failed:
            parts.append(f"{progress.failed} failed")
        solved = progress.done - progress.known
        spent = self._now() - self._began if self._began is not None else 0.0
        if solved > 0 and progress.done < progress.of and spent >= 1:
            parts.append(f"{duration(spent * (progress.of - progress.done) / solved)} left")
        return "  ".join(parts)


def _bar(progress: SolveProgress) -> str:
    full = _WIDTH * progress.done // max(progress.of, 1)
    return f"[{'#' * full}{'.' * (_WIDTH - full)}]"
