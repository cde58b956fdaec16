"""A cluster and the buildings around it under one controller."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cases.feeders.day import FeederDay
from cases.feeders.population import Population
from operation.network.cluster import cluster_day, cluster_of
from operation.network.together import operate_together

if TYPE_CHECKING:
    from tests.operation.network.conftest import Clustered


def test_both_are_served_inside_the_band(
    clustered: Clustered, population: Population, day: FeederDay
) -> None:
    found = operate_together(
        clustered.case,
        0,
        clustered.design,
        clustered.dispatch,
        clustered.connection,
        population,
        day,
    )
    assert found.buildings == 9 and found.flow.voltage_pu.shape == (96, 4)
    assert found.figures.violations == 0 and found.figures.fallbacks == 0
    assert found.figures.discomfort_c < 0.05
    assert found.payments == pytest.approx(found.planned_payments, rel=0.03)
    # the cluster's own load and that of the buildings around, seen from the substation
    taken = found.flow.source_kw.sum() * 0.25 - found.flow.loss_kw.sum() * 0.25
    cooling = 1000.0 * found.figures.cooling_mwh
    assert taken > cooling + (clustered.dispatch.import_kw - clustered.dispatch.export_kw).sum() / 2


def test_a_day_in_shorter_steps_is_the_same_day(clustered: Clustered) -> None:
    case, connection = clustered.case, clustered.connection
    cluster = cluster_of(case, clustered.design, connection)
    hourly = cluster_day(case, case.scenarios[0], clustered.dispatch, cluster, connection)
    fine = hourly.finer(0.25)
    assert fine.steps == 96 and fine.load_kw.sum() == pytest.approx(4 * hourly.load_kw.sum())
    assert np.array_equal(fine.level_kwh[::4], hourly.level_kwh)
    between = (hourly.level_kwh[0] + hourly.level_kwh[1]) / 2
    assert fine.level_kwh[2] == pytest.approx(between)
    powers = clustered.dispatch.import_kw, clustered.dispatch.export_kw
    wide = tuple(np.repeat(power, 4, axis=0) for power in powers)
    assert fine.payments(*wide) == pytest.approx(hourly.payments(*powers))
    with pytest.raises(ValueError, match="no number of"):
        hourly.finer(0.3)


def test_a_day_around_that_is_too_short_is_told(
    clustered: Clustered, population: Population, day: FeederDay
) -> None:
    arrays = {
        name: value[:96] if isinstance(value, np.ndarray) else value
        for name, value in vars(day).items()
    }
    with pytest.raises(ValueError, match="make it longer"):
        operate_together(
            clustered.case,
            0,
            clustered.design,
            clustered.dispatch,
            clustered.connection,
            population,
            replace(day, **arrays),
        )
