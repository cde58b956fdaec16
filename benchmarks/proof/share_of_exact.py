"""How much of the exact front's hypervolume a search has after so many solved designs.

    python -m benchmarks.proof.share_of_exact --seeds 30

The searches are those of `clusterflex run`, with their screening; what earlier runs have solved is
taken from the user's cache. Hypervolumes are to the worst values of the exact front and a tenth of
their range more. Beside it stands what the best so many designs of the exact front have: no search
can have more after as many.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from algorithms import hypervolume
from benchmarks.problems.planning_case import exact_front
from cases import read_case
from operation import SolverSettings
from planner.archive import objective_matrix
from planner.cache_files import cache_folder
from planner.enumeration import enumerable_space
from planner.executor import PoolEvaluator, process_executor
from planner.search import SearchSettings, search
from planner.shared_evaluations import SharingEvaluator, shared_evaluations
from planner.store import RunStore

WANTED = 0.999
SHARES_OF_GRID = (0.01, 0.02, 0.05, 0.10, 0.15)


def trace(values: np.ndarray, front: np.ndarray, counts: Sequence[int]) -> np.ndarray:
    """Share of the front's hypervolume that the first so many values have."""
    reference = front.max(axis=0) + 0.1 * np.ptp(front, axis=0)
    whole = hypervolume(front, reference)
    shares = []
    for count in counts:
        first = values[:count]
        feasible = first[np.isfinite(first).all(axis=1)]
        shares.append(hypervolume(feasible, reference) / whole if len(feasible) else 0.0)
    return np.array(shares)


def best_shares(front: np.ndarray) -> np.ndarray:
    """Share that the best 1, 2, ... designs of a front of two objectives have, exactly.

    Dynamic programming over the designs in order of the first objective.
    """
    front = front[np.argsort(front[:, 0])]
    reference = front.max(axis=0) + 0.1 * np.ptp(front, axis=0)
    width = reference[0] - front[:, 0]
    # what a design adds behind the one chosen before it; never back to front
    added = width * (front[:, 1][:, None] - front[:, 1])
    added[np.tril_indices(len(front))] = -np.inf
    area = width * (reference[1] - front[:, 1])
    best = [area.max()]
    for _ in front[1:]:
        area = (area[:, None] + added).max(axis=0)
        best.append(max(best[-1], area.max()))
    shares: np.ndarray = np.array(best) / best[-1]
    return shares


def solved_by(name: str, population: int, generations: int, seeds: int) -> list[np.ndarray]:
    """Objectives of the designs that each search has solved, in their order."""
    case, solver = read_case(name), SolverSettings()
    workers = os.cpu_count() or 1
    found = []
    with PoolEvaluator(case, solver, lambda: process_executor(workers)) as pool:
        shared = shared_evaluations(case, solver, cache_folder())
        evaluator = SharingEvaluator(pool, shared) if shared is not None else pool
        for seed in range(1, seeds + 1):
            settings = SearchSettings(population, generations, seed)
            with closing(RunStore.create(None, {})) as store:
                archive, _ = search(case, settings, evaluator, store)
            values = objective_matrix(archive.evaluations, settings.objectives)
            found.append(np.where(np.isfinite(values), values, np.inf))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Search with every seed, and print shares and how many designs they took."""
    parser = argparse.ArgumentParser(description="Share of the exact front after so many designs.")
    parser.add_argument("case", nargs="?", default="beijing")
    parser.add_argument("--population", type=int, default=40)
    parser.add_argument("--generations", type=int, default=25)
    parser.add_argument("--seeds", type=int, default=30)
    parsed = parser.parse_args(arguments)
    case = read_case(parsed.case)
    front = exact_front(case.name, case)
    if front is None:
        parser.error(f"{case.name} ships no exact front of its present state")
    grid = int(enumerable_space(case).size)
    runs = solved_by(parsed.case, parsed.population, parsed.generations, parsed.seeds)
    counts = [round(share * grid) for share in SHARES_OF_GRID]
    shares = np.array([trace(values, front, counts) for values in runs])
    most = best_shares(front)
    print(f"{case.name}: {grid} designs, {len(front)} on the exact front, {len(runs)} seeds")
    print("solved  of all   worst seed   median   best possible")
    for column, count in enumerate(counts):
        best = most[min(count, len(front)) - 1]
        print(
            f"{count:6d}  {count / grid:5.1%}   {shares[:, column].min():9.3%}  "
            f"{np.median(shares[:, column]):8.3%}   {best:8.3%}"
        )
    needed = [_needed(values, front) for values in runs]
    reached = [count for count in needed if count]
    print(f"{WANTED:.1%} reached by {len(reached)} of {len(runs)} seeds", end="")
    if reached:
        print(f", after {np.median(reached):.0f} designs (median), {max(reached)} (worst)", end="")
    print(f"; all solved: {min(trace(v, front, [len(v)])[0] for v in runs):.3%} at worst")


def _needed(values: np.ndarray, front: np.ndarray) -> int | None:
    """The least number of designs with the share that is wanted; it never falls with more."""
    low, high = 1, len(values)
    if trace(values, front, [high])[0] < WANTED:
        return None
    while low < high:
        middle = (low + high) // 2
        if trace(values, front, [middle])[0] >= WANTED:
            high = middle
        else:
            low = middle + 1
    return low


if __name__ == "__main__":
    main()
