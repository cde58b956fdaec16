"""Fronts of WFG1 to 9 by their shape functions: with optimal distance variables f_m = 2 m h_m(x).

Source: Huband, Hingston, Barone, While 2006, doi:10.1109/TEVC.2005.861417.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def wfg_front(number: int, x: FloatArray) -> FloatArray:
    """Objectives of position parameters x, shape (points, objectives - 1), in [0, 1].

    WFG1: convex and mixed; WFG2: convex and disconnected (some points are dominated); WFG3:
    linear; WFG4 to 9: concave. Returns shape (points, objectives).
    """
    if number == 1:
        last = 1.0 - x[:, 0] - np.cos(10.0 * np.pi * x[:, 0] + 0.5 * np.pi) / (10.0 * np.pi)
        h = _shape(1.0 - np.cos(0.5 * np.pi * x), 1.0 - np.sin(0.5 * np.pi * x), last)
    elif number == 2:
        last = 1.0 - x[:, 0] * np.cos(5.0 * np.pi * x[:, 0]) ** 2
        h = _shape(1.0 - np.cos(0.5 * np.pi * x), 1.0 - np.sin(0.5 * np.pi * x), last)
    elif number == 3:
        h = _shape(x, 1.0 - x, 1.0 - x[:, 0])
    else:
        h = _shape(np.sin(0.5 * np.pi * x), np.cos(0.5 * np.pi * x), np.cos(0.5 * np.pi * x[:, 0]))
    return h * 2.0 * np.arange(1.0, h.shape[1] + 1.0)


def _shape(product: FloatArray, turn: FloatArray, last: FloatArray) -> FloatArray:
    """h_m = product of the first M - m of `product`, times the next of `turn`; h_M = `last`."""
    positions = product.shape[1]
    columns = [np.prod(product, axis=1)]
    for m in range(2, positions + 1):
        kept = positions - m + 1
        columns.append(np.prod(product[:, :kept], axis=1) * turn[:, kept])
    return np.column_stack([*columns, last])
