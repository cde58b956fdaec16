"""More capacity never makes the lower objective worse, where that is promised."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from operation import Design, Operator
from operation.checker import joined_objective
from operation.monotone import monotone

KEEPS = {"self_discharge_per_hour": 0.1}


def _smaller(design: Design, seed: int) -> Design:
    shares = np.random.default_rng([seed, 2]).random(len(design.values))
    values = np.floor(np.array(design.values) * shares)
    split = len(design.storage_kwh)
    return Design(tuple(values[:split].tolist()), tuple(values[split:].tolist()))


def test_random_cases_that_are_promised(kit: SimpleNamespace) -> None:
    pairs = better = 0
    for seed in range(900, 940):
        case = kit.random_case(seed, objective="weighted")
        if not monotone(case):
            continue
        operator = Operator(case, kit.EXACT)
        large = kit.random_design(case, seed)
        small = _smaller(large, seed)
        outcomes = [operator.dispatch(0, design) for design in (small, large)]
        if not outcomes[0].status.accepted:
            continue
        # what the smaller design can do, the larger one can
        assert outcomes[1].status.accepted, (seed, outcomes[1].message)
        before, after = (joined_objective(case.operation, o.indicators) for o in outcomes)
        assert after <= before + 1e-6 * max(1.0, abs(before)), seed
        pairs, better = pairs + 1, better + (after < before - 1e-6)
    assert pairs >= 20 and better >= 10


@pytest.mark.parametrize(
    ("changes", "promised"),
    [
        ({"soc_min": 0.2}, True),
        (KEEPS, True),
        (KEEPS | {"soc_min": 0.2}, False),
        (KEEPS | {"soc_min": 0.0, "start_soc": 0.5}, False),
        (KEEPS | {"soc_min": 0.0, "start_soc": 0.0}, True),
    ],
)
def test_only_what_leaks_and_must_stay_full_is_not_promised(
    kit: SimpleNamespace, changes: dict[str, float], promised: bool
) -> None:
    """By hand: flat prices, so a storage is of no use and costs what it loses."""
    case = kit.case(
        [kit.building("a")], electricity=[10, 10, 10], storage=[("a", kit.battery(**changes))]
    )
    assert monotone(case) is promised
    costs = [
        kit.joined(case, kit.solve(case, Design((capacity,), ()))) for capacity in (0.0, 100.0)
    ]
    assert (costs[1] <= costs[0] + 1e-9) is promised
