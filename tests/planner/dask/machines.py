"""A Dask scheduler and workers on this machine, and the commands that use them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from planner.cli.main import app

ROOT = Path(__file__).resolve().parents[3]
SMALL = ("--population", "6", "--generations", "3", "--no-cache")


class Machines:
    """A scheduler and its workers, each a process on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workers = folder, list[subprocess.Popen[bytes]]()
        self.start_scheduler()

    def start_scheduler(self) -> None:
        """Start the scheduler, and wait for its address."""
        file = self.folder / "scheduler.json"
        file.unlink(missing_ok=True)
        options = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self.scheduler = self._started("scheduler", *options)
        while not file.exists() or not file.read_text().endswith("}"):
            assert self.scheduler.poll() is None
            time.sleep(0.02)
        self.address: str = json.loads(file.read_text())["address"]

    def start(self, number: int, threads: int = 1, path: Path = ROOT) -> None:
        """Start more workers, which find their packages in a folder."""
        options = ("--no-nanny", "--nthreads", str(threads), "--local-directory", str(self.folder))
        for _ in range(number):
            self.workers.append(self._started("worker", self.address, *options, path=path))

    def ensure(self, number: int) -> None:
        """Start what does not live, until there are so many workers."""
        if self.scheduler.poll() is not None:
            self.kill()
            self.start_scheduler()
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        self.start(max(0, number - len(self.workers)))

    def kill(self, number: int | None = None) -> None:
        """Kill the oldest workers, or all, as a power failure does."""
        for worker in self.workers[:number]:
            end(worker)
        del self.workers[:number]

    def close(self) -> None:
        """End everything."""
        self.kill()
        end(self.scheduler)

    def _started(self, kind: str, *options: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, "--no-dashboard"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=path,
            env={**os.environ, "PYTHONPATH": str(path)},
        )


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def cf(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result
