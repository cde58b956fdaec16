"""The workers of a Dask scheduler, each with one design at a time.

Dask itself sends a task on when its worker dies, and then the next worker dies of it. Here every
task is bound to one worker, so that the loss of a worker is the loss of one attempt, and is told.
A single thread owns all state; whatever happens reaches it as an event.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from planner.dask.errors import DaskUnavailable, WorkerLost
from planner.dask.hand import Hand, Job, State
from planner.dask.identity import differences

if TYPE_CHECKING:
    from distributed import Client

OnNotice = Callable[[str], None]
"""Told, from another thread, what a person should know of the workers."""

LOOK_SECONDS = 0.5
"""So often the scheduler is asked who is there."""
SILENT_SECONDS = 3.0
"""So long a lack of workers is not worth a word."""


class Crew:
    """Gives jobs to the workers that compute as this process does, also to those that come later.

    A job whose worker is lost ends with WorkerLost. With no worker left, jobs wait `wait_seconds`
    for one, then end with DaskUnavailable.
    """

    def __init__(
        self,
        client: Client,
        scheduler: str,
        ours: Mapping[str, str],
        on_notice: OnNotice,
        wait_seconds: float,
    ) -> None:
        self.scheduler, self.wait_seconds = scheduler, wait_seconds
        self._client, self._ours, self._tell = client, ours, on_notice
        self._events: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._hands: dict[str, Hand] = {}
        self._jobs: deque[Job] = deque()
        self._first: Future[None] = Future()
        self._alone_since: float | None = None
        self._alone_told = False
        self._closing = False
        self._thread = Thread(target=self._work, name="clusterflex-crew", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until the first worker may be used. Raises DaskUnavailable if there is none."""
        self._first.result()

    def submit(self, job: Job) -> None:
        """Give a job to the next worker that is free."""
        self._events.put(lambda: self._jobs.append(job))

    def drop(self, futures: set[Future[Any]]) -> None:
        """Forget jobs; a worker that cannot be interrupted is used again when it answers."""
        self._events.put(partial(self._drop, futures))

    def close(self) -> None:
        """End the thread; the workers go on to serve others."""
        self._events.put(partial(setattr, self, "_closing", True))
        self._thread.join(timeout=5)

    def _work(self) -> None:
        look_at = 0.0
        while not self._closing:
            try:
                try:
                    self._events.get(timeout=max(0.0, look_at - time.monotonic()))()
                except Empty:
                    look_at = time.monotonic() + LOOK_SECONDS
                    self._look()
                self._hand_out()
                self._watch_out()
                if self._cut_off:
                    raise ConnectionError
            except Exception as error:
                lost = DaskUnavailable("the connection to the Dask scheduler is lost")
                self._give_up(lost if self._cut_off else error)

    @property
    def _cut_off(self) -> bool:
        """Whether the client has tried in vain to reach the scheduler again."""
        return self._client.status in ("closing", "closed")

    def _look(self) -> None:
        try:
            threads = self._client.nthreads()
        except OSError:
            return  # the client tries to connect again, and is closed if it cannot
        for address in self._hands.keys() - threads.keys():
            self._lose(self._hands[address])
        for address in threads.keys() - self._hands.keys():
            hand = self._hands[address] = Hand(self._client, address, threads[address])
            hand.ask(self._later(self._answered, hand))

    def _hand_out(self) -> None:
        free = [hand for hand in self._hands.values() if hand.free]
        # who has just answered is least likely to be gone without our knowing it yet
        for hand in sorted(free, key=lambda hand: hand.answered_at, reverse=True):
            if self._jobs:
                hand.run(self._jobs.popleft(), self._later(self._done, hand))

    def _watch_out(self) -> None:
        wanted = bool(self._jobs) or not self._first.done()
        ready = any(hand.state is State.READY for hand in self._hands.values())
        if ready or not wanted:
            if self._alone_told and ready:
                self._tell("a Dask worker is there; the search goes on")
            self._alone_since, self._alone_told = None, False
            return
        refused = [hand for hand in self._hands.values() if hand.state is State.REFUSED]
        if not self._first.done() and refused and len(refused) == len(self._hands):
            raise DaskUnavailable("\n".join(hand.refusal for hand in refused))
        now = time.monotonic()
        self._alone_since = self._alone_since or now
        if now - self._alone_since > self.wait_seconds:
            self._alone_since = None
            raise DaskUnavailable(
                f"no Dask worker could be used for {self.wait_seconds:.0f} s: start workers"
            )
        if now - self._alone_since > SILENT_SECONDS and not self._alone_told:
            self._alone_told = True
            self._tell(f"waiting up to {self.wait_seconds:.0f} s for a Dask worker")

    def _answered(self, hand: Hand) -> None:
        answer = hand.answer()
        if answer.lost:
            return self._lose(hand)
        process, theirs = answer.result or ("", {})
        if answer.error is not None:
            kind = type(answer.error).__name__
            hand.refuse(f"it cannot run ClusterFlex ({kind}: {answer.error})")
        elif other := differences(theirs, self._ours):
            hand.refuse(f"it has {other}; install the same version on each machine")
        else:
            hand.admit(process)
            if hand.threads > 1:
                self._tell(
                    f"Dask worker {hand.address} has {hand.threads} threads and can use one: start "
                    f"it with --nworkers {hand.threads} --nthreads 1"
                )
            if not self._first.done():
                self._first.set_result(None)
        self._tell_refused()

    def _tell_refused(self) -> None:
        # with no other worker this is the error, and need not be told twice
        for hand in self._hands.values() if self._first.done() else ():
            if hand.state is State.REFUSED and not hand.told:
                hand.told = True
                self._tell(hand.refusal)

    def _done(self, hand: Hand) -> None:
        answer = hand.answer()
        if answer.lost:
            return self._lose(hand)
        job, hand.job = hand.job, None
        if job is not None:
            job.end(answer.result, answer.error)

    def _lose(self, hand: Hand) -> None:
        self._release(hand)
        if hand.state is State.READY:
            self._tell(f"Dask worker {hand.address} is lost")
        if hand.job is not None:
            hand.job.end(error=WorkerLost(f"the Dask worker {hand.address} is lost"))

    def _drop(self, futures: set[Future[Any]]) -> None:
        self._jobs = deque(job for job in self._jobs if job.future not in futures)
        for future in futures:
            future.cancel()
        for hand in list(self._hands.values()):
            if hand.job is not None and hand.job.future in futures:
                self._release(hand)

    def _release(self, hand: Hand) -> None:
        del self._hands[hand.address]
        hand.cancel()

    def _give_up(self, error: Exception) -> None:
        given = [hand for hand in self._hands.values() if hand.job is not None]
        for hand in given:
            self._release(hand)
        jobs = [*self._jobs, *(hand.job for hand in given if hand.job is not None)]
        self._jobs.clear()
        for job in jobs:
            job.end(error=error)
        if not self._first.done():
            self._first.set_exception(error)

    def _later(self, handle: Callable[[Hand], None], hand: Hand) -> Callable[[], None]:
        def event() -> None:
            if self._hands.get(hand.address) is hand:
                handle(hand)

        return lambda: self._events.put(event)
