"""The command `clusterflex bench`: options, streams, exit codes, and how it is found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from benchmarks import competitors
from benchmarks.command import RUNS_FAILED, app
from benchmarks.study import execution, one_run
from benchmarks.study.recording import RecordedProblem
from benchmarks.study.records import RunRecord
from planner.cli.main import app as clusterflex

ROOT = Path(__file__).resolve().parents[2]
SMALL = """\
format = 1
name = "small"
title = "Two searches on two problems"
problems = ["zdt1_d5", "bnh"]
seeds = "1-2"
evaluations = 60
population = 12
checkpoints = [30, 60]
reference = "dice"

[[algorithm]]
name = "ours"
kind = "glnsga2"

[[algorithm]]
name = "dice"
kind = "random_search"
"""
EXECUTE_ALL = "benchmarks.study.conduct.execute_all"
SLOW = {"numba", "pymoo", "matplotlib", "pandas", "pulp", "highspy", "scipy", "numpy", "moocore"}


class Reported:
    """What the report was asked to tell, in its stead."""

    def __init__(self) -> None:
        self.study: Any = None
        self.records: Sequence[RunRecord] = ()

    def write_report(self, study: Any, records: Sequence[RunRecord], directory: Path) -> Any:
        self.study, self.records = study, records
        directory.mkdir(exist_ok=True)
        summary = directory / "summary.md"
        summary.write_text("# Title\n\nours is better on zdt1\\_d5.\n\n## Runs\n")
        return types.SimpleNamespace(summary=summary, tables=(), figures=())


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> Reported:
    told = Reported()
    module: Any = types.ModuleType("benchmarks.report")
    module.write_report = told.write_report
    monkeypatch.setitem(sys.modules, "benchmarks.report", module)
    return told


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs in this process: starting others is tried elsewhere."""
    monkeypatch.setattr(
        EXECUTE_ALL, lambda runs, workers, on_run: execution.execute_all(runs, 0, on_run)
    )


@pytest.fixture
def small(tmp_path: Path, reported: Reported, in_process: None) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def bench(*words: object) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr and "bug" not in result.stderr
    return result


def test_a_study_is_run_and_reported(small: Path, tmp_path: Path, reported: Reported) -> None:
    done = bench(small, "-o", tmp_path / "s")
    assert done.exit_code == 0
    assert [len(reported.records), reported.study.name] == [8, "small"]
    assert "run 8 of 8" in done.stderr and "small" in done.stderr
    assert "ours is better on zdt1_d5.\n" in done.stdout
    assert f"report: {tmp_path / 's' / 'report' / 'summary.md'}" in done.stdout
    table = [line.split() for line in done.stdout.splitlines()]
    assert ["ours", "4", "0"] in [row[:3] for row in table]
    again = bench(small, "-o", tmp_path / "s")
    assert (again.exit_code, len(reported.records)) == (0, 8)
    assert "run 8 of 8" not in again.stderr


def test_the_whole_chain(tmp_path: Path, in_process: None) -> None:
    (tmp_path / "small.toml").write_text(SMALL)
    done = bench(tmp_path / "small.toml", "-o", tmp_path / "s", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["runs"]) == (0, 8)
    assert "After 60 evaluations ours is" in told["answer"]
    assert all((tmp_path / "s" / file).stat().st_size for file in told["report"])
    rows = (tmp_path / "s" / "report" / "runs.csv").read_text().splitlines()
    assert len(rows) == 1 + 8


def test_parts_of_a_study(small: Path, tmp_path: Path, reported: Reported) -> None:
    folder = tmp_path / "s"
    words = ("--seeds", "1", "--problems", "bnh", "--algorithms", "ours")
    assert bench(small, "-o", folder, *words).exit_code == 0
    # the search that the others are compared with stays
    found = {(r.algorithm, r.problem, r.seed) for r in reported.records}
    assert found == {("ours", "bnh", 1), ("dice", "bnh", 1)}
    assert bench(small, "-o", folder, "--problems", "zdt3_d5", "--seeds", "7").exit_code == 0
    assert {(r.problem, r.seed) for r in reported.records} == {("zdt3_d5", 7)}
    whole = bench(small, "-o", folder)
    assert "4 runs there are of other settings or versions" not in whole.stderr
    assert "2 runs there are of other settings or versions" in whole.stderr
    assert len(reported.records) == 8


def test_only_the_report(small: Path, tmp_path: Path, reported: Reported) -> None:
    folder = tmp_path / "s"
    bench(small, "-o", folder)
    files = sorted((folder / "runs").iterdir())
    files[0].unlink()
    files[5].write_bytes(b"torn")
    (folder / "report" / "summary.md").unlink()
    done = bench(small, "-o", folder, "--report-only")
    assert (done.exit_code, len(reported.records)) == (0, 6)
    assert "1 of 8 runs are not there yet" in done.stderr
    assert f"damaged: {files[5].stem}" in done.stderr
    assert (folder / "report" / "summary.md").exists() and not files[0].exists()
    part = bench(small, "-o", folder, "--report-only", "--seeds", "2", "--problems", "bnh")
    assert part.exit_code == 0
    assert {(r.problem, r.seed) for r in reported.records} == {("bnh", 2)}
    none = bench(small, "-o", folder, "--report-only", "--seeds", "99")
    assert none.exit_code == 2 and "holds no run" in none.stderr
    other = bench("quick", "-o", folder, "--report-only")
    assert other.exit_code == 2 and 'holds the study "small", not "quick"' in other.stderr


def test_json_is_one_document(small: Path, tmp_path: Path) -> None:
    done = bench(small, "-o", tmp_path / "s", "--json")
    record = json.loads(done.stdout)
    assert (record["study"], record["runs"], record["made_now"]) == ("small", 8, 8)
    assert (record["failed"], record["missing"], record["damaged"]) == ([], [], [])
    assert record["answer"] == "ours is better on zdt1_d5."
    assert record["report"] == ["report/summary.md"]
    assert {"numpy", "pymoo", "clusterflex"} <= set(record["versions"])


def test_failed_runs_are_listed_and_change_the_exit_code(
    small: Path, tmp_path: Path, reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = competitors.build_competitor

    class Falls:
        def run(self, problem: Any, evaluations: int, seed: int, observe: Any) -> None:
            if isinstance(problem, RecordedProblem) and seed == 2:
                raise ZeroDivisionError("float division by zero")
            build("random_search", 12, {}).run(problem, evaluations, seed, observe)

    def falling(kind: str, *rest: Any) -> Any:
        return Falls() if kind == "random_search" else build(kind, *rest)

    monkeypatch.setattr(competitors, "build_competitor", falling)
    done = bench(small, "-o", tmp_path / "s")
    assert done.exit_code == RUNS_FAILED == 3
    assert "failed: dice on bnh, seed 2: ZeroDivisionError: float division" in done.stderr
    assert "--retry-failed" in done.stderr and len(reported.records) == 8
    assert bench(small, "-o", tmp_path / "s").exit_code == 3
    told = bench(small, "-o", tmp_path / "s", "--report-only", "--json")
    assert told.exit_code == 3
    assert [f["problem"] for f in json.loads(told.stdout)["failed"]] == ["zdt1_d5", "bnh"]
    monkeypatch.undo()
    assert build is competitors.build_competitor


def test_failed_runs_are_done_again_if_asked(small: Path, tmp_path: Path, monkeypatch: Any) -> None:
    def fail(runs: Any, workers: int, on_run: Any) -> None:
        for run in runs:
            on_run(run, one_run.failed(run, "boom"))

    with monkeypatch.context() as patched:
        patched.setattr(EXECUTE_ALL, fail)
        assert bench(small, "-o", tmp_path / "s").exit_code == 3
    assert bench(small, "-o", tmp_path / "s").exit_code == 3
    done = bench(small, "-o", tmp_path / "s", "--retry-failed", "--json")
    assert (done.exit_code, json.loads(done.stdout)["made_now"]) == (0, 8)


def test_an_interruption_says_how_to_go_on(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(runs: Any, workers: int, on_run: Any) -> None:
        execution.execute_all(runs[:3], 0, on_run)
        raise KeyboardInterrupt

    monkeypatch.setattr(EXECUTE_ALL, cut)
    done = bench(small, "-o", tmp_path / "s")
    assert done.exit_code == 130
    assert "Interrupted; 3 of 8 runs are kept. The same command goes on." in done.stderr
    assert not (tmp_path / "s" / "report").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["quik"], ['Did you mean "quick"?']),
        (["quick", "--seeds", "3-1"], ["--seeds 3-1: The range 3-1 falls."]),
        (["quick", "--problems", "zdt9"], ["--problems:", "zdt9"]),
        (["quick", "--problems", ","], ["--problems names nothing"]),
        (["quick", "--algorithms", "ours"], ['"ours" is not known. Write one of: glnsga2']),
        (["quick", "--workers", "0"], ["--workers must be at least 1"]),
        (["quick", "--report-only", "--retry-failed"], ["do not go together"]),
        (["quick", "--report-only", "-o", "nowhere"], ["nowhere", "no folder of a study"]),
        (
            ["quick", "--workers", "0", "--seeds", "x", "--problems", "zdt9"],
            ["3 problems", "--workers", "--seeds x", "zdt9"],
        ),
        (["--json"], ["name a study; see: clusterflex bench --list"]),
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_what_cannot_be_used_is_told(words: list[str], told: list[str]) -> None:
    done = bench(*words)
    assert done.exit_code == 2
    for text in told:
        assert text in done.stderr


def test_a_missing_package_is_told_before_anything_runs(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = competitors.build_competitor

    def absent(kind: str, *rest: Any) -> Any:
        if kind == "random_search":
            raise competitors.MissingExtra('dice need the package "dice": pip install dice')
        return build(kind, *rest)

    monkeypatch.setattr(competitors, "build_competitor", absent)
    done = bench(small, "-o", tmp_path / "s")
    monkeypatch.undo()
    assert done.exit_code == 2
    assert 'dice need the package "dice": pip install dice.' in done.stderr
    assert "leave it out: --algorithms ours" in done.stderr
    assert not (tmp_path / "s").exists()


def test_the_list_of_shipped_studies() -> None:
    done = bench("--list")
    assert done.exit_code == 0
    assert "quick  A first look" in done.stdout
    assert "4 algorithms x 6 problems x 5 seeds; 120 runs of 1,000 evaluations" in done.stdout
    listed = json.loads(bench("--list", "--json").stdout)
    assert {entry["name"] for entry in listed} >= {"quick", "main", "few"}
    assert all(entry["cost"] for entry in listed)


def test_help_begins_with_an_example() -> None:
    done = bench("--help")
    assert done.exit_code == 0
    assert done.stdout.index("Example: clusterflex bench quick") < done.stdout.index("Options")


def installed(folder: Path, entry: str) -> Path:
    """A folder with the metadata of a package that adds a command."""
    metadata = folder / "added-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: added\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[clusterflex.commands]\n{entry}\n")
    return folder


def loaded(folder: Path, *words: str) -> tuple[str, set[str]]:
    """What `clusterflex` prints, and the packages that it has loaded in the end."""
    code = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from planner.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)])},
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    return done.stdout, {name.split(".")[0] for name in done.stderr.split()}


def test_the_command_is_found_and_loads_nothing_slow(tmp_path: Path) -> None:
    folder = installed(tmp_path, "bench = benchmarks.command:app")
    for words in (["--help"], ["bench", "--help"]):
        text, modules = loaded(folder, *words)
        assert "bench" in text and "benchmarks" in modules
        assert not SLOW & modules
    assert "benchmarks" not in loaded(folder, "cases")[1]


def test_a_command_that_cannot_be_loaded_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(installed(tmp_path, "torn = there_is_no.such_module:app")))
    runner = CliRunner()
    listed = runner.invoke(clusterflex, ["--help"])
    assert listed.exit_code == 0
    assert "torn" in listed.stdout and "cannot be loaded" in listed.stdout
    called = runner.invoke(clusterflex, ["torn", "--option", "1"])
    assert called.exit_code == 2
    assert "there_is_no.such_module:app" in called.stderr
    unknown = runner.invoke(clusterflex, ["nothing"])
    assert unknown.exit_code == 2 and 'has no command "nothing"' in unknown.stderr


def test_an_added_command_replaces_none_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(installed(tmp_path, "cases = there_is_no.such_module:app")))
    listed = CliRunner().invoke(clusterflex, ["--help"])
    assert listed.stdout.count("cases") == 2  # its name, and once in its own words
    assert CliRunner().invoke(clusterflex, ["cases"]).exit_code == 0


def parents() -> dict[int, int]:
    """Parent of every process that lives."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[0] != "Z":
            found[int(stat.parent.name)] = int(fields[1])
    return found


def descendants(pid: int) -> set[int]:
    """Processes that a process has started, and theirs."""
    known, found, new = parents(), set[int](), {pid}
    while new:
        new = {child for child, parent in known.items() if parent in new}
        found |= new
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_ctrl_c_ends_every_process_and_keeps_what_is_done(tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(SMALL.replace("1-2", "1-1000"))
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.command", "long.toml", "-o", "s", "--workers", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    runs, deadline = tmp_path / "s" / "runs", time.monotonic() + 60
    while len(list(runs.glob("*.npz"))) < 5 and time.monotonic() < deadline:
        time.sleep(0.05)
    workers = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    kept = len(list(runs.glob("*.npz")))
    assert process.returncode == 130
    assert f"Interrupted; {kept} of 4000 runs are kept. The same command goes on." in told
    assert 5 <= kept < 4000 and "Traceback" not in told
    assert not list(runs.glob(".*"))  # no draft is left
    deadline = time.monotonic() + 10
    while workers & parents().keys() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(workers) >= 2 and not workers & parents().keys()
