"""Exports: what other programs read is what the run holds, with its units."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from typer.testing import CliRunner

from cases import Case, read_case
from operation import Design, SolverSettings
from operation.operate import Operator
from planner import Plan, PlanSettings, plan
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.evaluation import evaluate
from planner.exports import workbook
from planner.exports.contents import of_plan
from planner.exports.sheets import export_of
from planner.exports.writing import ExportError, Format, format_of
from planner.run_folder import RunFolder
from tests.planner.conftest import write_tiny

TABLES = ["front", "chosen", "dispatch", "evaluations", "history", "bound", "scenarios", "inputs"]
UNFINISHED = ["front", "chosen", "evaluations", "scenarios", "inputs"]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Plan, Path]]:
    """A plan of the tiny case, and its folder; the title would be a formula if it were let."""
    home = tmp_path_factory.mktemp("exports")
    folder = write_tiny(home / "tiny")
    text = (folder / "case.toml").read_text().replace('"Two huts"', '"=1+1"')
    (folder / "case.toml").write_text(text)
    result = plan(
        read_case(folder),
        population=6,
        generations=3,
        seed=3,
        workers=0,
        cache=False,
        second_opinion=False,
        bound_levels=3,
        folder=home / "run",
    )
    yield result, home / "run"


@pytest.fixture
def unfinished(planned: tuple[Plan, Path], tmp_path: Path) -> Path:
    """A run that was cut short: its store and its case, no tables."""
    folder = tmp_path / "unfinished"
    folder.mkdir()
    shutil.copy(planned[1] / "run.sqlite", folder)
    shutil.copytree(planned[1] / "case", folder / "case")
    return folder


def cf(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


def rows_of(book: Any, name: str) -> list[dict[str, Any]]:
    """Rows of a sheet by header."""
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_workbook_reads_back_as_the_run(planned: tuple[Plan, Path], tmp_path: Path) -> None:
    result, folder = planned
    assert cf("export", folder, "-o", tmp_path / "run.xlsx").exit_code == Exit.DONE
    book = openpyxl.load_workbook(tmp_path / "run.xlsx")
    assert book.sheetnames == ["About", *(name.title() for name in TABLES)]
    front = rows_of(book, "Front")
    for name, header in {
        "shared_kwh": "shared [kWh]",
        "link_kw": "link [kW]",
        "lifecycle_cost": "lifecycle cost [EUR]",
        "annual_emissions_kg": "annual emissions [kgCO2]",
        "self_consumption": "self-consumption [share]",
        "day_import_kwh": "day: electricity bought in a day [kWh]",
    }.items():
        values = [row[header] for row in front]
        assert all(isinstance(value, int | float) for value in values)
        np.testing.assert_allclose(values, result.front[name], rtol=1e-9)
    evaluations = rows_of(book, "Evaluations")
    assert len(evaluations) == len(result.evaluations)
    [chosen] = [row for row in evaluations if row["chosen"]]
    assert chosen["lifecycle cost [EUR]"] == pytest.approx(result.chosen.lifecycle_cost)
    assert sum(row["on the front"] for row in evaluations) == len(result.front_evaluations)
    dispatch = rows_of(book, "Dispatch")
    bought = sum(row[f"{b}: import [kW]"] for row in dispatch for b in ("hut", "barn"))
    [scenario] = result.chosen.scenarios
    assert scenario.indicators is not None
    assert 4.0 * bought == pytest.approx(scenario.indicators.import_kwh)


def test_a_workbook_is_pleasant_to_read(planned: tuple[Plan, Path], tmp_path: Path) -> None:
    planned[0].export(tmp_path / "run.xlsx")
    book = openpyxl.load_workbook(tmp_path / "run.xlsx")
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes[1:] == "2" and sheet.auto_filter.ref
        assert all(isinstance(cell.value, str) and cell.font.b for cell in sheet[1])
        assert all(
            sheet.column_dimensions[cell.column_letter].width >= workbook.NARROWEST
            for cell in sheet[1]
        )
    front = book["Front"]
    header = [cell.value for cell in front[1]]
    marked = [row[0].fill.fill_type is not None for row in front.iter_rows(min_row=2)]
    assert marked == [row[header.index("chosen")].value for row in front.iter_rows(min_row=2)]
    assert sum(marked) == 1
    share = front.cell(2, header.index("self-consumption [share]") + 1)
    assert share.number_format.endswith("%") and 0 <= share.value <= 1


@pytest.mark.parametrize("ending", ["xlsx", "json", "csv", "parquet"])
def test_the_same_run_gives_the_same_bytes(
    planned: tuple[Plan, Path], tmp_path: Path, ending: str
) -> None:
    contents = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{ending}"
        assert cf("export", planned[1], "-o", path).exit_code == Exit.DONE
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        contents.append([file.read_bytes() for file in files])
    assert contents[0] == contents[1]


def test_json_is_strict_and_tells_units(planned: tuple[Plan, Path], tmp_path: Path) -> None:
    result, folder = planned
    told = cf("export", folder, "-o", tmp_path / "run.json", "--json")
    assert json.loads(told.stdout)["tables"]["front"]["rows"] == len(result.front)

    def refuse(name: str) -> None:
        raise AssertionError(name)

    found = json.loads((tmp_path / "run.json").read_text(), parse_constant=refuse)
    assert list(found["tables"]) == TABLES and found["left_out"] == {}
    front = found["tables"]["front"]
    assert front["columns"]["lifecycle_cost"] == {"label": "lifecycle cost", "unit": "EUR"}
    assert [row["chosen"] for row in front["rows"]] == result.front["chosen"].tolist()
    assert found["about"]["case_sha256"] == result.case.digest
    assert found["about"]["versions"]["highspy"]
    # the last cap is none: an empty cell, not infinity
    bound = found["tables"]["bound"]["rows"]
    assert bound[-1]["emissions_cap_kg"] is None and bound[-1]["state"] == "bounded"


def test_an_unfinished_run_gives_what_it_has(unfinished: Path, tmp_path: Path) -> None:
    told = cf("export", unfinished, "-o", tmp_path / "run.xlsx")
    assert told.exit_code == Exit.DONE
    assert "dispatch is left out: the run is not finished" in told.stderr
    book = openpyxl.load_workbook(tmp_path / "run.xlsx")
    assert book.sheetnames == ["About", *(name.title() for name in UNFINISHED)]
    assert rows_of(book, "Chosen")


def test_designs_that_cannot_be_run_have_empty_cells(starved: Case, tmp_path: Path) -> None:
    kept = RunFolder.create(tmp_path / "run", starved, PlanSettings())
    operator = Operator(starved, SolverSettings())
    for design in (Design.nothing(starved), Design((100.0,), (20.0,))):
        kept.store.add([evaluate(starved, operator, design, SolverSettings())])
    kept.store.close()
    assert cf("export", tmp_path / "run", "-o", tmp_path / "run.xlsx").exit_code == Exit.DONE
    book = openpyxl.load_workbook(tmp_path / "run.xlsx")
    infeasible, feasible = rows_of(book, "Evaluations")
    assert infeasible["status"] == "infeasible" and infeasible["lifecycle cost [EUR]"] is None
    assert infeasible["message"]
    assert feasible["lifecycle cost [EUR]"] > 0


def test_bad_input_is_told_before_anything_is_written(
    planned: tuple[Plan, Path], tmp_path: Path
) -> None:
    folder = planned[1]
    there = tmp_path / "there.xlsx"
    there.write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    refusals = {
        ("-o", there): "exists: name a new file",
        ("-o", tmp_path / "full", "--format", "csv"): "exists: name a new folder, or an empty one",
        ("-o", tmp_path / "table"): "does not tell the format",
        ("-o", tmp_path / "table.xls"): "does not tell the format",
        ("-o", tmp_path / "a.xlsx", "--format", "csv"): "leave out one",
        ("-o", tmp_path / "a", "--format", "parqet"): 'Did you mean "parquet"?',
        ("-o", tmp_path / "nowhere" / "a.xlsx"): "there is no folder",
        ("-o", "/proc/a.xlsx"): "cannot be written",
    }
    for words, message in refusals.items():
        told = cf("export", folder, *words)
        assert told.exit_code == Exit.INPUT and message in told.stderr, words
    told = cf("export", tmp_path, "-o", tmp_path / "a.xlsx")
    assert told.exit_code == Exit.INPUT and "is not the folder of a run" in told.stderr
    assert there.read_text() == "mine" and not (tmp_path / "a.xlsx").exists()


def test_what_excel_cannot_hold_is_told(
    planned: tuple[Plan, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = export_of(of_plan(planned[0]))
    monkeypatch.setattr(workbook, "ROWS_MAX", 4)
    with pytest.raises(ExportError, match=r"rows .* --format csv or parquet"):
        workbook.workbook(made)


def test_without_pyarrow_the_remedy_is_told(
    planned: tuple[Plan, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = cf("export", planned[1], "-o", tmp_path / "run.parquet")
    assert told.exit_code == Exit.INPUT
    assert 'pip install "clusterflex[parquet]"' in told.stderr
    assert not (tmp_path / "run.parquet").exists()


def test_the_name_tells_the_format() -> None:
    assert format_of(Path("A.XLSX")) is Format.XLSX
    assert format_of(Path("a"), Format.PARQUET) is Format.PARQUET
    with pytest.raises(ExportError):
        format_of(Path("a"))


def test_a_long_text_is_cut_to_what_a_cell_holds(planned: tuple[Plan, Path]) -> None:
    made = export_of(of_plan(planned[0]))
    made.sheets[-2].frame.loc[0, "title"] = "x" * 40_000
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(made)))
    [row] = rows_of(book, "Scenarios")
    assert row["title"] == "x" * 32_767
