"""What many joint samples say about a choice: how often it wins, what it costs, what it saves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from operation import Design
from planner.sensitivity.worlds import Judged

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Sampling:
    """Samples of all inputs together."""

    seed: int
    samples: tuple[Judged, ...]
    solved: bool
    """Whether the dispatch was solved anew, for some designs of the front; otherwise all stored
    designs were priced anew."""

    @property
    def possible(self) -> int:
        """Number of samples in which any design can be run; shares are shares of these."""
        return len(self._possible)

    @property
    def wins(self) -> tuple[tuple[Design, float], ...]:
        """Designs that are chosen in a share of the samples, the most frequent first."""
        count = Counter(s.choice.chosen for s in self._possible if s.choice.chosen is not None)
        ranked = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple((design, n / self.possible) for design, n in ranked)

    @property
    def stays(self) -> float:
        """Share in which the present choice is kept."""
        return self._share(lambda s: s.choice.stays)

    @property
    def runs(self) -> float:
        """Share in which the present choice can be run."""
        return self._share(lambda s: s.status.accepted)

    @property
    def saves_cost(self) -> float:
        """Share in which it costs less than nothing installed."""
        return self._share(lambda s: s.choice.saving > 0)

    @property
    def saves_emissions(self) -> float:
        """Share in which it emits less than nothing installed."""
        return self._share(lambda s: s.choice.emissions_saving_kg > 0)

    @property
    def saves_both(self) -> float:
        """Share in which it does both."""
        return self._share(lambda s: s.choice.saving > 0 and s.choice.emissions_saving_kg > 0)

    def quantiles(self, figure: str) -> tuple[float, ...]:
        """5, 50 and 95 % quantiles of a figure of the present choice, where it can be run."""
        values = self.values(figure)
        known = values[np.isfinite(values)]
        if not len(known):
            return (float("nan"),) * len(QUANTILES)
        return tuple(np.quantile(known, QUANTILES).tolist())

    def values(self, figure: str) -> np.ndarray:
        """A figure of the present choice in each sample, by its name in `Choice`."""
        return np.array([getattr(s.choice, figure) for s in self.samples], dtype=float)

    @property
    def _possible(self) -> tuple[Judged, ...]:
        return tuple(s for s in self.samples if s.choice.chosen is not None)

    def _share(self, holds: Callable[[Judged], bool]) -> float:
        return sum(map(holds, self._possible)) / self.possible if self.possible else float("nan")
