"""Sums over groups: of buildings at a bus, of owners in a group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def grouped_sum(values: Floats, group: Ints, groups: int) -> Floats:
    """Sums over the members of every group, shape (..., members) to (..., groups).

    `group` has the group of each member, shape (members,); a group without members has 0.
    """
    total = np.zeros((*values.shape[:-1], groups))
    if len(group):
        order = np.argsort(group, kind="stable")
        present, first = np.unique(group[order], return_index=True)
        total[..., present] = np.add.reduceat(values[..., order], first, axis=-1)
    return total
