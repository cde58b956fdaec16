"""Cost first, then self-consumption within a tolerance of the best cost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from operation import Design, Operator, Status
from operation.solver import Solution

SAME = 1e-6


def test_within_the_tolerance_and_never_less_self_consumption(kit: SimpleNamespace) -> None:
    """Against the weighted dispatch with λ = 0, which is the first stage alone."""
    better = 0
    for seed in range(400, 420):
        case = kit.with_operation(
            kit.random_case(seed),
            objective="weighted",
            self_consumption_value_per_kwh=0.0,
            lexicographic_tolerance=0.02,
        )
        design = kit.random_design(case, seed)
        cheapest = kit.solve(case, design)
        best = kit.joined(case, cheapest)
        second = kit.solve(kit.with_operation(case, objective="lexicographic"), design)
        cost = kit.joined(case, second)  # λ = 0: the first objective
        scale = max(1.0, abs(best))
        assert best - SAME * scale <= cost <= best + (0.02 + SAME) * scale, seed
        # the second stage minimises spilled energy plus a ten-thousandth of the first objective
        allowed = 1e-4 * max(0.0, best - cost + SAME * scale)
        spilled = second.indicators.spilled_kwh - cheapest.indicators.spilled_kwh
        assert spilled <= allowed + SAME * max(1.0, cheapest.indicators.spilled_kwh), seed
        gain = second.indicators.self_consumption - cheapest.indicators.self_consumption
        assert gain >= -SAME
        better += gain > 1e-3
    assert better >= 5, "the second objective changed nothing: the test shows little"


def test_a_larger_tolerance_buys_more_self_consumption(kit: SimpleNamespace) -> None:
    for seed in (420, 421, 422, 423):
        case = kit.with_operation(kit.random_case(seed), objective="lexicographic")
        design = kit.random_design(case, seed)
        spilled = [
            kit.solve(
                kit.with_operation(case, lexicographic_tolerance=tolerance), design
            ).indicators.spilled_kwh
            for tolerance in (0.0, 0.01, 0.1)
        ]
        slack = 1e-3 * max(1.0, spilled[0])  # the small share of the first objective
        assert spilled[0] >= spilled[1] - slack and spilled[1] >= spilled[2] - slack


@pytest.mark.parametrize(("tolerance", "stored"), [(0.0, 0.0), (0.1, 16.0), (0.5, 40.0)])
def test_by_hand(kit: SimpleNamespace, tolerance: float, stored: float) -> None:
    """PV 40 kW for 12 h, then a load of 80 kW; buying costs 0.5, selling brings 0.6, a storage.

    All sold: 12 (80 * 0.5 - 40 * 0.6) = 192. With x kW stored instead: 12 (0.5 (80 - x) - 0.6
    (40 - x)) = 192 + 1.2 x, which may be 192 (1 + tolerance): x = 160 * tolerance, at most 40.
    """
    case = kit.case(
        [kit.building("a")],
        electricity=[0, 80],
        pv=[[40], [0]],
        buy=0.5,
        sell=0.6,
        step_hours=12,
        storage=[("a", kit.battery())],
        operation={
            "objective": "lexicographic",
            "lexicographic_tolerance": tolerance,
            "carbon_tiebreak_per_kg": 0.0,
        },
    )
    figures = kit.solve(case, Design((1000.0,), ())).indicators
    assert figures.daily_cost == pytest.approx(192 + 1.2 * stored, rel=1e-6)
    assert figures.export_kwh == pytest.approx(12 * (40 - stored), rel=1e-5)
    assert figures.self_consumption == pytest.approx(stored / 40, abs=1e-6)


class Script:
    """A session that answers what it is told to."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution

    def solve(self, fixed: dict[str, float]) -> Solution:
        return self.solution


def lexicographic(kit: SimpleNamespace) -> tuple[Operator, Design]:
    case = kit.with_operation(kit.random_case(401), objective="lexicographic")
    return Operator(case, kit.EXACT), kit.random_design(case, 401)


def test_a_limit_in_the_first_stage_is_not_forgotten(kit: SimpleNamespace) -> None:
    """The second stage may be proven, but its cost cap was not."""
    operator, design = lexicographic(kit)
    assert operator.dispatch(0, design).status is Status.OPTIMAL
    model, _ = operator._stages[0, False]
    first = operator._solve(0, design)[1]
    limited = Solution(Status.LIMITED, first.values, first.objective, first.objective - 1.0)
    operator._stages[0, False] = (model, Script(limited))
    outcome = operator.dispatch(0, design)
    assert outcome.status is Status.LIMITED
    assert outcome.gap >= 0.9 / max(1.0, abs(first.objective))
    assert outcome.dispatch is not None


@pytest.mark.parametrize("status", [Status.NO_SOLUTION, Status.INFEASIBLE])
def test_without_a_second_dispatch_the_first_is_kept(kit: SimpleNamespace, status: Status) -> None:
    """The first dispatch fulfils the second stage, so it cannot be infeasible; it is LIMITED."""
    operator, design = lexicographic(kit)
    model, _ = operator._stage(0, second=True)
    operator._stages[0, True] = (model, Script(Solution(status)))
    outcome = operator.dispatch(0, design)
    assert outcome.status is Status.LIMITED and outcome.message
    assert outcome.report is not None and outcome.report.accepted


def test_a_kept_dispatch_above_the_cap_has_no_second_objective(kit: SimpleNamespace) -> None:
    """Another solver's cost may be lower; a dearer dispatch is none of the second problem's."""
    operator, design = lexicographic(kit)
    cost = operator.dispatch(0, design).stages[0].objective
    model, _ = operator._stages[0, True]
    operator._stages[0, True] = (model, Script(Solution(Status.NO_SOLUTION)))
    for least, solves in ((None, 2), (cost, 2), (cost - 0.5 * abs(cost), 1)):
        outcome = operator.dispatch(0, design, least)
        assert outcome.status is Status.LIMITED and outcome.dispatch is not None
        assert len(outcome.stages) == solves


def test_a_second_dispatch_above_the_cap_is_refused(kit: SimpleNamespace) -> None:
    """Feasible but too dear: everything holds except what the second stage promised."""
    case = kit.case(
        [kit.building("a")],
        electricity=[10],
        pv=[[20]],
        sell=0.2,
        operation={"objective": "lexicographic", "lexicographic_tolerance": 0.0},
    )
    operator, design = Operator(case, kit.EXACT), Design.nothing(case)
    assert operator.dispatch(0, design).status is Status.OPTIMAL
    model, _ = operator._stages[0, True]
    dear = operator._solve_second(0, design, 1e6)[1].values.copy()
    place = {column.name: i for i, column in enumerate(model.all_columns)}
    dear[place["export_kw_0_0"]], dear[place["pv_used_kw_0_0"]] = 0.0, 10.0
    operator._stages[0, True] = (model, Script(Solution(Status.OPTIMAL, dear, 0.0, 0.0)))
    outcome = operator.dispatch(0, design)
    assert outcome.status is Status.REJECTED and outcome.dispatch is None
    assert "cost_cap" in outcome.message
