"""clusterflex watch: look at a run while it goes on, from another terminal."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.options import AsJson
from planner.cli.output import say

EVERY = 1.0
WAIT_SECONDS = 10.0
"""So long a run may take to begin in a folder that is not there yet."""


def watch(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="Folder of a run: in progress, cut short or done.")
    ],
    once: Annotated[bool, typer.Option("--once", help="Tell the state and end.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two looks.")] = EVERY,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex watch runs/first

    Look at a run while it goes on, from another terminal: progress, front so far, present
    compromise. Nothing is written to the folder. Ends when the run does, with its exit code;
    Ctrl-C ends the looking, not the run.
    """
    with told(as_json):
        if not 0.1 <= every <= 3600:
            raise OptionError([f"--every must be from 0.1 to 3600 seconds, not {every:g}"])
        path = Path(folder)
        try:
            _wait_for_run(path, 0.0 if once or as_json else WAIT_SECONDS)
            from planner.cli.watching import follow, tell_once

            code = tell_once(path, as_json) if once or as_json else follow(path, every)
        except KeyboardInterrupt:
            say(f"Stopped looking. A run in {path} is not touched by that.")
            code = Exit.INTERRUPTED
    raise typer.Exit(code)


def _wait_for_run(path: Path, seconds: float) -> None:
    """Return once there is a run. Raises OptionError where none can be or none has begun."""
    from planner.watching.watched_folder import Found, found

    give_up, waiting = time.monotonic() + seconds, False
    while True:
        try:
            there = found(path)
        except OSError as error:
            raise OptionError([f"{path} cannot be looked at: {error.strerror}"]) from error
        if there is Found.RUN:
            return
        if there is Found.CASE:
            raise OptionError(
                [f"{path} is the folder of a case: plan it with: clusterflex run {path}"]
            )
        if there is Found.OTHER:
            raise OptionError(
                [f"{path} is not the folder of a run: name the one that clusterflex run was given"]
            )
        if time.monotonic() >= give_up:
            after = f" after {seconds:.0f} seconds" if seconds else ""
            raise OptionError(
                [f"there is no run in {path}{after}: name the folder that clusterflex run tells"]
            )
        if not waiting:
            say(f"no run has begun in {path} yet: waiting {seconds:.0f} seconds for one")
            waiting = True
        time.sleep(0.2)
