"""Problems that come in crowds are told once, or counted; one slip does not raise a dust cloud."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cases import CaseError, Problem, read_case_folder
from cases.reading import profile

Read = Callable[..., tuple[Problem, ...]]


def test_misnamed_building_blames_no_columns(broken: Read) -> None:
    problems = broken("case.toml", 'name = "shop"', 'name = "Shop"')
    assert {problem.key for problem in problems} >= {"building.Shop.name"}
    assert {problem.file for problem in problems} == {"case.toml"}


def test_misspelt_section(folder: Path, problems_of: Read) -> None:
    path = folder / "case.toml"
    path.write_text(path.read_text().replace("[[scenario]]", "[[scenarios]]"))
    missing, unknown = problems_of(folder)
    assert (missing.key, missing.remedy) == ("scenario", "Add a table: [[scenario]]")
    assert (unknown.key, unknown.remedy) == ("scenarios", 'Did you mean "scenario"?')


def test_missing_table(broken: Read) -> None:
    (problem,) = broken("case.toml", "[economics]\nhorizon_years = 20\n", "")
    assert problem.remedy == "Add a table: [economics]"


def test_rows_of_another_step_are_told_once_a_file(broken: Read) -> None:
    summer, winter = broken("case.toml", "step_hours = 1", "step_hours = 0.5")
    assert (summer.file, summer.line, summer.value) == ("summer.csv", 3, "01:00")
    assert summer.message == "The rows are 60 minutes apart, but a step is 30 minutes."
    assert "step_hours" in winter.remedy


def test_broken_step_still_checks_the_profiles(folder: Path, broken: Read) -> None:
    path = folder / "winter.csv"
    path.write_text(path.read_text().replace("05:00,25", "5:00,x"))
    step, time, load = broken("case.toml", "step_hours = 1", "step_hours = 7")
    assert step.key == "step_hours"
    assert (time.line, time.value, load.line, load.value) == (7, "5:00", 7, "x")


def test_one_check_ends_soon(broken: Read) -> None:
    many = ", ".join(['"home"'] * 500)
    problems = broken("case.toml", '["home", "shop"]', f"[\n{many}\n]")
    assert len(problems) == 201
    assert "more than 200 such" in problems[-1].message


@pytest.mark.parametrize(("section", "most"), [("storage_type", 200), ("hub", 200)])
def test_too_many_tables(broken: Read, section: str, most: int) -> None:
    many = f"[[{section}]]\n" * (most + 1)
    problems = broken("case.toml", "[[scenario]]", many + "[[scenario]]")
    told = next(problem for problem in problems if problem.key == section)
    assert "too many" in told.message and f"at most {most}" in told.remedy


def test_too_long_text(broken: Read) -> None:
    (problem,) = broken("case.toml", "A home and a shop", "x" * 501)
    assert problem.key == "title" and "too long" in problem.message
    assert len(problem.message) < 100 and "500 characters" in problem.remedy


def test_bad_cells_are_counted_at_last(
    folder: Path, problems_of: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "_TOLD_CELLS", 5)
    path = folder / "winter.csv"
    path.write_text(path.read_text().replace(",80.0,", ",x,"))
    problems = problems_of(folder)
    assert len(problems) == 6
    assert problems[0].message == "19 more cells are no plain numbers."


def test_too_many_columns(broken: Read) -> None:
    (problem,) = broken("winter.csv", "time,", "time," + "x," * 2000)
    assert (problem.line, problem.value) == (1, "2008")
    assert "more than 2000" in problem.message


def test_section_that_is_no_array(broken: Read) -> None:
    problems = broken("case.toml", "[economics]", "[tariffs]\n[economics]")
    assert [problem.key for problem in problems] == ["tariffs"]
    problems = broken("case.toml", "format = 1", "format = 1\nhub_ = 1")
    assert "hub_" in [problem.key for problem in problems]


PER_PORT = ("rating_max_kw = 200", "rating_max_kw = 200\nrating_per_port = true")


def test_reference_of_a_hub_with_a_rating_per_port(folder: Path, broken: Read) -> None:
    (problem,) = broken("case.toml", *PER_PORT)
    assert problem.key == "configuration.joined.reference.fid_kw.bus"
    assert problem.remedy == "Write one of: bus.home, bus.shop."
    path = folder / "case.toml"
    path.write_text(path.read_text().replace("{ bus = 100 }", '{ "bus.home" = 100 }'))
    assert read_case_folder(folder).case().rating_names == ("bus.home", "bus.shop")


def test_published_twice(broken: Read) -> None:
    old = 'published = [{ scenario = "summer", self_consumption = 0.9 }]'
    new = 'published = [{ scenario = "summer" }, { scenario = "summer" }]'
    (problem,) = broken("case.toml", old, new)
    assert problem.key == "configuration.joined.reference.published[2].scenario"
    assert "twice" in problem.message and "Remove" in problem.remedy


def test_two_scenarios_may_share_a_profile(broken: Read) -> None:
    assert broken("case.toml", '"summer.csv"', '"winter.csv"') == ()


def test_control_characters_stay_on_their_line(broken: Read) -> None:
    problems = broken("case.toml", 'name = "pair"', 'name = "pa\\u001b[31m\\nir"')
    assert str(CaseError(problems)).count("\n") == 0
    assert "\x1b" not in str(CaseError(problems))
