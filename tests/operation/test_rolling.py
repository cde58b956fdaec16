"""A run through days: storage is carried over, each day looks ahead, failures are told."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case, Scenario
from cases.case import following
from operation import Design, DispatchOutcome, Status
from operation.checker import check_days
from operation.rolling import StorageState, run_days, state_at_rest, stretches
from operation.window import Window

DESIGN = Design((60.0,), ())
SUN = (1.0, 0.1, 1.4, 0.0, 0.7)


def made(kit: SimpleNamespace, sell: float = 0.1, **battery: object) -> tuple[Case, list[Scenario]]:
    """A building with PV and a battery, and five days of four steps with more or less sun."""
    case = kit.case(
        [kit.building("a", export_limit_kw=20.0, import_limit_kw=40.0)],
        electricity=[8, 12, 15, 20],
        step_hours=6.0,
        pv=[[0], [15], [20], [0]],
        share=0.1,
        buy=[[1.0], [0.8], [0.6], [0.3]],
        sell=sell,
        storage=[
            ("a", kit.battery(charge_efficiency=0.95, discharge_efficiency=0.9, **battery)),
        ],
        operation={"curtailment_penalty_per_kwh": 0.05},
    )
    day = case.scenarios[0]
    days = [
        replace(day, name=f"2023-05-0{number}", pv_kw=day.pv_kw * sun, days_per_year=1.0)
        for number, sun in enumerate(SUN, 1)
    ]
    return case, days


def run(
    kit: SimpleNamespace, case: Case, days: list[Scenario], lookahead: int = 1
) -> tuple[DispatchOutcome, ...]:
    """Outcomes of all days, closed at the end."""
    rest = state_at_rest(case, DESIGN)
    return run_days(
        case,
        days,
        DESIGN,
        kit.EXACT,
        state=rest,
        count=len(days),
        lookahead_days=lookahead,
        end_kwh=rest.stored_kwh,
    )[0]


def cost(kit: SimpleNamespace, case: Case, outcomes: tuple[DispatchOutcome, ...]) -> float:
    """The lower objective summed over the days."""
    return sum(kit.joined(case, outcome) for outcome in outcomes)


def test_levels_go_on_over_midnight_and_the_end_is_the_start(kit: SimpleNamespace) -> None:
    case, days = made(kit, soc_min=0.1, soc_max=0.9)
    outcomes = run(kit, case, days)
    assert [outcome.scenario for outcome in outcomes] == [day.name for day in days]
    levels = [outcome.dispatch.stored_kwh[:, 0] for outcome in outcomes]
    assert levels[0][0] == pytest.approx(6.0) and levels[-1][-1] == pytest.approx(6.0)
    for before, after in pairwise(levels):
        assert after[0] == pytest.approx(before[-1], abs=1e-9)
    assert max(level[-1] for level in levels) > 20, "nothing was carried over: a dull example"
    report = check_days(case, days, DESIGN, [o.dispatch for o in outcomes], (6.0,))
    assert report.accepted and report.worst_residual < 1e-9


def test_looking_ahead_to_the_end_is_the_best_there_is(kit: SimpleNamespace) -> None:
    """Nothing is lost by deciding day by day when each day sees all that follow."""
    case, days = made(kit)
    whole = replace(case, scenarios=(following(days),))
    window = Window((0.0,), (0.0,), 20, (0.0,))
    best = len(days) * kit.joined(case, kit.solve(whole, DESIGN, window=window))
    costs = [cost(kit, case, run(kit, case, days, lookahead)) for lookahead in (4, 1, 0)]
    assert costs[0] == pytest.approx(best, rel=1e-9)
    assert best <= costs[1] + 1e-9 and costs[1] < costs[2] - 0.1


def test_a_run_in_pieces_is_the_same_run(kit: SimpleNamespace) -> None:
    case, days = made(kit)
    rest = state_at_rest(case, DESIGN)
    more = {"case": case, "design": DESIGN, "settings": kit.EXACT, "end_kwh": rest.stored_kwh}
    first, state = run_days(days=days, state=rest, count=2, **more)
    second, end = run_days(days=days[2:], state=state, count=3, **more)
    whole = run(kit, case, days)
    for one, other in zip((*first, *second), whole, strict=True):
        assert np.array_equal(one.dispatch.stored_kwh, other.dispatch.stored_kwh)
        assert np.array_equal(one.dispatch.import_kw, other.dispatch.import_kw)
    assert end.stored_kwh == pytest.approx(rest.stored_kwh)


def test_where_storage_begins(kit: SimpleNamespace) -> None:
    for changes, expected in (({"soc_min": 0.2}, 12.0), ({"soc_min": 0.1, "start_soc": 0.5}, 30.0)):
        case, _ = made(kit, **changes)
        assert state_at_rest(case, DESIGN) == StorageState((expected,), (0.0,))


def test_a_day_that_cannot_be_run_is_told_with_its_causes(kit: SimpleNamespace) -> None:
    case, days = made(kit)
    days[2] = replace(days[2], electricity_kw=days[2].electricity_kw * 4)
    outcomes = run(kit, case, days)
    statuses = [outcome.status for outcome in outcomes]
    assert statuses == [Status.OPTIMAL] * 2 + [Status.INFEASIBLE] + [Status.OPTIMAL] * 2
    assert "electricity demand" in outcomes[2].message and '"2023-05-03"' in outcomes[2].message
    # the day before is not to blame, but could not look ahead
    assert "without a look ahead, which ended as infeasible" in outcomes[1].message
    stored = [o.dispatch.stored_kwh if o.dispatch else None for o in outcomes]
    assert stored[3][0, 0] == pytest.approx(stored[1][-1, 0])
    dispatches = [outcome.dispatch for outcome in outcomes]
    assert check_days(case, days, DESIGN, dispatches, (0.0,)).accepted


def test_the_first_day_that_lacks_is_helped_by_the_day_before(kit: SimpleNamespace) -> None:
    """A peak that the meter cannot serve is met from what the day before stored for it."""
    case, days = made(kit)
    days[3] = replace(days[3], electricity_kw=np.array([[44.0], [8.0], [8.0], [8.0]]))
    assert [o.status for o in run(kit, case, days)] == [Status.OPTIMAL] * 5
    assert Status.INFEASIBLE in [o.status for o in run(kit, case, days, lookahead=0)]


@pytest.mark.parametrize(
    ("days", "ramps", "lengths"),
    [
        (1, {}, [1]),
        (92, {}, [92]),
        (93, {}, [46, 47]),
        (365, {}, [91, 91, 92, 91]),
        (366, {}, [92, 91, 91, 92]),
        (365, {"ramp_up_kw_per_hour": 5.0}, [365]),
    ],
)
def test_stretches(
    kit: SimpleNamespace, days: int, ramps: dict[str, float], lengths: list[int]
) -> None:
    found = stretches(made(kit, **ramps)[0], days)
    assert sorted(map(len, found)) == sorted(lengths)
    assert [day for stretch in found for day in stretch] == list(range(days))


@pytest.mark.parametrize("fault", ["midnight", "seam", "end", "start", "swapped", "balance"])
def test_the_checker_of_days_notices(kit: SimpleNamespace, fault: str) -> None:
    case, days = made(kit)
    dispatches = [outcome.dispatch for outcome in run(kit, case, days)]
    start = (0.0,)
    if fault == "midnight":
        y = dispatches[2]
        dispatches[2] = replace(y, stored_kwh=y.stored_kwh + 1e-3)
    elif fault == "seam":
        rest = state_at_rest(case, DESIGN)
        more = {"case": case, "design": DESIGN, "settings": kit.EXACT}
        open_end, _ = run_days(days=days, state=StorageState((30.0,), (0.0,)), count=3, **more)
        second, _ = run_days(days=days[3:], state=rest, count=2, end_kwh=(0.0,), **more)
        dispatches = [outcome.dispatch for outcome in (*open_end, *second)]
        start = (30.0,)
    elif fault == "end":
        rest = StorageState((20.0,), (0.0,))
        more = {"case": case, "design": DESIGN, "settings": kit.EXACT}
        dispatches = [o.dispatch for o in run_days(days=days, state=rest, count=5, **more)[0]]
        start = (20.0,)
    elif fault == "start":
        start = (1.0,)
    elif fault == "swapped":
        dispatches[0], dispatches[2] = dispatches[2], dispatches[0]
    else:
        y = dispatches[4]
        dispatches[4] = replace(y, import_kw=y.import_kw * 1.001)
    report = check_days(case, days, DESIGN, dispatches, start)
    assert not report.accepted and report.worst_residual > 1e-6
    rows = {"swapped": "pv_available", "balance": "electrical_balance"}
    named = rows.get(fault, "storage_cycle")
    assert any(named in words for words in report.broken), report.broken
    if fault == "balance":
        assert "2023-05-05" in report.broken[0]


@pytest.mark.parametrize("rule", ["surplus", "meter"])
def test_two_objectives_one_after_the_other(kit: SimpleNamespace, rule: str) -> None:
    """The second solve keeps to the window, too, and uses more of the sun."""
    case, days = made(kit, sell=0.9)
    case = kit.with_operation(case, export_rule=rule)
    ordered = kit.with_operation(case, objective="lexicographic", lexicographic_tolerance=0.05)
    outcomes = run(kit, ordered, days)
    assert {outcome.status for outcome in outcomes} == {Status.OPTIMAL}
    dispatches = [outcome.dispatch for outcome in outcomes]
    assert check_days(ordered, days, DESIGN, dispatches, (0.0,)).accepted
    plain = run(kit, case, days)
    spilled = [sum(o.indicators.spilled_kwh for o in found) for found in (outcomes, plain)]
    assert spilled[0] < spilled[1] - 1.0
