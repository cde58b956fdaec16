"""Make the reference fronts that ship as files; the other analytic ones are computed when needed.

    python -m benchmarks.problems.make_fronts                  the analytic ones, half a minute
    python -m benchmarks.problems.make_fronts kursawe beijing  those named, whatever they take
    python -m benchmarks.problems.make_fronts --all

Best-known fronts take one to three minutes each: what they find is joined with what ships, so that
a front never gets worse. Exact ones account for every design (beijing: some minutes).
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
from benchmarks.problems.analytic_fronts import STORED, analytic_front
from benchmarks.problems.bare_problems import bare_problem
from benchmarks.problems.benchmark_problem import FrontSource
from benchmarks.problems.best_known import best_known_front
from benchmarks.problems.names import PLANNING
from benchmarks.problems.planning_case import write_exact_front
from benchmarks.problems.reference_fronts import FOLDER, stored_front, write_front
from benchmarks.problems.spacing import evenly_along, evenly_over

FloatArray = NDArray[np.float64]

POINTS = 5000
"""Points of a best-known front with two objectives."""
POINTS_OVER = 3000
"""Points of one with three."""
BEST_KNOWN = (
    *("kursawe", "re23", "re24", "welded_beam", "disc_brake", "speed_reducer"),
    "carside",
)
GAP_OF_RUNS = 0.02
"""Neighbours on a front that runs have found, farther apart than this, are ends of pieces."""


def make_analytic(name: str, folder: Path = FOLDER) -> None:
    """Make and write one front that mathematics tells."""
    write_front(name, analytic_front(name), FrontSource.ANALYTIC, folder)


def make_best_known(name: str, seeds: Sequence[int]) -> None:
    """Run, join with what ships, and write one best-known front."""
    found = best_known_front(bare_problem(name), seeds)
    if (FOLDER / f"{name}.npz").is_file():
        found = np.vstack([found, stored_front(name)[0]])
        found = found[nondominated(found)]
    two = found.shape[1] == 2
    front = evenly_along(found, POINTS, GAP_OF_RUNS) if two else evenly_over(found, POINTS_OVER)
    write_front(name, front, FrontSource.BEST_KNOWN)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what the command line asks for."""
    every = (*STORED, *BEST_KNOWN, *PLANNING)
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
    for name in every if parsed.all else parsed.names or STORED:
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
