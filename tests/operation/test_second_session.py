"""Second solvers give exact dispatches, and bounds that hold."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from cases.schema import ObjectiveJoin
from operation import Operator, SolverSettings, Status, available_solvers
from operation.second_session import _logged_gap
from operation.second_solver import SecondSolver, Way, second_solver, solver_title
from tests.operation.test_status import hard_case

PULPS = [way for way in (Way.SCIP, Way.CBC) if way in available_solvers()] + [Way.PLAIN_HIGHS]


@pytest.mark.parametrize("way", PULPS)
def test_the_optimum_is_the_first_solvers(kit: SimpleNamespace, way: Way) -> None:
    seen = set()
    for seed in range(12):
        case, design, first = kit.solved_random(seed)
        seen.add(case.operation.objective)
        opening = SecondSolver(way, way).open
        second = Operator(case, SolverSettings(gap=1e-7), opening=opening).dispatch(
            0, design, first.stages[0].objective
        )
        assert second.status.accepted, second.message
        assert second.report is not None and second.report.worst_residual <= 1e-6
        for one, other in zip(first.stages, second.stages, strict=True):
            assert one.objective == pytest.approx(other.objective, rel=2e-6, abs=2e-4)
    assert seen == set(ObjectiveJoin)


@pytest.mark.parametrize("way", PULPS)
def test_a_bound_of_a_solve_cut_short_holds(kit: SimpleNamespace, way: Way) -> None:
    case, design = hard_case(kit)
    best = kit.joined(case, kit.solve(case, design))
    limited = 0
    for seconds in (0.4, 1.2):
        settings = SolverSettings(time_limit_seconds=seconds)
        opening = SecondSolver(way, way).open
        outcome = Operator(case, settings, opening=opening).dispatch(0, design)
        assert outcome.status in (Status.OPTIMAL, Status.LIMITED, Status.NO_SOLUTION)
        if outcome.status is Status.LIMITED:
            limited += 1
            (stage,) = outcome.stages
            assert stage.objective >= best - 1e-4
            assert math.isnan(stage.bound) or stage.bound <= best + 1e-4
            if way is not Way.SCIP:  # PuLP reads no bound from SCIP's command
                assert math.isfinite(stage.bound)
    print(f"\n{way}: {limited} of 2 solves ended with a dispatch that was not proven")


def test_a_gap_is_read_from_what_cbc_writes() -> None:
    log = (
        "Result - Stopped on time limit\n\n"
        "Objective value:                28.65283681\n"
        "Lower bound:                    -120.045\nGap: -1.24\n"
    )
    assert _logged_gap(log) == pytest.approx(148.69783681)
    assert math.isnan(_logged_gap("Result - Optimal solution found\n\nObjective value: 3.0\n"))
    assert math.isnan(_logged_gap(""))


def test_solvers_are_named_with_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    assert solver_title("highs").startswith("HiGHS 1.")
    assert solver_title("gurobi") == "Gurobi"
    assert solver_title("something") == "something"
    assert second_solver("highs") == second_solver("highs")
    monkeypatch.setattr("operation.second_solver.solver_command", lambda name: "/no/such/program")
    assert solver_title("cbc") == "CBC", "a name without its version is better than none"
