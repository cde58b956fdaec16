"""Our answers, from the checker's figures of proven dispatches."""

from __future__ import annotations

from cases import Case
from operation import Design, Indicators, Operator, SolverSettings
from planner.lifecycle import lifecycle_cost
from tests.operation.conftest import joined

EXACT = SolverSettings(gap=0.0, node_limit=100_000)


def dispatch_objective(case: Case, scenario: int, design: Design) -> float:
    """The weighted lower objective (33) of a design in one scenario, per day."""
    outcome = Operator(case, EXACT).dispatch(scenario, design)
    assert outcome.status == "optimal", outcome
    return joined(case, outcome)


def cost_when_run(case: Case, design: Design) -> float:
    """Lifecycle cost (20) of a design as a plan has it: every switch whole, and checked."""
    operator = Operator(case, EXACT)
    figures: list[Indicators] = []
    for scenario in range(len(case.scenarios)):
        outcome = operator.dispatch(scenario, design)
        assert outcome.status == "optimal", outcome
        figures.append(outcome.indicators)
    return lifecycle_cost(case, design, figures).total
