"""One Dask worker as the search sees it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum, auto
from importlib import import_module
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from planner.dask.errors import WorkerLost
from planner.dask.remote import describe, run_in

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

FETCH_SECONDS = 10.0
"""A worker that has finished but does not hand out its result for so long is lost."""

OnDone = Callable[[], None]
"""Told, from another thread, that there is an answer."""


@dataclass(eq=False)
class Job:
    """A call that waits for a worker or is with one."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: Future[Any] = field(default_factory=Future)

    def end(self, result: Any = None, error: BaseException | None = None) -> None:
        """Hand out the result or the error, unless nobody wants it any more."""
        if not self.future.set_running_or_notify_cancel():
            return
        if error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


class State(Enum):
    """Whether a worker may be used."""

    ASKED = auto()
    READY = auto()
    REFUSED = auto()


@dataclass(frozen=True)
class Answer:
    """What became of a call."""

    result: Any = None
    error: Exception | None = None
    """What the function raised."""
    lost: bool = False
    """Whether there is no worker any more that could tell."""


class Hand:
    """A worker process; what it is given goes to no other."""

    def __init__(self, client: Client, address: str, threads: int) -> None:
        self.address, self.threads = address, threads
        self.state, self.refusal, self.told = State.ASKED, "", False
        self.job: Job | None = None
        self.answered_at = 0.0
        """Clock of the last answer [s]."""
        self._client, self._process = client, ""
        self._sent: tuple[bytes, DaskFuture] | None = None
        self._given: DaskFuture | None = None

    @property
    def free(self) -> bool:
        """Whether it may be given a job."""
        return self.state is State.READY and self.job is None

    def ask(self, on_done: OnDone) -> None:
        """Ask what it computes with; a worker that is busy answers later."""
        # a worker ends of a task that it cannot unpickle: one without ClusterFlex can read these
        there = self._submit(import_module, describe.__module__)
        self._give(on_done, methodcaller(describe.__name__), there)

    def admit(self, process: str) -> None:
        """Use it, as long as it is this process."""
        self.state, self._process = State.READY, process

    def refuse(self, reason: str) -> None:
        """Never use it."""
        self.state = State.REFUSED
        self.refusal = f"Dask worker {self.address} is not used: {reason}"

    def run(self, job: Job, on_done: OnDone) -> None:
        """Have a job done there."""
        self.job = job
        there = [self._there(part) if isinstance(part, bytes) else part for part in job.arguments]
        self._give(on_done, run_in, self._process, job.function, *there)

    def answer(self) -> Answer:
        """What became of the last call, once it is done; fetches the result."""
        future = self._given
        if future is None or future.status not in ("finished", "error"):
            return Answer(lost=True)
        raised = future.status == "error"
        self.answered_at = time.monotonic()
        try:
            return Answer(future.result(timeout=FETCH_SECONDS))
        except Exception as error:
            # a function of ours raises none of Dask's own errors
            dask = type(error).__module__.startswith("distributed.")
            lost = not raised or dask or isinstance(error, WorkerLost)
            return Answer(error=error, lost=lost)

    def cancel(self) -> None:
        """Take back what is given to it, as far as it has not begun."""
        if self._given is not None and self._client.status == "running":
            self._client.cancel([self._given])
        self._given = None

    def _give(self, on_done: OnDone, function: Callable[..., Any], *arguments: Any) -> None:
        self._given = self._submit(function, *arguments)
        self._given.add_done_callback(lambda future: on_done())

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> DaskFuture:
        return self._client.submit(function, *arguments, workers=[self.address], pure=False)

    def _there(self, content: bytes) -> DaskFuture:
        """The case and its settings are the same for each design, and large: sent only once."""
        if self._sent is None or self._sent[0] != content:
            self._sent = content, self._submit(bytes, content)
        return self._sent[1]
