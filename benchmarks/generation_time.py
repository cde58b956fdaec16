"""CPU time of a generation when evaluation costs next to nothing, and of starting up.

    python -m benchmarks.generation_time [--repetitions 7] [--csv FILE]

Generations 21 to 120 on ZDT1, all searches in turn in every repetition, since machines drift: look
at the ratios. pygmo's nsga2 evaluates its own compiled ZDT1, the others pymoo's, whose time is in
the table as well. Start-up is the CPU time of a new process until it has searched three
generations; numba compiles in the first one of a machine and reads its cache afterwards.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.problems import get_problem

from algorithms import build_algorithm
from benchmarks.extras import MissingExtra, extra

ROOT = Path(__file__).resolve().parents[1]
POPULATION = 200
VARIABLES = (5, 30)
WARM_UP, GENERATIONS = 20, 100

GLNSGA2 = "GLNSGA2"
PYMOO = "pymoo NSGA2"
PYGMO = "pygmo nsga2"

Measure = Callable[[int, int], float]
"""Milliseconds per generation for a number of variables and a seed."""

START_UP = {
    GLNSGA2: "from algorithms import build_algorithm as build",
    PYMOO: "from pymoo.algorithms.moo.nsga2 import NSGA2 as build",
}
THREE_GENERATIONS = """
from pymoo.problems import get_problem
search = build(pop_size=20)
search.setup(get_problem("zdt1"), seed=1)
for _ in range(3):
    search.next()
import time
print(time.process_time())
"""


@dataclass(frozen=True)
class Row:
    """A line of the table; `variables` is None for start-up."""

    what: str
    variables: int | None
    milliseconds: float
    ratio_to_pymoo: float | None
    ratio_to_pygmo: float | None


def in_pymoo(build: Callable[[], Any], callback: Callable[[Any], Any] | None = None) -> Measure:
    """A search driven by pymoo's interface."""

    def measure(variables: int, seed: int) -> float:
        algorithm = build()
        if callback is not None:
            algorithm.callback = callback
        budget = ("n_gen", WARM_UP + GENERATIONS)
        algorithm.setup(get_problem("zdt1", n_var=variables), termination=budget, seed=seed)
        for _ in range(WARM_UP):
            algorithm.next()
        began = time.process_time()
        for _ in range(GENERATIONS):
            algorithm.next()
        return (time.process_time() - began) / GENERATIONS * 1e3

    return measure


def in_pygmo() -> Measure:
    """pygmo's compiled search of its compiled problem. Raises MissingExtra without pygmo."""
    pygmo = extra("pygmo", PYGMO)

    def measure(variables: int, seed: int) -> float:
        problem = pygmo.problem(pygmo.zdt(prob_id=1, param=variables))
        population = pygmo.population(problem, size=POPULATION, seed=seed)
        population = pygmo.algorithm(pygmo.nsga2(gen=WARM_UP, seed=seed)).evolve(population)
        search = pygmo.algorithm(pygmo.nsga2(gen=GENERATIONS, seed=seed))
        began = time.process_time()
        search.evolve(population)
        return (time.process_time() - began) / GENERATIONS * 1e3

    return measure


def evaluation(variables: int, seed: int) -> float:
    """pymoo's ZDT1 alone, one population at a time."""
    problem = get_problem("zdt1", n_var=variables)
    X = np.random.default_rng(seed).random((POPULATION, variables))
    began = time.process_time()
    for _ in range(GENERATIONS):
        problem.evaluate(X, return_as_dictionary=True)
    return (time.process_time() - began) / GENERATIONS * 1e3


def searches() -> dict[str, Measure]:
    """What is measured, by name."""
    found = {
        GLNSGA2: in_pymoo(lambda: build_algorithm(pop_size=POPULATION)),
        "GLNSGA2, pop read": in_pymoo(
            lambda: build_algorithm(pop_size=POPULATION), callback=lambda search: search.pop
        ),
        "GLNSGA2, preset nsga2": in_pymoo(lambda: build_algorithm("nsga2", pop_size=POPULATION)),
        PYMOO: in_pymoo(lambda: NSGA2(pop_size=POPULATION)),
        "evaluation alone": evaluation,
    }
    try:
        found[PYGMO] = in_pygmo()
    except MissingExtra as missing:
        print(f"left out: {missing}", file=sys.stderr)
    return found


def generations(repetitions: int) -> list[Row]:
    """Medians over repetitions, of times and of ratios within a repetition."""
    measures = searches()
    rows = []
    for variables in VARIABLES:
        times: dict[str, list[float]] = {name: [] for name in measures}
        for repetition in range(repetitions):
            for name, measure in measures.items():
                times[name].append(measure(variables, repetition + 1))
        for name in measures:
            rows.append(
                Row(
                    name,
                    variables,
                    median(times[name]),
                    _ratio(times[name], times[PYMOO]),
                    _ratio(times[name], times.get(PYGMO)),
                )
            )
    return rows


def start_up() -> list[Row]:
    """A new process without numba's cache, with it, and pymoo's own."""
    rows = []
    with tempfile.TemporaryDirectory() as cache:
        for name, search in (
            (f"{GLNSGA2}, first start", GLNSGA2),
            (f"{GLNSGA2}, start", GLNSGA2),
            (f"{PYMOO}, start", PYMOO),
        ):
            environment = os.environ | {
                "NUMBA_CACHE_DIR": cache,
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            }
            done = subprocess.run(
                [sys.executable, "-c", START_UP[search] + THREE_GENERATIONS],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )
            rows.append(Row(name, None, float(done.stdout) * 1e3, None, None))
    return rows


def _ratio(times: list[float], others: list[float] | None) -> float | None:
    if others is None:
        return None
    return median(other / own for own, other in zip(times, others, strict=True))


def show(rows: list[Row]) -> None:
    """The table, a line each."""
    print(f"{'':24} {'d':>3} {'CPU ms':>9} {'pymoo / it':>11} {'pygmo / it':>11}")
    for row in rows:
        ratios = (row.ratio_to_pymoo, row.ratio_to_pygmo)
        told = " ".join(f"{'' if ratio is None else f'{ratio:.2f}':>11}" for ratio in ratios)
        print(f"{row.what:24} {row.variables or '':>3} {row.milliseconds:9.3f} {told}".rstrip())


def write(rows: list[Row], path: Path) -> None:
    """The table as CSV."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["search", "variables", "cpu_milliseconds", "pymoo_over_it", "pygmo_over_it"]
        )
        writer.writerows(
            [row.what, row.variables, row.milliseconds, row.ratio_to_pymoo, row.ratio_to_pygmo]
            for row in rows
        )


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description="CPU time of a generation and of starting up.")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--csv", type=Path, help="write the table there as well")
    options = parser.parse_args()
    rows = generations(options.repetitions) + start_up()
    show(rows)
    if options.csv is not None:
        write(rows, options.csv)


if __name__ == "__main__":
    main()
