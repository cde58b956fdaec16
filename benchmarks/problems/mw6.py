"""MW6 where pymoo's has no value."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.problems.multi.mw import MW6

FloatArray = NDArray[np.float64]

LARGEST = 1.1 * (1.0 - 1e-15)


class FiniteMW6(MW6):
    """pymoo's MW6, which at its bound x_1 = 1.1 takes the root of a rounding error below 0.

    There x_1 counts as a few roundings less: the objectives are those of the bound to 1e-7.
    """

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        inside = np.column_stack([np.minimum(x[:, 0], LARGEST), x[:, 1:]])
        super()._evaluate(inside, out, *args, **kwargs)
