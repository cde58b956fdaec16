"""CityLearn data sets: small made ones of every layout, read, turned into a case, read back."""

from __future__ import annotations

import csv
import datetime
import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cases import CaseError, read_case_folder
from cases.importing.citylearn.assumptions import assumptions_for
from cases.importing.citylearn.clock import WeekStart
from cases.importing.citylearn.data_set import DataSet, read_data_set
from cases.importing.citylearn.document import (
    case_document,
    electricity_per_kw,
    year_profiles,
)
from cases.importing.typical_days import typical_days
from cases.schema import Calendar, DayType
from cases.writing import add_scenarios, write_case

FIRST = datetime.date(2023, 1, 1)  # a Sunday
OLDER = {
    "month": "Month",
    "hour": "Hour",
    "day_type": "Day Type",
    "non_shiftable_load": "Equipment Electric Power [kWh]",
    "dhw_demand": "DHW Heating [kWh]",
    "cooling_demand": "Cooling Load [kWh]",
    "heating_demand": "Heating Load [kWh]",
    "solar_generation": "Solar Generation [W/kW]",
    "outdoor_dry_bulb_temperature": "Outdoor Drybulb Temperature [C]",
    "carbon_intensity": "kg_CO2/kWh",
    "electricity_pricing": "Electricity Pricing [$]",
}
Rows = list[dict[str, Any]]
Files = dict[str, Rows]


def heat_pump(**attributes: float) -> dict[str, Any]:
    given = {"nominal_power": None, "efficiency": 0.25, "target_cooling_temperature": 8.0}
    return {
        "type": "citylearn.energy_model.HeatPump",
        "autosize": True,
        "attributes": given | {"target_heating_temperature": 45.0} | attributes,
    }


def heater(efficiency: float = 0.9) -> dict[str, Any]:
    attributes = {"nominal_power": None, "efficiency": efficiency}
    return {"type": "citylearn.energy_model.ElectricHeater", "attributes": attributes}


def schema() -> dict[str, Any]:
    files = {"weather": "weather.csv", "carbon_intensity": "carbon_intensity.csv", "pricing": None}
    office = {
        "include": True,
        "energy_simulation": "Building_1.csv",
        **files,
        "cooling_device": heat_pump(),
        "dhw_device": heater(),
        "dhw_storage": {"attributes": {"capacity": None}},
        "electrical_storage": {"attributes": {"efficiency": 0.9, "nominal_power": 12.0}},
        "pv": {"autosize": False, "attributes": {"nominal_power": 20.0}},
    }
    flats = {"energy_simulation": "Building_2.csv", **files, "dhw_device": heater(0.8)}
    unused = {"include": False, "energy_simulation": "nowhere.csv"}
    buildings = {"Building_1": office, "The 2nd one!": flats, "Building_3": unused}
    return {"seconds_per_time_step": 3600.0, "buildings": buildings, "agent": {"any": "thing"}}


def files(days: int = 365, first: datetime.date = FIRST, sunday_first: bool = True) -> Files:
    """Rows of every file: an office that is shut on weekends, and flats."""
    made: Files = {
        name: [] for name in ("Building_1", "Building_2", "weather", "carbon_intensity", "pricing")
    }
    for place in range(days * 24):
        date, hour = first + datetime.timedelta(days=place // 24), place % 24
        sun = max(0.0, math.sin(math.pi * (hour - 6) / 12))
        warm = 15 - 10 * math.cos(2 * math.pi * date.timetuple().tm_yday / 365) + 5 * sun
        off, summer = date.isoweekday() > 5, date.month in (6, 7, 8, 9)
        kind = date.isoweekday() % 7 + 1 if sunday_first else date.isoweekday()
        common = {"month": date.month, "hour": hour + 1, "day_type": kind}
        made["Building_1"].append(
            common
            | {
                "indoor_dry_bulb_temperature": "",
                "non_shiftable_load": round(2 + (0 if off else 10 * sun), 3),
                "dhw_demand": 0.0,
                "cooling_demand": round(max(0.0, warm - 18) * 2, 3),
                "heating_demand": 0.0,
                "solar_generation": round(800 * sun * (0.6 + 0.4 * math.sin(place // 24)), 3),
            }
        )
        made["Building_2"].append(
            common
            | {
                "non_shiftable_load": round(3 + math.sin(hour), 3),
                "dhw_demand": 2.5 if hour in (7, 20) else 0.5,
                "cooling_demand": 0.0,
                "heating_demand": 0.0,
                "solar_generation": 0.0,
            }
        )
        made["weather"].append({"outdoor_dry_bulb_temperature": round(warm, 2)})
        intensity = round(0.4 + 0.1 * math.sin(place / 50), 6)
        made["carbon_intensity"].append({"carbon_intensity": intensity})
        dear = (0.4 if off else 0.54) if summer else 0.5
        price = dear if 16 <= hour < 21 else 0.22 if summer else 0.21
        made["pricing"].append({"electricity_pricing": price})
    return made


def write(folder: Path, plain: dict[str, Any], made: Files, older: bool = False) -> Path:
    """Write a data set."""
    folder.mkdir(exist_ok=True)
    (folder / "schema.json").write_text(json.dumps(plain, indent=1), encoding="utf-8")
    for name, rows in made.items():
        header = [OLDER.get(key, key) if older else key for key in rows[0]]
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(row.values() for row in rows)
    return folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound data set of a year."""
    return write(tmp_path_factory.mktemp("citylearn") / "sound", schema(), files())


def make_case(data: DataSet, folder: Path, count: int = 8, template: Path | None = None) -> Path:
    assumed = assumptions_for(data, template)
    plain = case_document(data, assumed, "made", "Made")
    year = year_profiles(data)
    said = {k: v for k, v in plain["calendar"].items() if v is not None}
    days = typical_days(
        year,
        Calendar.model_validate_json(json.dumps(said)),
        count=count,
        by_day_type=assumed.by_day_type,
        electricity_per_kw=electricity_per_kw(data),
    )
    document, profiles = add_scenarios(plain, days, year)
    return write_case(folder, document, profiles, "A test", assumed.comments)


def test_a_data_set_becomes_a_case(sound: Path, tmp_path: Path) -> None:
    data = read_data_set(sound)
    found = read_case_folder(make_case(data, tmp_path / "made"))
    assert not found.warnings and found.has_year
    office, flats = found.file.building
    assert (office.name, flats.name, flats.title) == ("building_1", "the_2nd_one", "The 2nd one!")
    assert found.configurations == ("independent", "interconnected")
    joined = found.case("interconnected")
    assert [site.at for site in joined.storage] == ["building_1", "the_2nd_one", "link"]
    assert joined.hubs[0].buildings == ("building_1", "the_2nd_one")
    assert [site.at for site in found.case("independent").storage] == ["building_1", "the_2nd_one"]
    assert math.fsum(s.days_per_year for s in found.scenarios) == 365
    rows = files()["Building_1"]
    for quantity, key, scale in (
        ("electricity_kw", "non_shiftable_load", 1.0),
        ("cold_kw", "cooling_demand", 1.0),
        ("pv_kw", "solar_generation", 20 / 1000),
    ):
        total = scale * math.fsum(max(0.0, row[key]) for row in rows)
        kept = sum(s.days_per_year * getattr(s, quantity)[:, 0].sum() for s in found.scenarios)
        assert kept == pytest.approx(total, rel=1e-4)  # watts are rounded
    assert found.file.building[0].grid.emission_kg_per_kwh == pytest.approx(0.4, abs=0.01)
    kinds = [(d.kind.value, d.output_per_input) for d in flats.device]
    assert kinds == [("power_to_heat", 0.8)]
    assert flats.device[0].rated_input_kw == pytest.approx(1.1 * 2.5 / 0.8, abs=0.1)


def test_the_year_of_the_case_is_the_data_set(sound: Path, tmp_path: Path) -> None:
    from cases.year import read_year

    year = read_year(read_case_folder(make_case(read_data_set(sound), tmp_path / "made")))
    assert year.dates[0] == FIRST and len(year.days) == 365
    rows = files()["Building_1"][24 * 200 : 24 * 201]
    loads = year.days[200].electricity_kw[:, 0]
    assert loads.tolist() == [row["non_shiftable_load"] for row in rows]


def test_the_chillers_cop_takes_the_electricity_that_citylearn_takes(sound: Path) -> None:
    data = read_data_set(sound)
    chiller = data.buildings[0].chiller
    assert chiller is not None
    taken = 0.0
    for row, weather in zip(files()["Building_1"], files()["weather"], strict=True):
        lift = weather["outdoor_dry_bulb_temperature"] - 8.0
        cop = 0.25 * (8.0 + 273.15) / lift if lift else 20.0
        taken += row["cooling_demand"] / (20.0 if cop < 0 or cop > 20 else cop)
    assert data.buildings[0].cold_kw.sum() / chiller.output_per_input == pytest.approx(
        taken, rel=1e-3
    )


def test_older_names_of_columns(sound: Path, tmp_path: Path) -> None:
    older = read_data_set(write(tmp_path / "older", schema(), files(), older=True))
    for one, other in zip(read_data_set(sound).buildings, older.buildings, strict=True):
        assert (one.electricity_kw == other.electricity_kw).all()
        assert (one.pv_kw == other.pv_kw).all() and (one.heat_kw == other.heat_kw).all()
        assert one.chiller == other.chiller


@pytest.mark.parametrize(("sunday_first", "told"), [(True, "Sunday"), (False, "Monday")])
def test_the_loads_tell_what_day_type_1_is(tmp_path: Path, sunday_first: bool, told: str) -> None:
    made = files(60, datetime.date(2023, 5, 1), sunday_first)
    data = read_data_set(write(tmp_path / "set", schema(), made))
    assert f"day type 1 is taken for a {told}" in data.notes
    assert data.clock.first_day.isoweekday() == 1 and data.clock.first_day.month == 5
    other = WeekStart.MONDAY if sunday_first else WeekStart.SUNDAY
    assert read_data_set(tmp_path / "set", other).clock.first_day.isoweekday() != 1


def test_hours_from_0_beginning_in_august(tmp_path: Path) -> None:
    made = files(365, datetime.date(2022, 8, 1), sunday_first=False)
    for name in ("Building_1", "Building_2"):
        for row in made[name]:
            row["hour"] = float(row["hour"] - 1)
    data = read_data_set(write(tmp_path / "set", schema(), made))
    assert data.clock.days == 365 and data.clock.first_day == datetime.date(2022, 8, 1)


def test_a_year_that_begins_before_midnight_is_closed(tmp_path: Path) -> None:
    made = files(366, datetime.date(2022, 7, 31), sunday_first=False)
    cut = {name: rows[23 : 23 + 8760] for name, rows in made.items()}
    data = read_data_set(write(tmp_path / "set", schema(), cut))
    assert data.clock.days == 365 and data.clock.first_day == datetime.date(2022, 8, 1)
    assert any("makes them a whole day" in note for note in data.notes)
    assert data.buildings[0].electricity_kw[0] == made["Building_1"][24]["non_shiftable_load"]


def test_ends_that_are_no_whole_day_are_left_out(tmp_path: Path) -> None:
    cut = {name: rows[5:1200] for name, rows in files(60).items()}
    data = read_data_set(write(tmp_path / "set", schema(), cut))
    assert data.clock.days == 49 and data.clock.first_day == datetime.date(2023, 1, 2)
    assert any("are left out" in note for note in data.notes)


def test_prices_become_a_tariff_hour_by_hour(tmp_path: Path) -> None:
    plain, made = schema(), files()
    for building in plain["buildings"].values():
        building["pricing"] = "pricing.csv"
    folder = make_case(read_data_set(write(tmp_path / "set", plain, made)), tmp_path / "case", 9)
    found = read_case_folder(folder)
    assert all(entry.day_type is not DayType.ANY for entry in found.file.scenario)
    from cases.year import read_year

    prices = np.concatenate([day.import_price_per_kwh[:, 0] for day in read_year(found).days])
    assert prices.tolist() == [row["electricity_pricing"] for row in made["pricing"]]


def test_prices_that_are_no_tariff_are_told(tmp_path: Path) -> None:
    plain, made = schema(), files(60)
    plain["buildings"]["Building_1"]["pricing"] = "pricing.csv"
    made["pricing"][100]["electricity_pricing"] = 9.0
    data = read_data_set(write(tmp_path / "set", plain, made))
    assert "no time-of-use tariff" in assumptions_for(data, None).notes[0]


def test_a_template_lends_its_prices(sound: Path, tmp_path: Path) -> None:
    data = read_data_set(sound)
    first = make_case(data, tmp_path / "first")
    text = (first / "case.toml").read_text(encoding="utf-8")
    text = text.replace("0.54", "0.99").replace('"USD"', '"EUR"').replace("350.0", "123.0")
    (first / "case.toml").write_text(text, encoding="utf-8")
    found = read_case_folder(make_case(data, tmp_path / "second", template=first)).file
    assert found.currency == "EUR" and found.storage_type[0].investment_per_kwh == 123.0
    assert max(p.import_price_per_kwh for p in found.tariff[0].period) == 0.99


def test_without_carbon_intensity_and_devices(tmp_path: Path) -> None:
    plain = schema()
    for building in plain["buildings"].values():
        building["carbon_intensity"] = None
        building.pop("dhw_device", None)
    data = read_data_set(write(tmp_path / "set", plain, files(40)))
    assert any("no device for it" in note for note in data.notes)
    found = read_case_folder(make_case(data, tmp_path / "made", 6))
    assert found.file.building[0].grid.emission_kg_per_kwh == 0.4
    assert math.fsum(s.days_per_year for s in found.scenarios) == 365


def edit(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")

    return apply


def in_schema(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def apply(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data)

    return edit("schema.json", apply)


def cell(name: str, row: int, column: str, value: str) -> Callable[[Path], None]:
    def apply(text: str) -> str:
        rows = list(csv.reader(text.splitlines()))
        rows[row - 1][rows[0].index(column)] = value
        return "\n".join(",".join(cells) for cells in rows) + "\n"

    return edit(name, apply)


def office(data: dict[str, Any]) -> dict[str, Any]:
    return dict.__getitem__(data["buildings"], "Building_1")


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "no schema": (lambda f: (f / "schema.json").unlink(), '"schema.json" does not exist'),
    "broken json": (edit("schema.json", lambda t: t[:200]), "not valid JSON"),
    "json list": (edit("schema.json", lambda t: "[1]"), "schema.json"),
    "nan in json": (edit("schema.json", lambda t: t.replace("3600.0", "NaN")), "NaN is not"),
    "utf-16": (
        lambda f: (f / "schema.json").write_text(json.dumps(schema()), encoding="utf-16"),
        "UTF-16",
    ),
    "no buildings": (in_schema(lambda d: d.pop("buildings")), 'key "buildings" is missing'),
    "none included": (
        in_schema(lambda d: [b.update(include=False) for b in d["buildings"].values()]),
        "No building is included",
    ),
    "no simulation": (
        in_schema(lambda d: office(d).pop("energy_simulation")),
        'key "energy_simulation" is missing',
    ),
    "file outside": (
        in_schema(lambda d: office(d).update(weather="../weather.csv")),
        "not a path inside",
    ),
    "text for a number": (
        in_schema(lambda d: office(d)["pv"]["attributes"].update(nominal_power="big")),
        "buildings.Building_1.pv.attributes.nominal_power",
    ),
    "negative rating": (
        in_schema(lambda d: office(d)["cooling_device"]["attributes"].update(nominal_power=-1)),
        "greater than or equal to 0",
    ),
    "strange device": (
        in_schema(lambda d: office(d)["cooling_device"].update(type="GasBoiler")),
        'type "GasBoiler" is not known',
    ),
    "other steps": (
        in_schema(lambda d: d.update(seconds_per_time_step=900)),
        "Only hourly data sets",
    ),
    "end beyond": (
        in_schema(lambda d: d.update(simulation_end_time_step=9000)),
        "simulation_end_time_step",
    ),
    "missing file": (lambda f: (f / "Building_2.csv").unlink(), '"Building_2.csv" does not exist'),
    "empty file": (edit("weather.csv", lambda t: ""), "no rows of figures"),
    "missing column": (
        edit("Building_1.csv", lambda t: t.replace("cooling_demand", "cooling_demnd", 1)),
        'cooling_demand (or "Cooling Load [kWh]") is missing. Did you mean "cooling_demnd"?',
    ),
    "missing row": (
        edit("carbon_intensity.csv", lambda t: t[: t.rindex("\n", 0, -1)] + "\n"),
        "has 959 rows of figures",
    ),
    "short row": (
        edit("Building_1.csv", lambda t: t.replace("\n1,2,", "\n2,", 1)),
        "row 3: The row has",
    ),
    "gap": (cell("Building_1.csv", 50, "dhw_demand", ""), "row 50, column dhw_demand"),
    "nan": (cell("weather.csv", 9, "outdoor_dry_bulb_temperature", "NaN"), "a value is missing"),
    "infinite": (cell("carbon_intensity.csv", 9, "carbon_intensity", "inf"), "is not a number"),
    "text": (cell("Building_2.csv", 12, "non_shiftable_load", "1,5"), "row 12"),
    "word": (cell("Building_2.csv", 12, "non_shiftable_load", "much"), '"much" is not a number'),
    "negative load": (cell("Building_1.csv", 7, "cooling_demand", "-3"), '"-3" is below 0'),
    "month 13": (cell("Building_1.csv", 7, "month", "13"), '"13" is above 12'),
    "day type 0": (cell("Building_1.csv", 7, "day_type", "0"), '"0" is below 1'),
    "half hour": (cell("Building_1.csv", 7, "hour", "6.5"), "not a whole number"),
    "hours jump": (cell("Building_1.csv", 7, "hour", "9"), "Hour 9 stands where 6 should follow"),
    "hours differ": (cell("Building_2.csv", 7, "hour", "9"), "9 stands here, 6 in Building_1.csv"),
    "no weather": (in_schema(lambda d: office(d).update(weather=None)), "and no weather"),
    "months in disorder": (
        edit("Building_1.csv", lambda t: t.replace("\n2,", "\n7,")),
        "Building_1.csv",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_malformed_data_set_is_told(tmp_path: Path, fault: str) -> None:
    folder = write(tmp_path / "set", schema(), files(40))
    change, words = FAULTS[fault]
    change(folder)
    with pytest.raises(CaseError) as caught:
        read_data_set(folder)
    assert words in str(caught.value)
    assert all(problem.message and problem.remedy for problem in caught.value.problems)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", schema(), files(40))
    faults = ("missing column", "gap", "nan", "infinite", "word", "missing row", "day type 0")
    for fault in faults:
        FAULTS[fault][0](folder)
    with pytest.raises(CaseError) as caught:
        read_data_set(folder)
    text = str(caught.value)
    assert all(FAULTS[fault][1] in text for fault in faults) and text.count("\n") >= 6


def test_months_in_disorder_in_every_file(tmp_path: Path) -> None:
    made = files(59)
    for name in ("Building_1", "Building_2"):
        for row in made[name][600:700]:
            row["month"] = 5
    with pytest.raises(CaseError, match="months do not run as in a calendar"):
        read_data_set(write(tmp_path / "set", schema(), made))


def test_the_layout_before_schema_json_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "building_attributes.json").write_text("{}")
    with pytest.raises(CaseError, match=r"of CityLearn before 1\.3"):
        read_data_set(tmp_path)
    with pytest.raises(CaseError, match="no such folder"):
        read_data_set(tmp_path / "nowhere")


@pytest.mark.skipif(
    not Path(os.environ.get("CLUSTERFLEX_CITYLEARN") or "/nowhere").is_dir(),
    reason="CLUSTERFLEX_CITYLEARN names no folder of a CityLearn data set",
)
def test_a_real_data_set(tmp_path: Path) -> None:
    data = read_data_set(os.environ["CLUSTERFLEX_CITYLEARN"])
    found = read_case_folder(make_case(data, tmp_path / "made", 12))
    assert len(found.file.building) == len(data.buildings) and len(found.scenarios) == 12
