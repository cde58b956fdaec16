"""Files that a command writes beside its answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.failures import OptionError

if TYPE_CHECKING:
    import pandas as pd


def new_file_problems(*names: str | None) -> list[str]:
    """What is wrong with files that are to be written, none of which may be there."""
    paths = [Path(name) for name in names if name is not None]
    problems = [f"{path} exists: name a new file" for path in paths if path.exists()]
    return problems + [
        f"{path} cannot be written: there is no folder {path.parent}"
        for path in paths
        if not path.parent.is_dir()
    ]


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table whole or not at all. Raises OptionError."""
    write_whole(path, table.to_csv(index=False, float_format="%.10g").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises OptionError."""
    from planner.run_folder import write_bytes

    try:
        write_bytes(path, content)
    except OSError as error:
        raise OptionError([f"{path} cannot be written: {error.strerror}"]) from error
