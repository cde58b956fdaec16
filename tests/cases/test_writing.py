"""Writing a case folder: what is written reads back as it was, all of it or nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from cases import read_case_folder
from cases.problem import CaseError
from cases.toml_text import case_toml
from cases.writing import CaseFolderExists, ProfileTable, write_case

CLOCKS = [f"{hour:02d}:00" for hour in range(24)]


def document() -> dict[str, object]:
    period = {
        "season": "all",
        "label": 'a "flat" price',
        "clock": ["00:00-24:00"],
        "import_price_per_kwh": 0.1 + 0.2,
        "export_price_per_kwh": 1e-05,
    }
    return {
        "scenario": [
            {"name": "day", "season": "all", "days_per_year": 365.0, "profiles": "day.csv"}
        ],
        "step_hours": 1,
        "building": [
            {
                "grid": {
                    "tariff": "flat",
                    "import_limit_kw": np.float64(50.5),
                    "export_limit_kw": 0,
                    "emission_kg_per_kwh": 0.5,
                },
                "name": "home",
                "floor_area_m2": None,
            }
        ],
        "tariff": [{"name": "flat", "period": [period]}],
        "economics": {"horizon_years": 10},
        "format": 1,
        "name": "one",
        "currency": "EUR",
    }


def day() -> dict[str, ProfileTable]:
    load = np.linspace(1.0, 24.0, 24)
    intensity = np.full(24, 0.123456789)
    columns = {"home.electricity_kw": load, "home.grid_emission_kg_per_kwh": intensity}
    return {"day.csv": ProfileTable(CLOCKS, columns)}


def test_a_written_case_is_read_back(tmp_path: Path) -> None:
    write_case(tmp_path / "deep" / "one", document(), day(), "First line\n\nthird line")
    found = read_case_folder(tmp_path / "deep" / "one")
    assert not found.warnings
    assert found.file.tariff[0].period[0].import_price_per_kwh == 0.1 + 0.2
    assert found.file.tariff[0].period[0].export_price_per_kwh == 1e-05
    assert found.file.building[0].grid.import_limit_kw == 50.5
    assert np.allclose(found.scenarios[0].electricity_kw[:, 0], np.linspace(1, 24, 24), atol=5e-4)
    assert (found.scenarios[0].grid_emission_kg_per_kwh == 0.123456789).all()
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["one"]


def test_the_shipped_case_is_written_and_read_back() -> None:
    shipped = Path(__file__).parents[2] / "cases" / "beijing" / "case.toml"
    data = tomllib.loads(shipped.read_text(encoding="utf-8"))
    text = case_toml(data, "", {"building.grid.import_limit_kw": "chosen"})
    assert tomllib.loads(text) == data
    assert text.count("# chosen") == 1  # where the key first occurs
    assert "\n\n\n# ---- Electricity prices ---" in text


def test_tables_come_in_the_order_of_the_schema() -> None:
    text = case_toml(document(), "", {})
    places = [
        text.index(sign) for sign in ("format =", "[economics]", "[[tariff]]", "[[building]]")
    ]
    assert places == sorted(places)
    assert text.index("[building.grid]") < text.index("[[scenario]]")


def test_a_long_free_table_is_not_squeezed_into_a_line() -> None:
    sizes = {f"battery_of_house_{n}": float(n) for n in range(9)}
    data = {"configuration": [{"name": "a", "reference": {"storage_kwh": sizes}}]}
    text = case_toml(data, "", {})
    assert "[configuration.reference.storage_kwh]" in text
    assert tomllib.loads(text) == data


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CaseFolderExists, match="not an empty folder"):
        write_case(tmp_path, document(), day())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    write_case(tmp_path / "one", document(), day())
    assert (tmp_path / "one" / "day.csv").is_file()


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    profiles = day() | {"n" * 300 + ".csv": day()["day.csv"]}
    with pytest.raises(CaseError, match="cannot be written"):
        write_case(tmp_path / "one", document(), profiles)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [-0.001, np.nan, np.inf])
def test_figures_that_no_profile_may_hold(tmp_path: Path, value: float) -> None:
    load = np.ones(24)
    load[3] = value
    table = ProfileTable(CLOCKS, {"home.electricity_kw": load})
    with pytest.raises(ValueError, match=r"home\.electricity_kw"):
        write_case(tmp_path / "one", document(), {"day.csv": table})
    assert not list(tmp_path.iterdir())


def test_tiny_numbers_are_written_as_plain_decimals(tmp_path: Path) -> None:
    columns = {
        "home.electricity_kw": np.full(24, -1e-9),
        "home.grid_emission_kg_per_kwh": np.full(24, 1e-7),
    }
    write_case(tmp_path / "one", document(), {"day.csv": ProfileTable(CLOCKS, columns)})
    first = (tmp_path / "one" / "day.csv").read_text(encoding="utf-8").splitlines()[1]
    assert first == "00:00,0.000,0.0000001"
    read_case_folder(tmp_path / "one")
