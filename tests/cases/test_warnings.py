"""What is doubtful is told without stopping anybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cases import Problem, read_case_folder

Read = Callable[..., tuple[Problem, ...]]
NIGHT = "import_price_per_kwh = 0.4\nexport_price_per_kwh = 0.3"
ARBITRAGE = NIGHT.replace("0.3", "0.5")


def warnings(folder: Path, *pairs: tuple[str, str], file: str = "case.toml") -> list[Problem]:
    """Warnings after replacements in a file."""
    text = (folder / file).read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / file).write_text(text)
    return list(read_case_folder(folder).warnings)


def test_none(folder: Path) -> None:
    assert warnings(folder) == []


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [("surplus", "holds this off: a building"), ("meter", "Consider"), ("common", "joined")],
)
def test_arbitrage_names_the_times_and_the_rule(folder: Path, rule: str, remedy: str) -> None:
    (told,) = warnings(folder, (NIGHT, ARBITRAGE), ('"surplus"', f'"{rule}"'))
    assert (told.file, told.key, told.value) == ("case.toml", "tariff.flat", "summer")
    assert "at 00:00-07:00, 23:00-24:00" in told.message
    assert f'export_rule = "{rule}"' in told.remedy and remedy in told.remedy


def test_arbitrage_between_the_buildings_of_a_hub(folder: Path) -> None:
    dear = "".join(
        f'[[tariff.period]]\nseason = "{season}"\nlabel = "all"\nclock = ["00:00-24:00"]\n'
        "import_price_per_kwh = 0.9\nexport_price_per_kwh = 0.75\n"
        for season in ("summer", "winter")
    )
    text = (folder / "case.toml").read_text()
    head, _, tail = text.rpartition('tariff = "flat"')
    text = head + 'tariff = "dear"' + tail + f'\n[[tariff]]\nname = "dear"\n{dear}'
    (folder / "case.toml").write_text(text)
    summer, winter = warnings(folder)
    assert summer.key == winter.key == "hub.bus"
    assert "00:00-07:00, 23:00-24:00" in summer.message and "00:00-24:00" in winter.message


def test_module_that_does_not_divide(folder: Path) -> None:
    (told,) = warnings(folder, ("module_kw = 5", "module_kw = 20\n"), ("= 200", "= 190"))
    assert told.key == "hub.bus.module_kw" and told.value == "20"
    assert "190 kW is no multiple of 20 kW" in told.message and "180 kW" in told.remedy


def test_generation_above_the_installation(folder: Path) -> None:
    told = warnings(folder, ("installed_kw = 50", "installed_kw = 28"))
    assert [(p.file, p.line, p.key, p.value) for p in told] == [
        ("summer.csv", 14, "home.pv_kw", "30"),
        ("winter.csv", 14, "home.pv_kw", "30"),
    ]
    assert "installed_kw = 28" in told[0].message and "unit" in told[0].remedy


def test_load_above_the_meter(folder: Path) -> None:
    told = warnings(folder, ("import_limit_kw = 500", "import_limit_kw = 40"))
    assert [(p.file, p.line, p.key) for p in told] == [
        ("summer.csv", 25, "home.electricity_kw"),
        ("winter.csv", 25, "home.electricity_kw"),
    ]
    assert "43 kW is 3 kW above the import limit" in told[0].message
    assert "(3 such steps)" in told[0].message and "check the limit" in told[0].remedy


def test_what_nothing_uses(folder: Path) -> None:
    extra = '[[storage]]\nname = "spare"\nat = "shop"\ntype = "battery"\ncapacity_max_kwh = 1\n'
    (told,) = warnings(folder, ("[[hub]]", extra + "[[hub]]"))
    assert told.key == "storage.spare" and 'uses "spare"' in told.message
