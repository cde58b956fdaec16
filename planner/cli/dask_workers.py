"""Dask workers for a command, where a scheduler is named; what is wrong with them in its words."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from planner.cli.failures import OptionError
from planner.cli.output import say

if TYPE_CHECKING:
    from planner.dask.crew import Crew


@contextmanager
def dask_workers(scheduler: str | None) -> Iterator[Crew | None]:
    """The workers of a scheduler, None without one. Raises OptionError if none may be used."""
    if scheduler is None:
        yield None
        return
    from planner.dask.connection import connected
    from planner.dask.errors import DaskUnavailable

    try:
        with connected(scheduler, _tell) as crew:
            yield crew
    except DaskUnavailable as error:
        raise OptionError(str(error).splitlines()) from None


def _tell(notice: str) -> None:
    # over the living line of a search, which is written again soon
    width = shutil.get_terminal_size().columns - 1
    say(f"\r{notice:<{width}}" if sys.stderr.isatty() else notice)
