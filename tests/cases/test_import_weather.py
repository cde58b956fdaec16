"""PV and wind of an import that come from a weather file."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from cases.importing.measured.example import write_example
from cases.importing.measured.read_import import read_import
from cases.importing.measured.weather import (
    PvSettings,
    WeatherKind,
    WeatherSettings,
    WindSettings,
    hours_of,
    read_weather,
)
from cases.problem import CaseError

HEADER = "ghi,dni,dhi,temp_air,wind_speed"


def write_csv(folder: Path, *, hours: int = 8760, latitude: float = 40.0) -> WeatherSettings:
    """Sun from 08:00 to 16:00 of UTC, wind of 5.75 m/s."""
    rows = [HEADER]
    for hour in range(hours):
        sun = 8 <= hour % 24 < 16
        rows.append("500,600,100,20,5.75" if sun else "0,0,0,10,5.75")
    (folder / "weather.csv").write_text("\n".join(rows) + "\n")
    return WeatherSettings(
        kind=WeatherKind.CSV, file="weather.csv", latitude=latitude, longitude=0.0
    )


def test_power_from_a_plain_csv(tmp_path: Path) -> None:
    weather = read_weather(tmp_path, write_csv(tmp_path))
    flat = weather.pv_per_kw(PvSettings(building="a", tilt_deg=0.0, losses=0.0))
    table = flat.reshape(365, 24)
    assert not table[:, :8].any() and not table[:, 16:].any()
    # a flat array sees the diffuse light and the sine of the sun's height of the direct light
    assert 0.1 < table[:, 12].min() < table[:, 12].max() < 0.72
    wind = weather.wind_per_kw(WindSettings(building="a"))
    assert wind == pytest.approx(np.full(8760, 0.5))
    higher = weather.wind_per_kw(WindSettings(building="a", hub_height_m=80.0))
    assert higher[0] == pytest.approx((5.75 * 8**0.2 - 2.5) / 6.5)


def test_the_sun_stands_in_the_south(tmp_path: Path) -> None:
    weather = read_weather(tmp_path, write_csv(tmp_path))
    south, north = (
        weather.pv_per_kw(PvSettings(building="a", tilt_deg=35.0, azimuth_deg=azimuth)).sum()
        for azimuth in (180.0, 0.0)
    )
    assert south > 1.5 * north


def test_days_of_the_year_are_matched() -> None:
    leap = 1_709_164_800 // 60  # 29 February 2024, 00:00 UTC
    assert hours_of(leap, 2).tolist() == [58 * 24, 58 * 24 + 1]
    assert hours_of(leap + 1440, 1).tolist() == [59 * 24]


@pytest.mark.filterwarnings("ignore")
def test_tmy3_and_epw_are_read_directly(tmp_path: Path) -> None:
    import pvlib

    source = Path(pvlib.__file__).parent / "data" / "703165TY.csv"
    (tmp_path / "tmy3.csv").write_bytes(source.read_bytes())
    weather = read_weather(tmp_path, WeatherSettings(kind=WeatherKind.TMY3, file="tmy3.csv"))
    assert (round(weather.latitude, 1), round(weather.longitude, 1)) == (55.3, -160.5)
    power = weather.pv_per_kw(PvSettings(building="a", tilt_deg=35.0)).reshape(365, 24)
    noon = 24 - 2  # local noon is 22:48 UTC there
    assert power[:, noon - 1 : noon + 2].sum() > 5 * power[:, noon - 13 : noon - 10].sum()
    epw = _as_epw(weather.ghi, weather.dni, weather.dhi)
    (tmp_path / "w.epw").write_text(epw)
    again = read_weather(tmp_path, WeatherSettings(kind=WeatherKind.EPW, file="w.epw"))
    assert again.ghi == pytest.approx(weather.ghi)
    assert again.latitude == 55.3


def _as_epw(ghi: np.ndarray, dni: np.ndarray, dhi: np.ndarray) -> str:
    """An EnergyPlus file in UTC with these irradiances."""
    head = ["LOCATION,A,B,C,TMY3,703165,55.3,-162.5,0.0,30.0", *(["X"] * 7)]
    rows = []
    days = np.arange("2023-01-01", "2024-01-01", dtype="datetime64[D]").astype(str)
    for hour in range(8760):
        year, month, day = days[hour // 24].split("-")
        cells = [year, month, day, str(hour % 24 + 1), "60", "?", "5.0", "0", "50", "101325"]
        cells += ["0", "0", "0", str(ghi[hour]), str(dni[hour]), str(dhi[hour])]
        cells += ["0", "0", "0", "0", "180", "4.0", *(["0"] * 13)]
        rows.append(",".join(cells))
    return "\n".join([*head, *rows]) + "\n"


def test_an_import_takes_pv_from_the_weather(tmp_path: Path) -> None:
    folder = write_example(tmp_path / "meters")
    write_csv(folder)
    text = (folder / "IMPORT.toml").read_text()
    *kept, last = text.split("[[series]]")
    assert 'quantity = "pv_kw"' in last and 'building = "shop_2"' in last
    text = "[[series]]".join(kept) + (
        '[weather]\nkind = "csv"\nfile = "weather.csv"\nlatitude = 40\nlongitude = 0\n'
        '[[pv]]\nbuilding = "shop_2"\ntilt_deg = 10\n'
    )
    (folder / "IMPORT.toml").write_text(text)
    data = read_import(folder / "IMPORT.toml")
    day = data.year.columns["shop_2.pv_kw"].reshape(365, 24)[180]
    assert np.flatnonzero(day).tolist() == list(range(16, 24)), "UTC+8"
    assert any("weather.csv" in note for note in data.notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: re.sub("ghi", "sun", text, count=1), "global horizontal"),
        (lambda text: "\n".join(text.split("\n")[:5000]) + "\n", "4999 hours"),
        (lambda text: text.replace("500,600", "-5,600", 1), "below 0"),
        (lambda text: text.replace("500,600", "abc,600", 1), "no number"),
        (lambda text: text.replace("500,600", ",600", 1), "missing in 1 hours"),
        (lambda text: "", "cannot be read as csv"),
    ],
)
def test_broken_weather(change: object, words: str, tmp_path: Path) -> None:
    settings = write_csv(tmp_path)
    file = tmp_path / "weather.csv"
    file.write_text(change(file.read_text()))  # type: ignore[operator]
    with pytest.raises(CaseError, match=words):
        read_weather(tmp_path, settings)
    other = settings.model_copy(update={"file": "../weather.csv"})
    with pytest.raises(CaseError, match="inside"):
        read_weather(tmp_path, other)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", [WeatherKind.EPW, WeatherKind.TMY3, WeatherKind.PVGIS])
def test_a_file_of_another_layout_is_refused(kind: WeatherKind, tmp_path: Path) -> None:
    write_csv(tmp_path)
    with pytest.raises(CaseError, match=f"cannot be read as {kind}"):
        read_weather(tmp_path, WeatherSettings(kind=kind, file="weather.csv"))


def test_a_place_is_needed(tmp_path: Path) -> None:
    settings = write_csv(tmp_path).model_copy(update={"latitude": None})
    with pytest.raises(CaseError, match="latitude and longitude"):
        read_weather(tmp_path, settings)
