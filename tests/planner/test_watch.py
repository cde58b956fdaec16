"""`clusterflex watch`: what another terminal sees of a run, and that the run sees nothing of it."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from cases import Case, read_case
from planner.cli import watch as watch_command
from planner.cli import watching
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.cli.watch_view import short_subject, view
from planner.cli.watching import follow
from planner.enumeration import EnumerationSettings
from planner.kept_run import read_run
from planner.planning import PlanSettings, run_plan
from planner.run_folder import RunFolder
from planner.store import StoreError
from planner.watching.characters import ASCII, UNICODE, ends, glyphs_for, plane, sparkline
from planner.watching.live_run import LiveRun, RunState, Stage
from planner.watching.pace import pace, seconds_left
from planner.watching.store_tail import StoreTail
from tests.planner.conftest import write_tiny
from tests.planner.run_samples import Writer, cut_short, finished_run, kept, picture, quick_reports

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, which no test changes."""
    folder = tmp_path_factory.mktemp("watched")
    return finished_run(read_case(write_tiny(folder / "tiny")), folder / "run")


@pytest.fixture
def cut(finished: Path, tmp_path: Path) -> Path:
    """The same run without its conclusion."""
    return cut_short(finished, tmp_path / "cut")


def cf(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


def record(*words: object) -> Any:
    return json.loads(cf("watch", *words, "--json").stdout)


def look(folder: Path) -> RunState:
    state = LiveRun(folder).look()
    assert state is not None
    return state


def test_a_finished_run_is_told_as_its_files_tell_it(finished: Path) -> None:
    chosen = json.loads((finished / "chosen.json").read_text())
    history = pd.read_csv(finished / "history.csv")
    told = record(finished)
    assert told["stage"] == "finished" and told["outcome"] == "done"
    assert told["compromise"]["design"] == chosen["design"]
    assert told["compromise"]["lifecycle_cost"] == chosen["figures"]["lifecycle_cost"]
    assert told["designs"]["evaluated"] == history["evaluations"].iloc[-1]
    assert told["hypervolume"] == pytest.approx(history["hypervolume"].iloc[-1], rel=1e-9)
    assert told["steps"] == {"word": "generation", "complete": len(history), "of": 4}
    result = cf("watch", finished, "--once")
    assert result.exit_code == Exit.DONE
    assert "generation" in result.stdout and str(finished / "report.html") in result.stdout
    for name, value in chosen["design"].items():
        assert f"{name} {value:g} k" in result.stdout
    # without --once it ends as well, since there is nothing to wait for
    assert "the run is finished" in cf("watch", finished).stdout


def test_a_run_without_conclusion_is_told_as_resume_would_find_it(cut: Path) -> None:
    state, run = look(cut), read_run(cut)
    assert state.stage is Stage.CONCLUDING and state.outcome is None
    assert state.front == run.front and state.decision == run.decision
    assert state.last.evaluations == len(run.evaluations)
    result = cf("watch", cut, "--once")
    assert result.exit_code == Exit.DONE and "compromise now" in result.stdout


def test_every_look_sees_what_was_committed_since(finished: Path, tmp_path: Path) -> None:
    writer, run = Writer(finished, tmp_path / "live"), LiveRun(tmp_path / "live")
    begun = run.look()
    assert begun is not None and begun.last.evaluations == 0 and begun.front == ()
    seen = []
    for count in (1, 6, 4, 3):
        seen += writer.commit(count)
        state = run.look()
        assert state is not None
        assert state.last.evaluations == len(seen)
        assert state is run.look()  # nothing new: nothing is read, nothing is computed
    assert state.last.generation == 3 and state.share == pytest.approx(3 / 4)
    assert state.stage is Stage.SEARCHING
    best = min(e.lifecycle_cost for e in seen if e.accepted)
    assert state.last.best_lifecycle_cost == best == state.front[0].lifecycle_cost
    assert [n for n, _ in state.trace] == sorted({n for n, _ in state.trace})
    assert state.trace[-1] == (len(seen), state.last.hypervolume)
    writer.finish()
    last = run.look()
    assert last is not None and last.stage is Stage.FINISHED


def test_rows_appear_as_the_run_goes_on(
    finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writer = Writer(finished, tmp_path / "live")
    steps = [lambda: writer.commit(1), lambda: writer.commit(6), lambda: None]
    steps += [lambda: writer.commit(5), writer.finish]
    assert follow(tmp_path / "live", 1.0, sleep=lambda seconds: steps.pop(0)()) is Exit.DONE
    assert steps == []
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("tiny, joined") and "seed 1" in lines[0]
    rows = [line.split() for line in lines if line.split()[0].isdigit()]
    # a row whenever something was kept, none for the look that saw nothing new
    assert [row[1] for row in rows] == ["0", "1", "7", "12"]
    assert [row[0] for row in rows] == ["0", "0", "1", "2"]
    assert lines[-2:] == [
        f"folder    {tmp_path / 'live'}",
        f"report    {tmp_path / 'live' / 'report.html'}",
    ]


def test_looking_changes_nothing(finished: Path, cut: Path) -> None:
    for folder in (finished, cut):
        before = picture(folder)
        cf("watch", folder, "--once")
        cf("watch", folder, "--json")
        assert picture(folder) == before


def test_a_half_written_store_is_read_without_mending_it(finished: Path, tmp_path: Path) -> None:
    """Its process was killed in the middle of a commit, its pages half in the file."""
    writer = Writer(finished, tmp_path / "live")
    writer.commit(7)
    writer.kept.store.close()
    store = tmp_path / "live" / "run.sqlite"
    code = (
        "import os, signal, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size=1')\n"
        "c.execute('BEGIN IMMEDIATE')\n"
        "for n in range(200):\n"
        "    row = (n + 8, str(n), 'x' * 999, 'y')\n"
        "    c.execute('INSERT INTO evaluation VALUES (?, ?, ?, ?)', row)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(store)], check=False)
    assert store.with_name("run.sqlite-journal").stat().st_size > 0
    before = picture(tmp_path / "live")
    with pytest.raises(sqlite3.OperationalError):  # it is not to be read as it is
        connection = sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)
        try:
            connection.execute("SELECT count(*) FROM evaluation").fetchone()
        finally:
            connection.close()
    assert look(tmp_path / "live").last.evaluations == 7
    assert picture(tmp_path / "live") == before


def test_a_busy_store_is_waited_for(finished: Path, tmp_path: Path) -> None:
    writer = Writer(finished, tmp_path / "live")
    writer.commit(7)
    run = LiveRun(tmp_path / "live", busy_seconds=0.1)
    other = sqlite3.connect(tmp_path / "live" / "run.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert run.look() is None and run.busy
    other.execute("COMMIT")
    state = run.look()
    assert state is not None and state.last.evaluations == 7 and not run.busy
    writer.commit(2)
    other.execute("BEGIN EXCLUSIVE")
    assert run.look() is state  # as far as is known
    other.execute("COMMIT")
    other.close()
    again = run.look()
    assert again is not None and again.last.evaluations == 9


@pytest.fixture
def locked(cut: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A process that has locked the store of a run and does not let go."""
    monkeypatch.setattr(watching, "FIRST_LOOK_SECONDS", 0.3)
    monkeypatch.setattr(watching, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(watching, "LiveRun", partial(LiveRun, busy_seconds=0.1))
    with closing(sqlite3.connect(cut / "run.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield other


def test_a_single_look_does_not_wait_for_ever(cut: Path, locked: sqlite3.Connection) -> None:
    for words in (["--once"], ["--json"], ["--once", "--json"]):
        result = cf("watch", cut, *words)
        assert result.exit_code == Exit.INPUT
        waiting, error = result.stderr.splitlines()
        assert waiting == f"{cut / 'run.sqlite'} is locked by another process: waiting for it"
        assert error.startswith(f"error: {cut / 'run.sqlite'} is locked by another process, for")
        if "--json" in words:
            assert "is locked" in json.loads(result.stdout)["error"]["problems"][0]


def test_following_says_that_it_waits(
    cut: Path, locked: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = []

    class Enough(Exception):
        pass

    def sleep(seconds: float) -> None:
        moments.append(seconds)
        if len(moments) == 5:  # longer than a single look would have waited
            locked.execute("COMMIT")
        if seconds == 1.0:
            raise Enough

    with pytest.raises(Enough):
        follow(cut, 1.0, sleep=sleep)
    told = capsys.readouterr()
    assert told.err.count("is locked by another process: waiting for it") == 1
    assert "tiny, joined" in told.out


def test_nothing_of_a_case_reaches_the_terminal_raw(cut: Path) -> None:
    nasty = "\x1b[2J\x9b31m\x07\u202ehuts"
    state = look(cut)
    assert state.case is not None
    case = replace(state.case, title=nasty, currency=nasty)
    header = {**state.header, "case": {"name": nasty, "configuration": nasty}}
    told = replace(state, case=case, header=header, path=Path(nasty))
    for clock in (state.written, state.written + 700):
        lines = [line.plain for line in view(told, None, clock, 100, 40, UNICODE)]
        lines.append(short_subject(told))
        assert all(line.isprintable() for line in lines)
        assert r"\x1b[2J\x9b31m\x07\u202ehuts" in lines[0]


def test_damage_is_told_and_never_believed(cut: Path) -> None:
    store = cut / "run.sqlite"
    whole = store.read_bytes()
    place = whole.rindex(b'"lifecycle') if b'"lifecycle' in whole else whole.rindex(b'"status"')
    for damaged in (
        whole[:place] + b"#" + whole[place + 1 :],
        whole[: len(whole) // 2],
        b"hello",
    ):
        store.write_bytes(damaged)
        result = cf("watch", cut, "--once")
        assert result.exit_code == Exit.INPUT
        assert "run.sqlite is damaged" in result.stderr


def test_a_missing_row_is_noticed(cut: Path) -> None:
    connection = sqlite3.connect(cut / "run.sqlite")
    connection.execute("DELETE FROM evaluation WHERE number = 3")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="evaluation 3 is missing"):
        StoreTail(cut / "run.sqlite").look()


def test_another_run_in_the_same_place_is_noticed(cut: Path) -> None:
    run = LiveRun(cut)
    run.look()
    fresh = (cut / "run.sqlite").read_bytes()
    (cut / "run.sqlite").rename(cut / "old.sqlite")
    (cut / "run.sqlite").write_bytes(fresh)
    with pytest.raises(StoreError, match="another file than before"):
        run.look()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["{tmp}/tiny"], "is the folder of a case: plan it with: clusterflex run"),
        (["{tmp}/other"], "is not the folder of a run"),
        (["{tmp}/other/file"], "is not the folder of a run"),
        (["{tmp}/none", "--once"], "there is no run in"),
        (["{tmp}/none", "--json"], "there is no run in"),
        (["{tmp}/none"], "after 0 seconds: name the folder"),
        (["{tmp}/tiny", "--every", "0"], "--every must be from 0.1 to 3600"),
    ],
)
def test_bad_input(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_command, "WAIT_SECONDS", 0.3)
    write_tiny(tmp_path / "tiny")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("")
    result = cf("watch", *(word.format(tmp=tmp_path) for word in words))
    assert result.exit_code == Exit.INPUT
    assert told in result.stderr


def test_a_silent_run_is_told_with_the_command_that_continues_it(cut: Path) -> None:
    store = cut / "run.sqlite"
    assert "clusterflex resume" not in cf("watch", cut, "--once").stdout
    os.utime(store, (time.time() - 700, time.time() - 700))
    assert "nothing new for 12 min" in cf("watch", cut, "--once").stdout
    assert f"clusterflex resume {cut}" in cf("watch", cut, "--once").stdout
    assert record(cut)["seems_idle"] is True


def test_the_exit_code_is_the_run_s(tiny_folder: Path, tmp_path: Path) -> None:
    file = tiny_folder / "case.toml"
    # less than the loads at night, when there is no sun
    file.write_text(re.sub(r"import_limit_kw = [\d.]+", "import_limit_kw = 6", file.read_text()))
    run = finished_run(read_case(tiny_folder), tmp_path / "run", generations=1)
    result = cf("watch", run, "--once")
    assert "no feasible design" in result.stdout
    assert result.exit_code == Exit.INFEASIBLE
    assert record(run)["compromise"] is None


def test_a_second_solver_that_disagrees_is_trouble(finished: Path, cut: Path) -> None:
    (cut / "manifest.json").write_bytes((finished / "manifest.json").read_bytes())
    chosen = json.loads((finished / "chosen.json").read_text())
    chosen["second_opinion"] = {"verdict": "disagrees"}
    (cut / "chosen.json").write_text(json.dumps(chosen))
    assert cf("watch", cut, "--once").exit_code == Exit.SOLVER


def test_a_run_without_a_copy_of_its_case_is_shown(cut: Path) -> None:
    chosen = record(cut)["compromise"]
    shutil.rmtree(cut / "case")
    told = record(cut)
    assert told["currency"] is None
    assert told["compromise"]["lifecycle_cost"] == chosen["lifecycle_cost"]
    assert list(told["compromise"]["design"].values()) == list(chosen["design"].values())
    assert "storage 1" in cf("watch", cut, "--once").stdout


def test_an_enumeration_has_its_own_totals(tiny: Case, tmp_path: Path) -> None:
    settings = PlanSettings(EnumerationSettings(), second_opinion=False, bound_levels=0)
    with quick_reports():
        folder = RunFolder.create(tmp_path / "run", tiny, settings)
        run_plan(tiny, settings, workers=0, folder=folder)
    told = record(tmp_path / "run")
    # 0 to 200 kWh in modules of 10, 0 to 40 kW in modules of 5
    assert told["designs"]["at_most"] == 21 * 9
    assert told["designs"]["evaluated"] == len(kept(tmp_path / "run")) <= 21 * 9
    assert told["steps"]["word"] == "part" and told["algorithm"] is None
    assert "exact front" in cf("watch", tmp_path / "run", "--once").stdout


def test_the_picture_fits_the_terminal(cut: Path) -> None:
    state = look(cut)
    for width, height in ((80, 24), (60, 40), (45, 12)):
        for glyphs in (UNICODE, ASCII):
            lines = [line.plain for line in view(state, None, state.written, width, height, glyphs)]
            assert len(lines) <= height
            picture = [line for line in lines if glyphs.wall in line]
            assert max(map(len, picture), default=0) <= width
            if height >= 24:
                assert sum(line.count(glyphs.mark) for line in picture) == 1
    # long lines are wrapped, and there is room for that too
    silent = [line.plain for line in view(state, None, state.written + 700, 79, 23, UNICODE)]
    assert len(silent[-1]) > 79
    assert sum(max(1, -(-len(line) // 79)) for line in silent) <= 23
    assert glyphs_for("utf-8") is UNICODE
    assert glyphs_for("latin-1") is glyphs_for(None) is ASCII


def test_pace_tells_what_was_observed(finished: Path, tmp_path: Path) -> None:
    writer, run = Writer(finished, tmp_path / "live"), LiveRun(tmp_path / "live")
    store = tmp_path / "live" / "run.sqlite"
    writer.commit(1)
    states = []
    for count, moment in ((6, 1000.0), (4, 1030.0)):
        writer.commit(count)
        os.utime(store, (moment, moment))
        states.append(run.look())
    first, last = states
    assert first is not None and last is not None
    speed = pace(first, last)
    assert speed is not None and speed.observed
    assert speed.seconds_per_step == pytest.approx(30)
    assert speed.evaluations_per_minute == pytest.approx(8)
    # two of four generations are left, and 10 s of the third have gone
    assert seconds_left(last, speed, 1040.0) == pytest.approx(50)
    assert seconds_left(last, speed, 9999.0) == 0


def test_characters() -> None:
    assert sparkline([0, 1, 2, 7], 10, UNICODE) == "▁▂▃█"
    assert sparkline([3, 3], 10, UNICODE) == "▄▄"
    assert sparkline([], 10, UNICODE) == ""
    many = sparkline(list(range(100)), 8, UNICODE)
    assert len(many) == 8 and many[0] == "▁" and many[-1] == "█"
    assert plane([(0, 0), (4, 2)], (4, 2), 5, 3, ASCII) == ["    X", "     ", "o    "]
    assert plane([(1, 1)], None, 3, 1, ASCII) == [" o "]
    assert ends(51.13e6, 52.8e6) == ("51.13", "52.80", "million")
    assert ends(10.0, 10.0)[:2] == ("10.00", "10.00")
    low, high, _ = ends(1.0, 1.0001)
    assert low != high


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of Unix")
def test_on_a_terminal_the_picture_lives_until_interrupted(cut: Path) -> None:
    import pty
    import select

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "planner.cli.main", "watch", str(cut), "--every", "0.2"]
    surroundings = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    surroundings.pop("NO_COLOR", None)
    process = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=surroundings, cwd=ROOT
    )
    os.close(follower)
    seen, give_up = b"", time.monotonic() + 30
    while seen.count(b"compromise now") < 3 and time.monotonic() < give_up:
        if select.select([leader], [], [], 0.5)[0]:
            seen += os.read(leader, 65536)
    process.send_signal(signal.SIGINT)
    rest = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:
            break
        if not chunk:
            break
        rest += chunk
    assert process.wait(timeout=10) == Exit.INTERRUPTED
    os.close(leader)
    assert seen.count(b"compromise now") >= 3 and "◆".encode() in seen
    assert b"Stopped looking" in rest and b"Traceback" not in rest


def test_nan_is_null(finished: Path, tmp_path: Path) -> None:
    Writer(finished, tmp_path / "live")
    told = record(tmp_path / "live")
    assert told["best_lifecycle_cost"] is None and told["compromise"] is None
    assert math.isclose(told["hypervolume"], 0.0)
