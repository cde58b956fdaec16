"""Exit codes of the `clusterflex` command."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the shell is told."""

    DONE = 0
    BUG = 1
    """An unforeseen exception: a mistake of ours."""
    INPUT = 2
    """Case, options, folders: something that was given cannot be used."""
    INFEASIBLE = 3
    """No design, or not this one, can meet the demand."""
    SOLVER = 4
    """The solver is missing, or failed too often to be trusted."""
    INTERRUPTED = 130
    """Ctrl-C or SIGTERM."""
