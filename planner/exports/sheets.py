"""The tables of an export, the same for every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.exports.contents import Contents
from planner.exports.derived import (
    bound_table,
    chosen_table,
    evaluation_table,
    input_table,
    scenario_table,
)
from planner.exports.headings import Heading, headings

if TYPE_CHECKING:
    import pandas as pd

NOT_FINISHED = "the run is not finished"


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table with what it means and what its columns hold."""

    name: str
    """In small letters; a file's stem, a sheet's name."""
    meaning: str
    frame: pd.DataFrame
    headings: Mapping[str, Heading]
    """By column, in their order."""


@dataclass(frozen=True, eq=False)
class Export:
    """Everything that is exported of a run."""

    about: Mapping[str, Any]
    """Case, settings, versions and counts as plain data."""
    sheets: tuple[Sheet, ...]
    left_out: Mapping[str, str]
    """Tables that the run does not have, and why."""


def export_of(contents: Contents) -> Export:
    """Every table that a run has."""
    case = contents.case
    no_bound = "no bound is known" if contents.settings["bound_levels"] else "none was asked for"
    tables: list[tuple[str, str, pd.DataFrame | None, str]] = [
        (
            "front",
            "Designs that no other evaluated one beats in every objective, in order of cost; "
            "costs over the horizon.",
            contents.front,
            "no design on the front is known",
        ),
        (
            "chosen",
            "The compromise: capacities, figures of the year, figures of a day in each scenario.",
            chosen_table(contents),
            "no design is chosen",
        ),
        (
            "dispatch",
            "How the chosen design runs, a row per scenario and step.",
            contents.dispatch,
            "no design is chosen" if contents.finished else NOT_FINISHED,
        ),
        (
            "evaluations",
            "Every design that was evaluated, in order, with what became of it.",
            evaluation_table(contents),
            "nothing is evaluated yet",
        ),
        (
            "history",
            "The search, a row per generation.",
            contents.history,
            NOT_FINISHED,
        ),
        (
            "bound",
            "What no design can beat: least lifecycle cost by cap on emissions; an empty cap is "
            "none.",
            bound_table(contents.bound),
            no_bound if contents.finished else NOT_FINISHED,
        ),
        ("scenarios", "Typical days and their weights.", scenario_table(case), ""),
        ("inputs", "Loads, generation and prices that were planned with.", input_table(case), ""),
    ]
    sheets = tuple(
        Sheet(name, meaning, frame, headings(case, map(str, frame.columns)))
        for name, meaning, frame, _ in tables
        if frame is not None
    )
    left_out = {name: reason for name, _, frame, reason in tables if frame is None}
    return Export(_about(contents), sheets, left_out)


def _about(contents: Contents) -> dict[str, Any]:
    case, economics = contents.case, contents.case.economics
    states = sorted({e.status.value for e in contents.evaluations})
    return {
        "case": case.name,
        "title": case.title,
        "configuration": case.configuration.name,
        "case_sha256": case.digest,
        "currency": case.currency,
        "horizon_years": economics.horizon_years,
        "discount_rate": economics.discount_rate,
        "state": "finished" if contents.finished else "not finished",
        "designs": {
            "evaluated": len(contents.evaluations),
            "on_the_front": len(contents.front_evaluations),
            **{s: sum(e.status.value == s for e in contents.evaluations) for s in states},
        },
        **({"second_opinion": contents.second_opinion} if contents.second_opinion else {}),
        "settings": dict(contents.settings),
        "versions": dict(contents.versions),
    }
