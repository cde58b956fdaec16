"""The whole search of a case: time, memory, and every design of its front confirmed by CBC.

    python -m benchmarks.speed.full_search -o runs/full [--algorithm paper] [--csv FILE]

Population 200 and 1000 generations unless told otherwise, as the source paper has them; nothing is
answered from earlier runs. To confirm a design, PuLP writes its models anew and CBC solves them;
the objective of each scenario has to agree.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.speed.recording import most_memory, record
from benchmarks.speed.ways import cbc_name
from cases import Case, read_case
from operation import SolverSettings
from operation.checker.indicators import joined_objective
from planner import plan
from planner.evaluation import Evaluation
from planner.executor import PoolEvaluator, process_executor

CONFIRMED = 1e-4
"""Relative difference of objectives up to which CBC confirms a design."""
CBC_GAP = 1e-6


def objectives(case: Case, evaluation: Evaluation) -> list[float]:
    """Lower objective of each scenario, from its figures."""
    found = []
    for told in evaluation.scenarios:
        assert told.indicators is not None
        found.append(joined_objective(case.operation, told.indicators))
    return found


def differences(case: Case, front: Sequence[Evaluation], workers: int) -> np.ndarray:
    """Worst relative difference of the objectives by CBC, of each design of a front."""
    settings = SolverSettings(name="cbc", gap=CBC_GAP)
    with PoolEvaluator(case, settings, lambda: process_executor(workers)) as evaluator:
        again = evaluator.evaluate([e.design for e in front], lambda: None)
    worst = []
    for first, second in zip(front, again, strict=True):
        assert second.accepted, second.message
        pairs = zip(objectives(case, first), objectives(case, second), strict=True)
        worst.append(max(abs(a - b) / max(1.0, abs(b)) for a, b in pairs))
    return np.array(worst)


def megabytes(workers: int) -> float:
    """Most memory held at once: of this process, and of each worker the largest one's."""
    kilo = 1024.0 if sys.platform != "darwin" else 1024.0**2
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / kilo
    return most_memory() + workers * largest


def main(arguments: Sequence[str] | None = None) -> int:
    """Search, confirm, print; 1 if a design of the front is not confirmed."""
    parser = argparse.ArgumentParser(description="Time and memory of a whole search.")
    parser.add_argument("--case", default="beijing")
    parser.add_argument("--algorithm", default="glnsga2")
    parser.add_argument("--population", type=int, default=200)
    parser.add_argument("--generations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--no-screening", action="store_true")
    parser.add_argument("--no-confirmation", action="store_true")
    parser.add_argument("--output", "-o", type=Path, required=True)
    parser.add_argument("--csv", type=Path, default=None)
    parsed = parser.parse_args(arguments)
    case = read_case(parsed.case)
    began, children = time.perf_counter(), _processor_seconds()
    result = plan(
        case,
        population=parsed.population,
        generations=parsed.generations,
        seed=parsed.seed,
        algorithm=parsed.algorithm,
        workers=parsed.workers,
        folder=parsed.output,
        cache=False,
        screening=not parsed.no_screening,
    )
    seconds = time.perf_counter() - began
    row = {
        "case": parsed.case,
        "algorithm": parsed.algorithm,
        "population": parsed.population,
        "generations": len(result.generations),
        "workers": parsed.workers,
        "minutes": seconds / 60,
        "processor minutes": (_processor_seconds() - children) / 60,
        "MB": megabytes(parsed.workers),
        "solved": len(result.evaluations),
        "screened": result.generations[-1].screened,
        "limited": result.generations[-1].limited,
        "front": len(result.front_evaluations),
        "largest gap on the front": max(
            scenario.gap for e in result.front_evaluations for scenario in e.scenarios
        ),
    }
    refused = 0
    if not parsed.no_confirmation and cbc_name() is not None:
        off = differences(case, result.front_evaluations, parsed.workers)
        refused = int((off > CONFIRMED).sum())
        row |= {"confirmed by CBC": len(off) - refused, "worst difference": float(off.max())}
    record([row], parsed.csv)
    return 1 if refused else 0


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    sys.exit(main())
