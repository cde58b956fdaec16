"""Running compiled kernels once more, with numba checking every index: without, none is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
BOUNDS_CHECKED = os.environ.get("NUMBA_BOUNDSCHECK") == "1"
only_checked = pytest.mark.skipif(not BOUNDS_CHECKED, reason="only where bounds are checked")
only_unchecked = pytest.mark.skipif(BOUNDS_CHECKED, reason="this file, bounds checked, is running")


def expect_wrong_index_noticed() -> None:
    """Fails unless bounds are checked here."""

    @numba.njit
    def last(x: np.ndarray) -> float:
        return float(x[len(x)])

    with pytest.raises(IndexError):
        last(np.zeros(3))


def run_checked(file: str, cache: Path) -> str:
    """Run a file of tests in a process that checks bounds; what it printed, if none failed."""
    environment = os.environ | {
        "NUMBA_BOUNDSCHECK": "1",
        "NUMBA_CACHE_DIR": str(cache),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", file]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
