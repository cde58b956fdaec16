"""Tables of text, before they become Markdown or LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """Significance beside the reference algorithm, after a value."""

    NONE = ""
    BETTER = "+"
    WORSE = "-"
    EQUAL = "="


@dataclass(frozen=True)
class Cell:
    """A value, whether it is the best of its row, its mark, and a lesser value in brackets."""

    text: str
    best: bool = False
    mark: Mark = Mark.NONE
    aside: str = ""


@dataclass(frozen=True)
class Section:
    """Rows under a heading of their own, or under none."""

    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""


@dataclass(frozen=True)
class TextTable:
    """head: a name for each column; the first column holds words. notes: sentences below it."""

    caption: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = field(default=())


def row(*texts: str | Cell) -> tuple[Cell, ...]:
    """Cells of texts."""
    return tuple(text if isinstance(text, Cell) else Cell(text) for text in texts)


def simple_table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    notes: Sequence[str] = (),
) -> TextTable:
    """A table of one section."""
    return TextTable(caption, tuple(head), (Section(tuple(row(*r) for r in rows)),), tuple(notes))
