"""Hypervolume of several runs on one scale, and runs by what was varied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from algorithms import Preset
from cases import Case
from operation import Design, SolverSettings, Status
from planner import Objective, PlanSettings, SearchSettings
from planner.evaluation import Evaluation, failure
from planner.growth import growth
from planner.kept_run import KeptRun
from planner.lifecycle import LifecycleCost
from planner.variants import incomparable, variants


def run(
    case: Case, *figures: tuple[float, float], seed: int = 1, name: str = "r", **search: object
) -> KeptRun:
    """A run that found designs of these costs and emissions; nan for one that cannot be run."""
    evaluations = []
    for number, (cost, carbon) in enumerate(figures):
        design = Design((float(number),), (0.0,))
        if np.isnan(cost):
            evaluations.append(failure(case, design, Status.INFEASIBLE, "too small"))
        else:
            price = LifecycleCost(cost, 0.0, 0.0, 0.0)
            evaluations.append(
                Evaluation(design, Status.OPTIMAL, (), price, annual_emissions_kg=carbon)
            )
    settings = PlanSettings(SearchSettings(seed=seed, **search))  # type: ignore[arg-type]
    return KeptRun(Path(name), case, settings, tuple(evaluations), (), None)


def test_shares_of_the_best_front_of_all_runs(tiny: Case) -> None:
    """The best front is (0, 10) and (1, 0): up to (1.1, 11) it fills 0.11 + 0.11 - 0.01 = 0.21."""
    nan = float("nan")
    one = run(tiny, (0.0, 10.0), (9.0, 99.0), (0.5, 10.5), (1.0, 5.0))
    other = run(tiny, (nan, nan), (1.0, 0.0))
    found = growth({"one": [one], "other": [other]})
    assert found.counts.tolist() == [1, 2, 3, 4]
    assert found.shares["one"][0] == pytest.approx(np.array([0.11, 0.11, 0.11, 0.16]) / 0.21)
    assert found.shares["other"][0] == pytest.approx(np.array([0, 0.11, 0.11, 0.11]) / 0.21)


def test_bands_are_quartiles_from_four_runs_on(tiny: Case) -> None:
    ends = [(0.0, 10.0), (1.0, 0.0)]
    runs = [run(tiny, *ends, (0.5, 5.0 - n), seed=n) for n in range(5)]
    found = growth({"all": runs, "three": runs[:3]})
    last = np.sort(found.shares["all"][:, -1])
    assert len(set(last)) == 5
    assert found.band("all")[:, -1] == pytest.approx(last[[1, 2, 3]])
    assert found.band("three")[:, -1] == pytest.approx(last[:3])


def test_runs_that_do_not_compare_are_refused(tiny: Case) -> None:
    fine = run(tiny, (0.0, 1.0))
    with pytest.raises(ValueError, match="a run at least"):
        growth({"a": [fine], "b": []})
    with pytest.raises(ValueError, match="different cases"):
        growth({"a": [fine, run(replace(tiny, digest="0"), (0.0, 1.0))]})
    others = (Objective.LIFECYCLE_COST, Objective.SELF_CONSUMPTION)
    with pytest.raises(ValueError, match="different objectives"):
        growth({"a": [fine, run(tiny, (0.0, 1.0), objectives=others)]})
    with pytest.raises(ValueError, match="no design"):
        growth({"a": [run(tiny, (np.nan, np.nan))]})


def test_seeds_are_one_variant_and_labels_tell_what_differs(tiny: Case) -> None:
    one = [run(tiny, seed=1), run(tiny, seed=2)]
    assert list(variants(one)) == ["glnsga2"]
    mixed = [*one, run(tiny, algorithm=Preset.NSGA2), run(tiny, seed=3, population=20)]
    groups = variants(mixed)
    assert list(groups) == [
        "glnsga2, population 40",
        "nsga2, population 40",
        "glnsga2, population 20",
    ]
    assert groups["glnsga2, population 40"] == one
    coarse = replace(one[1], settings=replace(one[1].settings, solver=SolverSettings(gap=0.01)))
    assert list(variants([one[0], coarse])) == [
        "glnsga2, solver gap 1e-07",
        "glnsga2, solver gap 0.01",
    ]


def test_what_does_not_compare_is_told(tiny: Case) -> None:
    first = run(tiny, name="first")
    assert incomparable([first, run(tiny, seed=2)]) == []
    strange = run(replace(tiny, digest="0"), name="strange")
    again = run(tiny, name="again")
    others = (Objective.LIFECYCLE_COST, Objective.SELF_CONSUMPTION)
    aims = run(tiny, name="aims", objectives=others)
    told = incomparable([first, strange, again, aims])
    assert [words.split()[0] for words in told] == ["strange", "again", "aims"]
    assert "one case" in told[0] and "same run" in told[1] and "objectives" in told[2]
