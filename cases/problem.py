"""What can be wrong with a case, and how it is told: every problem, in file and row order."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

CASE_FILE = "case.toml"
SHOWN_PER_KIND = 20
"""Problems of one kind in one column that are listed; the others are counted."""
_LONGEST_VALUE = 60
_SHORT = 4
"""Letters of a name in which two that changed places are half of it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (or, as a warning, doubtful), where it stands and what to do."""

    file: str
    line: int
    """Line of the file, counted from 1 (in a CSV the header is row 1); 0: the file as a whole."""
    key: str
    """Column of a CSV, key path of case.toml ("building.shop.grid.tariff"), or empty."""
    value: str
    """What stands there, shortened, or empty."""
    message: str
    """A whole sentence that tells what is wrong."""
    remedy: str
    """A sentence that tells what to do."""

    @property
    def where(self) -> str:
        """Place inside the file, for example "row 7" or "line 12"; empty for a whole file."""
        if not self.line:
            return ""
        return f"{'row' if self.file.lower().endswith('.csv') else 'line'} {self.line}"

    def __str__(self) -> str:
        is_column = self.key and self.file.lower().endswith(".csv")
        key = f"column {self.key}" if is_column else self.key
        place = ", ".join(part for part in (self.file, self.where, key) if part)
        return printable(f"{place}: {self.message} {self.remedy}".rstrip())


class CaseError(Exception):
    """A case cannot be used. `problems` holds every reason; `str()` lists them, one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class Report:
    """Collects problems; keeps the first of each kind per column and counts the others."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._counts: dict[tuple[str, str, str], int] = {}
        self._ranks: dict[str, int] = {CASE_FILE: 0}

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, problem: Problem) -> None:
        """Take one problem; those of one file, column and remedy are of one kind."""
        self._ranks.setdefault(problem.file, len(self._ranks))
        kind = (problem.file, problem.key, problem.remedy)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self._counts[kind] <= SHOWN_PER_KIND:
            self._kept.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take every problem of an iterable."""
        for problem in problems:
            self.add(problem)

    def problems(self) -> tuple[Problem, ...]:
        """Every kept problem in file and row order, with "and 8755 more" after a long kind."""
        last = {(p.file, p.key, p.remedy): p for p in self._kept}
        listed = list(self._kept)
        for kind, count in self._counts.items():
            if count > SHOWN_PER_KIND:
                more = f"and {count - SHOWN_PER_KIND} more of this kind."
                listed.append(replace(last[kind], value="", message=more))
        return tuple(sorted(listed, key=lambda p: (self._ranks[p.file], p.line)))


def printable(text: str) -> str:
    """The text with control characters escaped, so that a message stays on its line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shortened(text: str) -> str:
    """The text, printable and cut to 60 characters."""
    text = printable(text)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def quoted(value: object) -> str:
    """A value as a user would have written it in TOML, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, int) and abs(value) >= 10**60:
        return "a number of more than 60 digits"
    return shortened(str(value))


def did_you_mean(name: str, known: Sequence[str], otherwise: str = "") -> str:
    """Remedy for an unknown name: the nearest known one, else the list of them."""
    folded = {choice.casefold(): choice for choice in reversed(known)}
    cutoff = 0.6 if len(name) <= _SHORT else 0.7
    near = difflib.get_close_matches(name[:200].casefold(), folded, n=1, cutoff=cutoff)
    if near:
        return f'Did you mean "{folded[near[0]]}"?'
    if otherwise or not known:
        return otherwise
    listed = ", ".join(sorted(known)[:12])
    return f"Write one of: {listed}{' and others' if len(known) > 12 else ''}."
