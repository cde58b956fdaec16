"""clusterflex feeder: buildings and designs on a distribution feeder."""

from __future__ import annotations

from collections.abc import Callable

import typer

from planner.cli.feeder_study import study
from planner.cli.usage import TellingGroup

feeder = typer.Typer(name="feeder", cls=TellingGroup, no_args_is_help=True, add_completion=False)

_COMMANDS: dict[Callable[..., None], str] = {
    study: "Buildings on feeders under four controls, beside a printed study.",
}
for _command, _short in _COMMANDS.items():
    feeder.command(short_help=_short)(_command)


@feeder.callback()
def feeder_() -> None:
    """Example: clusterflex feeder study --feeders ieee13_perphase -o runs/study

    Buildings and designs on a distribution feeder.
    """
