"""Lifecycle cost and emissions by hand."""

from __future__ import annotations

import dataclasses

import pytest

from cases import Case
from operation import Design, Operator, SolverSettings
from planner.evaluation import evaluate
from planner.lifecycle import annuity, investment_cost


def test_every_part_of_the_cost_by_hand(tiny: Case) -> None:
    """Tiny case, 100 kWh and 20 kW, 10 years at 5 %: discount factors sum to 7.7217349.

    Storage lives 6 years, so it is bought twice: 100 kWh at 100 now, and at 1.05^-6 = 0.7462154
    in year 6; the link (no life given) once. Maintenance 60 kW at 10, 100 kWh at 2, 20 kW at 1.
    """
    solver = SolverSettings(gap=0.0)
    result = evaluate(tiny, Operator(tiny, solver), Design((100.0,), (20.0,)), solver)
    assert result.cost is not None and result.scenarios[0].indicators is not None
    figures = result.scenarios[0].indicators
    factor = 7.721734929
    assert annuity(10, 0.05) == pytest.approx(factor, rel=1e-9)
    assert result.cost.investment == pytest.approx(100 * 100 * 1.746215397 + 50 * 20, rel=1e-9)
    assert result.cost.maintenance == pytest.approx(factor * (600 + 200 + 20), rel=1e-9)
    assert result.cost.purchases == pytest.approx(factor * 365 * figures.purchase_cost, rel=1e-9)
    assert result.cost.sales == pytest.approx(factor * 365 * figures.sales_revenue, rel=1e-9)
    parts = dataclasses.asdict(result.cost)
    assert result.lifecycle_cost == pytest.approx(
        parts["investment"] + parts["maintenance"] + parts["purchases"] - parts["sales"]
    )
    assert result.annual_emissions_kg == pytest.approx(365 * 0.5 * figures.import_kwh, rel=1e-9)


def test_penalty_and_wear_are_nobodys_payment(tiny: Case) -> None:
    """Purchases are exactly energy bought times price: no penalty, no wear, no value of SCR."""
    solver = SolverSettings(gap=0.0)
    operator = Operator(tiny, solver)
    [outcome] = [operator.dispatch(0, Design.nothing(tiny))]
    assert outcome.dispatch is not None
    scenario = tiny.scenarios[0]
    bought = 4.0 * float((scenario.import_price_per_kwh * outcome.dispatch.import_kw).sum())
    assert outcome.indicators.purchase_cost == pytest.approx(bought, rel=1e-12)
    assert outcome.indicators.daily_cost == pytest.approx(
        bought - outcome.indicators.sales_revenue + 0.1 * outcome.indicators.curtailed_kwh,
        rel=1e-12,
    )


@pytest.mark.parametrize(
    ("life", "times"), [(None, 1), (10.0, 1), (9.9, 2), (5.0, 2), (4.9, 3), (1.0, 10), (30.0, 1)]
)
def test_replacements_inside_the_horizon(tiny: Case, life: float | None, times: int) -> None:
    """A life that ends with the horizon is not bought again."""
    kind = tiny.storage_types[0].model_copy(update={"life_years": life})
    economics = tiny.economics.model_copy(update={"discount_rate": 0.0})
    case = dataclasses.replace(tiny, storage_types=(kind,), economics=economics)
    assert investment_cost(case, Design((10.0,), (0.0,))) == pytest.approx(1000 * times)


def test_no_discount_gives_the_plain_sum() -> None:
    assert annuity(20, 0.0) == 20
