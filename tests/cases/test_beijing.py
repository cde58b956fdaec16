"""The Beijing case's profiles, and the generation equations they are made with."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

import cases
from cases.beijing import make_profiles
from cases.generation import Turbine, mean_wind_power, pv_power, wind_power

pytestmark = pytest.mark.filterwarnings("ignore:DatetimeIndex.dayofyear is deprecated")

FOLDER = Path(cases.__file__).parent / "beijing"
SEASONS = ("summer", "winter")
INSTALLED_KW = {"home": (200.0, 100.0), "shop": (400.0, 200.0)}
TURBINE = Turbine(cut_in_m_per_s=3.0, rated_m_per_s=11.0, cut_out_m_per_s=25.0)


def columns(season: str) -> dict[str, np.ndarray]:
    with (FOLDER / f"{season}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["time"] for row in rows] == [f"{hour:02d}:00" for hour in range(24)]
    return {k: np.array([float(row[k]) for row in rows]) for k in rows[0] if k != "time"}


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beijing")
    make_profiles.write(folder)
    return folder


@pytest.mark.parametrize("season", SEASONS)
def test_script_writes_the_committed_bytes(rewritten: Path, season: str) -> None:
    name = f"{season}.csv"
    assert (rewritten / name).read_bytes() == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("season", SEASONS)
@pytest.mark.parametrize("building", INSTALLED_KW)
def test_generation_is_plausible(season: str, building: str) -> None:
    data = columns(season)
    pv, wind = data[f"{building}.pv_kw"], data[f"{building}.wind_kw"]
    pv_kw, wind_kw = INSTALLED_KW[building]
    assert not pv[[0, 1, 2, 3, 21, 22, 23]].any(), "PV runs at night"
    assert 0 < pv.max() < pv_kw
    assert pv.argmax() in (11, 12)
    assert wind.min() >= 0
    assert wind.max() <= wind_kw
    assert 0 < wind.mean() < wind_kw


def test_loads_follow_the_scale_factors_and_the_seasons() -> None:
    for season in SEASONS:
        data = columns(season)
        for building, area in make_profiles.FLOOR_AREA_M2.items():
            scale = make_profiles.scale_factors()[building]
            space = "cold" if season == "summer" else "heating"
            expected = {"electricity": scale["electricity"], "heat": scale["hot_water"], "cold": 0}
            expected["cold" if space == "cold" else "heat"] += scale[space]
            for carrier, wh_per_m2 in expected.items():
                values = data[f"{building}.{carrier}_kw"]
                assert values.min() >= 0
                assert values.sum() == pytest.approx(area * wh_per_m2 / 1000, abs=0.012)


def test_summer_noon_has_a_surplus_at_the_shops_and_night_a_lack_at_the_homes() -> None:
    data = columns("summer")
    shop_use = data["shop.electricity_kw"] + data["shop.cold_kw"] / 4.0
    home_use = data["home.electricity_kw"] + data["home.cold_kw"] / 3.0
    assert data["shop.pv_kw"][12] > shop_use[12]
    assert (data["home.pv_kw"] + data["home.wind_kw"] < home_use)[19:23].all()


def test_pv_power_by_hand() -> None:
    assert pv_power(200.0, 1000.0, 25.0, -0.0035) == pytest.approx(200.0)
    assert pv_power(200.0, 800.0, 45.0, -0.0035) == pytest.approx(200 * 0.8 * 0.93)
    assert pv_power(200.0, 500.0, 5.0, -0.004) == pytest.approx(200 * 0.5 * 1.08)
    assert pv_power(200.0, 0.0, -10.0, -0.0035) == 0.0


@pytest.mark.parametrize(
    ("speed", "share"),
    [
        (0.0, 0.0),
        (2.999, 0.0),
        (3.0, 0.0),
        (5.0, 0.25),
        (7.0, 0.5),
        (11.0, 1.0),
        (18.0, 1.0),
        (25.0, 1.0),
        (25.001, 0.0),
    ],
)
def test_wind_power_on_every_branch_and_boundary(speed: float, share: float) -> None:
    assert wind_power(100.0, TURBINE, speed) == pytest.approx(100.0 * share)


def test_turbine_speeds_must_rise() -> None:
    with pytest.raises(ValueError, match="must rise"):
        Turbine(cut_in_m_per_s=3.0, rated_m_per_s=3.0, cut_out_m_per_s=25.0)


def test_mean_wind_power_in_closed_form() -> None:
    # k = 1 is the exponential distribution: the ramp integrates to
    # c/(v_N - v_c) (exp(-v_c/c) - exp(-v_N/c)), less what is lost above cut-out.
    c, v_c, v_n, v_f = 6.0, 3.0, 11.0, 25.0
    closed = c / (v_n - v_c) * (math.exp(-v_c / c) - math.exp(-v_n / c)) - math.exp(-v_f / c)
    assert mean_wind_power(100.0, TURBINE, 1.0, c) == pytest.approx(100.0 * closed)


def test_mean_wind_power_is_the_mean_of_random_speeds() -> None:
    speeds = 7.0 * np.random.default_rng(1).weibull(2.0, 200_000)
    sampled = wind_power(100.0, TURBINE, speeds).mean()
    assert mean_wind_power(100.0, TURBINE, 2.0, 7.0) == pytest.approx(sampled, rel=0.01)


def test_arrays_keep_their_shape_and_their_values() -> None:
    speed = np.linspace(0.0, 30.0, 12).reshape(3, 4)
    irradiance = np.linspace(0.0, 1000.0, 12).reshape(3, 4)
    before = speed.copy(), irradiance.copy()
    assert wind_power(1.0, TURBINE, speed).shape == (3, 4)
    assert pv_power(1.0, irradiance, 25.0, -0.0035).shape == (3, 4)
    assert pv_power(1.0, irradiance, irradiance[:1] / 20, -0.0035).shape == (3, 4)
    assert (speed == before[0]).all()
    assert (irradiance == before[1]).all()
