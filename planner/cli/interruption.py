"""Ctrl-C and SIGTERM, alike: a KeyboardInterrupt, so that every `with` ends what it started."""

from __future__ import annotations

import signal
import time
from types import FrameType

_DEAF_SECONDS = 2.0
"""So long after a signal no other is heard, so that tidying up is not cut short."""


def listen() -> None:
    """Let Ctrl-C and SIGTERM interrupt the main thread."""
    last = -_DEAF_SECONDS

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal last
        if time.monotonic() - last < _DEAF_SECONDS:
            return
        last = time.monotonic()
        raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM"):
        number = getattr(signal, name)
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupt)
