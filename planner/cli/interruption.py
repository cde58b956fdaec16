"""Ctrl-C and SIGTERM, alike: a KeyboardInterrupt, so that every `with` ends what it started."""

from __future__ import annotations

import signal
import time
from types import FrameType

_DEAF_SECONDS = 2.0
"""So long after a signal no other is heard, so that tidying up is not cut short."""

_heard_at: list[float] = []
"""Clock of every signal that was taken as an interruption."""


def listen() -> None:
    """Let Ctrl-C and SIGTERM interrupt the main thread."""
    for name in ("SIGINT", "SIGTERM"):
        number = getattr(signal, name)
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def heard() -> bool:
    """Whether a signal came, even if a library caught the KeyboardInterrupt (PuLP does)."""
    return bool(_heard_at)


def stop_if_heard() -> None:
    """Raise the KeyboardInterrupt that a library has swallowed."""
    if heard():
        raise KeyboardInterrupt


def _interrupt(number: int, frame: FrameType | None) -> None:
    now = time.monotonic()
    if _heard_at and now - _heard_at[-1] < _DEAF_SECONDS:
        return
    _heard_at.append(now)
    raise KeyboardInterrupt
