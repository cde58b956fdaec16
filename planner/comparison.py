"""Every configuration of a case with nothing installed and with its reference design.

Beside the figures stand those that somebody printed for the reference design, and how the
figures change from the first configuration to the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases import CaseError, CaseFolder, Problem
from operation import Design, DesignError
from planner.evaluation import Evaluation

if TYPE_CHECKING:
    from cases import Case
    from cases.schema import Reference

Evaluate = Callable[["Case", Sequence[Design]], Sequence[Evaluation]]
"""Evaluates designs of a case, results in their order."""


@dataclass(frozen=True)
class Figures:
    """Figures of a day; None where there is none."""

    self_consumption: float | None = None
    """Share from 0 to 1."""
    daily_cost: float | None = None
    emissions_kg_per_day: float | None = None

    def change_to(self, other: Figures) -> Figures:
        """Self-consumption by difference of shares, cost and emissions relative to `self`."""
        return Figures(
            _difference(self.self_consumption, other.self_consumption),
            _relative(self.daily_cost, other.daily_cost),
            _relative(self.emissions_kg_per_day, other.emissions_kg_per_day),
        )


@dataclass(frozen=True)
class ComparedDesign:
    """A design's figures by scenario and over the year; all None if it cannot be run."""

    capacities: Mapping[str, float]
    """By name [kWh, kW]."""
    status: str
    message: str
    scenarios: Mapping[str, Figures]
    lifecycle_cost: float | None
    annual_emissions_kg: float | None


@dataclass(frozen=True)
class ComparedConfiguration:
    """A configuration with nothing installed and with a design, beside what was printed."""

    name: str
    title: str
    source: str
    """Where the design and the printed figures are from; empty for a design that was given."""
    nothing: ComparedDesign
    design: ComparedDesign | None
    """Reference design, or the one that was given; None without either."""
    printed: Mapping[str, Figures]
    """By scenario; empty where nothing was printed for this design."""
    differences: Mapping[str, Figures]
    """From printed to computed figures, by scenario."""


@dataclass(frozen=True)
class Change:
    """Change of a scenario's figures from the first configuration's design to another's."""

    origin: str
    configuration: str
    scenario: str
    computed: Figures
    printed: Figures


@dataclass(frozen=True)
class Comparison:
    """Every configuration of a case side by side."""

    case: str
    title: str
    currency: str
    horizon_years: int
    scenarios: Mapping[str, float]
    """Days a year by name."""
    configurations: tuple[ComparedConfiguration, ...]
    changes: tuple[Change, ...]


def compare(
    folder: CaseFolder,
    evaluate: Evaluate,
    designs: Mapping[str, Mapping[str, float]] | None = None,
) -> Comparison:
    """Compare the configurations of a case.

    `designs` are capacities by configuration and take the place of the reference designs.
    Raises CaseError for unknown configurations and DesignError for designs that do not fit.
    """
    given = designs or {}
    for name in given:
        folder.case(name)
    wanted = [_wanted(folder, name, given.get(name)) for name in folder.configurations]
    compared = tuple(
        _configuration(case, design, reference, evaluate) for case, design, reference in wanted
    )
    return Comparison(
        case=folder.name,
        title=folder.file.title,
        currency=folder.file.currency,
        horizon_years=folder.file.economics.horizon_years,
        scenarios={scenario.name: scenario.days_per_year for scenario in folder.scenarios},
        configurations=compared,
        changes=_changes(compared),
    )


def reference_design(case: Case) -> Design | None:
    """Reference design of a case's configuration. Raises CaseError if it does not fit."""
    reference = case.configuration.reference
    if reference is None:
        return None
    try:
        return Design.from_names(case, {**reference.storage_kwh, **reference.fid_kw})
    except DesignError as error:
        key = f"configuration.{case.configuration.name}.reference"
        remedy = "Correct the reference design."
        raise CaseError([Problem("case.toml", 0, key, "", f"{error}.", remedy)]) from error


def _wanted(
    folder: CaseFolder, name: str, given: Mapping[str, float] | None
) -> tuple[Case, Design | None, Reference | None]:
    """Case, design, and the reference if it is that design's."""
    case = folder.case(name)
    if given is not None:
        return case, Design.from_names(case, given), None
    return case, reference_design(case), case.configuration.reference


def _configuration(
    case: Case, design: Design | None, reference: Reference | None, evaluate: Evaluate
) -> ComparedConfiguration:
    designs = [Design.nothing(case)] + ([design] if design is not None else [])
    compared = [_design(case, evaluation) for evaluation in evaluate(case, designs)]
    printed = {
        entry.scenario: Figures(
            entry.self_consumption, entry.daily_cost, entry.emissions_kg_per_day
        )
        for entry in (reference.published if reference is not None else ())
    }
    chosen = compared[1] if design is not None else None
    return ComparedConfiguration(
        name=case.configuration.name,
        title=case.configuration.title,
        source=reference.source if reference is not None else "",
        nothing=compared[0],
        design=chosen,
        printed=printed,
        differences={
            name: figures.change_to(chosen.scenarios[name])
            for name, figures in printed.items()
            if chosen is not None and name in chosen.scenarios
        },
    )


def _design(case: Case, evaluation: Evaluation) -> ComparedDesign:
    scenarios = {
        item.scenario: Figures(
            item.indicators.self_consumption,
            item.indicators.daily_cost,
            item.indicators.emissions_kg,
        )
        for item in evaluation.scenarios
        if item.indicators is not None
    }
    return ComparedDesign(
        capacities=evaluation.design.named(case),
        status=evaluation.status.value,
        message=evaluation.message,
        scenarios=scenarios,
        lifecycle_cost=evaluation.lifecycle_cost if evaluation.accepted else None,
        annual_emissions_kg=evaluation.annual_emissions_kg if evaluation.accepted else None,
    )


def _changes(compared: Sequence[ComparedConfiguration]) -> tuple[Change, ...]:
    first, changes = compared[0], []
    for other in compared[1:]:
        if first.design is None or other.design is None:
            continue
        for scenario, figures in first.design.scenarios.items():
            if scenario in other.design.scenarios:
                before, after = first.printed, other.printed
                changes.append(
                    Change(
                        origin=first.name,
                        configuration=other.name,
                        scenario=scenario,
                        computed=figures.change_to(other.design.scenarios[scenario]),
                        printed=before.get(scenario, Figures()).change_to(
                            after.get(scenario, Figures())
                        ),
                    )
                )
    return tuple(changes)


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _relative(before: float | None, after: float | None) -> float | None:
    difference = _difference(before, after)
    if before is None or difference is None or math.isclose(before, 0.0, abs_tol=1e-12):
        return None
    return difference / abs(before)
