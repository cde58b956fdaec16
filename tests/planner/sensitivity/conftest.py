"""A case with every kind of uncertain input, and runs of it and of the tiny case."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from cases import Case, read_case
from operation import Design, SolverSettings
from planner import PlanSettings
from planner.archive import Archive
from planner.decision import decide
from planner.evaluation import Evaluation
from planner.executor import SerialEvaluator
from planner.kept_run import KeptRun

RICH_DAY = """time,hut.electricity_kw,hut.pv_kw,hut.wind_kw,hut.heat_kw,barn.electricity_kw,{cold}
00:00,5,0,9,{a},12,4
04:00,6,5,7,{b},14,5
08:00,10,45,2,{b},30,8
12:00,9,50,1,{a},35,9
16:00,14,12,3,{b},28,7
20:00,12,0,6,{a},18,5
"""
HEATED = """shiftable_share = 0.1
[building.wind]
installed_kw = 10
om_per_kw_year = 12
[building.gas]
price_per_m3 = 0.9
emission_kg_per_kwh = 0.2
limit_kw = 50
[building.heat_network]
price_per_kwh = 0.07
emission_kg_per_kwh = 0.12
limit_kw = 8
[[building.device]]
kind = "gas_to_heat"
rated_input_kw = 40
efficiency = 0.9
[[building.device]]
kind = "power_to_heat"
rated_input_kw = 5
efficiency = 0.95
"""
COLD = """[[building.device]]
kind = "power_to_cold"
rated_input_kw = 20
cop = 3.0
"""


@pytest.fixture
def rich(tiny_folder: Path) -> Case:
    """The tiny case with seasons, wind, gas, heat, cold and embodied emissions."""
    case = tiny_folder / "case.toml"
    text = case.read_text()
    start, end = text.index("[[tariff.period]]"), text.index("[[building]]")
    periods = text[start:end]
    seasons = "".join(periods.replace("all_year", name) for name in ("summer", "winter"))
    text = text[:start] + seasons + text[end:]
    hut = text.index('name = "hut"\n')
    generators = text.index("[building.pv]")
    storage = text.index("[[storage_type]]")
    text = text[:storage] + COLD + text[storage:]
    share, rest = HEATED.split("\n", 1)
    text = text[:generators] + rest + text[generators:]
    text = text[:hut] + f'name = "hut"\n{share}\n' + text[hut + len('name = "hut"\n') :]
    text = text.replace("life_years = 6", "life_years = 6\nembodied_kg_per_kwh = 60")
    text = text.replace(
        "investment_per_kw = 50", "investment_per_kw = 50\nlife_years = 7\nembodied_kg_per_kw = 20"
    )
    published = text.index("[[configuration.reference.published]]")
    text = text[:published] + text[text.index("[[configuration]]", published) :]
    scenarios = "".join(
        f'[[scenario]]\nname = "{name}"\nseason = "{name}"\ndays_per_year = {days}\n'
        f'profiles = "{name}.csv"\n'
        for name, days in (("summer", 215), ("winter", 150))
    )
    case.write_text(text[: text.index("[[scenario]]")] + scenarios)
    for name, a, b in (("summer", 2, 3), ("winter", 14, 20)):
        day = RICH_DAY.format(cold="barn.cold_kw", a=a, b=b)
        if name == "winter":
            day = re.sub(r",\d+$", ",0", day, flags=re.MULTILINE)
        (tiny_folder / f"{name}.csv").write_text(day)
    return read_case(tiny_folder)


def evaluated(case: Case, designs: list[Design]) -> list[Evaluation]:
    """Evaluations by the real evaluator, in this process."""
    return SerialEvaluator(case, SolverSettings()).evaluate(designs, lambda: None)


def some_designs(case: Case) -> list[Design]:
    """Designs from nothing to all that fits."""
    return [
        Design((kwh,), (kw,))
        for kwh, kw in product((0.0, 30.0, 60.0, 120.0, 200.0), (0.0, 10.0, 25.0, 40.0))
    ]


@pytest.fixture
def kept_of() -> Callable[[Case], KeptRun]:
    """Makes a run of a case out of some designs."""

    def make(case: Case) -> KeptRun:
        settings = PlanSettings()
        archive = Archive(settings.search.objectives)
        archive.add(evaluated(case, some_designs(case)))
        front = tuple(sorted(archive.front, key=lambda e: e.lifecycle_cost))
        decision = decide(front, settings.weights)
        return KeptRun(Path("run"), case, settings, archive.evaluations, front, decision)

    return make


@pytest.fixture
def kept(tiny: Case, kept_of: Callable[[Case], KeptRun]) -> KeptRun:
    """A run of the tiny case."""
    return kept_of(tiny)
