"""Designs per second of the product and of the usual ways, on the same designs in the same run.

    python -m benchmarks.speed.designs_per_second [--designs 40] [--gap 1e-3] [--csv FILE]

Capacities are continuous: good points over the box, each dispatched in every scenario by each way
in turn. `share in HiGHS` is the product's time inside the solver.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import highspy
import numpy as np

from algorithms import good_points
from benchmarks.speed.recording import record
from benchmarks.speed.ways import (
    Way,
    cbc_name,
    kept_model,
    product,
    pulp_each_time,
    steps_alone,
)
from cases import Case, read_case
from operation import Design
from planner.design_space import DesignSpace


def designs_of(case: Case, count: int) -> list[Design]:
    """Good points over the box of capacities, not on modules, however small a device comes out.

    Every capacity of the case has to have a maximum above 0.
    """
    space = DesignSpace.of(case)
    n_storage = len(case.storage)
    points = good_points(count, len(space.columns), shift=np.full(len(space.columns), 0.5))
    return [
        Design(tuple(x[:n_storage].tolist()), tuple(x[n_storage:].tolist()))
        for x in points * space.upper
    ]


@contextmanager
def timed_solver() -> Iterator[Callable[[], float]]:
    """Tells the seconds spent inside HiGHS so far."""
    run, spent = highspy.Highs.run, 0.0

    def timed(self: highspy.Highs) -> object:
        nonlocal spent
        began = time.perf_counter()
        try:
            return run(self)
        finally:
            spent += time.perf_counter() - began

    highspy.Highs.run = timed
    try:
        yield lambda: spent
    finally:
        highspy.Highs.run = run


def measure(case: Case, gap: float, designs: Sequence[Design]) -> list[dict[str, object]]:
    """A row for each way."""
    ways: dict[str, Way] = {
        "product": product(case, gap),
        "steps alone": steps_alone(case, gap),
        "HiGHS, kept model": kept_model(case, gap),
        "PuLP + HiGHS": pulp_each_time(case, gap, "HiGHS"),
    }
    if (cbc := cbc_name()) is not None:
        ways["PuLP + CBC"] = pulp_each_time(case, gap, cbc)
    scenarios = range(len(case.scenarios))
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    gaps: dict[str, list[float]] = {name: [] for name in ways}
    excess: dict[str, list[float]] = {name: [] for name in ways}
    inside = 0.0
    for way in ways.values():
        for scenario in scenarios:
            way(scenario, designs[0])  # models that are kept are made now
    for design in designs:
        best = [np.inf for _ in scenarios]
        objectives: dict[str, list[float]] = {}
        for name, way in ways.items():
            with timed_solver() as spent:
                began = time.perf_counter()
                found = [way(scenario, design) for scenario in scenarios]
                seconds[name].append(time.perf_counter() - began)
                inside += spent() if name == "product" else 0.0
            gaps[name] += [one.gap for one in found]
            objectives[name] = [one.objective for one in found]
            best = [
                min(value, one.objective) if np.isfinite(one.objective) else value
                for value, one in zip(best, found, strict=True)
            ]
        for name, values in objectives.items():
            excess[name] += [
                (value - least) / max(1.0, abs(least))
                for value, least in zip(values, best, strict=True)
            ]
    mean = {name: float(np.mean(values)) for name, values in seconds.items()}
    return [
        {
            "gap asked": gap,
            "way": name,
            "designs": len(designs),
            "ms per design": 1e3 * mean[name],
            "median ms": 1e3 * median(seconds[name]),
            "designs per second": 1.0 / mean[name],
            "product is faster by": mean[name] / mean["product"],
            "largest gap": float(np.nanmax([-1.0, *gaps[name]])),
            "largest excess over the best": float(np.nanmax([-1.0, *excess[name]])),
            "share in HiGHS": inside / sum(seconds["product"]) if name == "product" else np.nan,
        }
        for name in ways
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a row per way."""
    parser = argparse.ArgumentParser(description="Designs per second, ours and the usual ways.")
    parser.add_argument("--case", default="beijing")
    parser.add_argument("--designs", type=int, default=40)
    parser.add_argument("--gap", type=float, nargs="+", default=[1e-3, 1e-6])
    parser.add_argument("--csv", type=Path, default=None)
    parsed = parser.parse_args(arguments)
    case = read_case(parsed.case)
    designs = designs_of(case, parsed.designs)
    record([row for gap in parsed.gap for row in measure(case, gap, designs)], parsed.csv)


if __name__ == "__main__":
    main()
