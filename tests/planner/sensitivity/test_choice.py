"""What is chosen in a world, and what it costs to stay: membership, tolerance, regret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from operation import Design
from planner.evaluation import Objective
from planner.kept_run import KeptRun
from planner.sensitivity import sensitivities
from planner.sensitivity.break_even_words import break_even_sentences
from planner.sensitivity.choice import ALIKE, CLEARLY, Choice, Rule, choice_in
from planner.sensitivity.pricing import Figures
from planner.sensitivity.words import staying_sentence, tornado_sentences

COST, EMISSIONS = Objective.LIFECYCLE_COST, Objective.ANNUAL_EMISSIONS
OWN = Objective.SELF_CONSUMPTION


def design(number: int) -> Design:
    return Design((float(number),), (10.0,))


def choice(
    rows: list[tuple[float, ...]],
    present: int,
    objectives: tuple[Objective, ...] = (COST, EMISSIONS),
    weights: Mapping[Objective, float] | None = None,
    alike: float = 0.0,
) -> Choice:
    """Choice among designs of given objectives; cost and emissions come first."""
    columns = np.array(rows, dtype=float).T
    names = dict.fromkeys((COST, EMISSIONS, *objectives))
    figures = Figures(
        {design(n): n for n in range(len(rows))},
        dict(zip(names, columns, strict=True)),
        np.ones(len(rows), dtype=bool),
    )
    rule = Rule(objectives, weights or dict.fromkeys(objectives, 1.0), alike)
    return choice_in(figures, design(present), rule)


FRONT = [(0.0, 10.0), (4.0, 4.5), (6.0, 3.4), (10.0, 0.0)]


def test_a_dominated_present_choice_does_not_change_who_wins() -> None:
    """It is far dearer than the front: on a scale with it, cost would hardly count any more."""
    plain = choice(FRONT, 1)
    assert plain.stays and plain.chosen == design(1)
    far = choice([*FRONT, (100.0, 3.5)], 4)
    assert far.chosen == design(1) and not far.on_front
    # cost: 0, beyond the dearest of the front; emissions: 6.5 of 10
    assert far.membership_loss == pytest.approx(1 - 0.65 / (0.6 + 0.55))


def test_a_design_that_is_worse_than_the_only_one_of_a_front_is_left() -> None:
    single = choice([(1.0, 1.0), (2.0, 2.0)], 1)
    assert single.chosen == design(0) and single.membership_loss == 1.0
    half = choice([(1.0, 1.0), (2.0, 1.0)], 1)
    assert half.membership_loss == pytest.approx(0.5)


def test_regret_counts_every_objective_of_the_front() -> None:
    """A cheaper design that emits no more, and is worse in the third objective, is no regret."""
    rows = [(5.0, 5.0, 0.9), (4.0, 5.0, 0.6), (4.5, 4.0, 0.9), (1.0, 9.0, 0.2)]
    three = (COST, EMISSIONS, OWN)
    assert choice(rows[:2] + rows[3:], 0, three).cost_regret == 0.0
    assert choice(rows, 0, three).cost_regret == pytest.approx(0.5)
    assert choice([row[:2] for row in rows], 0).cost_regret == pytest.approx(1.0)


def test_no_design_of_a_front_has_a_regret() -> None:
    rng = np.random.default_rng(1)
    rows = [tuple(row) for row in rng.random((40, 3)).tolist()]
    found = [choice(rows, n, (COST, EMISSIONS, OWN)) for n in range(len(rows))]
    fronts = [there for there in found if there.on_front]
    assert len(fronts) > 5 and all(there.cost_regret == 0.0 for there in fronts)
    assert any(there.cost_regret > 0.0 for there in found)


def test_what_staying_means_is_told(kept: KeptRun) -> None:
    found = sensitivities(kept, inputs=["storage_price"], samples=0, solving=False)
    assert "more than 1 % higher" in staying_sentence(found)
    three = replace(found.rule, objectives=(COST, EMISSIONS, OWN))
    told = " ".join(tornado_sentences(replace(found, rule=three)))
    assert "is no worse in annual emissions and self-consumption" in told
    assert "emits no more" in " ".join(tornado_sentences(found))


def test_a_clear_change_is_no_nearer_than_one_by_the_tolerance(kept: KeptRun) -> None:
    """Where it lies, the best membership is higher by just so much, and it is told."""
    found = sensitivities(kept, inputs=["storage_price"], samples=0, solving=False)
    (even,) = found.break_evens
    (clear,) = [part for part in even.clear_ranges if part.stays and part.low <= 1 <= part.high]
    low, high = even.present
    assert clear.low <= low and high <= clear.high
    assert ALIKE < CLEARLY and len(even.clear_ranges) > 1
    told = break_even_sentences(kept.case, even)
    assert any("more than 5 % higher" in sentence for sentence in told)
    assert any(sentence.startswith("The storage of the chosen design pays") for sentence in told)
    assert any(sentence.startswith("The chosen design as a whole pays") for sentence in told)
