"""The 55 functions of bbob-biobj by the kinds of the two functions that each is made of.

Source: Brockhoff, Auger, Hansen, Tusar 2022, doi:10.1162/evco_a_00298.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import combinations_with_replacement
from types import MappingProxyType

KINDS = MappingProxyType(
    {
        "separable": (1, 2),
        "moderate": (6, 8),
        "ill-conditioned": (13, 14),
        "multimodal": (15, 17),
        "weakly structured": (20, 21),
    }
)
"""The ten functions of the suite bbob that are paired, by kind."""


@cache
def bbob_groups() -> Mapping[str, tuple[int, ...]]:
    """Functions of each of the 15 groups, such as "separable - moderate"."""
    kind_of = {single: kind for kind, singles in KINDS.items() for single in singles}
    groups: dict[str, list[int]] = {}
    for number, (first, second) in enumerate(combinations_with_replacement(kind_of, 2), 1):
        groups.setdefault(f"{kind_of[first]} - {kind_of[second]}", []).append(number)
    return MappingProxyType({name: tuple(numbers) for name, numbers in groups.items()})
