"""Designs per second on the shipped case, three ways, on the same designs in the same run.

    python benchmarks/designs_per_second.py [designs]

kept:   the product: a model per scenario, kept, capacities changed by bounds, HiGHS in process
fresh:  a PuLP model per design and scenario, HiGHS in process
cbc:    the same with CBC (where PuLP has it)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from algorithms import good_points
from cases import Case, read_case
from operation import Design, DispatchOutcome, Operator, SolverSettings, available_solvers
from planner.design_space import DesignSpace

SETTINGS = SolverSettings()


def designs_of(case: Case, count: int) -> list[Design]:
    """Good points over the box, on whole modules."""
    space = DesignSpace.of(case)
    points = good_points(count, len(space.columns), shift=np.full(len(space.columns), 0.5))
    return space.designs(points * space.upper)


def kept(case: Case) -> Callable[[int, Design], DispatchOutcome]:
    """Models are built once."""
    return Operator(case, SETTINGS).dispatch


def fresh(case: Case, solver: str) -> Callable[[int, Design], DispatchOutcome]:
    """Models are built for every solve."""
    settings = SolverSettings(name=solver, gap=SETTINGS.gap)
    return lambda scenario, design: Operator(case, settings).dispatch(scenario, design)


def seconds_per_design(
    case: Case, designs: list[Design], dispatch: Callable[[int, Design], DispatchOutcome]
) -> float:
    """Mean time over all designs, every scenario solved and checked."""
    began = time.perf_counter()
    for design in designs:
        for scenario in range(len(case.scenarios)):
            assert dispatch(scenario, design).status.accepted
    return (time.perf_counter() - began) / len(designs)


def main(count: int) -> None:
    """Measure and print a row per way."""
    case = read_case("beijing")
    designs = designs_of(case, count)
    ways = {"kept": kept(case), "fresh": fresh(case, "highs")}
    if "cbc" in available_solvers():
        ways["cbc"] = fresh(case, "cbc")
    dispatch_one = designs[:1]
    first = None
    for name, dispatch in ways.items():
        seconds_per_design(case, dispatch_one, dispatch)
        seconds = seconds_per_design(case, designs, dispatch)
        first = first or seconds
        print(f"{name:6s} {1 / seconds:8.2f} designs/s  {seconds / first:6.2f} x kept")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
