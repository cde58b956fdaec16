"""What a sound folder becomes: arrays, configurations, digests."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import numpy as np
import pytest

from cases import CaseError, Problem, read_case, read_case_folder

Read = Callable[..., tuple[Problem, ...]]
ROOT = Path(__file__).resolve().parents[2]


def test_arrays_are_rounded_frozen_and_in_building_order(folder: Path) -> None:
    case = read_case(folder)
    assert [building.name for building in case.buildings] == ["home", "shop"]
    for scenario in case.scenarios:
        arrays = [getattr(scenario, field.name) for field in fields(scenario)]
        arrays = [array for array in arrays if isinstance(array, np.ndarray)]
        assert len(arrays) == 9
        for array in arrays:
            assert array.shape == (24, 2) and array.dtype == np.float64
            assert array.flags.c_contiguous and not array.flags.writeable
            with pytest.raises(ValueError, match="read-only"):
                array[0, 0] = 1.0
    summer, winter = case.scenarios
    assert summer.electricity_kw[3].tolist() == [23.0, 40.123]
    assert summer.heat_kw[0].tolist() == [5.0, 2.5]
    assert summer.cold_kw[0].tolist() == [0.0, 60.0]
    assert summer.pv_kw[:, 1].max() == 0.0 and summer.pv_kw[12, 0] == 30.0
    assert summer.shiftable_share[5].tolist() == [0.1, 0.0]
    assert summer.import_price_per_kwh[:, 0].tolist() == [0.4] * 7 + [0.8] * 16 + [0.4]
    assert set(winter.import_price_per_kwh.flat) == {0.7}
    assert summer.grid_emission_kg_per_kwh[0].tolist() == [0.6, 0.6]
    assert (summer.steps, summer.days, summer.step_hours) == (24, 1.0, 1.0)
    assert not np.signbit(summer.heat_kw).any()


def test_columns_override_what_case_toml_says(folder: Path) -> None:
    path = folder / "winter.csv"
    head, *rows = path.read_text().splitlines()
    head += ",home.shiftable_share,shop.grid_emission_kg_per_kwh"
    path.write_text("\n".join([head, *(f"{row},0.12345,0.98765" for row in rows)]))
    winter = read_case(folder).scenarios[1]
    assert set(winter.shiftable_share[:, 0]) == {0.12345}
    assert set(winter.grid_emission_kg_per_kwh[:, 1]) == {0.98765}
    assert set(winter.grid_emission_kg_per_kwh[:, 0]) == {0.6}


@pytest.mark.parametrize("step_hours", [0.25, 0.5, 1, 2, 0.0833333333])
def test_steps_of_any_length(folder: Path, step_hours: float) -> None:
    minutes = round(step_hours * 60)
    for name in ("summer.csv", "winter.csv"):
        head, row, *_ = (folder / name).read_text().splitlines()
        rest = row.split(",", 1)[1]
        clocks = [f"{m // 60:02d}:{m % 60:02d}" for m in range(0, 1440, minutes)] * 2
        lines = "\r\n".join([head, *(f"{clock},{rest}" for clock in clocks)])
        (folder / name).write_text(lines, encoding="utf-8-sig", newline="")
    text = (folder / "case.toml").read_text()
    text = text.replace("step_hours = 1", f"step_hours = {step_hours}")
    if step_hours == 2:
        text = text.replace("07:00", "06:00").replace("23:00", "22:00")
    (folder / "case.toml").write_text(text, encoding="utf-8-sig", newline="\r\n")
    scenario = read_case(folder).scenarios[0]
    assert scenario.steps == 2 * 1440 // minutes and scenario.days == pytest.approx(2)
    assert scenario.step_hours == minutes / 60
    assert scenario.clock(1) == f"{minutes // 60:02d}:{minutes % 60:02d}"
    cheap = scenario.import_price_per_kwh[:, 0] == 0.4
    assert cheap.sum() * minutes == 2 * 8 * 60


def test_price_change_inside_a_step(broken: Read) -> None:
    first, second = broken("case.toml", "07:00-23:00", "07:30-23:00")[:2]
    assert "two prices" not in first.message
    told = [p for p in (first, second) if "07:30 lies inside a step" in p.message]
    assert told and "60 minutes" in told[0].remedy


def test_configurations(folder: Path) -> None:
    whole = read_case_folder(folder)
    assert whole.configurations == ("apart", "joined")
    assert whole.default_configuration == "joined"
    assert (whole.name, whole.path) == ("pair", folder)
    joined, apart = whole.case(), whole.case("apart")
    assert [site.name for site in joined.storage] == ["public"]
    assert [hub.name for hub in joined.hubs] == ["bus"]
    assert joined.ports == ((0, 0), (0, 1))
    assert [kind.name for kind in joined.storage_types] == ["battery"]
    assert apart.hubs == () and apart.scenarios is joined.scenarios
    assert apart.digest != joined.digest == read_case(folder, "joined").digest
    with pytest.raises(FrozenInstanceError):
        joined.name = "x"  # type: ignore[misc]


def test_without_configurations_everything_is_used(folder: Path) -> None:
    text = (folder / "case.toml").read_text()
    start, end = text.index("[[configuration]]"), text.index("[[scenario]]")
    text = text[:start] + text[end:]
    text = text.replace('default_configuration = "joined"\n', "")
    (folder / "case.toml").write_text(text)
    whole = read_case_folder(folder)
    assert whole.configurations == ("all",)
    case = whole.case()
    assert len(case.storage) == 2 and len(case.hubs) == 1
    assert case.configuration.name == "all"


def test_unknown_configuration(folder: Path) -> None:
    with pytest.raises(CaseError) as caught:
        read_case(folder, "join")
    (problem,) = caught.value.problems
    assert (problem.file, problem.value) == ("case.toml", "join")
    assert problem.remedy == 'Did you mean "joined"?'
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("name", ["case.toml", "summer.csv", "winter.csv"])
def test_digest_changes_with_any_byte(folder: Path, name: str) -> None:
    before = read_case(folder).digest
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content + (b"\n" if name == "case.toml" else b"\r\n"))
    after = read_case(folder).digest
    path.write_bytes(content)
    assert before != after and read_case(folder).digest == before
    assert len(before) == 64


def test_independent_of_working_directory_and_of_how_it_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = read_case(folder)
    monkeypatch.chdir(tmp_path)
    for name in ("pair", Path("pair"), "pair/case.toml", "./pair/", str(folder)):
        assert read_case(name).digest == expected.digest
    monkeypatch.chdir(folder)
    for name in (".", "case.toml"):
        assert read_case(name).digest == expected.digest
    assert read_case_folder(".").path == folder


def test_ten_problems_in_three_files_are_all_listed(folder: Path, problems_of: Read) -> None:
    def change(name: str, *pairs: tuple[str, str]) -> None:
        text = (folder / name).read_text()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / name).write_text(text)

    change(
        "case.toml",
        ("horizon_years = 20", "horizon_years = 0"),
        ('tariff = "flat"\nimport_limit_kw = 500', 'tariff = "flat"\nimport_limit_kw = "a"'),
        ("soc_max = 0.9", "soc_max = 90"),
        ('at = "home"', 'at = "hom"'),
        ("days_per_year = 215", "days_per_year = 214"),
    )
    change("summer.csv", ("03:00,23", "03:00,-23"), ("shop.wind_kw", "shop.wnd_kw"))
    change("winter.csv", ("04:00,24", "04:00,"), ("05:00,25", "05:01,25"))
    problems = problems_of(folder)
    told = [(p.file, p.line, p.key) for p in problems]
    lines = [p.line for p in problems if p.file == "case.toml"]
    assert [t[2] for t in told if t[0] == "case.toml"] == [
        "economics.horizon_years",
        "building.home.grid.import_limit_kw",
        "storage_type.battery.soc_max",
        "storage.home_battery.at",
        "scenario",
    ]
    assert lines == sorted(lines) and len(set(lines)) == 5
    assert told[5:] == [
        ("summer.csv", 1, "shop.wind_kw"),
        ("summer.csv", 1, "shop.wnd_kw"),
        ("summer.csv", 5, "home.electricity_kw"),
        ("winter.csv", 6, "home.electricity_kw"),
        ("winter.csv", 7, "time"),
        ("winter.csv", 8, "time"),
    ]


def test_import_is_cheap_and_all_is_complete() -> None:
    code = (
        "import sys, cases; assert not {'numpy', 'pydantic', 'pandas'} & set(sys.modules);"
        "assert all(hasattr(cases, name) for name in cases.__all__);"
        "assert set(cases.__all__) <= set(dir(cases)); assert 'pandas' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, env=environment)
    import cases

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cases.nothing
