"""The targets whose evaluations are counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PER_DECADE = 4
DECADES = 4


def even_targets(decades: int = DECADES, per_decade: int = PER_DECADE) -> NDArray[np.float64]:
    """Values below 1 in even log steps, falling to 10^-decades, shape (decades * per_decade,)."""
    return np.asarray(10.0 ** -(np.arange(1, decades * per_decade + 1) / per_decade))


DEFAULT_TARGETS = tuple(float(target) for target in even_targets())
"""0.56, 0.32, 0.18, 0.1 ... 0.0001, of hypervolume gap and IGD+ alike."""
