"""Samples and one input at a time, solved: the same for any number of workers and any day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cases import Case
from operation import Design, Status
from planner.evaluation import Evaluation, failure
from planner.kept_run import KeptRun
from planner.sensitivity import Sensitivities, sensitivities, solving, uncertain_inputs
from planner.sensitivity.inputs import changed
from planner.sensitivity.solving import SolveProgress
from planner.sensitivity.words import sampling_sentences
from planner.sensitivity.worlds import needs_solving, sampled

from .conftest import evaluated

INPUTS = ["import_price", "pv_yield", "storage_price"]


def small(kept: KeptRun, **named: Any) -> Sensitivities:
    """A small analysis that has to solve."""
    settings = {"inputs": INPUTS, "samples": 3, "designs": 3, "workers": 0, "cache": False}
    return sensitivities(kept, **{**settings, **named})


def test_a_latin_hypercube(rich: Case) -> None:
    inputs = uncertain_inputs(rich)
    count = 20
    worlds = sampled(inputs, count, 5)
    assert worlds == sampled(inputs, count, 5) != sampled(inputs, count, 6)
    for n, item in enumerate(inputs):
        values = np.array([world[n][1] for world in worlds])
        assert ((item.low <= values) & (values <= item.high)).all()
        if item.name == "horizon_years":
            assert (values == values.round()).all()
            continue
        strata = np.floor(count * (values - item.low) / (item.high - item.low))
        assert sorted(strata) == list(range(count))
    columns = np.array([[value for _, value in world] for world in worlds]).T
    assert abs(np.corrcoef(columns)[0, 1:]).max() < 0.9


def test_workers_and_the_cache_change_nothing(kept: KeptRun, tmp_path: Path) -> None:
    alone = small(kept)
    heard: list[SolveProgress] = []
    shared = small(kept, workers=2, cache=tmp_path / "kept", on_solved=heard.append)
    again = small(kept, workers=2, cache=tmp_path / "kept")
    for other in (shared, again):
        pd.testing.assert_frame_equal(alone.tornado_table, other.tornado_table, check_exact=True)
        pd.testing.assert_frame_equal(alone.samples_table, other.samples_table, check_exact=True)
    # two solved inputs at both ends, and three samples
    worlds = 2 * 2 + 3
    assert alone.solved == worlds * len(alone.designs)
    assert (alone.known, shared.known, again.known) == (0, 0, alone.solved)
    assert [h.done for h in heard] == sorted(h.done for h in heard)
    assert heard[-1] == SolveProgress(alone.solved, alone.solved, 0, 0)


def test_figures_are_those_of_the_changed_case(kept: KeptRun) -> None:
    found = small(kept)
    own = found.chosen.design
    assert found.sampling is not None and found.sampling.solved
    for there in (found.bars[-1].low, *found.sampling.samples):
        assert needs_solving(there.values)
        world = changed(kept.case, there.values)
        chosen, nothing = evaluated(world, [own, Design.nothing(kept.case)])
        assert there.choice.lifecycle_cost == chosen.lifecycle_cost
        assert there.choice.saving == nothing.lifecycle_cost - chosen.lifecycle_cost
        saved = nothing.annual_emissions_kg - chosen.annual_emissions_kg
        assert there.choice.emissions_saving_kg == saved


def test_free_samples_solve_nothing(kept: KeptRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("solved")

    monkeypatch.setattr(solving.Solving, "_solve", refuse)
    found = small(kept, inputs=None, solving=False, samples=50)
    sampling = found.sampling
    assert sampling is not None and not sampling.solved
    assert found.solved == 0 and found.designs == ()
    assert not any(bar.input.solved for bar in found.bars)
    assert sum(share for _, share in sampling.wins) == pytest.approx(1.0)
    kept_share = dict(sampling.wins).get(found.chosen.design, 0.0)
    assert sampling.stays == pytest.approx(kept_share)
    low, middle, high = sampling.quantiles("saving")
    assert low < middle < high
    table = found.samples_table
    assert (table["saving"] > 0).mean() == pytest.approx(sampling.saves_cost)
    assert len(table) == 50


def test_a_world_in_which_nothing_can_run(kept: KeptRun) -> None:
    """Demand that no meter can bring in: told as such, and no failure."""
    found = small(kept, inputs=["electricity_demand"], ranges={"electricity_demand": (0.9, 9.0)})
    (bar,) = found.bars
    assert bar.low.choice.chosen is not None
    assert bar.high.choice.chosen is None and bar.high.status is Status.INFEASIBLE
    assert found.failed == ()
    sampling = found.sampling
    assert sampling is not None and sampling.possible < 3
    assert np.isnan(found.tornado_table["saving"].iloc[1])


def test_shares_are_of_the_samples_that_can_be_compared(kept: KeptRun) -> None:
    """Where nothing installed cannot be run, the choice is not told to save nothing."""
    found = small(kept, inputs=None, solving=False, samples=8)
    assert found.sampling is not None
    nan, samples = float("nan"), list(found.sampling.samples)
    figures = [(nan, nan), (nan, nan), (1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)]
    for n, (saving, cleaner) in enumerate(figures):
        told = replace(samples[n].choice, saving=saving, emissions_saving_kg=cleaner)
        samples[n] = replace(samples[n], choice=told)
    sampling = replace(found.sampling, samples=tuple(samples[:6]))
    assert (sampling.possible, sampling.compared) == (6, 4)
    assert sampling.saves_cost == sampling.saves_emissions == 3 / 4
    assert sampling.saves_both == 2 / 4
    text = " ".join(sampling_sentences(found, sampling))
    assert "Nothing installed cannot be run in 2 of 6 samples; compared in the others." in text
    assert "saves both in 50 % of these samples" in text
    never = replace(sampling, samples=tuple(samples[:2]))
    assert np.isnan(never.saves_both)
    text = " ".join(sampling_sentences(found, never))
    assert "Nothing installed cannot be run in 2 of 2 samples." in text and "saves" not in text


def test_failures_are_counted(kept: KeptRun, monkeypatch: pytest.MonkeyPatch) -> None:
    true = solving.SerialEvaluator.evaluate

    def failing(self: Any, designs: list[Design], on_done: Callable[[], None]) -> list[Evaluation]:
        if designs == [Design.nothing(kept.case)]:
            return [failure(kept.case, designs[0], Status.SOLVER_ERROR, "went away")]
        return true(self, designs, on_done)

    monkeypatch.setattr(solving.SerialEvaluator, "evaluate", failing)
    found = small(kept, samples=0)
    assert len(found.failed) == 4
    assert "import_price 0.8" in found.failed[0] and "went away" in found.failed[0]
    # what could be solved is told all the same
    solved = [bar for bar in found.bars if bar.input.solved]
    assert all(np.isfinite(bar.low.choice.lifecycle_cost) for bar in solved)
    assert all(np.isnan(bar.low.choice.saving) for bar in solved)


def test_a_worker_that_dies_is_survived(kept: KeptRun, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures.process import BrokenProcessPool

    def broken(*_: object) -> None:
        raise BrokenProcessPool("a worker died")

    monkeypatch.setattr(solving.Solving, "_hand_out", broken)
    found = small(kept, workers=1, samples=0, inputs=["import_price"])
    assert found.failed == ()
    expected = small(kept, samples=0, inputs=["import_price"])
    pd.testing.assert_frame_equal(found.tornado_table, expected.tornado_table)


def test_only_proven_dispatches_of_an_exact_run_count(kept: KeptRun) -> None:
    from planner.enumeration import EnumerationSettings

    assert kept.decision is not None
    chosen = kept.front[kept.decision.row]
    better = replace(chosen, design=Design((70.0,), (10.0,)), status=Status.LIMITED)
    days = tuple(
        replace(day, indicators=replace(day.indicators, emissions_kg=1.0, purchase_cost=1.0))
        for day in chosen.scenarios
        if day.indicators is not None
    )
    run = replace(kept, evaluations=(*kept.evaluations, replace(better, scenarios=days)))
    exact = replace(run, settings=replace(run.settings, search=EnumerationSettings()))
    assert sensitivities(exact, solving=False, samples=0).base.choice.stays
    assert not sensitivities(run, solving=False, samples=0).base.choice.stays
