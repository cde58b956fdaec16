"""Proven shares in words: rounded up, so that what is told is proven too."""

from __future__ import annotations

import math


def at_most(share: float) -> str:
    """A percentage with two digits that is not below the share; "0.01 %" at least."""
    hundredths = max(1, math.ceil(1e4 * share - 1e-9))
    return f"{hundredths / 100:.2f} %"
