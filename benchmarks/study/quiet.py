"""The surroundings in which a search runs: the same whatever ran before."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


@contextmanager
def quiet(seed: int) -> Iterator[None]:
    """Libraries that draw from the shared generators draw the same, which are then put back.

    Warnings of arithmetic are not shown: what matters of them is in what the search finds.
    """
    before, numbers = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(before)
        np.random.set_state(numbers)
