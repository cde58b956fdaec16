"""Which building stands at which bus: reading, and every problem at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import CaseError
from cases.feeders.bus_map import POWER_FACTOR, read_bus_map
from cases.feeders.reading import read_feeder

BUILDINGS = ("home", "shop")


def written(folder: Path, text: str) -> Path:
    path = folder / "map.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_map_is_read_in_the_order_of_the_buildings(tmp_path: Path) -> None:
    path = written(tmp_path, "bus,building,power_factor\n33, shop ,0.8\n18,home,\n")
    found = read_bus_map(path, BUILDINGS, read_feeder("case33bw"))
    assert [read_feeder("case33bw").buses[at] for at in found.bus] == ["18", "33"]
    assert found.power_factor.tolist() == [POWER_FACTOR, 0.8]
    assert found.tangent[1] == pytest.approx(0.75)


def test_the_power_factor_may_be_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "building,bus\nhome,2\nshop,2\n")
    found = read_bus_map(path, BUILDINGS, read_feeder("case33bw"))
    assert found.bus.tolist() == [1, 1] and (found.power_factor == POWER_FACTOR).all()


def test_every_problem_is_told_at_once_with_place_and_remedy(tmp_path: Path) -> None:
    text = "building,bus,power_factor\nhoem,181,0.9\nhome,18,1.5\nhome,17,abc\n"
    with pytest.raises(CaseError) as caught:
        read_bus_map(written(tmp_path, text), BUILDINGS, read_feeder("case33bw"))
    told = "\n".join(map(str, caught.value.problems))
    for part in (
        'row 2, column building: The case has no building "hoem". Did you mean "home"?',
        'row 2, column bus: The feeder case33bw has no bus "181". Did you mean "18"?',
        "row 3, column power_factor: A power factor of 1.5 is not above 0 and at most 1.",
        "row 4, column building: The building stands in row 3 already.",
        'row 4, column power_factor: "abc" is not a plain number.',
        'map.csv, column building: The building "shop" is missing.',
    ):
        assert part in told, told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty. Write a header and a row for each building."),
        ("building\nhome\n", "The column bus is missing."),
        ("building,bus,bus\nhome,1,1\n", "The column bus stands there twice."),
        ("building;bus\nhome;1\n", "The columns are separated by semicolons."),
        ("building,buss\nhome,1\n", 'Did you mean "bus"?'),
        ("building,bus\n", 'The building "home" is missing.'),
        ("building,bus\n", 'The building "shop" is missing.'),
    ],
)
def test_what_is_no_map_is_told(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        read_bus_map(written(tmp_path, text), BUILDINGS, read_feeder("case33bw"))
    assert told in str(caught.value)


def test_a_map_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"map\.csv"):
        read_bus_map(tmp_path / "map.csv", BUILDINGS, read_feeder("case33bw"))


def test_a_folder_is_no_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CaseError, match=r"\.: The file is a folder"):
        read_bus_map(Path("."), BUILDINGS, read_feeder("case33bw"))
