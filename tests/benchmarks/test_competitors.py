"""Competitors: budgets kept, runs repeated bit for bit, options that do what they say."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from pymoo.core.problem import Problem
from pymoo.optimize import minimize

from algorithms import build_algorithm, snap
from benchmarks.competitors import (
    MissingExtra,
    Unsuitable,
    build_competitor,
    competitor_kinds,
)
from benchmarks.competitors.pymoo_kinds import simplex_directions
from benchmarks.problems.bare_problems import bare_problem

KINDS = (
    *("glnsga2", "nsga2", "smsemoa", "agemoea2", "ctaea", "rvea", "nsde", "gde3", "mopso_cd"),
    *("pygmo_nsga2", "pygmo_moead", "random_search", "good_points"),
)
WITHOUT_CONSTRAINTS = ("mopso_cd", "pygmo_nsga2", "pygmo_moead")
CUT = ("glnsga2", "nsga2", "smsemoa", "agemoea2", "nsde", "random_search", "good_points")
"""Those that use a budget up whatever it is."""


class Counting(Problem):
    """A problem that counts, and remembers every design and its objectives."""

    def __init__(self, original: Problem) -> None:
        super().__init__(
            n_var=original.n_var,
            n_obj=original.n_obj,
            n_ieq_constr=original.n_ieq_constr,
            xl=original.xl,
            xu=original.xu,
            vtype=float,
        )
        self.original = original
        self.designs = np.empty((0, original.n_var))
        self.objectives = np.empty((0, original.n_obj))
        self.constraints = np.empty((0, original.n_ieq_constr))

    def _evaluate(self, x: np.ndarray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        F, G = self.original.evaluate(x, return_values_of=["F", "G"])
        assert (x >= self.xl).all() and (x <= self.xu).all()
        self.designs = np.vstack([self.designs, x])
        self.objectives = np.vstack([self.objectives, F])
        self.constraints = np.vstack([self.constraints, G])
        out["F"], out["G"] = F, G


class Observed:
    """One run: what was evaluated and what was told."""

    def __init__(
        self,
        kind: str,
        name: str = "zdt1_d5",
        evaluations: int = 205,
        seed: int = 1,
        options: Mapping[str, Any] | None = None,
        problem: Problem | None = None,
        pop_size: int = 20,
    ) -> None:
        if kind.startswith("pygmo"):
            pytest.importorskip("pygmo")
        self.problem = Counting(problem if problem is not None else bare_problem(name))
        self.after: list[int] = []
        self.populations: list[np.ndarray] = []
        self.feasible: list[np.ndarray] = []
        build_competitor(kind, pop_size, options or {}).run(
            self.problem, evaluations, seed, self._observe
        )

    def _observe(self, objectives: np.ndarray, feasible: np.ndarray) -> None:
        self.after.append(len(self.problem.designs))
        self.populations.append(objectives.copy())
        self.feasible.append(feasible.copy())

    @property
    def bytes(self) -> bytes:
        """Everything, as bytes."""
        parts = [self.problem.designs, *self.populations, *self.feasible]
        return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)


def test_the_kinds_are_complete() -> None:
    assert competitor_kinds() == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_budget_observation_and_repetition(kind: str) -> None:
    run = Observed(kind)
    used = len(run.problem.designs)
    assert used == 205 if kind in CUT else 185 < used <= 205
    assert run.after == sorted(run.after) and run.after[-1] == used
    assert len(run.after) >= (9 if kind == "mopso_cd" else 10)
    evaluated = {row.tobytes() for row in run.problem.objectives}
    for objectives, feasible in zip(run.populations, run.feasible, strict=True):
        assert objectives.shape == (len(feasible), 2) and 0 < len(feasible) <= 20
        assert feasible.all() and feasible.dtype == bool
        assert {row.tobytes() for row in objectives} <= evaluated
    assert Observed(kind).bytes == run.bytes
    assert Observed(kind, seed=2).bytes != run.bytes


@pytest.mark.parametrize("kind", KINDS)
def test_three_objectives(kind: str) -> None:
    run = Observed(kind, "dtlz2_3_d5", evaluations=120)
    assert run.populations[-1].shape[1] == 3
    assert 90 <= len(run.problem.designs) <= 120


@pytest.mark.parametrize("kind", KINDS)
def test_constraints_are_heeded_or_refused(kind: str) -> None:
    if kind in WITHOUT_CONSTRAINTS:
        with pytest.raises(Unsuitable, match=f"{kind} knows no constraints, .* has 6"):
            Observed(kind, "osy")
        return
    run = Observed(kind, "osy", evaluations=400)
    feasible = (run.problem.constraints <= 0.0).all(axis=1)
    known = {
        (F.tobytes(), bool(ok)) for F, ok in zip(run.problem.objectives, feasible, strict=True)
    }
    for objectives, told in zip(run.populations, run.feasible, strict=True):
        assert {(F.tobytes(), bool(ok)) for F, ok in zip(objectives, told, strict=True)} <= known
    assert run.feasible[-1].mean() > feasible[:20].mean()


@pytest.mark.parametrize("kind", ["nsga2", "glnsga2", "mopso_cd", "rvea", "pygmo_moead"])
def test_a_budget_below_the_first_population_is_refused(kind: str) -> None:
    with pytest.raises(Unsuitable, match="too small"):
        Observed(kind, evaluations=19)


def test_what_a_search_raises_is_not_hidden() -> None:
    class Broken(Problem):
        def __init__(self) -> None:
            super().__init__(n_var=2, n_obj=2, xl=0.0, xu=1.0)

        def _evaluate(self, x: Any, out: Any, *args: Any, **kwargs: Any) -> None:
            raise ZeroDivisionError("as pymoo's AGEMOEA2 does at times")

    for kind in ("nsga2", "agemoea2", "pygmo_nsga2", "random_search"):
        with pytest.raises(ZeroDivisionError, match="at times"):
            Observed(kind, problem=Broken())


def test_ours_is_the_algorithm_itself() -> None:
    for preset in ("glnsga2", "nsga2", "paper"):
        run = Observed("glnsga2", evaluations=200, seed=3, options={"preset": preset})
        result = minimize(
            bare_problem("zdt1_d5"), build_algorithm(preset, pop_size=20), ("n_eval", 200), seed=3
        )
        np.testing.assert_array_equal(run.populations[-1], result.pop.get("F"))


def test_presets_of_ours_and_pymoo_agree() -> None:
    ours = Observed("glnsga2", options={"preset": "nsga2"})
    theirs = Observed("nsga2")
    assert ours.problem.designs[:20].tobytes() == theirs.problem.designs[:20].tobytes()


@pytest.mark.parametrize(
    "options",
    [
        {"sampling": "random"},
        {"sampling": "latin_hypercube"},
        {"family": "cyclotomic"},
        {"shifted": False},
        {"mutation": "polynomial"},
        {"levy_beta": 2.0},
        {"levy_scale_high": 0.5},
        {"levy_scale_low": 0.01},
        {"differential_share": 0.0},
        {"differential_beta": 1.2},
        {"survival": "crowding"},
        {"bounds": "clamp"},
        {"offsprings": 7},
        {"preset": "nsga2", "mutation": "levy"},
        {"preset": "nsga2", "survival": "hypervolume"},
        {"preset": "nsga2", "sampling": "good_points", "family": "golden"},
        {"preset": "nsga2", "differential_share": 0.25},
        {"preset": "paper", "mutation": "levy", "levy_beta": 1.5},
    ],
    ids=str,
)
def test_every_option_changes_the_search(options: dict[str, Any]) -> None:
    preset = {key: value for key, value in options.items() if key == "preset"}
    assert Observed("glnsga2", options=options).bytes != Observed("glnsga2", options=preset).bytes


def test_defaults_written_out_are_the_default() -> None:
    written = {
        "preset": "glnsga2",
        "sampling": "good_points",
        "family": "auto",
        "shifted": True,
        "mutation": "levy",
        "levy_beta": 1.5,
        "levy_scale_high": 0.06,
        "levy_scale_low": 0.002,
        "differential_share": 0.25,
        "differential_beta": 1.8,
        "survival": "hypervolume",
        "bounds": "fold",
        "duplicates": True,
        "offsprings": 20,
    }
    assert Observed("glnsga2", options=written).bytes == Observed("glnsga2").bytes


@pytest.mark.parametrize(
    "options",
    [
        {"preset": "nsga2", "levy_beta": 1.5},
        {"mutation": "polynomial", "differential_share": 0.0, "bounds": "clamp"},
        {"sampling": "random", "shifted": False},
        {"differential_share": 0.0, "differential_beta": 1.5},
        {"preset": "paper", "family": "sqrt"},
    ],
    ids=str,
)
def test_an_option_without_effect_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="changes nothing here"):
        build_competitor("glnsga2", 20, options)


def test_bad_options_are_all_told_at_once() -> None:
    bad = {"survial": "crowding", "levy_beta": "1.5", "differential_share": 2.0, "preset": "best"}
    with pytest.raises(ValueError, match="survival") as told:
        build_competitor("glnsga2", 20, bad)
    text = str(told.value)
    assert text.count(";") == 3
    for part in ('"survial"', '"levy_beta"', '"differential_share"', '"preset"', '"best"'):
        assert part in text
    with pytest.raises(ValueError, match="nsga2 has no options"):
        build_competitor("nsga2", 20, {"eta": 5})
    with pytest.raises(ValueError, match="beta"):
        build_competitor("glnsga2", 20, {"levy_beta": 3.0})
    with pytest.raises(ValueError, match="variant"):
        build_competitor("nsde", 20, {"variant": "DE"})


def test_unknown_kinds_and_small_populations_are_told() -> None:
    with pytest.raises(ValueError, match='Did you mean "smsemoa"'):
        build_competitor("smsmoea", 20, {})
    with pytest.raises(ValueError, match=r"There are: .*good_points.*smsemoa"):
        build_competitor("x", 20, {})
    with pytest.raises(ValueError, match="4 or more"):
        build_competitor("nsga2", 3, {})


def test_pygmos_populations_and_absence_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pygmo")
    with pytest.raises(ValueError, match="multiple of 4"):
        build_competitor("pygmo_nsga2", 22, {})
    monkeypatch.setitem(sys.modules, "pygmo", None)
    for kind in ("pygmo_nsga2", "pygmo_moead"):
        with pytest.raises(MissingExtra, match=rf"competitor {kind} needs .*clusterflex\[bench\]"):
            build_competitor(kind, 20, {})


class Grid(Problem):
    """Whole modules of 0.5 and 0.25 on the unit square."""

    modules = np.array([0.25, 0.05])

    def __init__(self) -> None:
        super().__init__(n_var=2, n_obj=2, xl=0.0, xu=1.0)

    def _evaluate(self, x: np.ndarray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        x = snap(x, self.xl, self.xu, self.modules)
        out["F"] = np.column_stack([x[:, 0] + x[:, 1] ** 2, (x[:, 0] - 1.0) ** 2 - x[:, 1]])


@pytest.mark.parametrize("kind", ["glnsga2", "nsga2", "smsemoa", "rvea"])
def test_designs_in_whole_modules_are_repaired(kind: str) -> None:
    grid = Grid()
    counted = Counting(grid)
    counted.modules = grid.modules
    build_competitor(kind, 12, {}).run(counted, 60, 1, lambda F, feasible: None)
    snapped = snap(counted.designs, grid.xl, grid.xu, grid.modules)
    np.testing.assert_array_equal(counted.designs, snapped)


def test_an_exhausted_grid_ends_the_run() -> None:
    grid = Grid()
    counted = Counting(grid)
    counted.modules = np.array([0.5, 0.5])
    observed: list[int] = []
    build_competitor("glnsga2", 12, {}).run(
        counted, 5000, 1, lambda F, feasible: observed.append(len(F))
    )
    assert len(counted.designs) == observed[-1] == 9


def test_reference_directions_fit_the_population() -> None:
    assert len(simplex_directions(2, 100)) == 100
    assert len(simplex_directions(3, 100)) == 91
    assert len(simplex_directions(3, 4)) == 3
    np.testing.assert_allclose(simplex_directions(3, 40).sum(axis=1), 1.0)


def test_the_floor_learns_nothing_and_keeps_the_best() -> None:
    first = Observed("random_search", evaluations=100).problem.designs
    more = Observed("random_search", evaluations=200)
    np.testing.assert_array_equal(more.problem.designs[:100], first)
    sums = [population.min(axis=0) for population in more.populations]
    assert (np.diff(sums, axis=0) <= 0.0).all()
    points = Observed("good_points", evaluations=200, options={"family": "sqrt"}).problem.designs
    steps = np.diff(points, axis=0) % 1.0
    np.testing.assert_allclose(steps, np.tile(steps[0], (199, 1)), atol=1e-9)
