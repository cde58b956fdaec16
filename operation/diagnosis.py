"""Why a scenario is infeasible: what an elastic version of the model buys to become feasible."""

from __future__ import annotations

from dataclasses import dataclass

from cases import Case
from operation.design import Design
from operation.equations import conversion, electricity, storage
from operation.equations.numbering import Equation
from operation.model import elastic_model
from operation.solver import SolverSettings, open_session
from operation.window import Window

ELASTIC: tuple[Equation, ...] = (
    electricity.electrical_balance,
    conversion.heat_balance,
    conversion.cold_balance,
    storage.storage_balance,
)
"""Equations that may be broken, at a price, to find out which of them cannot be met."""


@dataclass(frozen=True)
class Cause:
    """A demand (or surplus) that cannot be met, at its worst step."""

    scenario: str
    clock: str
    place: str
    """Name of the building or storage site."""
    equation: str
    amount: float
    """kW short (kWh for storage); negative: cannot be got rid of."""
    steps: int
    """Number of steps in which it happens."""

    def __str__(self) -> str:
        short = self.amount > 0
        what = {
            "electrical_balance": (
                "electricity demand of {place} is {amount:.4g} kW above what its meter limit, "
                "generation, storage and ports can give",
                "{place} cannot get rid of {amount:.4g} kW of electricity",
            ),
            "heat_balance": (
                "heat demand of {place} is {amount:.4g} kW above what its devices and heat "
                "network can give",
                "heat devices of {place} cannot run low enough: {amount:.4g} kW too much",
            ),
            "cold_balance": (
                "cold demand of {place} is {amount:.4g} kW above what its devices can give",
                "cold devices of {place} cannot run low enough: {amount:.4g} kW too much",
            ),
            "storage_balance": (
                "storage {place} cannot keep its level: {amount:.4g} kWh short",
                "storage {place} cannot keep its level: {amount:.4g} kWh too much",
            ),
        }[self.equation][0 if short else 1]
        text = what.format(place=f'"{self.place}"', amount=abs(self.amount))
        more = f" (and in {self.steps - 1} more steps)" if self.steps > 1 else ""
        return f'{text} at {self.clock} in "{self.scenario}"{more}'


@dataclass(frozen=True)
class Diagnosis:
    """Causes of an infeasible scenario, and all that is short or too much, summed [kW, kWh]."""

    causes: tuple[Cause, ...]
    total: float


def diagnose(
    case: Case,
    scenario: int,
    design: Design,
    settings: SolverSettings,
    window: Window | None = None,
) -> Diagnosis:
    """Likely causes of an infeasible scenario, largest first; none if it is feasible."""
    model = elastic_model(case, scenario, ELASTIC, window)
    session = open_session(model, settings)
    names = [column.name for column in model.capacities]
    solution = session.solve(dict(zip(names, design.values, strict=True)))
    if solution.values is None:
        return Diagnosis((), 0.0)
    place = {column.name: i for i, column in enumerate(model.all_columns)}
    worst: dict[tuple[str, int], Cause] = {}
    total = 0.0
    for slack in model.slacks:
        amount = float(
            solution.values[place[slack.short.name]] - solution.values[place[slack.over.name]]
        )
        if abs(amount) < 1e-3:
            continue
        if slack.equation == storage.storage_balance.name:
            amount = -amount  # a higher level than charging explains is energy that is short
        total += abs(amount)
        key = (slack.equation, slack.index[0])
        before = worst.get(key)
        steps = before.steps + 1 if before else 1
        biggest = before is None or abs(amount) > abs(before.amount)
        step = slack.index[1]
        worst[key] = Cause(
            scenario=case.scenarios[scenario].name,
            clock=case.scenarios[scenario].clock(step) if biggest or not before else before.clock,
            place=_place(case, slack.equation, slack.index[0]),
            equation=slack.equation,
            amount=amount if biggest or not before else before.amount,
            steps=steps,
        )
    causes = tuple(sorted(worst.values(), key=lambda cause: -abs(cause.amount)))
    return Diagnosis(causes, total)


def _place(case: Case, equation: str, item: int) -> str:
    if equation == storage.storage_balance.name:
        return case.storage[item].name
    return case.buildings[item].name
