"""PyPSA and we find the same cheapest capacities when both may choose the dispatch as well."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from cases import Case, read_case
from operation.design import column_maxima
from tests.peers.our_side import cheapest_joint_sizing, cost_when_run
from tests.peers.shared_cases import changed, comparable, difference, to_be_sized, with_settings

pytestmark = pytest.mark.peers

AGREED = 1e-5
"""Relative difference of two lifecycle costs that count as equal."""


def compare(pypsa_says: SimpleNamespace, case: Case) -> tuple[float, int]:
    """Worst relative difference of four costs of the optimum; how many capacities lie inside.

    PyPSA's against our bound from below, and against what both designs cost when they are run.
    """
    theirs, ours = pypsa_says.cheapest_sizing(case), cheapest_joint_sizing(case)
    costs = (
        ours.lifecycle_cost,
        cost_when_run(case, ours.design),
        cost_when_run(case, theirs.design),
    )
    assert ours.bound < theirs.lifecycle_cost < ours.bound * (1 + AGREED)
    pairs = zip(theirs.design.values, column_maxima(case), strict=True)
    inside = sum(1e-3 < value < most - 1e-3 for value, most in pairs)
    return max(difference(cost, theirs.lifecycle_cost) for cost in costs), inside


def worst(pypsa_says: SimpleNamespace, seeds: range) -> float:
    found = [compare(pypsa_says, to_be_sized(seed)) for seed in seeds]
    differences, inside = zip(*found, strict=True)
    print(f"\n{len(found)} sizings: worst relative difference {max(differences):.1e}")
    assert sum(inside) >= len(found), "hardly a capacity is a trade-off: the test shows little"
    return max(differences)


def test_random_cases(pypsa_says: SimpleNamespace) -> None:
    assert worst(pypsa_says, range(5)) <= AGREED


@pytest.mark.slow
def test_many_random_cases(pypsa_says: SimpleNamespace) -> None:
    assert worst(pypsa_says, range(5, 35)) <= AGREED


@pytest.mark.parametrize(
    ("name", "configuration"),
    [("beijing", "independent"), ("beijing", "interconnected"), ("campus", "interconnected")],
)
def test_shipped_cases(pypsa_says: SimpleNamespace, name: str, configuration: str) -> None:
    case = with_settings(comparable(read_case(name, configuration)), carbon_tiebreak_per_kg=0.0)
    apart, inside = compare(pypsa_says, case)
    assert apart <= AGREED and inside


def test_another_price_is_another_cost(pypsa_says: SimpleNamespace) -> None:
    """A hundredth on PyPSA's side alone is seen."""
    case = to_be_sized(0)
    dearer = replace(case, hubs=changed(case.hubs, investment_per_kw=606.0))
    theirs = pypsa_says.cheapest_sizing(dearer).lifecycle_cost
    assert difference(cheapest_joint_sizing(case).lifecycle_cost, theirs) > 10 * AGREED
