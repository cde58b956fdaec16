"""Follow a run in its folder and show it: alive on a terminal, in rows elsewhere."""

from __future__ import annotations

import math
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cases.problem import printable
from planner.cli.exits import Exit
from planner.cli.output import has_colour, say, show, show_json
from planner.cli.progress import Rows
from planner.cli.summary import result_files
from planner.cli.watch_view import now_words, short_subject, view
from planner.result import Outcome
from planner.run_folder import STORE
from planner.store import StoreError
from planner.watching.characters import Glyphs, glyphs_for
from planner.watching.finished import disagrees
from planner.watching.live_run import LiveRun, RunState, Stage
from planner.watching.pace import Pace, pace, quiet_seconds
from planner.watching.run_record import run_record
from planner.watching.store_tail import BUSY_SECONDS

_TALL = 40
"""Lines of a picture that no terminal limits."""
FIRST_LOOK_SECONDS = 10.0
"""So long a single look waits for a store that stays locked."""
EXITS = {
    Outcome.DONE: Exit.DONE,
    Outcome.NO_FEASIBLE_DESIGN: Exit.INFEASIBLE,
    Outcome.SOLVER_TROUBLE: Exit.SOLVER,
}


class Screen(Protocol):
    """Where a run is shown."""

    def update(self, state: RunState, speed: Pace | None, clock: float) -> None:
        """Show the run at a look."""
        ...

    def close(self) -> None:
        """There will be no other look."""
        ...


def tell_once(path: Path, as_json: bool) -> Exit:
    """Tell the state of a run; its exit code. Raises StoreError."""
    state = _first_look(path, LiveRun(path), time.sleep, FIRST_LOOK_SECONDS)
    speed, clock = pace(state, state), time.time()
    if as_json:
        show_json({**run_record(state, speed, clock), "files": result_files(path)})
        return _ended(state)
    for line in view(state, speed, clock, shutil.get_terminal_size().columns, _TALL, _glyphs()):
        show(line.plain.rstrip())
    return _tell_end(state)


def follow(
    path: Path,
    every: float,
    screen: Screen | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Exit:
    """Show a run until it is finished; its exit code. Raises StoreError."""
    run = LiveRun(path)
    first = state = _first_look(path, run, sleep, math.inf)
    shown = screen or (LiveScreen() if has_colour(sys.stdout) else RowScreen())
    try:
        while True:
            shown.update(state, pace(first, state), time.time())
            if state.stage is Stage.FINISHED:
                break
            sleep(every)
            state = run.look() or state
    finally:
        shown.close()
    return _tell_end(state)


class LiveScreen:
    """A picture that is drawn over again and again."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._glyphs = _glyphs()  # while stdout is its own: Live puts itself in its place
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._live = Live(console=self._console, auto_refresh=False, vertical_overflow="crop")
        self._live.start()

    def update(self, state: RunState, speed: Pace | None, clock: float) -> None:
        """Draw the run."""
        from rich.console import Group

        size = self._console.size
        lines = view(state, speed, clock, size.width - 1, size.height - 1, self._glyphs)
        self._live.update(Group(*lines), refresh=True)

    def close(self) -> None:
        """Leave the last picture where it is."""
        self._live.stop()


class RowScreen:
    """A row whenever something new was kept."""

    def __init__(self) -> None:
        self._rows: Rows | None = None
        self._evaluations, self._noted = -1, ""

    def update(self, state: RunState, speed: Pace | None, clock: float) -> None:
        """Add a row if there is anything new, and a note if nothing is for long."""
        if self._rows is None:
            show(short_subject(state))
            self._rows = Rows(sys.stdout, word=state.budget.word)
        if state.last.evaluations != self._evaluations:
            self._rows.on_generation(state.last)
            self._evaluations, self._noted = state.last.evaluations, ""
        quiet = quiet_seconds(state, speed, clock) is not None
        note = "quiet" if quiet else state.stage.value
        if note != self._noted and (quiet or state.stage is Stage.CONCLUDING):
            say(now_words(state, speed, clock))
        self._noted = note

    def close(self) -> None:
        """Rows need no end."""


def _first_look(
    path: Path, run: LiveRun, sleep: Callable[[float], None], seconds: float
) -> RunState:
    """The run once it can be read. Raises StoreError where that takes longer than `seconds`."""
    began, waiting = time.monotonic(), False
    while (state := run.look()) is None:
        waited = time.monotonic() - began
        what = "is locked by another process" if run.busy else "has nothing in it yet"
        if not waiting and waited >= min(BUSY_SECONDS, seconds / 2):
            say(f"{printable(str(path / STORE))} {what}: waiting for it")
            waiting = True
        if waited >= seconds:
            raise StoreError(
                f"{printable(str(path / STORE))} {what}, for {waited:.0f} seconds now: try again "
                "later, or leave out --once and --json to wait for it"
            )
        sleep(0.2)  # the store is being written, or is about to be
    return state


def _tell_end(state: RunState) -> Exit:
    if state.outcome is None:
        return Exit.DONE
    words = {
        Outcome.DONE: "the run is finished",
        Outcome.NO_FEASIBLE_DESIGN: "the run is finished: no feasible design was found",
        Outcome.SOLVER_TROUBLE: "the run is finished: too many designs could not be evaluated, "
        "so none is chosen",
    }
    show(words[state.outcome])
    for name, path in result_files(state.path).items():
        show(f"{name:<10}{path}")
    return _ended(state)


def _ended(state: RunState) -> Exit:
    """The exit code that the run itself has ended with; 0 while it goes on."""
    if state.outcome is None:
        return Exit.DONE
    if disagrees(state.path):
        say("error: another solver disagrees on the chosen design; the report says where")
        return Exit.SOLVER
    return EXITS[state.outcome]


def _glyphs() -> Glyphs:
    return glyphs_for(sys.stdout.encoding)
