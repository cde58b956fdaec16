"""The workers of a Dask scheduler as a `concurrent.futures` executor."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures import wait as all_done
from typing import Any, ParamSpec, TypeVar

from planner.dask.crew import Crew
from planner.dask.hand import Job

P = ParamSpec("P")
T = TypeVar("T")


class DaskExecutor(Executor):
    """Calls functions in the workers of a crew, which outlives it.

    A future whose worker is lost raises WorkerLost, a BrokenExecutor; one for which no worker came
    raises DaskUnavailable.
    """

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._given: set[Future[Any]] = set()
        self._ended = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call a function in the next worker that is free. Raises RuntimeError after shutdown."""
        if self._ended:
            raise RuntimeError("this executor has been shut down")
        if kwargs:
            raise TypeError("arguments go by position")
        job = Job(fn, args)
        self._given.add(job.future)
        job.future.add_done_callback(self._given.discard)
        self._crew.submit(job)
        return job.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for what was given, or forget it."""
        self._ended = True
        if wait:
            all_done(set(self._given))
        else:
            self._crew.drop(set(self._given))
