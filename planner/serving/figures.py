"""Figures of a card in words, and as numbers to sort by."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cases.problem import printable
from planner.bound.words import at_most
from planner.report.words import kilo, money, number, percent, tonnes
from planner.serving.card import Capacity, Card, Point

NONE = "-"
_NAMED = 4


@dataclass(frozen=True)
class Cell:
    """What stands in a table: lines of text, and what it is sorted by."""

    lines: tuple[str, ...]
    value: str | float

    @property
    def key(self) -> str:
        """Text to sort by; empty where nothing is known."""
        if isinstance(self.value, str):
            return self.value
        return repr(self.value) if math.isfinite(self.value) else ""


@dataclass(frozen=True)
class Column:
    """A column of the overview."""

    key: str
    title: str
    cell: Callable[[Card], Cell]
    numeric: bool = True


def built(capacities: tuple[Capacity, ...]) -> tuple[str, ...]:
    """What a design builds, a line each."""
    lines = tuple(
        f"{name} {kilo(value)} {unit}".strip() for name, value, unit in capacities if value
    )
    if len(lines) > _NAMED:
        lines = (*lines[: _NAMED - 1], f"and {len(lines) - _NAMED + 1} more")
    return lines or ("nothing installed",)


def known(value: float, words: str) -> str:
    """The words, or a dash where the value is not known."""
    return words if math.isfinite(value) else NONE


def when(seconds: float) -> str:
    """A moment in local time."""
    if not math.isfinite(seconds):
        return NONE
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def lasted(seconds: float) -> str:
    """A duration in the unit that suits it."""
    if not math.isfinite(seconds):
        return NONE
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _case(card: Card) -> Cell:
    return Cell((card.name or NONE, card.configuration), f"{card.name} {card.configuration}")


def _search(card: Card) -> Cell:
    if not card.search:
        return Cell((NONE,), "")
    if "population" not in card.search:
        return Cell((card.method,), card.method)
    seed = card.search["seed"]
    return Cell(
        (card.method, f"{card.budget}, seed {seed}"), f"{card.method} {card.budget} {seed:08d}"
    )


def _designs(card: Card) -> Cell:
    if card.evaluated is None:
        return Cell((NONE,), math.nan)
    return Cell((f"{card.evaluated:,}", f"front {len(card.front):,}"), float(card.evaluated))


def _chosen(card: Card) -> Cell:
    if card.choice is None:
        return Cell((NONE,), math.nan)
    return Cell(built(card.choice.capacities), sum(v for _, v, _ in card.choice.capacities))


def _figure(name: str, words: Callable[[Card, float], str]) -> Callable[[Card], Cell]:
    def cell(card: Card) -> Cell:
        value = getattr(card.choice, name) if card.choice is not None else math.nan
        return Cell((known(value, words(card, value)),), value)

    return cell


def _saving(card: Card) -> Cell:
    return Cell((known(card.saving, percent(card.saving, 2)),), card.saving)


def _gap(card: Card) -> Cell:
    gap = card.worst_bound_gap
    return Cell((at_most(gap) if math.isfinite(gap) else NONE,), gap)


def _opinion(card: Card) -> Cell:
    return Cell((card.second_opinion or NONE,), card.second_opinion)


def _written(card: Card) -> Cell:
    took = (f"took {lasted(card.seconds)}",) if math.isfinite(card.seconds) else ()
    return Cell((when(card.written), *took), card.written)


def _version(card: Card) -> Cell:
    version = printable(str(card.versions.get("clusterflex", ""))) or NONE
    return Cell((version,), version)


COLUMNS = (
    Column("case", "case", _case, numeric=False),
    Column("search", "search", _search, numeric=False),
    Column("designs", "designs", _designs),
    Column("chosen", "chosen", _chosen, numeric=False),
    Column("cost", "lifecycle cost", _figure("lifecycle_cost", lambda c, v: money(v, c.currency))),
    Column("emissions", "emissions a year", _figure("annual_emissions_kg", lambda c, v: tonnes(v))),
    Column("saving", "saved", _saving),
    Column(
        "self_consumption",
        "self-consumption",
        _figure("self_consumption", lambda c, v: percent(v)),
    ),
    Column("bound", "bound gap", _gap),
    Column("opinion", "second opinion", _opinion, numeric=False),
    Column("written", "written", _written),
    Column("version", "version", _version, numeric=False),
)
"""Of the overview, after the run and its state."""


def choice_rows(card: Card) -> Mapping[str, str]:
    """Figures of a run's choice by name, for a table of several runs."""
    point: Point | None = card.choice

    def figure(name: str, words: Callable[[float], str]) -> str:
        value = getattr(point, name) if point is not None else math.nan
        return known(value, words(value))

    years = f", {card.horizon_years} years" if card.horizon_years else ""
    return {
        f"lifecycle cost{years} ({card.currency})": figure("lifecycle_cost", number),
        "saved against nothing installed": known(card.saving, percent(card.saving, 2)),
        f"investment ({card.currency})": figure("investment", number),
        "emissions a year (tCO2)": figure("annual_emissions_kg", lambda v: number(v / 1000, 1)),
        f"cost of a day ({card.currency})": figure("daily_cost", number),
        "self-consumption": figure("self_consumption", percent),
        "self-sufficiency": figure("self_sufficiency", percent),
        "beaten at equal emissions at most by": figure("bound_gap", at_most_or_none),
        "second opinion": card.second_opinion or NONE,
        "designs evaluated": NONE if card.evaluated is None else f"{card.evaluated:,}",
        "designs of the front": f"{len(card.front):,}",
        "state": card.words,
    }


def at_most_or_none(gap: float) -> str:
    """A proven gap in words; a dash where there is none."""
    return at_most(gap) if math.isfinite(gap) else NONE
