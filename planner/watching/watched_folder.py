"""What stands in a folder that somebody wants to watch."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from cases.problem import CASE_FILE
from planner.run_folder import CASE_COPY, STORE


class Found(Enum):
    """What a folder is."""

    RUN = "a run"
    NOT_YET = "nothing yet, but a run may begin there"
    CASE = "a case"
    OTHER = "something else"


def found(path: Path) -> Found:
    """What there is at a path. Raises OSError if it cannot be looked at."""
    if (path / CASE_FILE).is_file():
        return Found.CASE
    try:
        if (path / STORE).stat().st_size:
            return Found.RUN
        return Found.NOT_YET
    except FileNotFoundError:
        pass
    except NotADirectoryError:
        return Found.OTHER
    if not path.exists():
        return Found.NOT_YET
    # a run copies its case before it makes its store
    return Found.OTHER if {entry.name for entry in path.iterdir()} - {CASE_COPY} else Found.NOT_YET
