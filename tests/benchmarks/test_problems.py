"""Problems of the bench: names, shifted copies, known values, what is told of bad names."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pymoo.core.problem import Problem

from benchmarks.extras import MissingExtra
from benchmarks.problems import build_problem, problem_names, suites
from benchmarks.problems.bare_problems import bare_problem
from benchmarks.problems.bbob_groups import bbob_groups
from benchmarks.problems.names import SHIFTED, bbob_name, is_tuned
from benchmarks.problems.shifted import Move, Shifted

ROOT = Path(__file__).resolve().parents[2]
APART = ("bbob_biobj", "bbob_biobj_d02", "bbob_biobj_d03", "bbob_biobj_d05", "planning")
SHIPPED = sorted({n for suite, names in suites().items() if suite not in APART for n in names})

LIGHT = """
import sys
import benchmarks.problems as problems, benchmarks.competitors
problems.suites(); problems.problem_names("zdt")
slow = {"pymoo", "numba", "matplotlib", "pandas", "scipy", "cocoex", "pygmo"} & set(sys.modules)
assert not slow, slow
"""


def designs(problem: Problem, count: int, seed: int = 1) -> np.ndarray:
    """Uniform designs in the box."""
    share = np.random.default_rng(seed).random((count, problem.n_var))
    return problem.xl + (problem.xu - problem.xl) * share


def test_names_cost_nothing() -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", LIGHT], env=environment, check=True, timeout=60)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_problem_of_a_suite_is_whole(name: str) -> None:
    found = build_problem(name)
    problem = found.problem
    assert found.name == name
    assert found.reference_front is not None
    assert found.reference_front.shape[1] == problem.n_obj == len(found.objectives)
    assert problem.n_obj == (3 if "_3" in name or name in ("mw4", "carside") else 2)
    assert not found.reference_front.flags.writeable
    X = np.vstack([designs(problem, 6), problem.xl, problem.xu])
    before = X.copy()
    F = problem.evaluate(X, return_values_of=["F"])
    assert np.isfinite(F).all()
    np.testing.assert_array_equal(X, before)
    alone = [problem.evaluate(x[None, :], return_values_of=["F"])[0] for x in X]
    np.testing.assert_allclose(F, alone, rtol=1e-13)


def test_suites_hold_what_they_promise() -> None:
    assert problem_names("zdt") == ("zdt1", "zdt2", "zdt3", "zdt4", "zdt6")
    assert problem_names("zdt1") == ("zdt1",)
    assert {f"wfg{n}" for n in range(1, 10)} <= set(suites()["wfg"])
    assert {"bnh", "osy", "mw2", "mw3", "mw6", "mw7"} <= set(suites()["constrained"])
    assert all(2 <= build_problem(name).problem.n_var <= 6 for name in suites()["few"])
    for dimension in (2, 3, 5):
        names = suites()[f"bbob_biobj_d{dimension:02d}"]
        assert len(set(names)) == 55
        assert {bbob_name(name).dimension for name in names} == {dimension}
    assert len(suites()["bbob_biobj"]) == 165
    assert not set(suites()["tuned"]) & set(suites()["untuned"])
    for name in suites()["tuned"]:
        assert build_problem(name).tuned


def test_tuning_counts_for_other_sizes_and_for_nothing_else() -> None:
    assert is_tuned("shifted_zdt1_d5") and is_tuned("zdt2_d4")
    assert not any(is_tuned(name) for name in ("zdt1", "shifted_zdt2", "dtlz2_3", "mw3", "beijing"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [("ztd1", "zdt1"), ("weldedbeam", "welded_beam"), ("bbob_biobj_f56_d02_i01", "bbob_biobj_f5")],
)
def test_an_unknown_name_is_told_with_near_ones(name: str, meant: str) -> None:
    for ask in (build_problem, problem_names):
        with pytest.raises(ValueError, match="not known") as told:
            ask(name)
        assert meant in str(told.value)


@pytest.mark.parametrize(
    "name", ["zdt5", "zdt1_3", "dtlz5", "zdt1_d1", "shifted_dtlz2_3", "wfg1_d5"]
)
def test_a_name_of_the_right_form_may_still_not_exist(name: str) -> None:
    with pytest.raises(ValueError, match="not known"):
        build_problem(name)


@pytest.mark.parametrize("name", SHIFTED)
def test_a_shifted_copy_keeps_the_front_and_moves_the_optimum_inside(name: str) -> None:
    problem = bare_problem(name)
    assert isinstance(problem, Shifted)
    share = (problem.optimum - problem.xl[1:]) / (problem.xu - problem.xl)[1:]
    assert (share >= 0.2).all() and (share <= 0.8).all()
    assert len(np.unique(share)) == len(share)

    middle = 0.5 * (problem.xl + problem.xu)[1:]
    there = np.zeros_like(middle) if problem.move is Move.MIRRORED else middle
    first = np.linspace(0.0, 1.0, 101)
    moved = np.column_stack([first, np.tile(problem.optimum, (101, 1))])
    plain = np.column_stack([first, np.tile(there, (101, 1))])
    best = problem.evaluate(moved)
    np.testing.assert_allclose(best, problem.original.evaluate(plain), rtol=1e-12)

    # nothing anywhere in the box is better, nor as good beside the moved optimum
    X = designs(problem, 4000)
    X[:2000, 1:] = problem.optimum + 0.02 * (X[:2000, 1:] - middle)
    F = problem.evaluate(X)
    same_first = np.column_stack([X[:, 0], np.tile(problem.optimum, (len(X), 1))])
    assert (problem.evaluate(same_first) - 1e-12 <= F).all()
    assert (F[:, 1] > problem.evaluate(same_first)[:, 1]).all()


def test_shifts_are_fixed_and_differ() -> None:
    once, again = bare_problem("shifted_zdt1"), bare_problem("shifted_zdt1")
    np.testing.assert_array_equal(once.optimum, again.optimum)
    np.testing.assert_allclose(once.optimum[:3], [0.21264177, 0.79561569, 0.35636167], atol=1e-7)
    assert not np.allclose(once.optimum, bare_problem("shifted_zdt2").optimum)


def test_known_designs_have_their_published_values() -> None:
    def values(name: str, *x: float) -> list[np.ndarray]:
        problem = bare_problem(name)
        F, G = problem.evaluate(np.array([x]), return_values_of=["F", "G"])
        return [F[0], G[0]]

    # the vessel and the gear box at their well-known optima of one objective
    cost, lack = values("re23", 13.0, 7.0, 42.0984456, 176.6365958)[0]
    assert cost == pytest.approx(6059.714, abs=1e-2) and lack < 1.0
    (weight, stress), G = values(
        "speed_reducer", 3.5, 0.7, 17.0, 7.3, 7.71531991, 3.35021467, 5.28665446
    )
    # published with other roundings of three coefficients: 7.4777, 3.3333 and 14.9334
    published = 2994.4711 - 0.0007 * (3.35021467**3 + 5.28665446**3)
    published += 0.7854 * 3.5 * 0.49 * ((10.0 / 3.0 - 3.3333) * 17.0**2 - 0.0004 * 17.0)
    assert weight == pytest.approx(published, abs=1e-3)
    assert stress == pytest.approx(1100.0, abs=1e-2) and G.max() < 1e-3
    # a beam whose four constraints hold, cost 2.3810 of one objective (Deb 2000)
    (cost, _), G = values("welded_beam", 0.2444, 6.2175, 8.2915, 0.2444)
    assert cost == pytest.approx(2.3810, abs=2e-3) and G.max() < 2e-3
    assert values("re24", 4.0, 50.0)[0] == pytest.approx([6004.0, 0.0])
    assert values("disc_brake", 55.0, 75.0, 1000.0, 11.0)[0][0] == pytest.approx(1.274)
    low = values("re21", 1.0, np.sqrt(2.0), np.sqrt(2.0), 1.0)[0]
    assert low == pytest.approx([200.0 * (5.0 + 2.0**0.25), 0.01 * 4.0])


def test_bbob_groups_are_the_fifteen_of_the_suite() -> None:
    groups = bbob_groups()
    assert len(groups) == 15
    assert sorted(f for functions in groups.values() for f in functions) == list(range(1, 56))
    assert groups["separable - separable"] == (1, 2, 11)
    assert groups["separable - moderate"] == (3, 4, 12, 13)
    assert groups["multimodal - weakly structured"] == (48, 49, 51, 52)
    assert groups["weakly structured - weakly structured"] == (53, 54, 55)


def test_bbob_is_as_coco_has_it() -> None:
    pytest.importorskip("cocoex")
    found = build_problem("bbob_biobj_f07_d03_i01")
    problem = found.problem
    assert found.reference_front is None and found.reference_source == "runs of the study"
    np.testing.assert_array_equal(problem.xl, [-100.0] * 3)
    np.testing.assert_array_equal(problem.xu, [100.0] * 3)
    # the sphere's optimum, where the sphere has its best value and the other its worst of interest
    at = np.array([[-3.8984, -2.8904, -3.8024]])
    np.testing.assert_allclose(problem.evaluate(at)[0], [found.ideal[0], found.nadir[1]])
    F = problem.evaluate(designs(problem, 50))
    assert (found.ideal <= F).all()
    np.testing.assert_array_equal(
        pickle.loads(pickle.dumps(problem)).evaluate(designs(problem, 50)), F
    )


def test_every_bbob_problem_has_ideal_and_nadir() -> None:
    pytest.importorskip("cocoex")
    for name in suites()["bbob_biobj"]:
        found = build_problem(name)
        assert (found.ideal < found.nadir).all(), name


def test_an_absent_extra_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cocoex", None)
    with pytest.raises(MissingExtra, match=r"bbob_biobj_f01_d02_i01 needs .*clusterflex\[bench\]"):
        build_problem("bbob_biobj_f01_d02_i01")
