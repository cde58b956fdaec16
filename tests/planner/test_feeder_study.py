"""The study: its days, what stands beside the print, and what is said of the controls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from operation.network.controls import Control
from operation.network.horizon_settings import NetworkModel
from operation.network.indicators import FeederIndicators, WorstVoltage
from operation.network.keeping import Keeping
from planner.feeder.patterns import patterns
from planner.feeder.published import FIGURES, printed_days
from planner.feeder.study import (
    StudyDay,
    StudyResult,
    beside,
    run_study,
    run_study_day,
    stage,
    study_days,
)
from planner.feeder.study_tables import study_record, study_table

ALL = ("ieee13_perphase", "case33bw", "ieee123_perphase")


def figures_of(**changed: Any) -> FeederIndicators:
    values: dict[str, Any] = dict.fromkeys(
        (*FIGURES, "highest_voltage_pu", "linear_error_pu", "seconds", "fallbacks"), 1.0
    )
    kept = {"violations": 0, "worst": None, "keeping": Keeping()}
    return FeederIndicators(**{**values, **kept, **changed})


def test_printed_days_are_those_of_tables_2_to_5() -> None:
    printed = printed_days()
    assert len(printed) == 16 + 6 + 6
    assert {day.feeder for day in printed} == set(ALL)
    best = [d for d in printed if d.control == 3 and d.reactive_support and d.der_share == 1]
    assert [d.figures["average_loss_kw"] for d in best] == [1.58, 6.85, 2.64]
    assert [d.minutes for d in best] == [2.6, 37.6, 20.3]
    keys = [(d.feeder, d.der_share, d.reactive_support, d.control) for d in printed]
    assert len(set(keys)) == len(keys)


def test_every_printed_day_is_run_once_and_the_two_tables_more() -> None:
    days = study_days(ALL, scenarios=5000, long_horizon=48)
    # rules give no reactive power: two printed days each are one
    assert len(days) == len(set(days)) == 28 - 2 + 1
    assert [d.scenarios for d in days if d.scenarios] == [5000]
    assert [d.control for d in days if d.horizon_steps == 48] == [Control.NETWORK]
    results = [StudyResult(day, figures_of()) for day in days]
    assert [row for row, _ in beside(results)] == list(printed_days())
    assert study_days((), 5000, 48) == ()
    careful = study_days(ALL, 5000, 48, NetworkModel.CONES)
    assert len(careful) == len(days)
    assert {day.control for day in careful if day.model is NetworkModel.CONES} == {Control.NETWORK}
    assert all(d.model is NetworkModel.CONES for d in careful if d.control is Control.NETWORK)


def test_limits_that_control_3_leaves_are_told_in_table_and_record() -> None:
    day = StudyDay("case33bw")
    worst = WorstVoltage("18", 71, "17:45", 0.9412)
    kept = StudyResult(day, figures_of(keeping=Keeping(tightenings=3, margin_pu=7e-4)))
    left = StudyResult(day, figures_of(violations=4, worst=worst, keeping=Keeping(softened=2)))
    rules = StudyResult(StudyDay("case33bw", control=Control.ALL), figures_of(violations=9))
    assert (kept.broken, left.broken, rules.broken) == (False, True, False)
    [row] = study_table([left]).to_dict("records")
    assert (row["violations"], row["worst_bus"], row["worst_clock"]) == (4, "18", "17:45")
    assert (row["model"], row["softened"], row["tightenings"]) == ("linear", 2, 0)
    [other] = study_table([rules]).to_dict("records")
    assert (other["model"], other["violations"], other["worst_bus"]) == ("", 9, None)
    [told] = study_record([kept], ())["days"]
    assert told["figures"]["keeping"]["tightenings"] == 3 and told["model"] == "linear"


def test_statements_are_counted_in_ours_and_in_the_print() -> None:
    days = study_days(ALL, scenarios=0, long_horizon=48)
    loss = {Control.RULES: 5.0, Control.EACH: 3.0, Control.ALL: 2.0, Control.NETWORK: 1.0}
    results = [StudyResult(day, figures_of(average_loss_kw=loss[day.control])) for day in days]
    found = {pattern.statement: pattern for pattern in patterns(results)}
    least = found["Control 3 loses less than Controls 1 and 2"]
    assert least.holds and least.ours == (16, 16)
    assert least.printed == (15, 16), "in table 3 Control 2 loses 2.13 kW, Control 3 2.14 kW"
    raised = found["reactive support lowers the loss under Control 1"]
    assert not raised.holds and raised.ours == (0, 4) and raised.printed == (3, 4)
    assert found["a horizon of 12 h changes loss and voltage by less than 1 %"].holds
    worse = [
        replace(r, figures=figures_of(average_loss_kw=9.0))
        if r.day.control is Control.NETWORK and r.day.feeder == "case33bw"
        else r
        for r in results
    ]
    assert not patterns(worse)[0].holds


def test_a_day_of_the_study_runs_and_its_trouble_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = StudyDay("ieee13_perphase", control=Control.RULES, reactive_support=False, scenarios=2)
    [result] = run_study([rules], seed=1, workers=0)
    assert result.figures is not None and result.wrong_forecasts is not None
    assert result.figures == replace(
        run_study_day(rules, 1).figures or figures_of(), seconds=result.figures.seconds
    )
    assert 0.9 < result.figures.lowest_voltage_pu < 1.0
    import operation.network.engine as engine
    import planner.feeder.study as study

    def failing(*_: object) -> None:
        raise engine.ControlFailed("both solvers gave up")

    monkeypatch.setattr(study, "control_day", failing)
    [failed] = run_study([replace(rules, scenarios=0)], seed=1, workers=0)
    assert failed.figures is None and failed.trouble == "both solvers gave up"


def test_the_stage_is_that_of_table_1() -> None:
    feeder, population, day = stage("ieee13_perphase", 1.0, seed=1)
    assert (len(feeder), len(population), len(day.ambient_c)) == (13, 91, 96 + 24)
