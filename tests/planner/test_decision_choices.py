"""What is chosen from a front by several methods, and as tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases import Case
from operation import Design, Status
from planner.choice_tables import choice_table, choices_record
from planner.choices import Choices, Method, choices_of
from planner.decision import EQUAL_WEIGHTS
from planner.evaluation import Evaluation, Objective
from planner.lifecycle import LifecycleCost
from planner.report.decision_words import (
    agreement_sentence,
    reliance,
    sharpness_sentence,
    shown_designs,
    staying_sentence,
    winners_sentence,
)

COST, EMISSIONS, SELF_CONSUMPTION = (
    Objective.LIFECYCLE_COST,
    Objective.ANNUAL_EMISSIONS,
    Objective.SELF_CONSUMPTION,
)


def made(cost: float, emissions: float, self_consumption: float = 0.5) -> Evaluation:
    """A design of the tiny case with given figures."""
    return Evaluation(
        Design((10.0 * round(cost),), (5.0,)),
        Status.OPTIMAL,
        (),
        cost=LifecycleCost(cost, 0.0, 0.0, 0.0),
        annual_emissions_kg=emissions,
        self_consumption=self_consumption,
    )


BENT = (made(1, 10_000), made(2, 4_000), made(3, 3_500), made(6, 1_000), made(9, 900))


def test_choices_of_a_bent_front_by_hand() -> None:
    """Memberships (1, 0), (7/8, 60/91), (3/4, 65/91), (3/8, 90/91), (0, 1)."""
    choices = choices_of(BENT, EQUAL_WEIGHTS)
    assert choices.row == choices.bend == 1
    assert choices.named_by(Method.MEMBERSHIP) == (1,)
    assert choices.weights == {COST: 0.5, EMISSIONS: 0.5}
    best = 7 / 8 + 60 / 91
    shares = [1 / best, 1, (3 / 4 + 65 / 91) / best, (3 / 8 + 90 / 91) / best, 1 / best]
    assert choices.nearly == tuple(i for i, share in enumerate(shares) if share >= 0.98) == (1,)
    # rows 1 and 3 meet where 7/8 w + 60/91 (1 - w) = 3/8 w + 90/91 (1 - w), rows 0 and 1 where
    # w = 7/8 w + 60/91 (1 - w); row 2 lies behind neither
    low, high = choices.staying[COST]
    assert high == pytest.approx((60 / 91) / (60 / 91 + 1 / 8))
    assert choices.wins.intervals is not None
    assert choices.wins.intervals[1].tolist() == pytest.approx([low, high])
    assert choices.staying[EMISSIONS] == pytest.approx((1 - high, 1 - low))
    assert choices.wins.shares.sum() == pytest.approx(1)
    assert sorted(choices.topsis_ranks) == [1, 2, 3, 4, 5]
    assert choices.closeness[choices.named_by(Method.TOPSIS)[0]] == max(choices.closeness)


def test_weights_move_the_choice_and_not_what_knows_no_weights() -> None:
    even = choices_of(BENT, EQUAL_WEIGHTS)
    clean = choices_of(BENT, {EMISSIONS: 50.0, COST: 1.0})
    assert list(clean.weights) == [COST, EMISSIONS]
    assert clean.weights[EMISSIONS] == pytest.approx(50 / 51)
    assert even.row == 1 and clean.row == 4
    assert clean.topsis_ranks != even.topsis_ranks
    assert clean.knees == even.knees and clean.bend == even.bend
    assert clean.wins.shares.tolist() == even.wins.shares.tolist()
    with pytest.raises(ValueError, match="weights"):
        choices_of(BENT, {COST: -1.0, EMISSIONS: 1.0})


def test_what_is_maximised_wins_where_it_is_large() -> None:
    front = (made(1, 5, 0.2), made(2, 5, 0.9))
    choices = choices_of(front, {COST: 1.0, SELF_CONSUMPTION: 3.0})
    assert choices.row == 1 and choices.topsis_ranks == (2, 1)
    assert choices.wins.shares.tolist() == [0.5, 0.5]


def test_agreement_counts_the_methods_that_say_something() -> None:
    straight = tuple(made(1 + i, 1000 - 100 * i) for i in range(5))
    choices = choices_of(straight, {COST: 2.0, EMISSIONS: 1.0})
    assert choices.row == 0 and choices.knees == () and choices.bend is None
    assert Method.KNEE not in choices.agreeing and Method.MEMBERSHIP in choices.agreeing
    told = agreement_sentence(choices)
    assert "of 3 methods name" in told and "no knee" in told
    ranked = {"closeness": (0.4, 0.9, 0.3, 0.2, 0.1), "topsis_ranks": (2, 1, 3, 4, 5)}
    other = replace(choices, **ranked, knees=(2, 3))
    told = agreement_sentence(other)
    assert told.startswith("1 of 4 methods names it: fuzzy membership. ")
    assert "TOPSIS names design 2 and the knee names designs 3 and 4" in told


def test_how_sharp_a_choice_is_is_said(tiny: Case) -> None:
    assert sharpness_sentence(tiny, BENT, choices_of(BENT, EQUAL_WEIGHTS)).startswith(
        "The choice is sharp"
    )
    nearly = (*BENT[:2], made(2.1, 3_950), *BENT[2:])
    told = sharpness_sentence(tiny, nearly, choices_of(nearly, EQUAL_WEIGHTS))
    assert "2 of 6 designs" in told and "from 2.00 EUR to 2.10 EUR" in told
    assert "3.950 tCO2 to 4.000 tCO2" in told
    single = choices_of(BENT[:1], EQUAL_WEIGHTS)
    assert reliance(tiny, BENT[:1], single) == [
        "The front is this single design: there is nothing to choose."
    ]


def test_within_which_weights_a_choice_stays_is_said() -> None:
    ends = (made(1, 200), made(2, 100))
    assert "lifecycle cost has 50.0 % to 100.0 % of" in staying_sentence(
        choices_of(ends, EQUAL_WEIGHTS)
    )
    # a third objective in which both are alike may have any weight
    three = staying_sentence(choices_of(ends, {**EQUAL_WEIGHTS, SELF_CONSUMPTION: 1.0}))
    assert "self-consumption has any share" in three and "keep their ratios" in three
    assert staying_sentence(choices_of(ends, {COST: 1.0})) == ""
    fragile = replace(choices_of(ends, EQUAL_WEIGHTS), staying={COST: (0.5, 0.5)})
    assert "these very weights" in staying_sentence(fragile)


def test_a_table_is_short_and_says_what_it_leaves_out() -> None:
    curve = tuple(made(1 + i, 1000 / (1 + i)) for i in range(30))
    choices = choices_of(curve, EQUAL_WEIGHTS)
    assert len(choices.winners) > 20
    widest = choices.widest(4)
    assert len(widest) == 4 and choices.row in widest
    least = min(choices.wins.shares[row] for row in widest if row != choices.row)
    others = set(choices.winners) - set(widest)
    assert all(choices.wins.shares[row] <= least for row in others)
    assert choices.row in choices.widest(1)
    shown = shown_designs(choices, 4)
    named = {row for method in Method for row in choices.named_by(method)}
    assert set(shown) == {*widest, *named, choices.bend}
    absent = len(set(choices.winners) - set(shown))
    told = winners_sentence(choices, shown)
    assert told.startswith(f"{len(choices.winners)} designs win") and f"; {absent} of them" in told
    assert "not shown" not in winners_sentence(choices, choices.winners)


def test_drawn_shares_tell_their_error() -> None:
    three = choices_of(
        (made(1, 3, 0.5), made(3, 1, 0.5), made(2, 2, 0.9)), {**EQUAL_WEIGHTS, SELF_CONSUMPTION: 1}
    )
    assert three.bend is None and three.wins.intervals is None
    told = winners_sentence(three, three.winners)
    assert "20,000 weight vectors" in told and "standard error" in told


def check_row(row: dict[str, object], choices: Choices, number: int) -> None:
    assert row["design"] == number + 1
    assert row["membership"] == choices.decision.overall[number]
    assert row["topsis_rank"] == choices.topsis_ranks[number]
    assert row["share_of_weights"] == choices.wins.shares[number]
    assert row["chosen"] == (number == choices.row)
    assert row["knee"] == (number in choices.knees)
    assert row["bend"] == (number == choices.bend)


def test_tables_hold_every_design(tiny: Case) -> None:
    choices = choices_of(BENT, EQUAL_WEIGHTS)
    table = choice_table(tiny, BENT, choices)
    assert len(table) == 5 and table["chosen"].sum() == 1
    for number, row in enumerate(table.to_dict("records")):
        check_row(row, choices, number)
        assert row["shared_kwh"] == BENT[number].design.storage_kwh[0]
    won = table[table["share_of_weights"] > 0]
    width = won["wins_to_weight_of_lifecycle_cost"] - won["wins_from_weight_of_lifecycle_cost"]
    assert width.tolist() == pytest.approx(won["share_of_weights"].tolist())
    lost = table[table["share_of_weights"] == 0]
    assert lost["wins_from_weight_of_lifecycle_cost"].isna().all() and len(lost)
    record = choices_record(tiny, BENT, choices)
    assert record["chosen"] == 2 and record["named_by"]["membership"] == [2]
    assert record["weight_vectors_drawn"] == 0
    assert record["front"][1]["lifecycle_cost"] == 2.0
