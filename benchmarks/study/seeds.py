"""Seeds as they are written: numbers and ranges, such as "1-11" or "1,5,20-22"."""

from __future__ import annotations

import re
from collections.abc import Sequence

PATTERN = r"^[0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?)*$"
COUNT_MAX = 1000


def parse_seeds(text: str) -> tuple[int, ...]:
    """Seeds in the order in which they are written.

    Raises ValueError for other text, a range that falls, a seed given twice, or more than
    COUNT_MAX seeds.
    """
    if not re.fullmatch(PATTERN, text):
        raise ValueError('Seeds are written as numbers and ranges, such as "1-11" or "1,5".')
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        span = range(int(first), int(last or first) + 1)
        if not span:
            raise ValueError(f"The range {part} falls.")
        if len(found) + len(span) > COUNT_MAX:
            raise ValueError(f"There are more than {COUNT_MAX} seeds.")
        found.extend(span)
    if len(set(found)) < len(found):
        raise ValueError("A seed is given twice.")
    return tuple(found)


def seeds_text(seeds: Sequence[int]) -> str:
    """Seeds as they would be written, such as "1-11"."""
    parts: list[str] = []
    start = 0
    for end in range(1, len(seeds) + 1):
        if end < len(seeds) and seeds[end] == seeds[end - 1] + 1:
            continue
        first, last = seeds[start], seeds[end - 1]
        parts.append(str(first) if first == last else f"{first}-{last}")
        start = end
    return ",".join(parts)
