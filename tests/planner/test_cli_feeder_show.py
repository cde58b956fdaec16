"""clusterflex feeder show: what a feeder is, and files of other programs as CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cases.feeders.reading import read_feeder
from planner.cli.exits import Exit
from planner.cli.main import app

VILLAGE = Path(__file__).resolve().parents[1] / "cases" / "feeder_files" / "village.json"


def cf(*words: object) -> Any:
    done = CliRunner().invoke(app, ["feeder", "show", *map(str, words)])
    assert "Traceback" not in done.stderr
    return done


def test_a_shipped_feeder_is_told() -> None:
    done = cf("case33bw")
    assert done.exit_code == Exit.DONE and not done.stderr
    for part in ("33 buses, 32 lines, at most 17 in a row, 12.66 kV", "3,715 kW", "2,300 kvar"):
        assert part in done.stdout
    assert "0.91309 pu at bus 18 (LinDistFlow says 0.91593 pu)" in done.stdout
    assert "202.68 kW" in done.stdout and "no capacitors" in done.stdout


def test_as_json() -> None:
    record = json.loads(cf("ieee13_posseq", "--json", "--source", "1.05").stdout)
    assert record["buses"] == 13 and record["load_kw"] == 3466 and record["notes"] == []
    assert record["capacitor_kvar"] == 700 and record["capacitor_buses"] == 2
    assert record["carried"] is True and record["source_pu"] == 1.05
    assert 0.9375 < record["lowest_pu"] < record["linear_lowest_pu"] < record["highest_pu"] == 1.05
    assert record["source_kw"] == pytest.approx(3466 + record["loss_kw"], abs=1e-4)


def test_a_file_of_another_program_becomes_ours(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    done = cf(VILLAGE, "--source", "1.01", "-o", path)
    assert done.exit_code == Exit.DONE and f"{path} written" in done.stderr
    assert "note: Negative loads in place of static generators: 1." in done.stdout
    again = cf(path, "--source", "1.01")
    assert again.stdout.splitlines()[1:] == done.stdout.splitlines()[1 : -len(_notes(done.stdout))]
    assert read_feeder(path).notes == ()


def _notes(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("note: ")]


def test_a_feeder_that_cannot_carry_its_load_has_an_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    assert cf("case33bw", "-o", path).exit_code == Exit.DONE
    lines = path.read_text().splitlines()
    heavy = [line.replace(",100,60,0,", ",900000,60,0,") for line in lines]
    assert heavy != lines
    path.write_text("\n".join(heavy))
    done = cf(path, "--json")
    assert done.exit_code == Exit.INFEASIBLE and "cannot carry its peak load" in done.stderr
    record = json.loads(done.stdout)
    assert record["carried"] is False and record["lowest_pu"] is None
    assert "lowest voltage" not in cf(path).stdout


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    done = cf("case33bw", "-o", tmp_path / "no" / "mine.xlsx", "--source", "0")
    assert done.exit_code == Exit.INPUT and not done.stdout
    for words in ("there is no folder", "must end in .csv", "--source must be above 0"):
        assert words in done.stderr


def test_problems_of_the_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.m"
    path.write_text("mpc.baseMVA = 10;\nmpc.bus = [1 3 x];\n")
    done = cf(path, "--json")
    assert done.exit_code == Exit.INPUT
    assert 'mine.m, line 2, mpc.bus: "x" is not a number' in done.stderr
    assert "There is no mpc.branch" in done.stderr
    assert json.loads(done.stdout)["error"]
