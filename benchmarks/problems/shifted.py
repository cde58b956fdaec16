"""Copies of ZDT and DTLZ whose optimum lies inside the box, with the same front.

ZDT1, 2, 3, 6 and DTLZ7 have their optimal distance variables on the box, where clamping finds them
by accident; those of ZDT4 and DTLZ2 are all the middle of the box, which some operators favour.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

FloatArray = NDArray[np.float64]

MARGIN = 0.2
"""The moved optimum stays this share of the range away from the box."""


class Move(StrEnum):
    """How a distance variable x becomes the original's y, o being the moved optimum.

    MIRRORED    y = |x - o|. For an original whose optimum is y = 0, the lower bound of [0, 1].
                Every y lies in [0, 1], so no objective vector is new, and y = 0 is reached, so
                every Pareto-optimal one is still there: the front is the same.
    TRANSLATED  y = x - o + m, m the original's optimum in the middle of the box. y may leave the
                original's box, but its g(y) is least at m over all real numbers (ZDT4: each
                y^2 - 10 cos(4 pi y) is at least -10; DTLZ2: a sum of squares), and a larger g
                only worsens both objectives: the front is the same.
    """

    MIRRORED = "mirrored"
    TRANSLATED = "translated"


class Shifted(Problem):
    """`original` with the optimum of each distance variable moved to a fixed place.

    The first `n_obj` - 1 variables are positions and stay. The place is lower + (upper - lower) u,
    u uniform in [0.2, 0.8] from `seed`: the same for every run.
    """

    def __init__(self, original: Problem, move: Move, seed: int) -> None:
        super().__init__(
            n_var=original.n_var,
            n_obj=original.n_obj,
            xl=original.xl,
            xu=original.xu,
            vtype=float,
        )
        self.original, self.move = original, move
        self.positions = original.n_obj - 1
        lower, upper = original.xl[self.positions :], original.xu[self.positions :]
        share = np.random.default_rng(seed).uniform(MARGIN, 1.0 - MARGIN, len(lower))
        self.optimum: FloatArray = lower + (upper - lower) * share
        self._middle: FloatArray = 0.5 * (lower + upper)

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        moved = x[:, self.positions :] - self.optimum
        moved = np.abs(moved) if self.move is Move.MIRRORED else moved + self._middle
        self.original._evaluate(np.column_stack([x[:, : self.positions], moved]), out)
