"""When a search may stop before its budget: the hypervolume hardly grows any more."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.termination import Termination

from algorithms.fronts import hypervolume

MARGIN = 1.1


@dataclass(frozen=True)
class StallRule:
    """Stop once the last `patience` generations added less than `gain` to the hypervolume.

    The gain is a share of the hypervolume. It says nothing about how far the best possible front
    is: a search that is stuck stalls, too. Raises ValueError unless patience >= 1 and gain >= 0.
    """

    patience: int = 10
    gain: float = 1e-3

    def __post_init__(self) -> None:
        if self.patience < 1 or not 0.0 <= self.gain < math.inf:
            raise ValueError(
                f"a stall rule needs patience >= 1 and gain >= 0, got {self.patience}, {self.gain}"
            )

    def gained(self, hypervolumes: Sequence[float]) -> float:
        """Share of the hypervolume that the last `patience` generations added; NaN before."""
        if len(hypervolumes) <= self.patience or hypervolumes[-1] <= 0.0:
            return math.nan
        return 1.0 - hypervolumes[-1 - self.patience] / hypervolumes[-1]

    def stalled(self, hypervolumes: Sequence[float]) -> bool:
        """Whether to stop; `hypervolumes` holds one value for each generation so far."""
        return self.gained(hypervolumes) < self.gain


class HypervolumeStall(Termination):
    """pymoo's termination by a `StallRule`, beside a budget of generations.

    The hypervolume is that of the feasible nondominated designs, scaled by the values of the first
    feasible population, with the reference point 10 % behind the worst of them. `trace` holds it
    for each generation. Only the budget moves the share that schedules see, until the run stops.
    """

    def __init__(self, rule: StallRule | None = None, n_max_gen: int = 1000) -> None:
        super().__init__()
        self.rule = rule if rule is not None else StallRule()
        self.n_max_gen = n_max_gen
        self.trace: list[float] = []
        self._best: NDArray[np.float64] | None = None
        self._spread: NDArray[np.float64] | None = None

    def _update(self, algorithm: Any) -> float:
        self.trace.append(self._hypervolume(algorithm.pop))
        if self.rule.stalled(self.trace):
            return 1.0
        return float(algorithm.n_gen / self.n_max_gen)

    def _hypervolume(self, pop: Any) -> float:
        F = np.asarray(pop.get("F"), dtype=float)[np.asarray(pop.get("FEAS"))[:, 0]]
        F = F[np.isfinite(F).all(axis=1)]
        if len(F) == 0:
            return 0.0
        if self._best is None or self._spread is None:
            spread = np.ptp(F, axis=0)
            self._best = F.min(axis=0)
            self._spread = np.where(spread > 0, spread, np.maximum(np.abs(self._best), 1.0))
        return hypervolume((F - self._best) / self._spread, np.full(F.shape[1], MARGIN))
