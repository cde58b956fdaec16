"""Wrong forecasts: nothing changes without any, more of them change more, draws are kept."""

from __future__ import annotations

import numpy as np
import pytest

from cases.feeders.day import FeederDay
from cases.feeders.feeder import Feeder
from cases.feeders.grouped import grouped_sum
from cases.feeders.population import Population
from operation.network.rule_based import rule_based_day
from operation.network.uncertainty import BATCH, uncertainty


def test_a_right_forecast_changes_nothing(
    feeder: Feeder, population: Population, day: FeederDay
) -> None:
    run = rule_based_day(population, day)
    found = uncertainty(feeder, population, day, run, scenarios=3, deviation=0.0)
    assert found.worst_voltage_change_pu < 1e-12 and found.worst_loss_change_w < 1e-9
    outside = np.maximum(run.room_c - day.high_c[:96], day.low_c[:96] - run.room_c)
    assert found.worst_violation_c == pytest.approx(max(outside.max(), 0.0), abs=1e-9)
    assert found.not_converged == 0


def test_worse_forecasts_change_more_and_scenarios_keep_their_draws(
    feeder: Feeder, population: Population, day: FeederDay
) -> None:
    run = rule_based_day(population, day)
    few, many = (
        uncertainty(feeder, population, day, run, scenarios=n) for n in (BATCH - 1, BATCH + 5)
    )
    assert many.worst_violation_c >= few.worst_violation_c
    assert many.worst_voltage_change_pu >= few.worst_voltage_change_pu
    assert many.lowest_voltage_pu <= few.lowest_voltage_pu
    mild = uncertainty(feeder, population, day, run, scenarios=20, deviation=0.05)
    wild = uncertainty(feeder, population, day, run, scenarios=20, deviation=0.3)
    assert mild.mean_voltage_change_pu < few.mean_voltage_change_pu < wild.mean_voltage_change_pu
    assert few == uncertainty(feeder, population, day, run, scenarios=BATCH - 1)


def test_what_makes_no_sense_is_refused(
    feeder: Feeder, population: Population, day: FeederDay
) -> None:
    run = rule_based_day(population, day)
    with pytest.raises(ValueError):
        uncertainty(feeder, population, day, run, scenarios=0)
    with pytest.raises(ValueError):
        uncertainty(feeder, population, day, run, deviation=-0.1)


def test_sums_over_groups() -> None:
    values = np.arange(12.0).reshape(2, 6)
    group = np.array([3, 0, 3, 1, 0, 3])
    expected = [[5.0, 3.0, 0.0, 7.0], [17.0, 9.0, 0.0, 25.0]]
    assert grouped_sum(values, group, 4).tolist() == expected
    assert grouped_sum(np.zeros((2, 0)), np.zeros(0, dtype=int), 3).tolist() == [[0.0] * 3] * 2
