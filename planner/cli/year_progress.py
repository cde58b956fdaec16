"""How a run through a year is watched: one living line on a terminal, a row a month elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from planner.cli.living_line import LivingLine
from planner.cli.progress import duration

if TYPE_CHECKING:
    from planner.year_run import YearProgress

_ROW_EVERY = 30
"""Days between two rows where no terminal shows a line."""


class YearWatcher:
    """Tells on a stream how many days have been run; carriage returns, no escape codes."""

    def __init__(
        self, stream: IO[str] | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._now, self._began = stream or sys.stderr, now, now()
        self._line, self._told = LivingLine(self._stream), 0
        if self._line.lives:
            self._line.write("starting the workers")

    def on_days(self, progress: YearProgress) -> None:
        """Some days more have been run."""
        text = self.text(progress)
        if self._line.lives:
            self._line.write(text)
        elif progress.done >= self._told + _ROW_EVERY or progress.done == progress.of:
            self._told = progress.done
            print(text, file=self._stream, flush=True)

    def close(self) -> None:
        """The year is over, or was cut short."""
        if self._line.lives:
            self._line.write("")

    def text(self, progress: YearProgress) -> str:
        """Days done, failed ones if there are any, and the time left."""
        parts = [f"day {progress.done} of {progress.of}"]
        if progress.failed:
            parts.append(f"{progress.failed} failed")
        spent = self._now() - self._began
        if 0 < progress.done < progress.of and spent >= 1:
            left = spent * (progress.of - progress.done) / progress.done
            parts.append(f"{duration(left)} left")
        return "  ".join(parts)
