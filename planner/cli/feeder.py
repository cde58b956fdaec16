"""clusterflex feeder: buildings and designs on a distribution feeder."""

from __future__ import annotations

from collections.abc import Callable

import typer

from planner.cli.feeder_check import check
from planner.cli.feeder_show import show_feeder
from planner.cli.feeder_study import study
from planner.cli.usage import TellingGroup

feeder = typer.Typer(name="feeder", cls=TellingGroup, no_args_is_help=True, add_completion=False)

_COMMANDS: dict[Callable[..., None], str] = {
    check: "Whether a feeder carries a run's design; plan again within its limits.",
    show_feeder: "What a feeder is; files of other programs as CSV.",
    study: "Buildings on feeders under four controls, beside a printed study.",
}
_NAMES = {show_feeder: "show"}
"""Where the function's own name would hide another."""
for _command, _short in _COMMANDS.items():
    feeder.command(_NAMES.get(_command), short_help=_short)(_command)


@feeder.callback()
def feeder_() -> None:
    """Example: clusterflex feeder check runs/mine --feeder case33bw --map map.csv

    Buildings and designs on a distribution feeder.
    """
