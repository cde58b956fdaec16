"""A line on a terminal that is written over again and again; carriage returns, no escape codes."""

from __future__ import annotations

import os
from typing import IO


class LivingLine:
    """The line, on a stream; where that is no terminal, nothing lives."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._length = stream, 0
        self.lives = stream.isatty() and os.environ.get("TERM") != "dumb"

    def write(self, text: str) -> None:
        """Write over what stands there; nothing clears the line."""
        blank = " " * max(0, self._length - len(text))
        self._stream.write(f"\r{text}{blank}" if text else f"\r{blank}\r")
        self._stream.flush()
        self._length = len(text)
