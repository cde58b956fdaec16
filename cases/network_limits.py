"""Limits that a distribution network sets to the buildings of a cluster: rows of one scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class NetworkLimits:
    """Rows of a scenario, each of a bus at a step; arrays are read-only, buildings the case's.

    A row r at step t says, with the reactive power Q_b that ports of building b give there [kvar],
    Σ_b kw_share[r, b] (P_buy,b - P_sell,b) - Σ_b kvar_share[r, b] Q_b <= most_kw[r].
    """

    bus: tuple[str, ...]
    """Whose limit a row is, one name a row."""
    step: NDArray[np.int64]
    """Step of the scenario that a row is of, shape (rows,)."""
    kw_share: NDArray[np.float64]
    """Shape (rows, buildings) [-]; negative where more import helps, as at an upper limit."""
    kvar_share: NDArray[np.float64]
    """Shape (rows, buildings) [kW/kvar]."""
    most_kw: NDArray[np.float64]
    """Shape (rows,) [kW]; may be negative."""

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            getattr(self, name).flags.writeable = False

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.bus)

    @staticmethod
    def none(buildings: int = 0) -> NetworkLimits:
        """No rows."""
        import numpy as np

        shares = np.zeros((0, buildings))
        return NetworkLimits((), np.zeros(0, dtype=np.int64), shares, shares.copy(), np.zeros(0))

    def part(self, first: int, end: int) -> NetworkLimits:
        """Rows of the steps from `first` to before `end`, counted from `first`."""
        import numpy as np

        kept = np.flatnonzero((self.step >= first) & (self.step < end))
        return NetworkLimits(
            tuple(self.bus[row] for row in kept),
            self.step[kept] - first,
            self.kw_share[kept],
            self.kvar_share[kept],
            self.most_kw[kept],
        )


_ARRAYS = tuple(field.name for field in fields(NetworkLimits) if field.name != "bus")


def following_limits(parts: Sequence[tuple[int, NetworkLimits]]) -> NetworkLimits:
    """Rows of stretches of time one after the other; each with its number of steps."""
    import numpy as np

    begin, shifted = 0, list[NetworkLimits]()
    for steps, limits in parts:
        if len(limits):
            shifted.append(
                NetworkLimits(
                    limits.bus,
                    limits.step + begin,
                    limits.kw_share,
                    limits.kvar_share,
                    limits.most_kw,
                )
            )
        begin += steps
    if not shifted:
        return parts[0][1]
    return NetworkLimits(
        tuple(bus for limits in shifted for bus in limits.bus),
        *(np.concatenate([getattr(limits, name) for limits in shifted]) for name in _ARRAYS),
    )
