"""clusterflex new: a case of one's own, begun as a copy of a shipped one."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from planner.cli.failures import told
from planner.cli.output import show


def new(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="New or empty folder.")],
    case: Annotated[
        str,
        typer.Option(
            "--case", metavar="NAME", help="Shipped case to copy; see: clusterflex cases."
        ),
    ] = "beijing",
) -> None:
    """Example: clusterflex new my_quarter

    Copy a shipped case into a new folder, to be changed into your own.
    """
    with told():
        from cases import copy_case

        place = copy_case(case, folder)
        path = shlex.quote(folder)
        show(f'Copied case "{case}" to {place}. Next:')
        show("  1. case.toml: name and title, tariffs, buildings with their meters and devices")
        show("  2. case.toml: storage, hubs, and the configurations that may be built")
        show("  3. the CSV files: a row per step of a typical day, a column per building and")
        show("     quantity, named as in the files that are there now")
        show(f"  4. clusterflex check {path}    tells all that is wrong, with file and line")
        show(f"  5. clusterflex run {path}")
        show("An editor completes and checks case.toml with: clusterflex schema")
