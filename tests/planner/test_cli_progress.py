"""What is seen of a search while it runs: a living line, or rows."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest

from planner.cli.progress import LiveLine, Rows, duration, watcher
from planner.generation import Generation, Progress


def generation(number: int, failed: int = 0) -> Generation:
    return Generation(number, 40 * number, 7, 0.98765432, 0.012, 47e6, 2.3e6, 3, 1, failed, 5)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_rows_have_fixed_columns() -> None:
    stream, clock = io.StringIO(), Clock()
    rows = Rows(stream, clock)
    rows.on_progress(Progress(1, 1, 40))
    for number in (1, 2, 3000):
        clock.seconds += 10
        rows.on_generation(generation(number))
    rows.close()
    header, *lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert len({len(line) for line in [header, *lines]}) == 1
    assert header.split()[:4] == ["generation", "evaluated", "front", "hypervolume"]
    assert " ".join(lines[1].split()) == "2 80 7 0.987654 47000000 2300000 3 1 0 20.0"


@pytest.mark.parametrize("width", [20, 40, 57, 77, 117])
@pytest.mark.parametrize("failed", [0, 5])
def test_the_line_fits_and_keeps_what_matters_most(width: int, failed: int) -> None:
    stream, clock = io.StringIO(), Clock()
    line = LiveLine(25, stream, clock, lambda: width + 3)
    line.on_progress(Progress(1, 1, 1))
    clock.seconds += 30
    line.on_generation(generation(3, failed))
    line.on_progress(Progress(4, 12, 38))
    text = line.text(width)
    assert len(text) <= width
    assert "4/25" in text
    assert width < 40 or " min" in text
    assert width < 57 or not failed or "5 failed" in text
    assert width < 77 or ("front 7" in text and "132 eval" in text and "0.98" in text)
    shown = stream.getvalue().split("\r")
    assert max(map(len, shown)) <= width + 3
    assert "\x1b" not in stream.getvalue()
    line.close()
    assert stream.getvalue().endswith("\r")


def test_the_share_never_falls_and_time_left_shrinks_with_it() -> None:
    clock = Clock()
    line = LiveLine(4, io.StringIO(), clock, lambda: 120)
    shares = []
    line.on_progress(Progress(1, 0, 1))
    line.on_progress(Progress(1, 1, 1))
    for number in range(1, 5):
        for done in range(11):
            clock.seconds += 1
            line.on_progress(Progress(number, done, 10))
            shares.append(line.share)
        if number == 2:
            assert "20 s left" in line.text(120) or "22 s left" in line.text(120)
        line.on_generation(generation(number))
    assert all(before <= after for before, after in pairwise(shares))
    assert shares[0] == 0 and line.share == 1


def test_generations_that_are_read_from_the_store_do_not_spoil_the_time_left() -> None:
    clock = Clock()
    line = LiveLine(10, io.StringIO(), clock, lambda: 120)
    for number in range(1, 6):
        line.on_progress(Progress(number, 0, 0))
        line.on_generation(generation(number))
    for done in range(1, 11):
        clock.seconds += 2
        line.on_progress(Progress(6, done, 10))
    # nine evaluations in 18 seconds, forty are left
    assert "80 s left" in line.text(120)


def test_a_terminal_gets_the_line_and_everything_else_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TERM", raising=False)
    assert isinstance(watcher(3, Terminal()), LiveLine)
    assert isinstance(watcher(3, io.StringIO()), Rows)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(watcher(3, Terminal()), Rows)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0 s"), (99, "99 s"), (600, "10 min"), (36000, "10.0 h")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text
