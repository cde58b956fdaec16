"""A small feeder with a few buildings, and a hot day."""

from __future__ import annotations

import numpy as np
import pytest

from cases.feeders.day import FeederDay, hot_day
from cases.feeders.feeder import Feeder
from cases.feeders.population import Census, Population, populate


@pytest.fixture(scope="session")
def feeder() -> Feeder:
    """Four buses, one of them large enough for a shop."""
    return Feeder(
        name="small",
        buses=("grid", "a", "b", "c"),
        parent=np.array([-1, 0, 1, 1]),
        r_pu=np.array([0.0, 0.02, 0.05, 0.04]),
        x_pu=np.array([0.0, 0.03, 0.05, 0.06]),
        load_kw=np.array([0.0, 20.0, 15.0, 200.0]),
        load_kvar=np.array([0.0, 8.0, 5.0, 80.0]),
        capacitor_kvar=np.array([0.0, 0.0, 5.0, 0.0]),
        base_kv=4.16,
        base_mva=1.0,
    )


@pytest.fixture(scope="session")
def population(feeder: Feeder) -> Population:
    """Eight homes and a shop."""
    return populate(feeder, Census(8, 1), seed=3)


@pytest.fixture(scope="session")
def day(population: Population) -> FeederDay:
    """A day and a horizon of six hours more."""
    return hot_day(population, 96 + 24)
