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
        str, typer.Argument(metavar="FILE", help="New file; - writes to stdout.")
    ] = "case.schema.json",
) -> None:
    """Example: clusterflex schema case.schema.json

    Write the JSON schema of case.toml, so that an editor completes and checks it as you type:
    put the file beside case.toml, make the first line of that "#:schema ./case.schema.json", and
    have Taplo in the editor (in VS Code: Even Better TOML).
    """
    with told():
        from cases.editor_schema import schema_text

        text = schema_text()
        if file == "-":
            sys.stdout.write(text)
            return
        path = Path(file)
        if not path.parent.is_dir():
            raise OptionError([f"{path} cannot be written: there is no folder {path.parent}"])
        try:
            if path.exists() and path.read_text(encoding="utf-8", errors="replace") != text:
                raise OptionError([f"{path} exists with other content: name a new file"])
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise OptionError([f"{path} cannot be written: {error.strerror}"]) from error
        say(f"{path} written. Make this the first line of the case.toml beside it:")
        say(f"#:schema ./{path.name}")
