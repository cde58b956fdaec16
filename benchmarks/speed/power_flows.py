"""Exact power flows per CPU-second, ours and those of other programs, on the same loads.

    python -m benchmarks.speed.power_flows [--feeders case33bw case69] [--flows 5000] [--csv FILE]

Loads are drawn between 0.2 and 1.2 of each bus's peak. Seconds are those of the processor, in one
thread, the best of several rounds: other work on the machine counts for less. Other programs are
measured where they are installed (the extra `peers`), on fewer flows.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed.other_flows import OTHERS
from benchmarks.speed.recording import record
from cases.feeders.feeder import Feeder
from cases.feeders.reading import read_feeder, shipped_feeders
from operation.network.power_flow import power_flow

Floats = NDArray[np.float64]
Solver = Callable[[Floats, Floats], Floats]
"""Demands to voltages, each of shape (flows, buses)."""

LEAST, MOST = 0.2, 1.2


def loads(feeder: Feeder, flows: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Random loads of every bus, active and reactive by the same share, shape (flows, buses)."""
    share = np.random.default_rng(seed).uniform(LEAST, MOST, (flows, len(feeder)))
    return share * feeder.load_kw, share * feeder.load_kvar


def best_seconds(solve: Callable[[], object], rounds: int) -> float:
    """Fewest seconds of the processor over some rounds."""
    seconds = math.inf
    for _ in range(rounds):
        began = time.process_time()
        solve()
        seconds = min(seconds, time.process_time() - began)
    return seconds


def measure(feeder: Feeder, flows: int, rounds: int) -> list[dict[str, object]]:
    """A row for every program that is installed."""

    def ours(p: Floats, q: Floats) -> Floats:
        return power_flow(feeder, p, q).voltage_pu

    ways: dict[str, tuple[int, Solver]] = {"ClusterFlex": (flows, ours)}
    for name, (share, build) in OTHERS.items():
        if (solve := build(feeder)) is not None:
            ways[name] = (max(1, round(share * flows)), solve)
    p, q = loads(feeder, flows)
    ours(p[:8], q[:8])  # compiled now
    reference = ours(p, q)
    rows = []
    for name, (count, solve) in ways.items():
        found = solve(p[:count], q[:count])

        def run(solve: Solver = solve, count: int = count) -> Floats:
            return solve(p[:count], q[:count])

        seconds = best_seconds(run, rounds)
        rows.append(
            {
                "feeder": feeder.name,
                "buses": len(feeder),
                "program": name,
                "flows": count,
                "flows per CPU-second": count / seconds,
                "largest difference [pu]": float(np.abs(found - reference[:count]).max()),
            }
        )
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a row per feeder and program."""
    parser = argparse.ArgumentParser(description="Exact power flows per CPU-second.")
    parser.add_argument("--feeders", nargs="+", default=list(shipped_feeders()))
    parser.add_argument("--flows", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--csv", type=Path, default=None)
    parsed = parser.parse_args(arguments)
    rows = []
    for name in parsed.feeders:
        rows += measure(read_feeder(name), parsed.flows, parsed.rounds)
    record(rows, parsed.csv)


if __name__ == "__main__":
    main()
