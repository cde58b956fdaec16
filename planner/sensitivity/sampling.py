"""What many joint samples say about a choice: how often it wins, what it costs, what it saves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
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
        """Number of samples in which any design can be run."""
        return len(self._possible)

    @property
    def wins(self) -> tuple[tuple[Design, float], ...]:
        """Designs that are chosen in a share of the possible samples, the most frequent first."""
        count = Counter(s.choice.chosen for s in self._possible if s.choice.chosen is not None)
        ranked = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple((design, n / self.possible) for design, n in ranked)

    @property
    def stays(self) -> float:
        """Share of the possible samples in which the present choice is kept."""
        return _share(self._possible, lambda s: s.choice.stays)

    @property
    def runs(self) -> float:
        """Share of the possible samples in which the present choice can be run."""
        return _share(self._possible, lambda s: s.status.accepted)

    @property
    def compared(self) -> int:
        """Number of samples in which both it and nothing installed can be run."""
        return len(self._compared)

    @property
    def saves_cost(self) -> float:
        """Share of the compared samples in which it costs less than nothing installed."""
        return _share(self._compared, lambda s: s.choice.saving > 0)

    @property
    def saves_emissions(self) -> float:
        """Share of the compared samples in which it emits less than nothing installed."""
        return _share(self._compared, lambda s: s.choice.emissions_saving_kg > 0)

    @property
    def saves_both(self) -> float:
        """Share of the compared samples in which it does both."""
        return _share(
            self._compared,
            lambda s: s.choice.saving > 0 and s.choice.emissions_saving_kg > 0,
        )

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

    @property
    def _compared(self) -> tuple[Judged, ...]:
        return tuple(s for s in self._possible if np.isfinite(s.choice.saving))


def _share(samples: Sequence[Judged], holds: Callable[[Judged], bool]) -> float:
    return sum(map(holds, samples)) / len(samples) if samples else float("nan")
