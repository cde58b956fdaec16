"""The problem of Fonseca and Fleming, three variables."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

FloatArray = NDArray[np.float64]


class Fonseca(Problem):
    """f = 1 - exp(-sum (x_i -+ 1/sqrt 3)^2) on [-4, 4]^3: wide plateaus, a narrow valley.

    Pareto-optimal are the designs with all x_i = t, t in [-1/sqrt 3, 1/sqrt 3].
    Source: Fonseca and Fleming 1998, doi:10.1109/3468.650319.
    """

    def __init__(self) -> None:
        super().__init__(n_var=3, n_obj=2, xl=-4.0, xu=4.0, vtype=float)

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        at = 1.0 / np.sqrt(self.n_var)
        squares = [np.sum((x - at) ** 2, axis=1), np.sum((x + at) ** 2, axis=1)]
        out["F"] = 1.0 - np.exp(-np.column_stack(squares))
