"""What a search tells as it goes: its state after a generation, its progress inside one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from operation import Status
from planner.archive import Archive


@dataclass(frozen=True)
class Generation:
    """State of the search after a generation; a row of history.csv."""

    generation: int
    evaluations: int
    """Different designs evaluated so far."""
    front_size: int
    hypervolume: float
    """Share of the box from the best values of the first generation to 110 % of their spread."""
    hypervolume_gain: float
    """Share of the hypervolume that the last `patience` (or ten) generations added; NaN before."""
    best_lifecycle_cost: float
    best_annual_emissions_kg: float
    infeasible: int
    limited: int
    failed: int
    screened: int
    """Different designs that bounds proved to be of no account, so that they were not solved."""


@dataclass(frozen=True)
class Progress:
    """Inside a generation: how many of its new designs are evaluated."""

    generation: int
    done: int
    of: int


OnGeneration = Callable[[Generation], None]
OnProgress = Callable[[Progress], None]


def state_of(archive: Archive, number: int, gain: float, screened: int) -> Generation:
    """State after the generation of this number."""
    return Generation(
        generation=number,
        evaluations=len(archive),
        front_size=len(archive.front),
        hypervolume=archive.hypervolume,
        hypervolume_gain=gain,
        best_lifecycle_cost=min((e.lifecycle_cost for e in archive.front), default=math.nan),
        best_annual_emissions_kg=min(
            (e.annual_emissions_kg for e in archive.front), default=math.nan
        ),
        infeasible=archive.count(Status.INFEASIBLE),
        limited=archive.count(Status.LIMITED),
        failed=archive.failures,
        screened=screened,
    )
