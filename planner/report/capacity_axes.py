"""The axes of a map over capacities, and where designs lie on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cases import Case
from operation.design import column_names
from planner.evaluation import Evaluation, Objective
from planner.report.drawing import Array
from planner.report.legends import brief


@dataclass(frozen=True)
class CapacityAxis:
    """The sum of some capacities of a design."""

    columns: tuple[int, ...]
    """Positions in a design's values."""
    label: str


Axes2 = tuple[CapacityAxis, CapacityAxis]


def capacity_axes(case: Case, over: Sequence[str] = ()) -> Axes2 | None:
    """Two capacities by name, or all storage and all FID ratings, or one storage and all others.

    None where there is only one capacity. Raises ValueError for names that do not fit.
    """
    names, sites = column_names(case), len(case.storage)
    groups: tuple[Sequence[int], Sequence[int]]
    if over:
        if len(set(over)) != 2 or len(over) != 2 or not set(over) <= set(names):
            raise ValueError(
                f"a map is over two different capacities, not {', '.join(over)}; there are: "
                f"{', '.join(names)}"
            )
        groups = ([names.index(over[0])], [names.index(over[1])])
    elif len(names) < 2:
        return None
    else:
        first = sites if 0 < sites < len(names) else 1
        groups = (range(first), range(first, len(names)))
    one, other = (_axis(tuple(group), names, sites) for group in groups)
    return one, other


def places_of(evaluations: Sequence[Evaluation], axes: Axes2) -> Array:
    """Where designs lie, shape (designs, 2) [kWh, kW]."""
    rows = [
        [sum(e.design.values[column] for column in axis.columns) for axis in axes]
        for e in evaluations
    ]
    return np.array(rows, dtype=float).reshape(len(rows), 2)


def best_by_place(
    evaluations: Sequence[Evaluation], axes: Axes2, objective: Objective
) -> tuple[Array, Array]:
    """Different places, shape (places, 2), and the best value at each, shape (places,)."""
    minimised = np.array([e.minimised(objective) for e in evaluations])
    places, belongs = np.unique(places_of(evaluations, axes), axis=0, return_inverse=True)
    best = np.full(len(places), np.inf)
    np.minimum.at(best, belongs.reshape(-1), minimised)
    return places, -best if objective.maximised else best


def _axis(columns: tuple[int, ...], names: Sequence[str], sites: int) -> CapacityAxis:
    kind, unit = ("storage", "kWh") if columns[0] < sites else ("FID rating", "kW")
    if len(columns) > 1:
        return CapacityAxis(columns, f"{kind}, {len(columns)} together ({unit})")
    return CapacityAxis(columns, f"{kind} {brief(names[columns[0]])} ({unit})")
