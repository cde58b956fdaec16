"""Names for what is imported."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

NAME_LENGTH_MAX = 40


def plain_name(text: str, otherwise: str, length: int = NAME_LENGTH_MAX) -> str:
    """A name that a case can use: lower case, digits and _, starting with a letter."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if not re.match("[a-z]", plain):
        plain = f"{otherwise}_{plain}".rstrip("_")
    return plain[:length].rstrip("_")


def case_name(folder: str | os.PathLike[str]) -> str:
    """Name of a case after the folder that it is written to."""
    return plain_name(Path(os.fsdecode(os.fspath(folder))).absolute().name, "case")


def unique_names(texts: Sequence[str], otherwise: str, length: int = NAME_LENGTH_MAX) -> list[str]:
    """A name for each text, each once."""
    found: list[str] = []
    for text in texts:
        plain = plain_name(text, otherwise, length)
        name, number = plain, 1
        while name in found:
            number += 1
            ending = f"_{number}"
            name = plain[: length - len(ending)] + ending
        found.append(name)
    return found
