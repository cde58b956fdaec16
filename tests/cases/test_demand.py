"""Heat and cold that no plan could supply are refused, with place and shortfall."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cases import Problem

Read = Callable[..., tuple[Problem, ...]]
NETWORK = """[building.heat_network]
price_per_kwh = 0.3
emission_kg_per_kwh = 0.2
limit_kw = 100
"""
BOILER = """[[building.device]]
kind = "gas_to_heat"
rated_input_kw = 60
efficiency = 0.9
"""
CHILLER = """[[building.device]]
kind = "power_to_cold"
operation = "on_off"
rated_input_kw = 10
units = 3
cop = 4.0
"""


def boiler(operation: str, rated: float, units: int = 1) -> str:
    """An electric boiler without loss."""
    return (
        f'[[building.device]]\nkind = "power_to_heat"\noperation = "{operation}"\n'
        f"rated_input_kw = {rated}\nunits = {units}\nefficiency = 1\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "file", "column", "message", "remedy"),
    [
        (NETWORK, "", "summer.csv", "home.heat_kw", "nothing that gives heat", "heat_network"),
        ("limit_kw = 100", "limit_kw = 70", "winter.csv", "home.heat_kw", "10 kW short", "Raise"),
        ("limit_kw = 80", "limit_kw = 40", "winter.csv", "shop.heat_kw", "4 kW short", "Raise"),
        (CHILLER, "", "summer.csv", "shop.cold_kw", "no power_to_cold device", "Add a power"),
        ("units = 3", "units = 1", "summer.csv", "shop.cold_kw", "20 kW short", "Raise"),
        (NETWORK, boiler("on_off", 50, 2), "summer.csv", "home.heat_kw", "exactly 5 kW", "modul"),
        ("rated_input_kw = 60", 'rated_input_kw = 60\noperation = "on_off"', "summer.csv",
         "shop.heat_kw", "exactly 2.5 kW of heat at 00:00", "modulating"),
        (NETWORK, boiler("on_off", 78) + boiler("modulating", 3), "summer.csv", "home.heat_kw",
         "modulating sources 3 kW", "heat network"),
    ],
)  # fmt: skip
def test_unmet(
    broken: Read, old: str, new: str, file: str, column: str, message: str, remedy: str
) -> None:
    problems = broken("case.toml", old, new)
    found = [p for p in problems if p.file == file and p.key == column]
    assert message in found[0].message and remedy in found[0].remedy
    assert found[0].line == 2
    assert column.split(".")[0] in found[0].message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NETWORK, boiler("on_off", 5, 16)),
        (NETWORK, boiler("on_off", 70) + boiler("modulating", 10)),
        (BOILER, boiler("modulating", 50)),
        (NETWORK, boiler("on_off", 0.5, 1000) + boiler("on_off", 0.25, 1000)),
    ],
)
def test_met(broken: Read, old: str, new: str) -> None:
    assert broken("case.toml", old, new) == ()


def test_gas_device_needs_gas(broken: Read) -> None:
    supply = "[building.gas]\nprice_per_m3 = 3.0\nemission_kg_per_kwh = 0.2\nlimit_kw = 80\n"
    problem, *_ = broken("case.toml", supply, "")
    assert problem.key == "building.shop.device[2].kind"
    assert "no gas supply" in problem.message and "[building.gas]" in problem.remedy
