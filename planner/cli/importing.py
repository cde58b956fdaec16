"""clusterflex import: case folders made from data of a whole year; a command per kind of data."""

from __future__ import annotations

from collections.abc import Callable

import typer

from planner.cli.import_citylearn import citylearn
from planner.cli.import_measurements import measurements
from planner.cli.usage import TellingGroup

importing = typer.Typer(name="import", cls=TellingGroup, no_args_is_help=True, add_completion=False)

_COMMANDS: dict[Callable[..., None], str] = {
    measurements: "Meter data in CSV files, as an IMPORT.toml names them.",
    citylearn: "A CityLearn data set (challenges 2020 to 2023).",
}
"""Command and its line in the list of commands; a new kind of data registers here."""

for _command, _short in _COMMANDS.items():
    importing.command(short_help=_short)(_command)


@importing.callback()
def import_() -> None:
    """Example: clusterflex import citylearn DATA_DIR -o my_cluster

    Make a case folder from data of a whole year.
    """
