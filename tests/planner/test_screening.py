"""Designs that bounds prove to be of no account: sound bounds, and the same search without them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from algorithms.dominance import best
from algorithms.survival import CrowdingSurvival
from cases import Case, read_case
from operation import Design, DispatchBounds, Operator, SolverSettings
from operation.bounds import DailyFigure
from planner import plan
from planner.design_space import DesignSpace
from planner.evaluation import Objective, evaluate
from planner.objective_bounds import ObjectiveBounds
from planner.problem import UNKNOWN
from planner.screening import screened

EVERY = tuple(Objective)


def _random_designs(case: Case, count: int, seed: int) -> list[Design]:
    space = DesignSpace.of(case)
    rng = np.random.default_rng(seed)
    return space.designs(rng.random((count, len(space.columns))) * space.upper)


def test_bounds_come_near_what_they_bound() -> None:
    """A bound of nothing would hold as well: on the shipped case it is within a few percent."""
    case = read_case("beijing")
    settings = SolverSettings(gap=1e-3)
    operator = Operator(case, settings)
    designs = _random_designs(case, 4, 1)
    bounds = ObjectiveBounds(case, EVERY[:2])
    for design in designs:
        bounds.add(design)
    for design, lower in zip(designs, bounds.lower(designs), strict=True):
        evaluation = evaluate(case, operator, design, settings)
        values = np.array([evaluation.minimised(objective) for objective in EVERY[:2]])
        assert (lower > 0.9 * values).all()


def test_cuts_are_tangents_of_a_convex_function() -> None:
    case = read_case("beijing")
    bounds = DispatchBounds(case, (DailyFigure.COST, DailyFigure.EMISSIONS))
    first, second = _random_designs(case, 2, 5)
    middle = Design(
        tuple(np.mean([first.storage_kwh, second.storage_kwh], axis=0).tolist()),
        tuple(np.mean([first.fid_kw, second.fid_kw], axis=0).tolist()),
    )
    here, there, between = (bounds.cuts(0, design) for design in (first, second, middle))
    assert here is not None and there is not None and between is not None
    for a, b, m in zip(here, there, between, strict=True):
        assert m.level <= (a.level + b.level) / 2 + 1e-6 * abs(m.level)
        for cut in (a, b):
            assert cut.level + cut.slope @ (m.at - cut.at) <= m.level + 1e-6 * abs(m.level)


def _survivors(objectives: NDArray[np.float64], count: int) -> tuple[list[int], list[int]]:
    rows, rank, _ = best(objectives, count)
    crowded = CrowdingSurvival().pick(objectives, count, np.random.default_rng(0))
    return rows.tolist(), [*crowded.rows.tolist(), *crowded.rank.tolist(), *rank.tolist()]


@pytest.mark.parametrize("n_objectives", [2, 3])
@pytest.mark.parametrize("seed", range(60))
def test_survivors_are_those_of_a_search_that_solves_everything(
    seed: int, n_objectives: int
) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 25))
    parents = rng.random((int(rng.integers(1, count + 1)), n_objectives)) ** rng.integers(1, 4)
    children = rng.random((int(rng.integers(1, 40)), n_objectives)) * rng.choice([0.8, 1.5])
    bounds = children - rng.random(children.shape) * rng.choice([0.01, 0.2])
    bounds[rng.random(len(bounds)) < 0.1] = -np.inf
    infeasible = rng.random(len(children)) < 0.1
    solved = np.zeros(len(children), dtype=bool)

    def solve(wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
        assert wanted.any() and not (solved & wanted).any()
        solved[wanted] = True
        return children[wanted & ~infeasible]

    left = screened(parents, bounds, count, solve)
    assert (left == ~solved).all()
    known = np.where(solved[:, None], children, bounds)
    kept = ~infeasible | ~solved
    everything = np.vstack([parents, children[~infeasible]])
    with_bounds = np.vstack([parents, known[kept]])
    if len(everything) < count:
        assert not left.any()
        return
    truth, truth_drawn = _survivors(everything, count)
    found, found_drawn = _survivors(with_bounds, count)
    assert everything[truth].tolist() == with_bounds[found].tolist()
    assert truth_drawn[count:] == found_drawn[count:]
    assert not left[[]].any()


def test_screening_leaves_something_out() -> None:
    parents = np.array([[0.0, 1.0], [1.0, 0.0], [0.4, 0.4]])
    bounds = np.array([[2.0, 2.0], [0.1, 0.1], [0.5, 0.5]])
    asked = []

    def solve(wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
        asked.append(wanted.tolist())
        return bounds[wanted]

    assert screened(parents, bounds, 3, solve).tolist() == [True, False, True]
    assert asked == [[False, True, False]]


@pytest.mark.parametrize("algorithm", ["glnsga2", "paper", "nsga2"])
def test_the_search_goes_the_same_way_without_screening(tiny: Case, algorithm: str) -> None:
    result, other = (
        plan(
            tiny,
            workers=0,
            population=10,
            generations=15,
            seed=4,
            algorithm=algorithm,
            cache=False,
            screening=screening,
        )
        for screening in (True, False)
    )
    assert result.front.to_csv() == other.front.to_csv()
    columns = ["hypervolume", "front_size", "best_lifecycle_cost", "best_annual_emissions_kg"]
    assert result.history[columns].equals(other.history[columns])
    last, whole = result.generations[-1], other.generations[-1]
    assert whole.screened == 0
    assert last.evaluations + last.screened == whole.evaluations
    if algorithm == "glnsga2":
        assert last.screened > 0
    solved = {e.design: replace(e, perhaps_cut=False) for e in result.evaluations}
    every = {e.design: replace(e, perhaps_cut=False) for e in other.evaluations}
    assert all(every[design] == evaluation for design, evaluation in solved.items())
    assert all(e.minimised(Objective.LIFECYCLE_COST) < UNKNOWN for e in result.evaluations)
