"""What can go wrong with a Dask scheduler and its workers."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor


class DaskUnavailable(Exception):
    """No scheduler or no worker that may be used; the message tells why and what to do."""


class WorkerLost(BrokenExecutor):
    """The worker of one design is gone; the others work on."""
