"""How designs of the front run, what a plan is compared with, and what a run's folder holds."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cases import Case, read_case
from operation import Design, SolverSettings, Status
from planner import Plan, StoreError, plan
from planner.alternatives import alternatives
from planner.evaluation import evaluate
from planner.executor import SerialEvaluator
from planner.front_runs import NUMBERS_MAX, numbers_of_a_run, rows_to_run, run_front
from planner.kept_run import read_run
from planner.store import RunStore

SMALL = {"population": 8, "generations": 3, "seed": 3, "cache": False, "workers": 0}
BARE = {"bound_levels": 0, "second_opinion": False}


@pytest.fixture
def small(tiny: Case) -> Plan:
    return plan(tiny, **SMALL, **BARE, front_runs=2)


def test_designs_all_over_the_front_are_run_and_the_chosen_one(small: Plan) -> None:
    assert small.decision is not None
    outcomes = small.front_runs.outcomes
    last = len(small.front_evaluations) - 1
    assert last >= 2, "a front of two designs would say nothing"
    assert set(outcomes) == {0, last, small.decision.row}
    assert outcomes[small.decision.row] == small.dispatches
    for row, [outcome] in outcomes.items():
        [scenario] = small.front_evaluations[row].scenarios
        assert outcome.indicators == scenario.indicators


def test_rows_are_spread_evenly_and_bounded_by_what_a_report_can_hold(tiny: Case) -> None:
    assert rows_to_run(tiny, 9, 3) == [0, 4, 8]
    assert rows_to_run(tiny, 3, 60) == [0, 1, 2]
    assert rows_to_run(tiny, 9, 0) == []
    [day] = tiny.scenarios
    stretched = replace(tiny, scenarios=(day,) * 1000)
    count = NUMBERS_MAX // numbers_of_a_run(stretched)
    assert 1 < len(rows_to_run(stretched, 1000, 1000)) == count < 60


def test_numbers_of_a_run_are_near_those_of_its_table(small: Plan) -> None:
    numeric = small.dispatch.select_dtypes("number").size
    assert numeric / 2 <= numbers_of_a_run(small.case) <= numeric


def test_a_lost_pool_costs_the_other_designs_and_not_the_plan(small: Plan) -> None:
    class Lost(SerialEvaluator):
        def dispatch(self, designs):  # type: ignore[no-untyped-def]
            raise BrokenExecutor("the worker died")

    evaluator = Lost(small.case, SolverSettings())
    runs = run_front(
        small.case, small.front_evaluations, small.decision, small.dispatches, 4, evaluator
    )
    assert small.decision is not None
    assert list(runs.outcomes) == [small.decision.row]
    assert "the worker died" in runs.trouble


def test_an_alternative_is_another_configurations_reference_design(tiny: Case) -> None:
    [alone] = alternatives(tiny, SolverSettings())
    assert alone.case.configuration.name == "alone"
    assert alone.evaluation.design == Design((100.0,), ())
    assert alone.evaluation.accepted
    assert alternatives(replace(tiny, path=None), SolverSettings()) == ()


def test_a_case_that_is_no_longer_in_its_folder_has_no_alternatives(tiny: Case) -> None:
    assert tiny.path is not None
    with (tiny.path / "day.csv").open("a") as file:
        file.write("\n")
    assert alternatives(tiny, SolverSettings()) == ()
    (tiny.path / "case.toml").unlink()
    assert alternatives(tiny, SolverSettings()) == ()


def test_a_kept_run_is_what_was_planned(tiny: Case, tmp_path: Path) -> None:
    result = plan(tiny, **SMALL, **BARE, folder=tmp_path / "r")
    kept = read_run(tmp_path / "r")
    assert kept.front == result.front_evaluations
    assert kept.decision == result.decision
    assert set(kept.evaluations) >= set(result.evaluations)
    assert kept.settings == result.settings
    assert kept.case.digest == read_case(tmp_path / "r" / "case").digest == tiny.digest


def test_a_run_with_too_many_failures_has_no_choice(tiny: Case, tmp_path: Path) -> None:
    result = plan(tiny, **SMALL, **BARE, folder=tmp_path / "r")
    store = RunStore.open(tmp_path / "r" / "run.sqlite")
    failed = replace(
        evaluate(
            tiny,
            SerialEvaluator(tiny, SolverSettings())._operator,
            Design((0.0,), (5.0,)),
            SolverSettings(),
        ),
        design=Design((0.0,), (7.5,)),
        status=Status.SOLVER_ERROR,
    )
    store.add([failed])
    store.close()
    kept = read_run(tmp_path / "r")
    assert kept.decision is None and kept.front == result.front_evaluations


def test_what_is_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not the folder of a run"):
        read_run(tmp_path)
