"""Pictures made of characters: a bar, a sparkline, and points in a plane."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Glyphs:
    """Characters to draw with."""

    done: str
    left: str
    heights: str
    """From low to high."""
    mark: str
    corner: str
    wall: str
    floor: str
    between: str
    point: str


UNICODE = Glyphs("━", "─", "▁▂▃▄▅▆▇█", "◆", "└", "│", "─", " · ", "•")
ASCII = Glyphs("#", "-", "_.:-=+*#", "X", "+", "|", "-", ", ", "o")


def glyphs_for(encoding: str | None) -> Glyphs:
    """The characters that an output of this encoding can show."""
    try:
        "".join(vars(UNICODE).values()).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def bar(share: float, width: int, glyphs: Glyphs) -> tuple[str, str]:
    """What is done and what is left, `width` characters together."""
    done = round(min(max(share, 0.0), 1.0) * width)
    return glyphs.done * done, glyphs.left * (width - done)


def sparkline(values: Sequence[float], width: int, glyphs: Glyphs) -> str:
    """Values from left to right, scaled from the least to the largest; the last one always."""
    if len(values) > width:
        step = (len(values) - 1) / (width - 1) if width > 1 else 0.0
        values = [values[len(values) - 1 - round(step * i)] for i in reversed(range(width))]
    if not values:
        return ""
    low, high = min(values), max(values)
    top = len(glyphs.heights) - 1
    if high <= low:
        return glyphs.heights[top // 2] * len(values)
    return "".join(glyphs.heights[round((v - low) / (high - low) * top)] for v in values)


def plane(
    points: Sequence[tuple[float, float]],
    mark: tuple[float, float] | None,
    width: int,
    height: int,
    glyphs: Glyphs,
) -> list[str]:
    """Points in a plane, x across and y upwards, as `height` lines of `width` characters.

    Scaled to the points, which must not be empty; the mark stands above the others.
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    lines = [[" "] * width for _ in range(height)]
    marks = [] if mark is None else [(mark, glyphs.mark)]
    for (x, y), glyph in [*((point, glyphs.point) for point in points), *marks]:
        lines[height - 1 - _cell(y, ys, height)][_cell(x, xs, width)] = glyph
    return ["".join(line) for line in lines]


def ends(low: float, high: float) -> tuple[str, str, str]:
    """The two ends of an axis with as many digits as tell them apart, and their unit in words."""
    large = max(abs(low), abs(high)) >= 1e6
    scale, unit = (1e6, "million") if large else (1.0, "")
    spread = (high - low) / scale
    digits = min(6, max(0, 2 - math.floor(math.log10(spread)))) if spread > 0 else 2
    return f"{low / scale:,.{digits}f}", f"{high / scale:,.{digits}f}", unit


def _cell(value: float, values: Sequence[float], cells: int) -> int:
    low, high = min(values), max(values)
    if high <= low:
        return cells // 2
    return min(max(round((value - low) / (high - low) * (cells - 1)), 0), cells - 1)
