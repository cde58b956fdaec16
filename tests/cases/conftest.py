"""A small sound case folder that tests copy and break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cases import CaseError, Problem, read_case

CASE_TOML = """\
format = 1
name = "pair"
title = "A home and a shop"
currency = "CNY"
step_hours = 1
default_configuration = "joined"

[economics]
horizon_years = 20

[operation]
export_rule = "surplus"

[[tariff]]
name = "flat"
[[tariff.period]]
season = "summer"
label = "day"
clock = ["07:00-23:00"]
import_price_per_kwh = 0.8
export_price_per_kwh = 0.3
[[tariff.period]]
season = "summer"
label = "night"
clock = ["23:00-07:00"]
import_price_per_kwh = 0.4
export_price_per_kwh = 0.3
[[tariff.period]]
season = "winter"
label = "all"
clock = ["00:00-24:00"]
import_price_per_kwh = 0.7
export_price_per_kwh = 0.3

[[building]]
name = "home"
shiftable_share = 0.1
[building.grid]
tariff = "flat"
import_limit_kw = 500
export_limit_kw = 500
emission_kg_per_kwh = 0.6
[building.heat_network]
price_per_kwh = 0.3
emission_kg_per_kwh = 0.2
limit_kw = 100
[building.pv]
installed_kw = 50

[[building]]
name = "shop"
[building.grid]
tariff = "flat"
import_limit_kw = 500
export_limit_kw = 0
emission_kg_per_kwh = 0.6
[building.gas]
price_per_m3 = 3.0
emission_kg_per_kwh = 0.2
limit_kw = 80
[building.wind]
installed_kw = 30
[[building.device]]
kind = "power_to_cold"
operation = "on_off"
rated_input_kw = 10
units = 3
cop = 4.0
[[building.device]]
kind = "gas_to_heat"
rated_input_kw = 60
efficiency = 0.9

[[storage_type]]
name = "battery"
investment_per_kwh = 1200
charge_efficiency = 0.95
discharge_efficiency = 0.95
soc_min = 0.1
soc_max = 0.9
power_max_kw = 100

[[storage]]
name = "home_battery"
at = "home"
type = "battery"
capacity_max_kwh = 600
module_kwh = 10

[[storage]]
name = "public"
at = "bus"
type = "battery"
capacity_max_kwh = 600

[[hub]]
name = "bus"
buildings = ["home", "shop"]
rating_max_kw = 200
module_kw = 5
port_power_max_kw = 200
input_efficiency = 0.98
output_efficiency = 0.98
investment_per_kw = 800

[[configuration]]
name = "apart"
storage = ["home_battery"]
[configuration.reference]
source = "a test"
storage_kwh = { home_battery = 500 }

[[configuration]]
name = "joined"
storage = ["public"]
hubs = ["bus"]
[configuration.reference]
storage_kwh = { public = 505.5 }
fid_kw = { bus = 100 }
published = [{ scenario = "summer", self_consumption = 0.9 }]

[[scenario]]
name = "summer"
season = "summer"
days_per_year = 215
profiles = "summer.csv"

[[scenario]]
name = "winter"
season = "winter"
days_per_year = 150
profiles = "winter.csv"
"""

HEADER = (
    "time,home.electricity_kw,home.heat_kw,home.pv_kw,"
    "shop.electricity_kw,shop.heat_kw,shop.cold_kw,shop.wind_kw"
)


def profile(heat: float, cold: float) -> str:
    """A sound profile of one day in hours."""
    rows = [
        f"{hour:02d}:00,{20 + hour},{heat},{max(0, 30 - 5 * abs(12 - hour))},"
        f"40.1234,{heat / 2},{cold},{hour % 7}"
        for hour in range(24)
    ]
    return "\n".join((HEADER, *rows)) + "\n"


def write_case(folder: Path) -> Path:
    """Write the sound case into a new folder."""
    folder.mkdir()
    (folder / "case.toml").write_text(CASE_TOML, encoding="utf-8")
    (folder / "summer.csv").write_text(profile(5.0, 60.0), encoding="utf-8")
    (folder / "winter.csv").write_text(profile(80.0, 0.0), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound case folder."""
    return write_case(tmp_path / "pair")


@pytest.fixture(scope="session")
def write() -> Callable[[Path], Path]:
    """The function that writes the sound case into a new folder."""
    return write_case


@pytest.fixture(scope="session")
def problems_of() -> Callable[[Path], tuple[Problem, ...]]:
    """The function that reads a folder and returns the problems of its CaseError, or none."""

    def read(folder: Path) -> tuple[Problem, ...]:
        try:
            read_case(folder)
        except CaseError as error:
            assert error.problems
            assert str(error).count("\n") == len(error.problems) - 1
            return error.problems
        return ()

    return read


@pytest.fixture
def broken(
    folder: Path, problems_of: Callable[[Path], tuple[Problem, ...]]
) -> Callable[..., tuple[Problem, ...]]:
    """The function that replaces the first `old` in a file of the sound case and reads it."""

    def replace_and_read(file: str, old: str, new: str) -> tuple[Problem, ...]:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        return problems_of(folder)

    return replace_and_read
