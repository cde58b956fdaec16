"""From the address of a Dask scheduler to the workers that may be used."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from planner.dask.address import address_problem
from planner.dask.crew import Crew, OnNotice
from planner.dask.errors import DaskUnavailable
from planner.dask.identity import identity

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0
WAIT_SECONDS = 600.0
"""So long a search without any worker waits for one."""
REMEDY = 'pip install "clusterflex[dask]"'


@contextmanager
def connected(
    address: str,
    on_notice: OnNotice | None = None,
    wait_seconds: float = WAIT_SECONDS,
    connect_seconds: float = CONNECT_SECONDS,
) -> Iterator[Crew]:
    """The workers of a scheduler, at least one of which may be used.

    Raises DaskUnavailable if no scheduler answers in `connect_seconds`, if no worker comes in
    `wait_seconds`, and if all that are there compute with something else than this process.
    Notices are logged as warnings unless there is somebody to tell them to.
    """
    client = _client(address, connect_seconds)
    try:
        ours = identity()
        try:
            # the scheduler reads what is sent, though it computes nothing
            client.run_on_scheduler(identity)
        except Exception as error:
            raise DaskUnavailable(
                f"the Dask scheduler {address} cannot run ClusterFlex ({error}): start it where "
                "the same version is installed"
            ) from error
        notice = on_notice or logging.getLogger("clusterflex").warning
        crew = Crew(client, address, ours, notice, wait_seconds)
        try:
            crew.wait()
            yield crew
        finally:
            crew.close()
    finally:
        client.close(timeout=2)


def _client(address: str, seconds: float) -> Client:
    if problem := address_problem(address):
        raise DaskUnavailable(problem)
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError as error:
        raise DaskUnavailable(f"Dask is not installed ({error}): {REMEDY}") from error
    parts = urlsplit(address)
    try:
        # where nothing listens Dask tries again and again; where something else does, for ever
        socket.create_connection((parts.hostname or "", parts.port or 0), seconds).close()
        with ThreadPoolExecutor(1) as thread:  # a notebook has a loop in its own
            kind = thread.submit(asyncio.run, _kind(address, seconds)).result()
        if kind == "Scheduler":
            client: Client = distributed.Client(address, timeout=seconds, set_as_default=False)
            return client
    except Exception as error:  # of any kind, where another program answers
        reason = str(error) or "no answer in time"
        raise DaskUnavailable(
            f"no Dask scheduler answers at {address} ({reason}); start one with: dask scheduler"
        ) from error
    raise DaskUnavailable(f"at {address} a Dask {kind.lower()} answers, not the scheduler")


async def _kind(address: str, seconds: float) -> str:
    """What answers at an address: "Scheduler", "Worker" or "Nanny". Raises OSError."""
    from distributed import Security, rpc

    keys = Security().get_connection_args("client")
    async with asyncio.timeout(seconds), rpc(address, connection_args=keys) as there:
        answer = await there.identity()
        return str(answer["type"])
