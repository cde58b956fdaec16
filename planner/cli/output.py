"""Results go to stdout, everything else to stderr; escape codes to colourful terminals only."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

_WIDE = 200
"""Columns of a table that no terminal limits."""


def say(text: str = "") -> None:
    """A message for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def show(text: str = "") -> None:
    """A line of the result."""
    print(text)


def show_json(record: Any) -> None:
    """The result as one JSON document; what is not a finite number is null."""
    print(json.dumps(plain(record), indent=2, allow_nan=False, ensure_ascii=False))


def plain(value: Any) -> Any:
    """Plain data of a result, nan and infinity as None."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def has_colour(stream: IO[str]) -> bool:
    """Whether escape codes may be written to a stream."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def new_table(*headers: str, title: str = "", left: int = 1) -> Table:
    """A table whose first `left` columns hold words and whose others hold figures."""
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD,
        title=title or None,
        title_justify="left",
        pad_edge=False,
        padding=(0, 1),
    )
    for number, header in enumerate(headers):
        words = number < left
        table.add_column(header, justify="left" if words else "right", no_wrap=not words)
    return table


def show_table(table: Table) -> None:
    """A table on stdout, at most as wide as the terminal."""
    from rich.console import Console

    class _Console(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    colour = has_colour(sys.stdout)
    console = _Console(
        file=sys.stdout,
        color_system="auto" if colour else None,
        width=None if sys.stdout.isatty() else _WIDE,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(table)


def amount(value: float | None, digits: int = 0) -> str:
    """A figure with thousands separated; a dash for none."""
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value + 0.0:,.{digits}f}"


def percent(value: float | None, digits: int = 1, *, sign: bool = False) -> str:
    """A share as a percentage; a dash for none."""
    if value is None or not math.isfinite(value):
        return "-"
    return f"{100 * value + 0.0:{'+' if sign else ''}.{digits}f} %"
