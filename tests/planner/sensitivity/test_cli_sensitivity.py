"""clusterflex sensitivity, its figures and the part of the report."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

from cases import read_case
from planner import Plan, plan
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.cli.sensitivity_progress import SolveWatcher
from planner.report import sensitivity_figures
from planner.report.saving import svg_bytes
from planner.report.sensitivity_figures import Measure, sampling_figure, tornado_figure
from planner.report.sensitivity_section import sensitivity_section
from planner.sensitivity import sensitivities
from planner.sensitivity.solving import SolveProgress

FREE = ("--without-solving", "--samples", 20)


def cf(*words: object) -> Any:
    """Result of a command: exit_code, stdout, stderr."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the small plan."""
    return tmp_path_factory.mktemp("plan") / "run"


@pytest.fixture(scope="module")
def planned(run: Path, write_yearly: Callable[[Path, int], Path]) -> Plan:
    """A small plan of the tiny case, kept in a folder."""
    return plan(
        read_case(write_yearly(run.parent / "tiny", 1)),
        population=8,
        generations=2,
        workers=0,
        folder=run,
        cache=False,
        second_opinion=False,
        bound_levels=0,
        front_runs=0,
    )


def test_files_words_and_a_second_time(planned: Plan, run: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out", tmp_path / "again"
    result = cf("sensitivity", run, "-o", out, *FREE)
    assert result.exit_code == Exit.DONE, result.stderr
    for told in (
        "is chosen",
        "price of storage",
        "pays for itself",
        "one input at a time",
        "chosen in samples",
        "stored evaluations were priced anew",
        "Only designs that the run evaluated",
    ):
        assert told in result.stdout
    names = {path.name for path in out.iterdir()}
    pictures = {f"tornado_{measure.value}" for measure in Measure} | {"samples"}
    assert names == {"tornado.csv", "break_even.csv", "samples.csv", "sensitivity.json"} | {
        f"{stem}.{kind}" for stem in pictures for kind in ("png", "svg")
    }
    assert cf("sensitivity", run, "-o", again, *FREE).exit_code == Exit.DONE
    for name in names:
        assert (out / name).read_bytes() == (again / name).read_bytes(), name
    record = json.loads((out / "sensitivity.json").read_text())
    assert record["design"] == planned.chosen.design.named(planned.case)
    assert record["sampling"]["samples"] == 20 and record["evaluations"] == 0
    bars = pd.read_csv(out / "tornado.csv")
    assert len(bars) == 2 * len(record["inputs"])
    ranges = pd.read_csv(out / "break_even.csv")
    assert set(ranges["input"]) == {"storage_price", "fid_price"}
    # the price of the case, where its present one lies
    here = ranges[(ranges["from_factor"] <= 1) & (ranges["to_factor"] > 1)]
    assert here["stays"].all()
    assert (here["from_price"] <= [100, 50]).all() and (here["to_price"] > [100, 50]).all()
    # a full folder is left alone
    refused = cf("sensitivity", run, "-o", out, *FREE)
    assert refused.exit_code == Exit.INPUT and "not empty" in refused.stderr


def test_solving_and_json(
    planned: Plan, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTERFLEX_CACHE", str(tmp_path / "cache"))
    words = ("--inputs", "import_price", "--samples", 0, "--designs", 2, "--workers", 1, "--json")
    result = cf("sensitivity", run, *words, "--range", "import_price=0.9:1.3")
    assert result.exit_code == Exit.DONE, result.stderr
    record = json.loads(result.stdout)
    low, high = record["tornado"]
    assert (low["value"], high["value"]) == (0.9, 1.3)
    assert low["lifecycle_cost"] < planned.chosen.lifecycle_cost < high["lifecycle_cost"]
    assert record["folder"] is None and record["sampling"] is None
    assert record["evaluations"] == 2 * len(record["solved_designs"])
    assert "evaluations" in result.stderr


def test_every_problem_at_once(planned: Plan, run: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    result = cf(
        *("sensitivity", run, "-o", tmp_path / "full", "--samples", -1),
        *("--workers", 0, "--range", "fid_price=2:1,x", "--inputs", "fid_price,sun"),
    )
    assert result.exit_code == Exit.INPUT
    for told in (
        "error: 6 problems",
        "--samples must be at least 0, not -1",
        "--workers must be at least 1, not 0",
        "is not empty",
        '--range: "x" is not NAME=LOW:HIGH',
        "fid_price: 2 is not below 1",
        '"sun" is not an uncertain input of this case',
    ):
        assert told in result.stderr


def test_a_range_without_end_is_refused(planned: Plan, run: Path) -> None:
    result = cf("sensitivity", run, "--range", "storage_price=0:1e308", "--samples", 1_000_000)
    assert result.exit_code == Exit.INPUT and result.stdout == ""
    assert "0 to 1e+308 is outside what is possible, 0 to 100" in result.stderr
    assert "--samples must be at most 10,000, not 1,000,000" in result.stderr


def test_what_is_no_run(tiny_folder: Path, tmp_path: Path) -> None:
    result = cf("sensitivity", tiny_folder, "--designs", 1)
    assert result.exit_code == Exit.INPUT
    assert "is not the folder of a run" in result.stderr and "--designs" in result.stderr


def test_cut_short_nothing_is_half_written(
    planned: Plan, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sensitivity_figures, "sampling_figure", stop)
    before = sorted(tmp_path.iterdir())
    result = cf("sensitivity", run, "-o", tmp_path / "out", *FREE)
    assert result.exit_code == Exit.INTERRUPTED
    assert sorted(tmp_path.iterdir()) == before


def test_failures_end_with_an_exit_code(
    planned: Plan, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import planner.sensitivity

    def failing(*args: Any, **named: Any) -> Any:
        return replace(sensitivities(*args, **named), failed=("x (import_price 0.8): lost",))

    monkeypatch.setattr(planner.sensitivity, "sensitivities", failing)
    result = cf("sensitivity", run, *FREE)
    assert result.exit_code == Exit.SOLVER
    assert "1 evaluation failed" in result.stderr and "import_price 0.8" in result.stderr


def test_figures(planned: Plan) -> None:
    found = sensitivities(planned, solving=False, samples=12)
    for measure in Measure:
        axes = tornado_figure(found, measure)
        assert svg_bytes(axes) == svg_bytes(tornado_figure(found, measure))
    own = Figure().subplots()
    assert tornado_figure(found, ax=own) is own
    names = [label.get_text() for label in own.get_yticklabels()]
    assert any(name.startswith("horizon, 8 to 12 years") for name in names)
    lengths = [
        max(abs(bar.get_width()) for bar in own.patches if round(bar.get_y() + 0.33) == row)
        for row in range(len(names))
    ]
    assert lengths == sorted(lengths, reverse=True)
    own = Figure().subplots()
    assert sampling_figure(found, own) is own
    assert sum(len(line.get_xdata()) for line in own.lines if line.get_marker() != "None") == 12
    assert any(name.startswith("life of storage, 5 to 7 years") for name in names)
    # nothing to draw is said, not an error
    bare = replace(found, bars=(), sampling=None)
    assert tornado_figure(bare).texts and sampling_figure(bare).texts


def test_the_part_of_the_report(planned: Plan) -> None:
    section = sensitivity_section(planned)
    for told in ("<svg", "price of storage", "clusterflex sensitivity", "Which design would be"):
        assert told in section
    assert section == sensitivity_section(planned)
    assert sensitivity_section(replace(planned, decision=None)) == ""


def test_progress_on_a_terminal_and_elsewhere() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    rows, live = io.StringIO(), Terminal()
    for stream in (rows, live):
        watching = SolveWatcher(stream, now=map(float, itertools.count()).__next__)
        for done in range(50, 151):
            watching.on_solved(SolveProgress(done, 150, 50, int(done > 100)))
        watching.close()
    lines = rows.getvalue().splitlines()
    assert (
        3 <= len(lines) <= 10 and lines[-1] == "150 of 150 evaluations  50 known before  1 failed"
    )
    assert "left" in lines[1]
    assert "[########" in live.getvalue() and live.getvalue().endswith("\r")
