"""Powers of the ports of a design, as planned and under predictive control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases import Case
from operation.dispatch import Dispatch
from planner.feeder.check import FeederCheck

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PortPowers:
    """What ports give to their buildings and to the feeder, shape (steps, ports)."""

    kw: Floats
    """Active power that a port gives less what it takes."""
    kvar: Floats
    """Reactive power, of the same sign."""

    def share(self, rating_kva: Floats) -> Floats:
        """Apparent power as a share of the rating, shape (steps, ports)."""
        return np.asarray(np.hypot(self.kw, self.kvar) / rating_kva)


@dataclass(frozen=True, eq=False)
class PortDay:
    """A typical day of the ports that are built."""

    names: tuple[str, ...]
    """Hub and building, such as "link.home"."""
    rating_kva: Floats
    """Shape (ports,)."""
    planned: PortPowers
    operated: PortPowers | None
    """None without predictive control."""


def port_days(check: FeederCheck, planned: Sequence[Dispatch]) -> tuple[PortDay, ...]:
    """One for each typical day; `planned` are the dispatches that were checked."""
    case = check.case
    rating = np.array([check.design.fid_kw[r] for r in case.port_ratings], dtype=float)
    built = np.flatnonzero(rating > 0)
    names = tuple(_name(case, port) for port in built.tolist())
    found = []
    for number, dispatch in enumerate(planned):
        operated = None
        if check.operated:
            day = check.operated[number]
            operated = PortPowers(day.port_kw[:, built], day.port_kvar[:, built])
        found.append(PortDay(names, rating[built], _planned(dispatch, built), operated))
    return tuple(found)


def _planned(dispatch: Dispatch, built: NDArray[np.int64]) -> PortPowers:
    kw = (dispatch.port_out_kw - dispatch.port_in_kw)[:, built]
    given, taken = dispatch.port_kvar_given, dispatch.port_kvar_taken
    kvar = (given - taken)[:, built] if given.shape[1] else np.zeros_like(kw)
    return PortPowers(kw, kvar)


def _name(case: Case, port: int) -> str:
    hub, building = case.ports[port]
    return f"{case.hubs[hub].name}.{case.buildings[building].name}"
