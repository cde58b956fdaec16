"""Why a scenario is infeasible: what an elastic version of the model buys to become feasible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cases import Case
from operation.causes import NETWORK_LIMITS, Cause
from operation.design import Design
from operation.equations import conversion, electricity, network, storage
from operation.equations.numbering import Equation
from operation.limits import limit_causes
from operation.model import elastic_model
from operation.solver import SolverSettings, open_session
from operation.window import Window

ELASTIC: tuple[Equation, ...] = (
    electricity.electrical_balance,
    conversion.heat_balance,
    conversion.cold_balance,
    storage.storage_balance,
    network.network_limits,
)
"""Equations that may be broken, at a price, to find out which of them cannot be met."""


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
    limits = model.columns.limits
    excess = np.zeros(len(limits))
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
        if slack.equation == NETWORK_LIMITS:
            excess[slack.index[0]] = abs(amount)
            continue
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
    everything = [*worst.values()]
    if len(limits):
        everything += limit_causes(case, case.scenarios[scenario], excess, NETWORK_LIMITS)
    causes = tuple(sorted(everything, key=lambda cause: -abs(cause.amount)))
    return Diagnosis(causes, total)


def _place(case: Case, equation: str, item: int) -> str:
    if equation == storage.storage_balance.name:
        return case.storage[item].name
    return case.buildings[item].name
