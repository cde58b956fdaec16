"""HiGHS and CBC find the same optimum of the same model."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cases import read_case
from cases.schema import ObjectiveJoin
from operation import Design, Operator, SolverSettings
from operation.model import dispatch_model
from operation.solver import open_session

AGREED = 1e-6
"""Relative difference of two objectives that count as equal."""


def objective(case: object, scenario: int, design: Design, settings: SolverSettings) -> float:
    """The lower objective (the first one of two) as the solver tells it."""
    model = dispatch_model(case, scenario)
    names = [column.name for column in model.capacities]
    solution = open_session(model, settings).solve(dict(zip(names, design.values, strict=True)))
    assert solution.status == "optimal", solution
    return solution.objective


def difference(first: float, second: float) -> float:
    return abs(first - second) / max(1.0, abs(first), abs(second))


BEIJING = [
    ("independent", Design((600.0, 600.0), ())),
    ("independent", Design((150.0, 1490.0), ())),
    ("interconnected", Design((500.0,), (200.0,))),
    ("interconnected", Design((1230.0,), (55.0,))),
    ("interconnected", Design((0.0,), (200.0,))),
]


@pytest.mark.parametrize("scenario", [0, 1], ids=["summer", "winter"])
@pytest.mark.parametrize(("configuration", "design"), BEIJING)
def test_beijing(
    kit: SimpleNamespace, cbc: SolverSettings, configuration: str, design: Design, scenario: int
) -> None:
    case = read_case("beijing", configuration)
    found = [objective(case, scenario, design, settings) for settings in (kit.EXACT, cbc)]
    assert difference(*found) <= AGREED


def compare(kit: SimpleNamespace, seeds: range) -> float:
    worst = 0.0
    for seed in seeds:
        case, _, highs = kit.solved_random(seed)
        if case.operation.objective is ObjectiveJoin.LEXICOGRAPHIC:
            # each may spend the tolerance its own way; the first objective has to agree
            case = kit.with_operation(case, objective="weighted")
            design = kit.random_design(case, seed)
            highs = kit.solve(case, design)
            other = kit.solve(case, design, SolverSettings(name="cbc", gap=0.0))
        else:
            other = kit.solved_random(seed, "cbc")[2]
        worst = max(worst, difference(kit.joined(case, highs), kit.joined(case, other)))
    print(f"\nHiGHS against CBC, {len(seeds)} random cases: worst relative difference {worst:.1e}")
    return worst


def test_random_cases(kit: SimpleNamespace, cbc: SolverSettings) -> None:
    assert compare(kit, range(60)) <= AGREED


@pytest.mark.slow
def test_many_random_cases(kit: SimpleNamespace, cbc: SolverSettings) -> None:
    assert compare(kit, range(60, 560)) <= AGREED


def test_the_objective_is_the_recomputed_one(kit: SimpleNamespace) -> None:
    """What HiGHS says it minimised is what the checker's figures add up to."""
    for seed in range(100, 106):
        case = kit.random_case(seed, objective=ObjectiveJoin.WEIGHTED)
        design = kit.random_design(case, seed)
        told = objective(case, 0, design, kit.EXACT)
        assert difference(told, kit.joined(case, kit.solve(case, design))) <= 1e-9


def test_the_reported_gap_bounds_the_optimum(kit: SimpleNamespace) -> None:
    """A loosely solved dispatch is within its own reported gap of the optimum."""
    seen = 0
    for seed in range(110, 122):
        case = kit.random_case(seed, objective=ObjectiveJoin.WEIGHTED)
        design = kit.random_design(case, seed)
        best = kit.joined(case, kit.solve(case, design))
        loose = Operator(case, SolverSettings(gap=0.05)).dispatch(0, design)
        cost = kit.joined(case, loose)
        allowed = loose.gap * max(1.0, abs(cost))
        assert best - 1e-6 * abs(best) <= cost <= best + allowed + 1e-6 * abs(best)
        assert 0 <= loose.gap <= 0.05 + 1e-9
        seen += loose.gap > 1e-6
    assert seen, "every solve was exact: the test shows nothing"
