"""A tiny case: two buildings, a link and a shared storage, six steps of four hours."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from cases import Case, read_case

CASE_TOML = """
format = 1
name = "tiny"
title = "Two huts"
currency = "EUR"
step_hours = 4.0
default_configuration = "joined"

[economics]
horizon_years = 10
discount_rate = 0.05

[operation]
self_consumption_value_per_kwh = 0.05
curtailment_penalty_per_kwh = 0.1

[[tariff]]
name = "two_level"
[[tariff.period]]
season = "all_year"
label = "day"
clock = ["08:00-20:00"]
import_price_per_kwh = 0.30
export_price_per_kwh = 0.05
[[tariff.period]]
season = "all_year"
label = "night"
clock = ["20:00-08:00"]
import_price_per_kwh = 0.10
export_price_per_kwh = 0.05

[[building]]
name = "hut"
[building.grid]
tariff = "two_level"
import_limit_kw = {import_limit}
export_limit_kw = 20
emission_kg_per_kwh = 0.5
[building.pv]
installed_kw = 60
om_per_kw_year = 10

[[building]]
name = "barn"
[building.grid]
tariff = "two_level"
import_limit_kw = 100
export_limit_kw = 20
emission_kg_per_kwh = 0.5

[[storage_type]]
name = "battery"
investment_per_kwh = 100
om_per_kwh_year = 2
life_years = 6
charge_efficiency = 0.9
discharge_efficiency = 0.9
soc_min = 0.1
soc_max = 0.9
power_min_kw = 1
power_max_kw = 30

[[storage]]
name = "shared"
at = "link"
type = "battery"
capacity_max_kwh = 200
module_kwh = 10

[[storage]]
name = "own"
at = "hut"
type = "battery"
capacity_max_kwh = 200
module_kwh = 10

[[hub]]
name = "link"
buildings = ["hut", "barn"]
rating_max_kw = 40
module_kw = 5
port_power_min_kw = 1
port_power_max_kw = 40
input_efficiency = 0.95
output_efficiency = 0.95
investment_per_kw = 50
om_per_kw_year = 1

[[configuration]]
name = "alone"
storage = ["own"]
[configuration.reference]
source = "a leaflet"
storage_kwh = {{ own = 100 }}
[[configuration.reference.published]]
scenario = "day"
self_consumption = 0.9
daily_cost = 80.0
emissions_kg_per_day = 300.0

[[configuration]]
name = "joined"
storage = ["shared"]
hubs = ["link"]
[configuration.reference]
storage_kwh = {{ shared = 100 }}
fid_kw = {{ link = 20 }}

[[scenario]]
name = "day"
season = "all_year"
days_per_year = 365
profiles = "day.csv"
"""

DAY_CSV = """time,hut.electricity_kw,hut.pv_kw,barn.electricity_kw
00:00,5,0,12
04:00,6,5,14
08:00,10,45,30
12:00,9,50,35
16:00,14,12,28
20:00,12,0,18
"""


def write_tiny(folder: Path, import_limit: float = 100.0) -> Path:
    """Write the tiny case into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(CASE_TOML.format(import_limit=import_limit))
    (folder / "day.csv").write_text(DAY_CSV)
    return folder


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """Folder of the tiny case."""
    return write_tiny(tmp_path / "tiny")


@pytest.fixture
def tiny(tiny_folder: Path) -> Case:
    """The tiny case, buildings joined."""
    return read_case(tiny_folder)


@pytest.fixture
def starved(tmp_path: Path) -> Case:
    """The tiny case with a meter at the hut too small for its load: infeasible without help."""
    return read_case(write_tiny(tmp_path / "starved", import_limit=2.0))


CALENDAR = """
[calendar]
[[calendar.season]]
name = "all_year"
months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

[year]
title = "{title}"
profiles = "year.csv"
"""


def write_tiny_year(folder: Path, days: int = 10) -> Path:
    """Give the tiny case a year: its day over and over, with sunny and dull days."""
    with (folder / "case.toml").open("a") as file:
        file.write(CALENDAR.format(title=f"{days} days"))
    head, *rows = DAY_CSV.split()
    lines = [head]
    for day in range(days):
        date = datetime.date(2023, 6, 26) + datetime.timedelta(days=day)
        sun = (1.0, 0.2, 0.6)[day % 3]
        for row in rows:
            clock, hut, pv, barn = row.split(",")
            lines.append(f"{date} {clock},{hut},{float(pv) * sun:.3f},{barn}")
    (folder / "year.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="session")
def write_yearly() -> Callable[[Path, int], Path]:
    """The function that writes the tiny case with a year of so many days."""
    return lambda folder, days: write_tiny_year(write_tiny(folder), days)


@pytest.fixture
def yearly_folder(tiny_folder: Path) -> Path:
    """Folder of the tiny case with a "year" of ten days."""
    return write_tiny_year(tiny_folder)
