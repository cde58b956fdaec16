"""Exact AC power flow on a radial feeder: backward/forward sweep, many flows at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cases.feeders.feeder import Feeder
from operation.network.sweep_kernel import swept

Floats = NDArray[np.float64]

TOLERANCE_PU = 1e-9
"""A flow has converged when no voltage moves by more in a sweep."""
SWEEPS_MAX = 1000
"""A flow that takes more is beyond what the feeder can carry; 0.1 % below that, some 250 do."""


@dataclass(frozen=True, eq=False)
class PowerFlow:
    """State of a feeder in many flows; nan where a flow did not converge."""

    voltage_pu: Floats
    """Magnitudes, shape (flows, buses)."""
    current_pu: Floats
    """Magnitudes in the line from the parent, shape (flows, buses); the substation has them all."""
    loss_kw: Floats
    """Active power lost in all lines, shape (flows,)."""
    source_kw: Floats
    """Active power that the feeder takes from the grid, shape (flows,)."""
    source_kvar: Floats
    """Reactive power that it takes, shape (flows,)."""
    converged: NDArray[np.bool_]
    """Shape (flows,)."""

    @property
    def lowest_pu(self) -> Floats:
        """Lowest voltage of every flow, shape (flows,)."""
        return np.asarray(self.voltage_pu.min(axis=1))


def power_flow(
    feeder: Feeder,
    demand_kw: ArrayLike,
    demand_kvar: ArrayLike,
    source_pu: ArrayLike = 1.0,
) -> PowerFlow:
    """Exact flows for demands at the buses, shape (flows, buses) or (buses,); production below 0.

    Capacitors of the feeder are added by themselves, as constant susceptances; `source_pu` is the
    voltage of the substation, one for all flows or shape (flows,).
    Raises ValueError for other shapes and for demands that are not finite.
    Source: Shirmohammadi et al. 1988, doi 10.1109/59.192932.
    """
    p, q = (
        np.ascontiguousarray(np.atleast_2d(np.asarray(d, dtype=float)) / feeder.base_kw)
        for d in (demand_kw, demand_kvar)
    )
    if p.shape != q.shape or p.ndim != 2 or p.shape[1] != len(feeder):
        raise ValueError(
            f"demands must have shape (flows, {len(feeder)}), not {p.shape} and {q.shape}"
        )
    if not (np.isfinite(p).all() and np.isfinite(q).all()):
        raise ValueError("demands must be finite")
    source = np.ascontiguousarray(np.broadcast_to(np.asarray(source_pu, dtype=float), len(p)))
    if not (np.isfinite(source) & (source > 0)).all():
        raise ValueError("the voltage of the substation must be above 0")
    e, f, a, b = (np.empty_like(p) for _ in range(4))
    lost, converged = np.empty(len(p)), np.empty(len(p), dtype=bool)
    tree = (feeder.parent, feeder.r_pu, feeder.x_pu, feeder.capacitor_kvar / feeder.base_kw)
    swept(*tree, p, q, source, TOLERANCE_PU, SWEEPS_MAX, e, f, a, b, lost, converged)
    for array in (e, f, a, b, lost):
        array[~converged] = np.nan
    return PowerFlow(
        voltage_pu=np.hypot(e, f),
        current_pu=np.hypot(a, b),
        loss_kw=feeder.base_kw * lost,
        source_kw=feeder.base_kw * source * a[:, 0],
        source_kvar=feeder.base_kw * source * -b[:, 0],
        converged=converged,
    )
