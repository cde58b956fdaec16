"""Synthetic clusters: inside their documented ranges, the same every time, always feasible."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cases import read_case_folder
from cases.synthetic.archetypes import ARCHETYPES, Kind
from cases.synthetic.buildings import draw
from cases.synthetic.generate import Cluster, cluster, typical_days_of, write_cluster
from operation import Design, Operator, SolverSettings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def twelve() -> Cluster:
    return cluster(12, 3)


def test_every_kind_is_there_and_inside_its_ranges(twelve: Cluster) -> None:
    assert {b.archetype.kind for b in cluster(20, 3, days=1).buildings} == set(Kind)
    for building in twelve.buildings:
        kind, columns = building.archetype, twelve.year.columns
        low, high = kind.floor_area_m2
        assert low - 50 <= building.floor_area_m2 <= high + 50
        yearly = columns[f"{building.name}.electricity_kw"].sum() / building.floor_area_m2
        low, high = kind.electricity_kwh_per_m2
        assert low * 0.999 <= yearly <= high * 1.001
        heat = columns[f"{building.name}.heat_kw"].sum() / building.floor_area_m2
        assert 30 < heat < 180
        for quantity in ("electricity_kw", "heat_kw", "cold_kw"):
            assert columns[f"{building.name}.{quantity}"].min() >= 0


def test_weights_are_met_from_few_buildings_on() -> None:
    for seed in range(5):
        kinds = [draw(n, seed).archetype.kind for n in range(1, 41)]
        for archetype in ARCHETYPES:
            assert abs(kinds.count(archetype.kind) / 40 - archetype.weight) < 0.06


def test_sun_and_wind_are_plausible(twelve: Cluster) -> None:
    for building in twelve.buildings:
        pv = twelve.year.columns.get(f"{building.name}.pv_kw")
        if pv is not None:
            daily = pv.reshape(365, 24)
            assert not daily[:, [0, 1, 2, 3, 22, 23]].any()
            assert pv.max() <= building.pv_kw
            assert 900 < pv.sum() / building.pv_kw < 1700
        wind = twelve.year.columns.get(f"{building.name}.wind_kw")
        if wind is not None:
            assert wind.max() <= building.wind_kw
            assert 0.05 < wind.mean() / building.wind_kw < 0.4


def test_a_building_is_the_same_in_a_larger_cluster(twelve: Cluster) -> None:
    small = cluster(2, 3)
    assert small.buildings == twelve.buildings[:2]
    for name, column in small.year.columns.items():
        assert np.array_equal(column, twelve.year.columns[name])


def test_winter_is_cold_and_summer_warm(twelve: Cluster) -> None:
    name = twelve.buildings[0].name
    heat = twelve.year.columns[f"{name}.heat_kw"].reshape(365, 24).sum(axis=1)
    cold = twelve.year.columns[f"{name}.cold_kw"].reshape(365, 24).sum(axis=1)
    assert heat[:45].mean() > 3 * heat[180:225].mean()
    assert cold[:45].sum() == 0 < cold[180:225].sum()


@pytest.mark.parametrize("hash_seed", ["0", "7"])
def test_same_seed_same_bytes(hash_seed: str, tmp_path: Path) -> None:
    code = (
        "import sys; from cases.synthetic.generate import *; made = cluster(3, 5); "
        "write_cluster(sys.argv[1], made, typical_days_of(made, 9))"
    )
    for folder, seed in ((tmp_path / "a", hash_seed), (tmp_path / "b" / "c", "123")):
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
        )
    first = {f.name: f.read_bytes() for f in (tmp_path / "a").iterdir()}
    assert first == {f.name: f.read_bytes() for f in (tmp_path / "b" / "c").iterdir()}
    assert len(first) == 11


@pytest.mark.parametrize(
    ("count", "seed", "step_hours"), [(1, 1, 1.0), (2, 2, 0.5), (3, 4, 1.0), (8, 5, 1.0)]
)
def test_nothing_has_to_be_built(count: int, seed: int, step_hours: float, tmp_path: Path) -> None:
    _feasible(count, seed, step_hours, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("count", [5, 12, 30])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_has_to_be_built_in_many(count: int, seed: int, tmp_path: Path) -> None:
    _feasible(count, seed, 1.0, tmp_path)


def _feasible(count: int, seed: int, step_hours: float, tmp_path: Path) -> None:
    made = cluster(count, seed, step_hours=step_hours)
    path = write_cluster(tmp_path / "case", made, typical_days_of(made, 9), with_year=False)
    folder = read_case_folder(path)
    assert folder.warnings == ()
    case = folder.case()
    operator = Operator(case, SolverSettings(gap=1e-3))
    for place in range(len(case.scenarios)):
        assert operator.dispatch(place, Design.nothing(case)).status.accepted


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"count": 0}, "1 to 200"),
        ({"count": 201}, "1 to 200"),
        ({"count": 4, "hubs": 3}, "0 to 2"),
        ({"count": 4, "step_hours": 0.7}, "0.25"),
        ({"count": 4, "kinds": [Kind.HOME]}, "1 kinds for 4"),
    ],
)
def test_numbers_that_make_no_cluster(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        cluster(**arguments)  # type: ignore[arg-type]
