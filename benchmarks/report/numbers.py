"""Numbers as tables and sentences show them."""

from __future__ import annotations

import math

NONE = "-"


def short(value: float) -> str:
    """Three digits: 1.23e-3, 0.0123 is 1.23e-2, and 0.123 to 999 without a power of ten."""
    if math.isnan(value):
        return NONE
    if math.isinf(value):
        return "\N{INFINITY}" if value > 0 else "-\N{INFINITY}"
    if value == 0.0:
        return "0"
    if 0.1 <= abs(value) < 999.5:
        return f"{value:#.3g}".rstrip(".")
    digits, power = f"{value:.2e}".split("e")
    return f"{digits}e{int(power)}"


def spread(q25: float, q75: float) -> str:
    """Interquartile range; infinite if the upper quartile is."""
    return short(math.inf if math.isinf(q75) else q75 - q25)


def times(ratio: float) -> str:
    """A ratio as a factor: two digits, three below a tenth."""
    return (
        NONE
        if math.isnan(ratio)
        else f"\N{MULTIPLICATION SIGN}{ratio:.{2 if ratio >= 0.1 else 3}f}"
    )


def p_text(p: float) -> str:
    """A p-value."""
    if math.isnan(p):
        return NONE
    return "<1e-4" if p < 1e-4 else f"{p:.2g}" if p < 0.0995 else f"{p:.2f}"


def whole(value: float) -> str:
    """Evaluations: rounded, thousands with a thin sign; infinity where a target is never met."""
    return short(value) if not math.isfinite(value) else f"{value:,.0f}"


def percent(share: float) -> str:
    """A share in whole percent."""
    return NONE if math.isnan(share) else f"{100 * share:.0f} %"
