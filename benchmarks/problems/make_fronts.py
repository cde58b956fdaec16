"""Make the reference fronts that ship.

    python -m benchmarks.problems.make_fronts                  the analytic ones, in a minute
    python -m benchmarks.problems.make_fronts kursawe beijing  those named, whatever they take
    python -m benchmarks.problems.make_fronts --all

Best-known fronts take one to five minutes each: what they find is joined with what ships, so that
a front never gets worse. Exact ones solve every design (beijing: a quarter of an hour of one core).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from algorithms import nondominated
from benchmarks.near_names import unknown
from benchmarks.problems.analytic_fronts import analytic_names, dense_front
from benchmarks.problems.benchmark_problem import FrontSource
from benchmarks.problems.best_known import best_known_front
from benchmarks.problems.catalogue import bare_problem
from benchmarks.problems.names import PLANNING
from benchmarks.problems.planning_case import write_exact_front
from benchmarks.problems.reference_fronts import FOLDER, stored_front, write_front
from benchmarks.problems.spacing import evenly_along, evenly_over

FloatArray = NDArray[np.float64]

POINTS = 1000
BEST_KNOWN = (
    *("kursawe", "re23", "re24", "welded_beam", "disc_brake", "speed_reducer"),
    "carside",
)
GAP = 0.005
"""Neighbours on a dense front that are farther apart, in scaled objectives, are ends of pieces."""
GAP_OF_RUNS = 0.02
"""The same on a front that runs have found."""

CURVE = ("dtlz5_3",)
"""Fronts with three objectives that are curves, given in their order."""


def make_analytic(name: str, folder: Path = FOLDER) -> None:
    """Make and write one front that mathematics tells."""
    dense = dense_front(name)
    if name in CURVE:
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(dense, axis=0), axis=1))])
        front = dense[np.searchsorted(along, np.linspace(0.0, along[-1], POINTS) - 1e-12)]
    elif dense.shape[1] == 2:
        front = evenly_along(dense, POINTS, GAP)
    else:
        front = evenly_over(dense, POINTS)
    write_front(name, front, FrontSource.ANALYTIC, folder)


def make_best_known(name: str, seeds: Sequence[int]) -> None:
    """Run, join with what ships, and write one best-known front."""
    found = best_known_front(bare_problem(name), seeds)
    if (FOLDER / f"{name}.npz").is_file():
        found = np.vstack([found, stored_front(name)[0]])
        found = found[nondominated(found)]
    thin = evenly_along(found, POINTS, GAP_OF_RUNS) if found.shape[1] == 2 else None
    front = thin if thin is not None else evenly_over(found, POINTS)
    write_front(name, front, FrontSource.BEST_KNOWN)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what the command line asks for."""
    every = (*analytic_names(), *BEST_KNOWN, *PLANNING)
    parser = argparse.ArgumentParser(description="Make the reference fronts that ship.")
    parser.add_argument("names", nargs="*", help="fronts, the analytic ones by default")
    parser.add_argument("--all", action="store_true", help="every front")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3, 4], help="of the runs behind best-known"
    )
    parsed = parser.parse_args(arguments)
    bad = [unknown("front", name, every) for name in parsed.names if name not in every]
    if bad:
        parser.error("; ".join(bad))
    for name in every if parsed.all else parsed.names or analytic_names():
        began = time.process_time()
        if name in PLANNING:
            write_exact_front(name)
        elif name in BEST_KNOWN:
            make_best_known(name, parsed.seeds)
        else:
            make_analytic(name)
        print(f"{name}: {time.process_time() - began:.1f} s of processor time", flush=True)


if __name__ == "__main__":
    main()
