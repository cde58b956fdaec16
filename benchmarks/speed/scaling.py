"""Time and memory of a design as clusters grow, and what more workers bring.

    python -m benchmarks.speed.scaling [--buildings 2 5 10 20 50] [--csv FILE]
    python -m benchmarks.speed.scaling --workers 1 2 [--csv FILE]

Clusters are drawn by the generator. Each size is measured in a process of its own: the models are
built, then designs are evaluated one after another. The exponent is the slope of the logarithms,
from five buildings on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.speed.designs_per_second import designs_of
from benchmarks.speed.recording import most_memory, record
from cases import read_case
from operation import Operator, SolverSettings
from planner.design_space import DesignSpace
from planner.evaluation import evaluate
from planner.executor import PoolEvaluator, process_executor

SEED = 1
FIRST_OF_SLOPE = 5


def one_size(folder: Path, designs: int, gap: float) -> dict[str, float]:
    """Seconds and memory of a case's designs, in this process."""
    case = read_case(folder)
    space, settings = DesignSpace.of(case), SolverSettings(gap=gap)
    rng = np.random.default_rng(SEED)
    asked = space.designs(rng.random((designs + 1, len(space.columns))) * space.upper)
    operator = Operator(case, settings)
    began = time.process_time()
    evaluate(case, operator, asked[0], settings)
    built = time.process_time()
    found = [evaluate(case, operator, design, settings) for design in asked[1:]]
    ended = time.process_time()
    assert all(evaluation.accepted for evaluation in found)
    return {
        "capacities": len(space.columns),
        "scenarios": len(case.scenarios),
        "first s": built - began,
        "s per design": (ended - built) / designs,
        "MB": most_memory(),
        "limited": sum(evaluation.status.value == "limited" for evaluation in found),
        "largest gap": max(s.gap for evaluation in found for s in evaluation.scenarios),
    }


def sizes(buildings: Sequence[int], designs: int, gap: float, csv: Path | None) -> None:
    """Measure clusters of these sizes and print a row each."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        for count in buildings:
            folder = Path(place) / f"cluster_{count}"
            command = [sys.executable, "-m", "planner.cli.main", "generate", str(folder)]
            options = ["--buildings", str(count), "--seed", str(SEED)]
            subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
            again = [sys.executable, "-m", "benchmarks.speed.scaling", "--one", str(folder)]
            told = subprocess.run(
                [*again, "--designs", str(designs), "--gap", str(gap)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            rows.append({"buildings": count, **json.loads(told)})
    slope = [row for row in rows if row["buildings"] >= FIRST_OF_SLOPE]
    record(rows, csv)
    if len(slope) > 1:
        logarithms = np.log([row["buildings"] for row in slope])
        for key in ("s per design", "first s", "MB"):
            exponent = np.polyfit(logarithms, np.log([row[key] for row in slope]), 1)[0]
            print(f"{key}: grows as N^{exponent:.2f} from {FIRST_OF_SLOPE} buildings on")


def workers(name: str, counts: Sequence[int], designs: int, gap: float, csv: Path | None) -> None:
    """Measure the same designs with more and more processes and print a row each."""
    case, settings = read_case(name), SolverSettings(gap=gap)
    asked = designs_of(case, designs)
    rows: list[dict[str, float]] = []
    for count in counts:
        with PoolEvaluator(case, settings, partial(process_executor, count)) as evaluator:
            evaluator.evaluate(asked[: 4 * count], lambda: None)  # models are built
            began = time.perf_counter()
            evaluator.evaluate(asked, lambda: None)
            seconds = time.perf_counter() - began
        first = rows[0]["seconds"] if rows else seconds
        rows.append({"workers": count, "seconds": seconds, "faster by": first / seconds})
    record(rows, csv)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="Scaling in buildings or workers.")
    parser.add_argument("--buildings", type=int, nargs="+", default=[2, 5, 10, 20, 50])
    parser.add_argument("--workers", type=int, nargs="+", default=None)
    parser.add_argument("--case", default="beijing", help="of the measurement of workers")
    parser.add_argument("--designs", type=int, default=None)
    parser.add_argument("--gap", type=float, default=1e-3)
    parser.add_argument("--csv", type=Path, default=None)
    parser.add_argument("--one", type=Path, default=None, help=argparse.SUPPRESS)
    parsed = parser.parse_args(arguments)
    if parsed.one is not None:
        print(json.dumps(one_size(parsed.one, parsed.designs or 8, parsed.gap)))
    elif parsed.workers is not None:
        workers(parsed.case, parsed.workers, parsed.designs or 400, parsed.gap, parsed.csv)
    else:
        sizes(parsed.buildings, parsed.designs or 8, parsed.gap, parsed.csv)


if __name__ == "__main__":
    main()
