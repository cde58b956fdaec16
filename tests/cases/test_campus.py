"""The campus: made by its script to the byte, with every kind of part in it."""

from __future__ import annotations

from pathlib import Path

import pytest

import cases
from cases import read_case, read_case_folder
from cases.campus import make_case
from cases.schema import DeviceOperation

HOME = Path(cases.__file__).parent


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("campus")
    make_case.write(folder)
    return folder


@pytest.mark.parametrize("name", ["campus", "campus_half_hour"])
def test_script_writes_the_committed_bytes(rewritten: Path, name: str) -> None:
    made = {file.name: file.read_bytes() for file in (rewritten / name).iterdir()}
    by_hand = {"README.md", "make_case.py", "__pycache__"}
    kept = {f.name: f.read_bytes() for f in (HOME / name).iterdir() if f.name not in by_hand}
    assert made.keys() == kept.keys()
    for file, content in made.items():
        assert content == kept[file], file


@pytest.mark.parametrize(("name", "steps"), [("campus", 24), ("campus_half_hour", 48)])
def test_it_has_what_it_is_there_for(name: str, steps: int) -> None:
    folder = read_case_folder(HOME / name)
    assert folder.warnings == ()
    assert folder.configurations == ("independent", "interconnected", "everything")
    case = folder.case("everything")
    assert len(case.buildings) == 5
    assert len(case.storage) == 7
    assert [set(hub.buildings) & {case.buildings[2].name} for hub in case.hubs] != [set(), set()]
    assert len(case.ports) == 6
    assert {device.operation for _, device in case.devices} == set(DeviceOperation)
    assert {scenario.steps for scenario in case.scenarios} == {steps}
    assert len(case.scenarios) == 12


def test_half_hours_are_near_the_hours() -> None:
    for building in range(5):
        totals = []
        for name in ("campus", "campus_half_hour"):
            case = read_case(HOME / name)
            totals.append(
                sum(
                    day.days_per_year * day.electricity_kw[:, building].sum() * day.step_hours
                    for day in case.scenarios
                )
            )
        assert totals[1] == pytest.approx(totals[0], rel=0.02)
