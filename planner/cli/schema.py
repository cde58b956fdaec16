"""clusterflex schema: the JSON schema of case.toml, for editors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.failures import OptionError, told
from planner.cli.output import say


def schema(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="New file, or - for stdout.")
    ] = "case.schema.json",
) -> None:
    """Example: clusterflex schema my_quarter/case.schema.json

    Write the JSON schema of case.toml. With the line "#:schema ./case.schema.json" at the top
    of case.toml, editors with Taplo (VS Code: Even Better TOML) complete and check as you type.
    """
    with told():
        from cases.editor_schema import schema_text

        text = schema_text()
        if file == "-":
            sys.stdout.write(text)
            return
        path = Path(file)
        try:
            if path.exists() and path.read_text(encoding="utf-8", errors="replace") != text:
                raise OptionError([f"{path} exists with other content: name a new file"])
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise OptionError([f"{path} cannot be written: {error.strerror}"]) from error
        say(f"{path} written. Make this the first line of the case.toml beside it:")
        say(f"#:schema ./{path.name}")
