"""clusterflex feeder study: tables beside the print, and bad input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli.main import app

QUICK = ("--feeders", "ieee13_perphase", "--controls", "0", "--scenarios", "2", "--workers", "1")


def test_the_study_is_told_and_written(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    done = CliRunner().invoke(app, ["feeder", "study", *QUICK, "-o", str(folder)])
    assert done.exit_code == 0, done.output
    table = pd.read_csv(folder / "study.csv")
    assert table["printed_average_loss_kw"].tolist() == [2.45, 2.45, 2.50, 2.50]
    assert table["average_loss_kw"].between(1, 20).all() and table["trouble"].isna().all()
    record = json.loads((folder / "study.json").read_text())
    assert len(record["days"]) == 2 and record["statements"] == []
    assert "ieee13_perphase" in done.stdout and "/ 2.45" in done.stdout


@pytest.mark.parametrize("package", ["qoco", "clarabel", "pvlib"])
def test_a_missing_package_is_told_before_anything_begins(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    done = CliRunner().invoke(app, ["feeder", "study", *QUICK, "-o", str(tmp_path / "study")])
    assert done.exit_code == 2 and not (tmp_path / "study").exists()
    assert f'"{package}" is not installed' in done.stderr
    assert "clusterflex[feeder]" in done.stderr


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    words = ["--feeders", "case33bv,zdt1", "--controls", "5", "--scenarios", "-1", "--workers", "0"]
    done = CliRunner().invoke(app, ["feeder", "study", *words, "-o", str(tmp_path)])
    assert done.exit_code == 2
    assert 'Did you mean "case33bw"?' in done.stderr and '"zdt1" has no study' in done.stderr
    for option in ("--controls", "--scenarios", "--workers", "exists"):
        assert option in done.stderr
