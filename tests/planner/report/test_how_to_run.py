"""The command for a design that is not in the file runs the case of the report, or no case."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from cases import copy_case, read_case
from planner import Plan
from planner.report.files import write_report
from planner.report.interactive.front_data import front_data
from planner.report.interactive.how_to_run import how_to_run


def test_the_command_names_the_copy_beside_the_report(planned: Plan, tmp_path: Path) -> None:
    assert planned.case.path is not None
    assert front_data(planned, tmp_path)["run"] is None
    copytree(planned.case.path, tmp_path / "case")
    told = front_data(planned, tmp_path)["run"]
    assert told["where"] == "in the folder of this report"
    assert told["command"] == "clusterflex dispatch case -c joined --design"
    with (tmp_path / "case" / "case.toml").open("a") as file:
        file.write("\n# edited\n")
    assert front_data(planned, tmp_path)["run"] is None


def test_a_shipped_case_is_named_only_where_it_is_that_case(tmp_path: Path) -> None:
    shipped = read_case("beijing", "interconnected")
    told = how_to_run(shipped, None)
    assert told is not None
    assert told["command"] == "clusterflex dispatch beijing -c interconnected --design"
    file = copy_case("beijing", tmp_path / "beijing") / "case.toml"
    same = how_to_run(read_case(file, "interconnected"), tmp_path)
    assert same == told
    file.write_text(f"{file.read_text()}\n# edited\n")
    edited = read_case(file, "interconnected")
    assert edited.name == shipped.name
    assert how_to_run(edited, None) is None
    assert how_to_run(edited, tmp_path) is None


def test_the_written_report_names_its_own_copy(planned: Plan, tmp_path: Path) -> None:
    assert planned.case.path is not None
    copytree(planned.case.path, tmp_path / "case")
    write_report(planned, tmp_path)
    assert "clusterflex dispatch case -c joined" in (tmp_path / "report.html").read_text()
