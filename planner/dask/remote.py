"""What runs in a Dask worker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from planner.dask.errors import WorkerLost
from planner.dask.identity import identity

T = TypeVar("T")

_TURN = threading.Lock()
"""A kept model and its solver are for one thread at a time, and a worker may have several."""


def describe() -> tuple[str, dict[str, str]]:
    """This process, and what it computes with, once it has nothing else to do.

    The first tells a process from its successor at the same address.
    """
    with _TURN:
        return _process(), identity()


def run_in(process: str, function: Callable[..., T], *arguments: Any) -> T:
    """Call a function in this worker alone. Raises WorkerLost in any other process than `process`.

    Dask sends a task again if another process takes the place of a worker that it killed; here it
    has to count as lost instead.
    """
    if _process() != process:
        raise WorkerLost("the worker has been restarted")
    with _TURN:
        return function(*arguments)


def _process() -> str:
    from distributed import get_worker

    return str(get_worker().id)
