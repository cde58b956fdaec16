"""Our answers, from the checker's figures of proven dispatches."""

from __future__ import annotations

from dataclasses import dataclass

from cases import Case
from operation import Design, HighPoint, Indicators, Operator, SolverSettings
from operation.design import column_maxima
from planner.lifecycle import lifecycle_cost
from planner.linear_figures import cost_figure
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


@dataclass(frozen=True)
class JointSizing:
    """The cheapest capacities with the cheapest dispatch, as the relaxation sees them."""

    lifecycle_cost: float
    bound: float
    """What no design is below."""
    design: Design


def cheapest_joint_sizing(case: Case) -> JointSizing:
    """Least lifecycle cost (20) over all designs by the high-point relaxation, made linear.

    That is exact where no switch binds: a caller shows it by running the design that was found.
    """
    least = HighPoint(case, (cost_figure(case),), EXACT).least(0, {}, relaxed=True)
    assert least.status == "optimal", least
    pairs = zip(least.capacities, column_maxima(case), strict=True)
    values, split = tuple(min(max(v, 0.0), most) for v, most in pairs), len(case.storage)
    return JointSizing(least.value, least.bound, Design(values[:split], values[split:]))
