"""Proven figures in words: rounded to the safe side, so that what is told is proven too."""

from __future__ import annotations

import math


def at_most(share: float) -> str:
    """A percentage with two digits that is not below the share; "0.01 %" at least."""
    hundredths = max(1, math.ceil(1e4 * share - 1e-9))
    return f"{hundredths / 100:.2f} %"


def at_least(value: float, unit: float = 1.0, *, infinite: str = "impossible") -> str:
    """A figure in whole units, not above it; `infinite` says what an infinite one means.

    Caps are told so as well: what holds for a cap holds for a tighter one.
    """
    if math.isinf(value):
        return infinite if value > 0 else "unknown"
    digits = max(0, -math.floor(math.log10(unit)))
    return f"{math.floor(value / unit + 1e-9) * unit:,.{digits}f}"
