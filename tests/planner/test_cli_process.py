"""The `clusterflex` command as a process of its own: streams, signals, start-up."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAUNCH = """
import sys, types
files = types.ModuleType("planner.report.files")
files.write_report = lambda plan, folder: (folder / "report.html").write_text("<p>")
sys.modules["planner.report.files"] = files
from planner.cli.main import main
main()
"""
"""The command without pictures, which have their own tests."""
SMALL = ("--population", "4", "--generations", "2", "--workers", "1")
LONG = ("--population", "6", "--generations", "12", "--workers", "2")
SLOW = {"pymoo", "numba", "matplotlib", "pandas", "pulp", "pydantic", "highspy", "numpy", "scipy"}


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CLUSTERFLEX_DEBUG")}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **more}


def cf(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, *map(str, words)],
        capture_output=True,
        text=True,
        env=environment(**more),
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done


def started(*words: object, **streams: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-c", LAUNCH, *map(str, words)],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
        text=True,
        env=environment(),
    )


def descendants(pid: int) -> set[int]:
    """Processes that a process has started, and theirs."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(stat.parent.name)] = int(fields[1])
    found, new = set[int](), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new}
        found |= new
    return found


def alive(pids: set[int]) -> set[int]:
    left = set()
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[0] != "Z":
            left.add(pid)
    return left


def test_help_is_quick() -> None:
    command = [sys.executable, "-c", LAUNCH, "--help"]
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=environment(), check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        # of the processor, since other tests run beside this one
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < 0.5


@pytest.mark.parametrize("words", [("--help",), ("run", "--help")])
def test_help_loads_nothing_slow(words: tuple[str, ...]) -> None:
    code = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    done = subprocess.run(
        [sys.executable, "-c", code + LAUNCH, *words],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    # newer typers read options by pydantic themselves
    assert "typer" in loaded and not (SLOW - ({"pydantic"} if words[1:] else set())) & loaded


def test_results_and_messages_keep_to_their_streams(tiny_folder: Path, tmp_path: Path) -> None:
    done = cf("run", tiny_folder, *SMALL, "-o", tmp_path / "r", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["outcome"] == "done"
    rows = [line for line in done.stderr.splitlines() if re.match(r" +\d+ +\d+ ", line)]
    assert len(rows) == 2
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stderr
    assert not list(tmp_path.rglob("*.part"))


def test_exit_codes_and_plain_words(tiny_folder: Path, tmp_path: Path) -> None:
    assert cf("check", tiny_folder).returncode == 0
    assert cf("run", tiny_folder, "--population", "1").returncode == 2
    assert cf("run", tiny_folder, "--solver", "copt").returncode == 4
    assert cf("nonsense").returncode == 2
    (tiny_folder / "day.csv").write_bytes(b"\xff\x00")
    broken = cf("run", tiny_folder, "-o", tmp_path / "r")
    assert broken.returncode == 2 and "day.csv" in broken.stderr
    assert not (tmp_path / "r").exists()


def on_a_terminal(*words: object, **more: str) -> str:
    """Everything that a command writes to a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, *map(str, words)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment(COLUMNS="80", **more),
    )
    os.close(slave)
    written = b""
    while True:
        ready, _, _ = select.select([master], [], [], 60)
        try:
            piece = os.read(master, 65536) if ready else b""
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(master)
    assert process.wait(timeout=60) == 0
    return written.decode()


def test_a_terminal_sees_a_living_line_and_no_color_is_kept(
    tiny_folder: Path, tmp_path: Path
) -> None:
    text = on_a_terminal("run", tiny_folder, *SMALL, "-o", tmp_path / "r", NO_COLOR="1")
    assert "\rgeneration 1/2" in text or "\rgen 1/2" in text
    assert "chosen design" in text
    assert "\x1b" not in text
    assert "\x1b" not in on_a_terminal("check", "--help", NO_COLOR="1")
    assert "\x1b" in on_a_terminal("check", "--help")


def test_a_closed_stdout_ends_quietly() -> None:
    process = started("check", "beijing", "--json")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert error == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_process_and_can_be_resumed(
    number: signal.Signals, tiny_folder: Path, tmp_path: Path
) -> None:
    if number is signal.SIGINT:
        undisturbed = cf("run", tiny_folder, *LONG, "--no-cache", "-o", tmp_path / "whole")
        assert undisturbed.returncode == 0
    folder = tmp_path / "a run"
    process = started("run", tiny_folder, *LONG, "-o", folder)
    assert process.stderr is not None
    for line in process.stderr:
        if re.match(r" +3 +\d+ ", line):
            break
    workers = descendants(process.pid)
    assert workers
    process.send_signal(number)
    began = time.monotonic()
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 5
    assert process.returncode == 130
    assert "Traceback" not in err and out == ""
    assert f"  clusterflex resume '{folder}' --workers 2\n" in err
    deadline = time.monotonic() + 3
    while alive(workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(workers)
    if number is signal.SIGINT:
        assert cf("resume", folder, "--workers", "1").returncode == 0
        for name in ("front.csv", "history.csv", "dispatch.csv", "chosen.json"):
            expected = (tmp_path / "whole" / name).read_bytes()
            assert (folder / name).read_bytes() == expected, name


@pytest.mark.parametrize("seconds", [0.15, 0.6, 1.0, 1.3])
def test_an_early_interruption_is_quiet(seconds: float, tiny_folder: Path, tmp_path: Path) -> None:
    process = started("run", tiny_folder, *LONG, "-o", tmp_path / "r", start_new_session=True)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    # a signal before the first line of ours meets Python itself
    assert process.returncode in (130, -signal.SIGINT)
    # and typer ends without a word while it still reads the command line
    assert process.returncode != 130 or err == "" or "nterrupted" in err
    assert process.returncode != 130 or "Traceback" not in err
