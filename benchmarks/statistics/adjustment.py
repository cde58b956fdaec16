"""Many tests at once: the chance of a single false alarm among them is kept small."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

SIGNIFICANCE = 0.05


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Holm's adjusted p-values, in the order given, shape (tests,). NaN stays and does not count.

    The i-th smallest of m is multiplied by m - i + 1, none is below a smaller one's, none above 1
    (Holm 1979, https://www.jstor.org/stable/4615733).
    """
    p = np.asarray(p_values, dtype=float)
    adjusted = np.full(p.shape, np.nan)
    rows = np.flatnonzero(~np.isnan(p))
    order = rows[np.argsort(p[rows], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted
