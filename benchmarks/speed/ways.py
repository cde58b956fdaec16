"""Ways of dispatching one design after another: the product's, and the usual ones."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import pulp

from cases import Case
from operation import Design, Operator, SolverSettings
from operation.highs.mixed_integer import MixedInteger
from operation.highs.written_model import WrittenModel
from operation.model import DispatchModel, dispatch_model
from operation.solver import open_session


@dataclass(frozen=True)
class Found:
    """What a way found; nan where it does not tell."""

    objective: float = math.nan
    gap: float = math.nan


Way = Callable[[int, Design], Found]
"""Scenario and design -> what was found."""


def product(case: Case, gap: float) -> Way:
    """What a plan does: solved in steps, checked, all figures made."""
    operator = Operator(case, SolverSettings(gap=gap))

    def run(scenario: int, design: Design) -> Found:
        outcome = operator.dispatch(scenario, design)
        assert outcome.status.accepted, outcome.message
        return Found(gap=outcome.gap)

    return run


def steps_alone(case: Case, gap: float) -> Way:
    """The same without checks and figures."""
    models = _models(case)
    sessions = [open_session(model, SolverSettings(gap=gap)) for model in models]

    def run(scenario: int, design: Design) -> Found:
        solution = sessions[scenario].solve(_fixed(models[scenario], design))
        assert solution.status.accepted
        difference = solution.objective - solution.bound
        return Found(solution.objective, difference / max(1.0, abs(solution.objective)))

    return run


def kept_model(case: Case, gap: float) -> Way:
    """HiGHS on a kept model, every switch whole from the start."""
    models = _models(case)
    written = [WrittenModel.of(model) for model in models]
    solvers = [MixedInteger(model, SolverSettings()) for model in written]

    def run(scenario: int, design: Design) -> Found:
        model = written[scenario]
        lower, upper = model.lower.copy(), model.upper.copy()
        for name, value in _fixed(models[scenario], design).items():
            lower[model.place[name]] = upper[model.place[name]] = value
        # the objective's size is not known beforehand: a first guess from the constant is enough
        answer = solvers[scenario].run(
            lower, upper, model.integer, gap * sizes[scenario], node_limit=1000, heuristics=True
        )
        assert answer.values is not None
        objective = model.objective(answer.values)
        sizes[scenario] = max(1.0, abs(objective))
        return Found(objective, (objective - answer.bound - model.constant) / sizes[scenario])

    sizes = [1.0 for _ in models]
    return run


def pulp_each_time(case: Case, gap: float, solver: str) -> Way:
    """A PuLP model for every design and scenario, solved by HiGHS or CBC through PuLP."""

    def run(scenario: int, design: Design) -> Found:
        model = dispatch_model(case, scenario)
        for column, value in zip(model.capacities, design.values, strict=True):
            column.lowBound = column.upBound = value
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # PuLP 3 speaks of PuLP 4
            model.problem.solve(pulp.getSolver(solver, msg=False, gapRel=gap, threads=1))
        assert pulp.LpStatus[model.problem.status] == "Optimal"
        return Found(float(pulp.value(model.problem.objective)))

    return run


def cbc_name() -> str | None:
    """PuLP's name of a CBC that can be used here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        usable = pulp.listSolvers(onlyAvailable=True)
    return next((name for name in ("PULP_CBC_CMD", "COIN_CMD") if name in usable), None)


def _models(case: Case) -> list[DispatchModel]:
    return [dispatch_model(case, scenario) for scenario in range(len(case.scenarios))]


def _fixed(model: DispatchModel, design: Design) -> dict[str, float]:
    names = [column.name for column in model.capacities]
    return dict(zip(names, design.values, strict=True))
