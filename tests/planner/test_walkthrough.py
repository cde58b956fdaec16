"""The walk-through runs as it stands, in an empty folder, without a warning."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "docs" / "walkthrough.py"
CELL = re.compile(r"^# %%(?: \[(markdown)\])?\n", re.MULTILINE)


def test_it_is_a_notebook_of_text_and_code() -> None:
    before, *parts = CELL.split(SCRIPT.read_text())
    assert before == ""
    kinds, cells = parts[::2], parts[1::2]
    assert kinds[0] == "markdown" and cells[0].startswith("# # ")
    for kind, cell in zip(kinds, cells, strict=True):
        assert cell.strip()
        if kind == "markdown":
            assert all(line.startswith("#") for line in cell.split("\n") if line)


def test_it_runs_in_an_empty_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.count("checker accepts: True") == 2
    costs = [float(found) for found in re.findall(r"([\d.]+) million CNY", done.stdout)]
    assert len(costs) == 2 and costs[1] < costs[0]
    assert "Front" in openpyxl.load_workbook(tmp_path / "beijing.xlsx").sheetnames
    assert "<svg" in (tmp_path / "front.svg").read_text()[:1000]
