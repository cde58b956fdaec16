"""A front held against the bounds that no design can pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms import hypervolume
from planner.bound.curve import BoundCurve
from planner.evaluation import Evaluation

Floats = NDArray[np.float64]

STEPS = 2000
"""Stairs that the curve is counted as, all of them below it."""
_REACH = 0.1
"""The reference point lies this share of the front's spread behind its worst values."""


@dataclass(frozen=True, eq=False)
class FrontBound:
    """How far a front can be from the best there is."""

    curve: BoundCurve
    gaps: tuple[float, ...]
    """For each design of the front: the most by which another one that emits no more could be
    cheaper, as a share of its lifecycle cost."""
    worst_gap: float
    """At whatever emissions between the front's ends: the most by which a design that emits no
    more could be cheaper than the front's cheapest that does not, as a share of that."""
    cost_gap: float
    """The most by which a design could be cheaper than the cheapest one, as a share of it."""
    emissions_gap: float
    """The most by which a design could emit less than the cleanest one, as a share of it."""
    hypervolume_share: float
    """The front's hypervolume as a share of what lies behind the bounds; both to the same point."""


def front_bound(front: Sequence[Evaluation], curve: BoundCurve) -> FrontBound:
    """Hold a front against bounds. Raises ValueError for an empty front."""
    if not front:
        raise ValueError("an empty front cannot be held against bounds")
    points = _nondominated_plane(front)
    designs = np.array([[e.lifecycle_cost, e.annual_emissions_kg] for e in front])
    best = np.minimum(curve.least_cost(designs[:, 1]), designs[:, 0])
    # the best cost and the best emissions that there could be, and those that there are
    ends = np.array([points[0, 0], points[-1, 1]])
    least = np.array([float(curve.least_cost(np.array(math.inf))), curve.least_emissions_kg])
    cost_gap, emissions_gap = _shares(ends, np.minimum(least, ends)).tolist()
    return FrontBound(
        curve,
        tuple(_shares(designs[:, 0], best).tolist()),
        _worst_gap(points, curve),
        cost_gap,
        emissions_gap,
        _hypervolume_share(points, curve),
    )


def _nondominated_plane(front: Sequence[Evaluation]) -> Floats:
    """Lifecycle cost and emissions of the designs that are nondominated in these two, by cost."""
    ordered = sorted((e.lifecycle_cost, e.annual_emissions_kg) for e in front)
    kept: list[tuple[float, float]] = []
    for cost, emissions in ordered:
        if not kept or emissions < kept[-1][1]:
            kept.append((cost, emissions))
    return np.array(kept)


def _worst_gap(points: Floats, curve: BoundCurve) -> float:
    # between two designs the dearer one is the best there is, down to what the cheaper one emits
    emitting = np.append(math.inf, points[:-1, 1])
    best = np.minimum(curve.least_cost(emitting), points[:, 0])
    return float(_shares(points[:, 0], best).max())


def _shares(values: Floats, best: Floats) -> Floats:
    """How far values are above the best, as shares of them; of one unit where they are less."""
    shares: Floats = (values - best) / np.maximum(np.abs(values), 1.0)
    return shares


def _hypervolume_share(points: Floats, curve: BoundCurve) -> float:
    reference = points.max(axis=0) + _REACH * _spread(points)
    emissions = np.linspace(curve.least_emissions_kg, reference[1], STEPS + 1)
    # a stair begins where the one before ends, and is as low as the curve at its end
    stairs = np.column_stack([curve.least_cost(emissions[1:]), emissions[:-1]])
    stairs = np.vstack([stairs[np.isfinite(stairs).all(axis=1)], points])
    scale = reference - stairs.min(axis=0)
    whole = hypervolume(stairs / scale, reference / scale)
    return float(hypervolume(points / scale, reference / scale) / whole)


def _spread(points: Floats) -> Floats:
    spread = np.ptp(points, axis=0)
    wide: Floats = np.where(spread > 0.0, spread, np.maximum(1e-3 * np.abs(points[0]), 1e-9))
    return wide


def bound_record(bound: FrontBound, row: int | None = None) -> dict[str, float]:
    """The comparison as plain data, with the gap of one design."""
    record = {
        "worst_gap": bound.worst_gap,
        "cost_gap": bound.cost_gap,
        "emissions_gap": bound.emissions_gap,
        "hypervolume_share": bound.hypervolume_share,
    }
    return record if row is None else {"gap": bound.gaps[row], **record}
