"""What changes over a run: the share of the budget used, and numbers that follow it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_KEY = "budget_used"


def budget_used(algorithm: Any) -> float:
    """Share t of the budget used, in [0, 1], never falling in the life of one algorithm object.

    Read from `algorithm.termination.perc` and kept in `algorithm.data`, so that a resumed run, or
    one that is given more budget, does not jump back. 0 where there is no algorithm or no
    termination. Note that a budget of wall-clock time makes t, and so the run, irreproducible.
    """
    if algorithm is None:
        return 0.0
    share = getattr(getattr(algorithm, "termination", None), "perc", 0.0)
    share = 0.0 if share is None or math.isnan(share) else min(1.0, max(0.0, float(share)))
    store: dict[str, Any] = algorithm.data
    store[_KEY] = max(share, store.get(_KEY, 0.0))
    return float(store[_KEY])


@dataclass(frozen=True)
class LinearSchedule:
    """start + (end - start) * t."""

    start: float
    end: float

    def __call__(self, t: float) -> float:
        return self.start + (self.end - self.start) * t


@dataclass(frozen=True)
class LogUniformScales:
    """One step scale per child, log-uniform between s_lo(t) = high * (low / high)^t and high.

    The mixture is the schedule: fine steps are added as the budget is used, and coarse steps
    never vanish, so multimodal problems are not lost. Raises ValueError unless 0 < low <= high.
    """

    high: float = 0.06
    low: float = 0.002

    def __post_init__(self) -> None:
        if not 0.0 < self.low <= self.high < math.inf:
            raise ValueError(f"scales need 0 < low <= high, got {self.low} and {self.high}")

    def draw(self, t: float, n: int, random_state: np.random.Generator) -> Array:
        """Scales as a share of the range, shape (n,)."""
        exponent = t * random_state.random(n)
        return self.high * (self.low / self.high) ** exponent


@dataclass(frozen=True)
class ScheduledScale:
    """The same step scale for all children, schedule(t)."""

    schedule: LinearSchedule

    def draw(self, t: float, n: int, random_state: np.random.Generator) -> Array:
        """Scales as a share of the range, shape (n,)."""
        return np.full(n, self.schedule(t))
