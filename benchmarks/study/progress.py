"""How a study is watched, on stderr: one living line on a terminal, rows elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import IO

from benchmarks.study.conduct import Progress
from benchmarks.study.records import RunRecord, RunStatus
from planner.cli.progress import duration

_ROWS = 20
"""Rows that a whole study has where no terminal shows a line."""


class StudyWatcher:
    """Tells on a stream how many runs are done; carriage returns, no escape codes."""

    def __init__(
        self, stream: IO[str] | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._now, self._began = stream or sys.stderr, now, now()
        self._lives = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._length = self._told = 0

    def on_run(self, progress: Progress, record: RunRecord | None) -> None:
        """A run has ended, or (None) the study begins."""
        if record is None:
            for damage in progress.damaged:
                self._row(f"warning: run again, as it is damaged: {damage}")
        elif record.status is RunStatus.FAILED:
            self._row(failure_text(record))
        text = self.text(progress)
        if self._lives:
            self._write(text)
        elif self._is_due(progress):
            self._told = progress.done
            self._row(text)

    def close(self) -> None:
        """The study is over, or was cut short."""
        if self._lives:
            self._write("")

    def text(self, progress: Progress) -> str:
        """Runs done, failed ones if there are any, and the time left."""
        parts = [f"run {progress.kept + progress.done} of {progress.of}"]
        if progress.failed:
            parts.append(f"{progress.failed} failed")
        spent, left = self._now() - self._began, progress.of - progress.kept - progress.done
        if progress.done and left and spent >= 1:
            parts.append(f"{duration(spent * left / progress.done)} left")
        return "  ".join(parts)

    def _is_due(self, progress: Progress) -> bool:
        left = progress.of - progress.kept
        return left > 0 and (
            progress.done == left or progress.done >= self._told + max(1, left // _ROWS)
        )

    def _row(self, text: str) -> None:
        if self._lives:
            self._write("")
        print(text, file=self._stream, flush=True)

    def _write(self, text: str) -> None:
        blank = " " * max(0, self._length - len(text))
        self._stream.write(f"\r{text}{blank}" if text else f"\r{blank}\r")
        self._stream.flush()
        self._length = len(text)


def failure_text(record: RunRecord) -> str:
    """Which run failed and why, in a line."""
    return f"failed: {record.algorithm} on {record.problem}, seed {record.seed}: {record.error}"
