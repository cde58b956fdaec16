"""Reference fronts that ship: nondominated, evenly spread, on the true front, not to be beaten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pymoo.core.problem import Problem
from scipy.spatial import cKDTree

from algorithms import nondominated
from benchmarks.competitors import build_competitor
from benchmarks.problems import build_problem
from benchmarks.problems.analytic_fronts import (
    STORED,
    analytic_front,
    analytic_names,
    computed_names,
)
from benchmarks.problems.bare_problems import bare_problem
from benchmarks.problems.benchmark_problem import FrontSource
from benchmarks.problems.catalogue import reference_front
from benchmarks.problems.lowest_feasible import MW_DISTANCE, mw5_points, mw_designs
from benchmarks.problems.make_fronts import BEST_KNOWN
from benchmarks.problems.names import PLANNING, WFG
from benchmarks.problems.reference_fronts import FOLDER, stored_front, write_front
from benchmarks.problems.spacing import evenly_along, evenly_over

FLAT = [
    n for n in (*analytic_names(), *BEST_KNOWN) if n != "carside" and "_3" not in n and n != "mw4"
]


def scaled(points: np.ndarray, front: np.ndarray) -> np.ndarray:
    """Points with the front's ideal at 0 and its nadir at 1."""
    low, high = front.min(axis=0), front.max(axis=0)
    return np.asarray((points - low) / (high - low))


def beaten_by(front: np.ndarray, found: np.ndarray) -> float:
    """By how much the best of `found` betters a point of the front in every objective, scaled."""
    ours, theirs = scaled(front, front), scaled(found, front)
    return max(float((ours - other).min(axis=1).max()) for other in theirs)


def missed_by(front: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Distance of each of `found` from the nearest point of the front, scaled."""
    return np.asarray(cKDTree(scaled(front, front)).query(scaled(found, front))[0])


def test_there_is_a_file_for_every_front_and_no_other() -> None:
    wanted = {*STORED, *BEST_KNOWN}
    assert {*STORED, *computed_names()} == set(analytic_names())
    assert {path.stem for path in FOLDER.glob("*.npz")} - set(PLANNING) == wanted
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_000_000


@pytest.mark.parametrize("name", [*analytic_names(), *BEST_KNOWN])
def test_fronts_are_nondominated_and_not_too_many_points(name: str) -> None:
    front, source = reference_front(name)
    assert nondominated(front).all() and not front.flags.writeable
    assert (100 if name == "mw5" else 900) <= len(front) <= 10500
    assert source == ("best known" if name in BEST_KNOWN else "analytic")


@pytest.mark.parametrize("name", FLAT)
def test_flat_fronts_are_evenly_spread(name: str) -> None:
    front, _ = reference_front(name)
    steps = np.linalg.norm(np.diff(scaled(front, front), axis=0), axis=1)
    holes = steps > 0.02
    assert holes.sum() <= 25
    length = steps[~holes].sum()
    # runs leave thin places, formulas none
    most = 10.0 if name in BEST_KNOWN else 3.0
    assert np.quantile(steps[~holes], 0.98) <= max(most * length / len(front), 1e-3)


def closed_form(name: str, f1: np.ndarray) -> np.ndarray:
    """Second objective of the published front."""
    if name in ("zdt1", "zdt4"):
        return 1.0 - np.sqrt(f1)
    if name in ("zdt2", "zdt6"):
        return 1.0 - f1**2
    if name == "zdt3":
        return 1.0 - np.sqrt(f1) - f1 * np.sin(10.0 * np.pi * f1)
    if name == "dtlz1":
        return 0.5 - f1
    if name in ("dtlz2", "dtlz3"):
        return np.sqrt(np.maximum(1.0 - f1**2, 0.0))
    if name == "dtlz7":
        return 4.0 - f1 * (1.0 + np.sin(3.0 * np.pi * f1))
    if name == "fonseca":
        return 1.0 - np.exp(-((2.0 - np.sqrt(-np.log1p(-f1))) ** 2))
    raise AssertionError(name)


@pytest.mark.parametrize(
    "name",
    ["zdt1", "zdt2", "zdt3", "zdt4", "zdt6", "dtlz1", "dtlz2", "dtlz3", "dtlz7", "fonseca"],
)
def test_fronts_have_their_published_closed_form(name: str) -> None:
    front, _ = reference_front(name)
    np.testing.assert_allclose(front[:, 1], closed_form(name, front[:, 0]), atol=2e-7)


def test_fronts_reach_their_published_ends() -> None:
    ends = {
        "zdt1": ((0.0, 1.0), (1.0, 0.0)),
        "zdt3": ((0.0, 1.0), (0.8518328654, -0.7733690124)),
        "zdt6": ((0.2807753191, 0.9211652202), (1.0, 0.0)),
        "bnh": ((0.0, 50.0), (136.0, 4.0)),
        "osy": ((-274.0, 76.0), (-42.0, 4.0)),
        "wfg1": ((0.0, 4.0), (2.0, 0.0)),
        "truss2d": ((0.004, 1e5), (0.0513957, 8432.74)),
    }
    for name, (first, last) in ends.items():
        front, _ = reference_front(name)
        np.testing.assert_allclose(front[0], first, rtol=2e-3, atol=2e-4, err_msg=name)
        np.testing.assert_allclose(front[-1], last, rtol=2e-3, atol=2e-4, err_msg=name)


def optimal(name: str, count: int = 200) -> tuple[Problem, np.ndarray]:
    """Random Pareto-optimal designs (or such as would be, were they all feasible)."""
    problem = bare_problem(name)
    random_state = np.random.default_rng(5)
    if name == "wfg1":
        # its bias makes a rounding error of 1e-16 a distance of 0.48: no rounding in a unit box
        problem.xu = np.ones(problem.n_var)
        X = np.full((count, problem.n_var), 0.35)
        X[:, : problem.k] = random_state.random((count, problem.k)) ** 50
        return problem, X
    if name.startswith("wfg"):
        positions = problem._rand_optimal_position(count, random_state=random_state)
        X = np.clip(problem._positional_to_optimal(positions), problem.xl, problem.xu)
        return problem, X
    if name in MW_DISTANCE:
        lines = mw5_points() if name == "mw5" else random_state.random(count)
        count = len(lines)
        return problem, mw_designs(problem, MW_DISTANCE[name])(lines, np.zeros(count))
    X = random_state.random((count, problem.n_var))
    X[:, problem.n_obj - 1 :] = 0.0 if name == "dtlz7_3" else 0.5
    if name == "mw4":
        index = np.arange(problem.n_obj - 1, problem.n_var)
        X[:, 2:] = (0.5 + index / (2.0 * problem.n_var)) ** (1.0 / (problem.n_var - 3))
    return problem, X


@pytest.mark.parametrize(
    "name",
    [*WFG, *MW_DISTANCE, "mw4", "dtlz1_3", "dtlz2_3", "dtlz5_3", "dtlz7_3"],
)
def test_pareto_optimal_designs_lie_on_the_front(name: str) -> None:
    problem, X = optimal(name)
    front, _ = reference_front(name)
    F, G = problem.evaluate(X, return_values_of=["F", "G"])
    F = F[(G <= 1e-12).all(axis=1)]
    assert len(F) > 5
    assert beaten_by(front, F) <= 1e-9
    # no point of the front is better either, except where these designs are dominated themselves
    if name in ("wfg2", "dtlz7_3", "mw5", "mw6", "mw7", "mw1", "mw3"):
        worse = np.array([(np.abs(front - f) < 1e-9).all(axis=1).any() for f in F])
        dominated = np.array([((front <= f + 1e-12).all(axis=1)).any() for f in F])
        F = F[~dominated | worse]
    assert beaten_by(F, front) <= (1e-4 if problem.n_obj == 2 else 1e-9)
    assert missed_by(front, F).max() <= (0.005 if problem.n_obj == 2 else 0.07)


def test_the_script_makes_what_ships() -> None:
    made, (shipped, _) = analytic_front("tnk"), stored_front("tnk")
    np.testing.assert_allclose(made, shipped, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "name", [*BEST_KNOWN, *MW_DISTANCE, "osy", "bnh", "srn", "tnk", "re21", "truss2d", "fonseca"]
)
def test_a_short_run_does_not_better_a_front(name: str) -> None:
    found = build_problem(name)
    last = []
    build_competitor("glnsga2", 60, {}).run(
        found.problem, 3000, 11, lambda F, feasible: last.append(F[feasible])
    )
    assert len(last[-1]) > 0 or name in MW_DISTANCE
    if len(last[-1]):
        margin = 1e-4 if name in BEST_KNOWN else 1e-9
        assert beaten_by(found.reference_front, last[-1]) <= margin


def test_points_are_spread_evenly_and_holes_stay() -> None:
    f1 = np.concatenate([np.linspace(0.0, 0.3, 1000), np.linspace(0.7, 1.0, 5000)])
    curve = np.column_stack([f1, 1.0 - f1])
    even = evenly_along(np.vstack([curve, curve + 0.1]), 101, gap=0.01)
    assert 100 <= len(even) <= 104
    left = even[even[:, 0] < 0.5]
    assert abs(len(left) - len(even) / 2) <= 2
    assert {0.0, 0.3, 0.7, 1.0} <= set(np.round(even[:, 0], 9))

    plane = np.random.default_rng(1).dirichlet(np.ones(3), 4000)
    spread = evenly_over(plane, 100)
    apart = np.linalg.norm(spread[:, None] - spread[None, :], axis=2) + 9.0 * np.eye(100)
    assert apart.min() > 0.06 and len(evenly_over(plane, 5000)) == len(plane)


def test_a_front_that_is_not_there_or_broken_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"make_fronts zdt1"):
        stored_front("zdt1", tmp_path)
    write_front("zdt1", np.full((3, 2), np.nan), FrontSource.RUNS, tmp_path)
    with pytest.raises(ValueError, match="holds no front"):
        stored_front("zdt1", tmp_path)
