"""Numbers made small: whole multiples of a step, as differences, deflated, as text.

A value is a multiple of its step; a list of them is given as differences from the list before it
(the first from nothing), each difference as a variable-length number of seven bits a byte, least
first, with its sign in the lowest bit. All of that is deflated (RFC 1950) and told in base64.
"""

from __future__ import annotations

import math
import zlib
from base64 import b64encode
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

DIGITS = 6
"""Digits of the largest value that are kept."""
_GROUPS = 9
"""Groups of seven bits that the longest number may need."""


def step_for(largest: float) -> float:
    """A power of ten that tells values up to a largest one to `DIGITS` digits."""
    if largest <= 0:
        return 1.0
    return float(10.0 ** (math.floor(math.log10(largest)) + 1 - DIGITS))


def multiples(values: NDArray[np.float64], step: float) -> Whole:
    """Values as whole multiples of a step, same shape."""
    whole: Whole = np.rint(np.asarray(values) / step).astype(np.int64)
    return whole


def packed(lists: Iterable[Iterable[Whole]]) -> str:
    """Text of chains of equally long arrays; within a chain each is told by what has changed."""
    content = bytearray()
    for chain in lists:
        before: Whole | None = None
        for values in chain:
            content += _numbers(values if before is None else values - before)
            before = values
    return b64encode(zlib.compress(bytes(content), 9)).decode()


def _numbers(values: Whole) -> bytes:
    """Signed numbers, seven bits a byte; the highest bit says that there is more."""
    signed = np.where(values >= 0, 2 * values, -2 * values - 1)
    groups = signed[:, None] >> (7 * np.arange(_GROUPS))
    more = np.zeros(groups.shape, dtype=np.int64)
    more[:, :-1] = groups[:, 1:] > 0
    used = np.ones(groups.shape, dtype=bool)
    used[:, 1:] = groups[:, 1:] > 0
    coded: NDArray[np.uint8] = ((groups & 127) | (more << 7)).astype(np.uint8)
    return coded[used].tobytes()
