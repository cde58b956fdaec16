"""A run as the pages show it, finished or not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from cases.problem import printable

Capacity = tuple[str, float, str]
"""Name, value, unit."""


class Condition(StrEnum):
    """What can be said of a run's folder."""

    DONE = "done"
    NO_FEASIBLE_DESIGN = "no feasible design"
    SOLVER_TROUBLE = "solver trouble"
    IN_PROGRESS = "in progress"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Point:
    """A design of a front; nan where a figure is not known."""

    capacities: tuple[Capacity, ...]
    lifecycle_cost: float
    annual_emissions_kg: float
    self_consumption: float = math.nan
    self_sufficiency: float = math.nan
    daily_cost: float = math.nan
    investment: float = math.nan
    bound_gap: float = math.nan
    """The most by which a design that emits no more could be cheaper, as a share of its cost."""


@dataclass(frozen=True, eq=False)
class Card:
    """Everything the pages say of a run."""

    path: Path
    condition: Condition
    words: str
    """The condition in words, with progress or reason."""
    name: str = ""
    configuration: str = ""
    title: str = ""
    digest: str = ""
    currency: str = ""
    horizon_years: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    evaluated: int | None = None
    front: tuple[Point, ...] = ()
    chosen: int | None = None
    """Row of the front; None where nothing is chosen."""
    nothing_installed_cost: float = math.nan
    worst_bound_gap: float = math.nan
    """At whatever emissions: the most by which a design could be cheaper than the front."""
    second_opinion: str = ""
    share: float = math.nan
    """Of the search that is done."""
    written: float = math.nan
    """When the folder last changed, seconds since the epoch."""
    seconds: float = math.nan
    """From the first to the last file, pauses included; nan where the times do not tell."""
    files: tuple[str, ...] = ()
    """What the folder lists of itself and may be fetched."""
    notes: tuple[str, ...] = ()
    passing: bool = False
    """It may change though no file does: with time, or when a store is free again."""

    @property
    def choice(self) -> Point | None:
        """The chosen design, or the present compromise of a run in progress."""
        return self.front[self.chosen] if self.chosen is not None else None

    @property
    def saving(self) -> float:
        """Lifecycle cost saved against nothing installed, as a share of that."""
        if self.choice is None or not self.nothing_installed_cost:
            return math.nan
        before = self.nothing_installed_cost
        return (before - self.choice.lifecycle_cost) / abs(before)

    @property
    def search(self) -> Mapping[str, Any]:
        """Settings of the search."""
        found = self.settings.get("search", {})
        return found if isinstance(found, Mapping) else {}

    @property
    def method(self) -> str:
        """How the front was looked for."""
        return printable(str(self.search.get("algorithm") or "exact front")) if self.search else ""

    @property
    def budget(self) -> str:
        """Population and generations; a dash where there is no budget."""
        if "population" not in self.search:
            return "-"
        return f"{self.search['population']} x {self.search['generations']}"
