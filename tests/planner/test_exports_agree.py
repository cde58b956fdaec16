"""A plan in memory and its folder export the same bytes, and text stays text in a spreadsheet."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from cases import Case, read_case
from planner import Plan, plan
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.exports.contents import of_folder, of_plan
from planner.exports.documents import csv_text
from planner.exports.headings import headings
from planner.exports.sheets import export_of
from planner.exports.writing import Format, write_export
from tests.planner.conftest import write_tiny

TABLES = ("front", "chosen", "dispatch", "evaluations", "history", "bound", "scenarios", "inputs")
TITLE = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    """A plan of the tiny case with a title that a spreadsheet would run, and its folder."""
    home = tmp_path_factory.mktemp("agree")
    folder = write_tiny(home / "tiny")
    text = (folder / "case.toml").read_text().replace('"Two huts"', f'"{TITLE}"')
    (folder / "case.toml").write_text(text)
    result = plan(
        read_case(folder),
        population=6,
        generations=3,
        seed=5,
        workers=0,
        cache=False,
        second_opinion=False,
        bound_levels=3,
        folder=home / "run",
    )
    return result, home / "run"


def cf(*words: object) -> Any:
    """Result of a command: exit_code, stdout, stderr."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


@pytest.mark.parametrize("kind", list(Format))
def test_a_plan_and_its_folder_give_the_same_bytes(
    planned: tuple[Plan, Path], tmp_path: Path, kind: Format
) -> None:
    result, folder = planned
    memory, kept = tmp_path / f"memory.{kind}", tmp_path / f"kept.{kind}"
    result.export(memory)
    write_export(export_of(of_folder(folder)), kept, kind)
    pairs = [(memory, kept)]
    if kind.is_folder:
        names = {path.name for path in memory.iterdir()}
        assert names == {path.name for path in kept.iterdir()}
        pairs = [(memory / name, kept / name) for name in sorted(names)]
    for one, other in pairs:
        assert one.read_bytes() == other.read_bytes(), one.name


def test_the_front_has_the_digits_of_the_evaluations(
    planned: tuple[Plan, Path], tmp_path: Path
) -> None:
    result, folder = planned
    write_export(export_of(of_folder(folder)), tmp_path / "run.json", Format.JSON)
    tables = json.loads((tmp_path / "run.json").read_text())["tables"]
    on_the_front = [row for row in tables["evaluations"]["rows"] if row["on_the_front"]]
    costs = [row["lifecycle_cost"] for row in tables["front"]["rows"]]
    assert costs == sorted(row["lifecycle_cost"] for row in on_the_front)
    assert costs == [e.lifecycle_cost for e in result.front_evaluations]
    assert any(cost != float(f"{cost:.10g}") for cost in costs)
    # the gaps are those of the bound, which only the tables of the run know
    assert result.bound is not None
    gaps = [row["bound_gap"] for row in tables["front"]["rows"]]
    assert gaps == pytest.approx(list(result.bound.gaps), rel=1e-9, abs=1e-12)


def test_a_run_without_a_feasible_design(tiny_folder: Path, tmp_path: Path) -> None:
    text = (tiny_folder / "case.toml").read_text().replace("limit_kw = 100", "limit_kw = 1")
    (tiny_folder / "case.toml").write_text(text)
    case: Case = read_case(tiny_folder)
    result = plan(
        case, population=4, generations=1, workers=0, cache=False, folder=tmp_path / "run"
    )
    assert not result.front_evaluations
    for export in (export_of(of_plan(result)), export_of(of_folder(tmp_path / "run"))):
        assert "front" in export.left_out and "chosen" in export.left_out


def test_text_in_csv_never_becomes_a_formula(planned: tuple[Plan, Path]) -> None:
    made = export_of(of_plan(planned[0]))
    scenarios = next(sheet for sheet in made.sheets if sheet.name == "scenarios")
    texts = ["-1 day", "+49", "@sum", "\tx", "plain", "1-2"]
    scenarios.frame["title"] = texts[:1]
    rows = dict(csv.reader(csv_text(made)["about"].splitlines()))
    assert rows["title"] == f"'{TITLE}"
    for text, guarded in zip(texts, [f"'{t}" for t in texts[:4]] + texts[4:], strict=True):
        scenarios.frame["title"] = [text]
        [row] = csv.DictReader(csv_text(made)["scenarios"].splitlines())
        assert row["title"] == guarded
    # a number below zero stays one
    bound = next(sheet for sheet in made.sheets if sheet.name == "bound")
    bound.frame["slope_per_kg"] = -2.5
    header = str(bound.headings["slope_per_kg"])
    found = list(csv.DictReader(csv_text(made)["bound"].splitlines()))
    assert {row[header] for row in found} == {"-2.5"}


def test_a_hypervolume_is_no_share(planned: tuple[Plan, Path]) -> None:
    """It passes 1 as a front gets ahead of the first generation's."""
    made = export_of(of_folder(planned[1]))
    history = next(sheet for sheet in made.sheets if sheet.name == "history")
    assert history.headings["hypervolume"].unit == "times the first generation's box"
    assert history.headings["hypervolume_gain"].unit == "share"


def test_words_never_become_formulas(planned: tuple[Plan, Path], tmp_path: Path) -> None:
    planned[0].export(tmp_path / "run.xlsx")
    book = openpyxl.load_workbook(tmp_path / "run.xlsx")
    titles = [row[1].value for row in book["About"].iter_rows() if row[0].value == "title"]
    assert titles == [TITLE]
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in types and types <= {"n", "s", "b"}


def test_csv_and_parquet_read_back(planned: tuple[Plan, Path], tmp_path: Path) -> None:
    result, folder = planned
    for kind in ("csv", "parquet"):
        assert cf("export", folder, "-o", tmp_path / kind, "--format", kind).exit_code == Exit.DONE
        names = {file.name for file in (tmp_path / kind).iterdir()}
        assert names == {f"{name}.{kind}" for name in ("about", *TABLES)}
    history = pd.read_csv(tmp_path / "csv" / "history.csv")
    np.testing.assert_allclose(
        history["least lifecycle cost [EUR]"], result.history["best_lifecycle_cost"], rtol=1e-9
    )
    table = parquet.read_table(tmp_path / "parquet" / "dispatch.parquet")
    assert table.schema.field("shared.charge_kw").metadata[b"unit"] == b"kW"
    np.testing.assert_allclose(
        table.column("hut.import_kw").to_numpy(), result.dispatch["hut.import_kw"], atol=1e-8
    )
    inputs = pd.read_parquet(tmp_path / "parquet" / "inputs.parquet")
    assert inputs["time"].tolist() == ["00:00", "04:00", "08:00", "12:00", "16:00", "20:00"]
    np.testing.assert_array_equal(inputs["barn.electricity_kw"], [12, 14, 30, 35, 28, 18])


def test_headings_know_names_that_look_like_figures(tiny: Case) -> None:
    found = headings(tiny, ["shared_kwh", "hut.import_price_per_kwh", "day_daily_cost", "x_share"])
    assert [str(heading) for heading in found.values()] == [
        "shared [kWh]",
        "hut: import price [EUR/kWh]",
        "day: cost of a day [EUR]",
        "x [share]",
    ]


def test_a_table_that_was_changed_is_refused(planned: tuple[Plan, Path], tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(planned[1], folder)
    with (folder / "front.csv").open("a") as file:
        file.write("0,0\n")
    told = cf("export", folder, "-o", tmp_path / "a.xlsx")
    assert told.exit_code == Exit.INPUT
    assert "front.csv was changed" in told.stderr and "clusterflex resume" in told.stderr
