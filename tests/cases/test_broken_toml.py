"""Each way to break case.toml is told with its line, key, value and remedy."""

# ruff: noqa: E501 - a table reads best with one row a line
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cases import Problem


class Break(NamedTuple):
    """A replacement in case.toml and the one problem it must lead to."""

    name: str
    old: str
    new: str
    line: str
    """Text that stands on the reported line."""
    key: str
    message: str
    remedy: str


SITE = "[[storage]]\nname = "
STRUCTURE = (
    Break("missing key", "horizon_years = 20", "", "[economics]", "economics.horizon_years", "missing", "horizon_years = ..."),
    Break("unknown key", "[economics]", "[economics]\ndiscont_rate = 0", "discont_rate", "economics.discont_rate", "not known", '"discount_rate"'),
    Break("unknown key far", "[economics]", "[economics]\nzzz = 0", "zzz", "economics.zzz", "not known", "Write one of"),
    Break("unknown table", "[economics]", "[econmics]\n[economics]", "[econmics]", "econmics", "not known", '"economics"'),
    Break("unknown key in array", 'kind = "gas_to_heat"', 'kind = "gas_to_heat"\nrating = 1', "rating = 1", "building.shop.device[2].rating", "not known", "Write one of"),
    Break("text for number", "import_limit_kw = 500", 'import_limit_kw = "500 kW"', "500 kW", "building.home.grid.import_limit_kw", '"500 kW" is not a number', "without quotes"),
    Break("bool for number", "import_limit_kw = 500", "import_limit_kw = true", "= true", "building.home.grid.import_limit_kw", "true is not a number", "without quotes"),
    Break("bool for whole number", "horizon_years = 20", "horizon_years = true", "horizon_years", "economics.horizon_years", "true is not a whole number", "whole number"),
    Break("fraction for whole number", "units = 3", "units = 2.5", "units", "building.shop.device[1].units", "2.5 is not a whole number", "whole number"),
    Break("number for text", 'title = "A home and a shop"', "title = 3", "title = 3", "title", "3 is not text", "double quotes"),
    Break("date for text", 'title = "A home and a shop"', "title = 2024-01-01", "title = 2024", "title", "2024-01-01 is a date", '"2024-01-01"'),
    Break("time for array of text", 'clock = ["07:00-23:00"]', "clock = [07:00:00]", "clock = [07", "tariff.flat.period[1].clock[1]", "07:00:00 is a date or time", "quotes"),
    Break("nan", "soc_min = 0.1", "soc_min = nan", "soc_min", "storage_type.battery.soc_min", "nan is not a finite", "nan and inf"),
    Break("inf", "power_max_kw = 100", "power_max_kw = inf", "power_max_kw = inf", "storage_type.battery.power_max_kw", "inf is not", "Write a number"),
    Break("huge", "investment_per_kwh = 1200", "investment_per_kwh = 1e12", "investment", "storage_type.battery.investment_per_kwh", "above 1e+09", "not above"),
    Break("negative", "import_limit_kw = 500", "import_limit_kw = -5", "import_limit_kw = -5", "building.home.grid.import_limit_kw", "-5 is not above 0", "above 0"),
    Break("below zero", "investment_per_kwh = 1200", "investment_per_kwh = -1", "investment", "storage_type.battery.investment_per_kwh", "-1 is below 0", "not below 0"),
    Break("percent", "charge_efficiency = 0.95", "charge_efficiency = 95", "charge_efficiency = 95", "storage_type.battery.charge_efficiency", "95 is above 1", "not above 1"),
    Break("rate of one", "horizon_years = 20", "horizon_years = 20\ndiscount_rate = 1", "discount_rate", "economics.discount_rate", "1 is not below 1", "below 1"),
    Break("bad name", 'name = "pair"', 'name = "The Pair"', "The Pair", "name", "is not a name", "lower-case"),
    Break("bad currency", '"CNY"', '"yuan"', "yuan", "currency", "not a currency code", '"CNY"'),
    Break("bad choice", 'export_rule = "surplus"', 'export_rule = "yes"', "export_rule", "operation.export_rule", '"yes" is not one', "'meter'"),
    Break("bad clock text", '"07:00-23:00"', '"7-23"', '"7-23"', "tariff.flat.period[1].clock[1]", '"7-23" is not a clock range', "HH:MM-HH:MM"),
    Break("array for number", "soc_min = 0.1", "soc_min = [0.1]", "soc_min", "storage_type.battery.soc_min", "not a number", "Write a number"),
    Break("number for array", 'buildings = ["home", "shop"]', "buildings = 2", "buildings", "hub.bus.buildings", "2 is not an array", "square brackets"),
    Break("empty array", 'buildings = ["home", "shop"]', "buildings = []", "buildings", "hub.bus.buildings", "too few", "at least 1"),
    Break("number for table", "[building.pv]\ninstalled_kw = 50", "pv = 3", "pv = 3", "building.home.heat_network.pv", "not known", "Write one of"),
    Break("newer format", "format = 1", "format = 2", "format", "format", "format 2", "newer ClusterFlex"),
    Break("older format", "format = 1", "format = 0", "format", "format", "format 0", "format = 1"),
    Break("step of 7 h", "step_hours = 1", "step_hours = 7", "step_hours", "step_hours", "7 hours", "part of 24 hours"),
    Break("escape in title", 'title = "A home and a shop"', 'title = "a\\u001b[31mred"', "title", "title", "steers a terminal", "one line of plain text"),
    Break("text turned around", 'title = "A home and a shop"', 'title = "a\\u202Eabc"', "title", "title", "steers a terminal", "one line of plain text"),
    Break("step of 20 s", "step_hours = 1", "step_hours = 0.0055", "step_hours", "step_hours", "not a whole number of steps", "whole minutes"),
)  # fmt: skip
SYNTAX = (
    Break("no quotes", 'name = "pair"', "name = pair", "name = pair", "", "Invalid value", "double quotes"),
    Break("open quote", 'name = "pair"', 'name = "pair', 'name = "pair', "", "not valid TOML at column 13", "quote"),
    Break("key twice", "step_hours = 1", "step_hours = 1\nstep_hours = 2", "step_hours = 2", "", "Cannot overwrite", "each key once"),
    Break("table twice", "[operation]", "[economics]", "[economics]", "", "Cannot declare", "each table once"),
    Break("no equals", "horizon_years = 20", "horizon_years 20", "horizon_years 20", "", "Expected '='", "key = value"),
    Break("huge whole number", "horizon_years = 20", "horizon_years = 1" + "0" * 5000, "", "", "cannot be read", "15 digits"),
    Break("long line", "horizon_years = 20", "#" * 10_001, "####", "", "longer than 10000", "several lines"),
    Break("NUL", "horizon_years", "horizon\0_years", "horizon", "", "NUL", "UTF-8"),
)  # fmt: skip
REFERENCES = (
    Break("tariff", 'tariff = "flat"', 'tariff = "flatt"', '"flatt"', "building.home.grid.tariff", 'no tariff "flatt"', '"flat"'),
    Break("storage type", 'type = "battery"', 'type = "lithium"', '"lithium"', "storage.home_battery.type", 'no storage type "lithium"', "battery"),
    Break("storage place", 'at = "home"', 'at = "hom"', '"hom"', "storage.home_battery.at", 'no building or hub "hom"', '"home"'),
    Break("hub building", '["home", "shop"]', '["home", "shp"]', '"shp"', "hub.bus.buildings[2]", 'no building "shp"', '"shop"'),
    Break("hub building twice", '["home", "shop"]', '["home", "home"]', '"home", "home"', "hub.bus.buildings[2]", '"home" is listed twice', "Remove"),
    Break("configured storage", 'storage = ["public"]', 'storage = ["public", "publik"]', "publik", "configuration.joined.storage[2]", 'no storage site "publik"', '"public"'),
    Break("configured hub", 'hubs = ["bus"]', 'hubs = ["bus", "buss"]', "buss", "configuration.joined.hubs[2]", 'no hub "buss"', '"bus"'),
    Break("default configuration", '"joined"', '"join"', "default_configuration", "default_configuration", '"join"', '"joined"'),
    Break("hub left out", 'storage = ["home_battery"]', 'storage = ["home_battery", "public"]', "home_battery", "configuration.apart.storage[2]", '"public" stands at the hub "bus"', "hubs"),
    Break("published scenario", 'scenario = "summer"', 'scenario = "sumer"', "sumer", "configuration.joined.reference.published[1].scenario", '"sumer"', '"summer"'),
    Break("reference site", "{ home_battery = 500 }", "{ hom_battery = 500 }", "hom_battery", "configuration.apart.reference.storage_kwh.hom_battery", '"hom_battery"', '"home_battery"'),
    Break("reference hub", "{ bus = 100 }", '{ "bus.home" = 100 }', "bus.home", "configuration.joined.reference.fid_kw.bus.home", '"bus.home"', "Write one of: bus."),
    Break("reference too large", "{ home_battery = 500 }", "{ home_battery = 700 }", "700", "configuration.apart.reference.storage_kwh.home_battery", "700 kWh is above the maximum of 600", "Lower"),
    Break("reference between modules", "{ bus = 100 }", "{ bus = 101 }", "101", "configuration.joined.reference.fid_kw.bus", "no whole number of modules of 5 kW", "multiple"),
    Break("storage name twice", SITE + '"public"', SITE + '"home_battery"\nat = "home"\ntype = "battery"\ncapacity_max_kwh = 600\n' + SITE + '"public"', 'name = "home_battery"', "storage.home_battery.name", "is taken since line", "of its own"),
    Break("tariff season", 'season = "winter"\ndays', 'season = "wintr"\ndays', "wintr", "scenario.winter.season", 'no season "wintr"', '"winter"'),
)  # fmt: skip
RULES = (
    Break("days", "days_per_year = 215", "days_per_year = 200", "[[scenario]]", "scenario", "sum to 350, not 365", "sum is 365"),
    Break("leap year", "days_per_year = 215", "days_per_year = 216", "[[scenario]]", "scenario", "sum to 366", "one day off"),
    Break("gap", '"07:00-23:00"', '"07:00-21:00"', "[[tariff.period]]", "tariff.flat.period[1]", "no price at 21:00-23:00", "Extend"),
    Break("overlap", '"07:00-23:00"', '"06:00-23:00"', "[[tariff.period]]", "tariff.flat.period[1]", "two prices at 06:00-07:00", "Shorten"),
    Break("no clock", '"07:00-23:00"', '"07:00-25:00"', "25:00", "tariff.flat.period[1].clock[1]", '"07:00-25:00" is not a range', "24:00"),
    Break("empty range", '"00:00-24:00"', '"05:00-05:00"', "05:00", "tariff.flat.period[3].clock[1]", "is not a range", "different times"),
    Break("levels", "soc_min = 0.1", "soc_min = 0.9", "soc_min", "storage_type.battery.soc_min", "soc_min (0.9) is not below soc_max (0.9)", "below soc_max"),
    Break("start level", "soc_max = 0.9", "soc_max = 0.9\nstart_soc = 1", "start_soc", "storage_type.battery.start_soc", "start_soc (1) is outside", "from 0.1 to 0.9"),
    Break("storage power", "power_max_kw = 100", "power_max_kw = 100\npower_min_kw = 101", "power_min_kw", "storage_type.battery.power_min_kw", "above power_max_kw (100)", "Lower"),
    Break("port power", "port_power_max_kw = 200", "port_power_max_kw = 200\nport_power_min_kw = 201", "port_power_min", "hub.bus.port_power_min_kw", "above port_power_max_kw (200)", "Lower"),
    Break("module", "module_kwh = 10", "module_kwh = 1000", "module_kwh", "storage.home_battery.module_kwh", "module of 1000 kWh is above the maximum of 600", "smaller module"),
    Break("no cop", "cop = 4.0\n", "", "[[building.device]]", "building.shop.device[1].cop", "needs the key cop", "cop = ..."),
    Break("efficiency and cop", "cop = 4.0", "cop = 4.0\nefficiency = 0.9", "efficiency", "building.shop.device[1].efficiency", "has no efficiency", "write cop"),
    Break("percent boiler", "efficiency = 0.9", "efficiency = 90", "efficiency = 90", "building.shop.device[2].efficiency", "90 is above 1.2", "per kW of input"),
    Break("impossible cop", "cop = 4.0", "cop = 40", "cop = 40", "building.shop.device[1].cop", "40 is above 20", "per kW of input"),
    Break("absolute path", '"winter.csv"', '"/etc/passwd"', "passwd", "scenario.winter.profiles", "not a path inside", "relative path"),
    Break("path upwards", '"winter.csv"', '"../winter.csv"', "../winter", "scenario.winter.profiles", "not a path inside", '".."'),
    Break("windows path", '"winter.csv"', "'C:\\winter.csv'", "C:", "scenario.winter.profiles", "not a path inside", "relative path"),
    Break("no such file", '"winter.csv"', '"wintr.csv"', "wintr.csv", "scenario.winter.profiles", '"wintr.csv" does not exist', "Add the file"),
)  # fmt: skip


TABLE = STRUCTURE + SYNTAX + REFERENCES + RULES


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_one_problem(broken: Callable[..., tuple[Problem, ...]], case: Break, folder: Path) -> None:
    (problem,) = broken("case.toml", case.old, case.new)
    path = folder / "case.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    assert problem.file == "case.toml"
    assert problem.key == case.key
    assert case.line in lines[problem.line - 1]
    assert case.message in problem.message
    assert case.remedy in problem.remedy
    if case.line:
        assert str(problem).startswith(f"case.toml, line {problem.line}")
