"""The switches of a model: their bounds, their groups, and from flows to positions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from operation.highs.implied_bounds import ImpliedBounds, NewRows
from operation.highs.propagation import Propagation
from operation.highs.rounding import Rounding
from operation.highs.switch_groups import Entangled, Positions, list_positions
from operation.highs.written_model import Floats, Ints, WrittenModel


class Switches:
    """What can be said of the switches once and for all designs.

    `understood` is False where they hang together in a way that cannot be listed; then there are
    no groups, and bounds are the model's own. What tells of a point is made at the first one: who
    asks for bounds alone never needs it.
    """

    def __init__(self, written: WrittenModel) -> None:
        self._written = written
        self._lower, self._upper = written.lower, written.upper
        self._positions: Positions | None = None
        self.groups = 0
        """Number of groups."""
        if not len(written.integer):
            return
        rows = written.rows
        try:
            positions = list_positions(written, rows)
        except Entangled:
            return
        possible = Propagation(written, rows, positions).possible(written.lower, written.upper)
        self._positions = positions.kept(possible)
        self.groups = len(positions.groups)
        self._tighten(self._positions)

    @property
    def understood(self) -> bool:
        """Whether groups and positions are known."""
        return self._positions is not None

    @property
    def columns(self) -> NDArray[np.int32]:
        """Columns of all switches, one group after the other."""
        return self._rounding.columns

    def bounds(self, fixed: Mapping[str, float]) -> tuple[Floats, Floats]:
        """Bounds of all columns with the named ones fixed and impossible positions cut off."""
        lower, upper = self._lower.copy(), self._upper.copy()
        for name, value in fixed.items():
            place = self._written.place[name]
            lower[place] = upper[place] = value
        return lower, upper

    def nearest(self, point: Floats) -> tuple[Ints, Floats]:
        """Nearest position of each group, and how far flows are from it [kW]."""
        return self._rounding.nearest(point)

    def values(self, chosen: Ints) -> Floats:
        """Values of `columns` in the positions chosen, shape (groups,)."""
        return self._rounding.values(chosen)

    def of(self, groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Mask over `columns` of those that belong to some groups."""
        return groups[self._rounding.span]

    def columns_of(self, groups: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Columns of some groups."""
        return self.columns[self.of(groups)]

    def broken(
        self, point: Floats, groups: NDArray[np.bool_], lower: Floats, upper: Floats
    ) -> NewRows:
        """Bounds implied by positions of some groups that a point of the relaxation breaks."""
        return self._implied.broken(point, groups, lower, upper)

    @cached_property
    def _rounding(self) -> Rounding:
        return Rounding(self._written, self._written.rows, self._known)

    @cached_property
    def _implied(self) -> ImpliedBounds:
        return ImpliedBounds(Propagation(self._written, self._written.rows, self._known))

    @property
    def _known(self) -> Positions:
        assert self._positions is not None
        return self._positions

    def _tighten(self, positions: Positions) -> None:
        self._lower, self._upper = self._lower.copy(), self._upper.copy()
        span = np.concatenate([positions.groups[g] for g in positions.group])
        values = np.concatenate(positions.values)
        for bounds, extreme, start in (
            (self._lower, np.minimum, np.inf),
            (self._upper, np.maximum, -np.inf),
        ):
            bounds[span] = start
            extreme.at(bounds, span, values)
