"""Break-even prices: just below and just above each, and where the choice stops paying."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cases import Case
from operation import Design
from planner.decision import decide
from planner.evaluation import Evaluation
from planner.kept_run import KeptRun
from planner.sensitivity import BreakEven, sensitivities
from planner.sensitivity.break_even import EXACT, LARGEST
from planner.sensitivity.choice import ALIKE, choice_in
from planner.sensitivity.inputs import SensitivityError
from planner.sensitivity.subject import Subject

from .conftest import evaluated


def even(kept: KeptRun, name: str) -> BreakEven:
    """Break-even of a price."""
    found = sensitivities(kept, inputs=[name], samples=0, workers=0)
    (only,) = found.break_evens
    return only


@pytest.mark.parametrize("name", ["storage_price", "fid_price"])
def test_just_below_and_just_above(kept: KeptRun, name: str) -> None:
    """Every stored design is priced anew there, not only those that break_evens looks at."""
    found, subject = even(kept, name), Subject.of(kept)

    def chosen(factor: float) -> Design | None:
        figures = subject.stored.on(found.input.change(kept.case, factor))
        return choice_in(figures, subject.chosen.design, subject.rule).chosen

    assert found.ranges[0].low == 0 and math.isinf(found.ranges[-1].high)
    for part, after in zip(found.ranges, found.ranges[1:], strict=False):
        assert part.high == after.low and part.design != after.design
        assert chosen(part.high - 2 * EXACT) == part.design
        assert chosen(part.high + EXACT) == after.design
    for part in found.ranges:
        assert chosen((part.low + min(part.high, LARGEST)) / 2) == part.design
    low, high = found.present
    assert low <= 1 <= high and chosen(1.0) == subject.chosen.design


def test_the_price_of_storage_has_a_break(kept: KeptRun) -> None:
    """Otherwise the test above would look at nothing."""
    assert len(even(kept, "storage_price").ranges) > 1


def test_it_pays_up_to_there(kept: KeptRun) -> None:
    """Evaluated at the closed form's price by the real evaluator, both designs cost the same."""
    assert kept.decision is not None
    chosen = kept.front[kept.decision.row].design
    found = even(kept, "storage_price")
    assert found.best_without is not None and not any(found.best_without.storage_kwh)
    nothing = Design.nothing(kept.case)
    for factor, other in (
        (found.against_nothing, nothing),
        (found.against_best, found.best_without),
    ):
        world = found.input.change(kept.case, factor)
        first, second = evaluated(world, [chosen, other])
        assert first.lifecycle_cost == pytest.approx(second.lifecycle_cost, rel=1e-9)
        dearer = evaluated(found.input.change(kept.case, factor + 0.01), [chosen])[0]
        assert dearer.lifecycle_cost > second.lifecycle_cost
    # no known design without storage is cheaper
    bare = [e for e in kept.evaluations if e.accepted and not any(e.design.storage_kwh)]
    cheapest = min(bare, key=lambda e: e.lifecycle_cost)
    assert cheapest.design == found.best_without


def test_a_design_without_a_part_has_no_price_at_which_it_pays(kept: KeptRun) -> None:
    """The choice has no storage: its price makes no difference to it."""
    only = [e for e in kept.evaluations if not any(e.design.storage_kwh)]
    front = (min(only, key=lambda e: e.lifecycle_cost),)
    bare = replace(
        kept,
        evaluations=front,
        front=front,
        decision=decide(front, kept.settings.weights),
    )
    found = even(bare, "storage_price")
    assert math.isnan(found.against_nothing) and math.isnan(found.against_best)
    assert found.present == (0.0, math.inf)


def test_the_choice_of_the_run_is_kept_where_nothing_changes(
    rich: Case, kept_of: Callable[[Case], KeptRun]
) -> None:
    run = kept_of(rich)
    base = sensitivities(run, solving=False, samples=0).base
    assert run.decision is not None
    assert base.choice.stays and base.choice.chosen == run.front[run.decision.row].design
    assert base.choice.membership_loss == pytest.approx(0.0, abs=1e-12)
    assert base.choice.cost_regret == 0.0 and base.choice.on_front


def test_regret_is_what_a_known_design_would_save(kept: KeptRun) -> None:
    """A better design than the choice is among what is stored: it is found, and told."""
    assert kept.decision is not None
    chosen = kept.front[kept.decision.row]

    def cheaper(evaluation: Evaluation) -> Evaluation:
        if evaluation.design != Design((30.0,), (10.0,)):
            return evaluation
        days = tuple(
            replace(day, indicators=replace(day.indicators, emissions_kg=1.0, purchase_cost=1.0))
            for day in evaluation.scenarios
            if day.indicators is not None
        )
        return replace(evaluation, scenarios=days)

    changed = replace(kept, evaluations=tuple(map(cheaper, kept.evaluations)))
    base = sensitivities(changed, solving=False, samples=0).base.choice
    assert not base.stays and not base.on_front
    assert base.chosen == Design((30.0,), (10.0,))
    assert base.membership_loss > ALIKE
    # a year of purchases for 1 is all that the other design pays beside what it is made of
    assert chosen.cost is not None
    years = chosen.cost.purchases / (365 * chosen.scenarios[0].indicators.purchase_cost)
    (other,) = [e for e in changed.evaluations if e.design == base.chosen]
    sold, cost = other.scenarios[0].indicators.sales_revenue, other.cost
    least = cost.investment + cost.maintenance + years * 365 * (1.0 - sold)
    assert base.cost_regret == pytest.approx(chosen.lifecycle_cost - least)


def test_a_run_without_a_choice(kept: KeptRun) -> None:
    with pytest.raises(ValueError, match="no design was chosen"):
        sensitivities(replace(kept, decision=None))


def test_every_reason_at_once(kept: KeptRun) -> None:
    ranges = {"storage_prise": (0.5, 2.0), "fid_price": (1.0, 0.5), "horizon_years": (1.5, 300.0)}
    with pytest.raises(SensitivityError) as caught:
        sensitivities(kept, ranges=ranges, samples=-1, designs=1)
    told = str(caught.value)
    assert 'Did you mean "storage_price"?' in told
    assert "fid_price: 1 is not below 0.5" in told
    assert "horizon_years: 1.5 to 300 is outside what is possible, 1 to 100" in told
    assert "not in whole years" in told
    assert "samples must be at least 0, not -1" in told
    assert "designs must be at least 2, not 1" in told
    with pytest.raises(SensitivityError, match="import_price changes the dispatch"):
        sensitivities(kept, inputs=["import_price"], solving=False)


def test_what_is_too_large_is_refused(kept: KeptRun) -> None:
    ranges = {"storage_price": (0.0, 1e308), "pv_yield": (0.5, 101.0)}
    with pytest.raises(SensitivityError) as caught:
        sensitivities(kept, ranges=ranges, samples=10_001)
    told = str(caught.value)
    assert "storage_price: 0 to 1e+308 is outside what is possible, 0 to 100" in told
    assert "pv_yield: 0.5 to 101 is outside what is possible, 0 to 100" in told
    assert "samples must be at most 10,000, not 10,001" in told


def test_costs_that_are_not_finite_are_refused(kept: KeptRun) -> None:
    """Never compared, for every comparison with them would tell something false."""
    stored = Subject.of(kept).stored
    (kind,) = kept.case.storage_types
    dear = replace(
        kept.case, storage_types=(kind.model_copy(update={"investment_per_kwh": 1e307}),)
    )
    with pytest.raises(SensitivityError, match="too large"), np.errstate(over="ignore"):
        stored.on(dear)
