"""How a search is watched: one living line on a terminal, plain rows elsewhere. On stderr."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from planner.generation import Generation, Progress

_COLUMNS = (
    ("generation", 10),
    ("evaluated", 9),
    ("front", 5),
    ("hypervolume", 11),
    ("best_cost", 14),
    ("best_kg", 14),
    ("infeasible", 10),
    ("limited", 7),
    ("failed", 6),
    ("seconds", 8),
)
_ECHO = 3
"""Columns left free at the end of the line: the terminal echoes ^C there."""


class Watcher(Protocol):
    """What a search tells as it goes."""

    def on_generation(self, generation: Generation) -> None:
        """A generation is complete."""
        ...

    def on_progress(self, progress: Progress) -> None:
        """A design of the current generation has been evaluated."""
        ...

    def close(self) -> None:
        """The search is over, or was cut short."""
        ...


def watcher(generations: int, stream: IO[str] | None = None, word: str = "generation") -> Watcher:
    """The watcher that suits stderr; `word` is what a generation is called."""
    stream = stream or sys.stderr
    if stream.isatty() and os.environ.get("TERM") != "dumb":
        return LiveLine(generations, stream, word=word)
    return Rows(stream, word=word)


class Rows:
    """A row for every generation, columns of fixed width."""

    def __init__(
        self,
        stream: IO[str],
        now: Callable[[], float] = time.monotonic,
        word: str = "generation",
    ) -> None:
        self._stream, self._now, self._began = stream, now, now()
        self._print([word, *(name for name, _ in _COLUMNS[1:])])

    def on_generation(self, generation: Generation) -> None:
        g = generation
        self._print(
            [
                str(g.generation),
                str(g.evaluations),
                str(g.front_size),
                f"{g.hypervolume:.6f}",
                f"{g.best_lifecycle_cost:.0f}",
                f"{g.best_annual_emissions_kg:.0f}",
                str(g.infeasible),
                str(g.limited),
                str(g.failed),
                f"{self._now() - self._began:.1f}",
            ]
        )

    def on_progress(self, progress: Progress) -> None:
        pass

    def close(self) -> None:
        pass

    def _print(self, cells: list[str]) -> None:
        padded = (cell.rjust(width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True))
        print(" ".join(padded), file=self._stream, flush=True)


class LiveLine:
    """One line that is written over again and again; carriage returns, no escape codes."""

    def __init__(
        self,
        generations: int,
        stream: IO[str],
        now: Callable[[], float] = time.monotonic,
        width: Callable[[], int] | None = None,
        word: str = "generation",
    ) -> None:
        self._generations, self._stream, self._word = generations, stream, word
        self._short = "gen" if word == "generation" else word
        self._now = now
        self._width = width or (lambda: _terminal_width(stream))
        self._last: Generation | None = None
        self._step: Progress | None = None
        self._began: tuple[float, float] | None = None
        """Clock and share of the search at the first evaluation that was really made."""
        self._length = 0
        self._write("starting the workers")

    def on_generation(self, generation: Generation) -> None:
        self._last, self._step = generation, None
        self._write(self.text(self._width() - _ECHO))

    def on_progress(self, progress: Progress) -> None:
        self._step = progress
        if self._began is None and progress.done:
            self._began = (self._now(), self.share)
        self._write(self.text(self._width() - _ECHO))

    def close(self) -> None:
        self._write("")

    @property
    def share(self) -> float:
        """Share of the search that is done, from 0 to 1."""
        complete = self._last.generation if self._last else 0
        step = self._step
        # before the first generation, a single design: nothing installed
        counts = step is not None and (complete or step.of > 1)
        inside = step.done / step.of if step is not None and counts and step.of else 0.0
        return min(1.0, (complete + inside) / self._generations)

    def text(self, width: int) -> str:
        """The line, in long words or short ones, without what does not fit."""
        for long in (True, False):
            fields = self._fields(long)
            line = "  ".join(text for _, text in sorted(fields))
            if len(line) <= width:
                return line
        while len(fields) > 1:
            fields.pop()
            line = "  ".join(text for _, text in sorted(fields))
            if len(line) <= width:
                return line
        return line[: max(width, 0)]

    def _fields(self, long: bool) -> list[tuple[int, str]]:
        """(place in the line, text), the most important first."""
        last, step = self._last, self._step
        number = min((last.generation if last else 0) + (step is not None), self._generations)
        inside = f" ({step.done}/{step.of})" if step is not None and step.of > 1 else ""
        evaluated = (last.evaluations if last else 0) + (step.done if step else 0)
        fields = [
            (0, f"{self._word if long else self._short} {number}/{self._generations}{inside}"),
            (6, self._time_left(long)),
        ]
        if last and last.failed:
            fields.append((5, f"{last.failed} failed"))
        fields.append((1, f"{evaluated} {'evaluated' if long else 'eval'}"))
        if last:
            fields.append((2, f"front {last.front_size}"))
            name = "hypervolume" if long else "hv"
            fields.append((3, f"{name} {last.hypervolume:.{4 if long else 3}f}"))
            if not last.failed:
                fields.append((5, "0 failed"))
            if last.infeasible:
                fields.append((4, f"{last.infeasible} {'infeasible' if long else 'inf.'}"))
        return [(place, text) for place, text in fields if text]

    def _time_left(self, long: bool) -> str:
        if self._began is None:
            return ""
        clock, share = self._began
        done, spent = self.share - share, self._now() - clock
        if done < 0.01 or spent < 1:
            return ""
        return f"{duration(spent * (1 - self.share) / done)} {'left' if long else ''}".rstrip()

    def _write(self, text: str) -> None:
        blank = " " * max(0, self._length + _ECHO - 1 - len(text))
        self._stream.write(f"\r{text}{blank}" if text else f"\r{blank}\r")
        self._stream.flush()
        self._length = len(text)


def duration(seconds: float) -> str:
    """Seconds in the unit that suits them."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 100 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def _terminal_width(stream: IO[str]) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
