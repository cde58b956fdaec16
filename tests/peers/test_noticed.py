"""The comparison can fail: whatever is altered on PyPSA's side alone is seen."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from cases import Case
from operation import Design
from tests.peers import our_side
from tests.peers.shared_cases import designs_of, difference, without_losses

pytestmark = pytest.mark.peers

NOTICED = 1e-4
"""Relative difference: ten times what counts as equal."""

SEED = 183
"""A case with everything in it, in use: leaking and wearing storage, sales, curtailment, gas."""

ALTERED = {
    "hubs.input_efficiency": 0.98,
    "hubs.output_efficiency": 0.98,
    "hubs.port_power_max_kw": 0.5,
    "storage_types.charge_efficiency": 0.98,
    "storage_types.discharge_efficiency": 0.98,
    "storage_types.self_discharge_per_hour": 3.0,
    "storage_types.soc_min": 1.5,
    "storage_types.soc_max": 0.9,
    "storage_types.start_soc": 1.2,
    "storage_types.power_max_kw": 0.5,
    "storage_types.wear_cost_per_kwh": 1.5,
    "buildings.device.efficiency": 0.98,
    "buildings.device.cop": 0.98,
    "buildings.device.rated_input_kw": 0.9,
    "buildings.gas.price_per_m3": 1.05,
    "buildings.gas.limit_kw": 0.5,
    "buildings.heat_network.price_per_kwh": 1.05,
    "buildings.grid.export_limit_kw": 0.5,
    "scenarios.electricity_kw": 1.01,
    "scenarios.heat_kw": 0.98,
    "scenarios.cold_kw": 0.98,
    "scenarios.pv_kw": 0.98,
    "scenarios.wind_kw": 0.98,
    "scenarios.shiftable_share": 0.9,
    "scenarios.import_price_per_kwh": 1.01,
    "scenarios.export_price_per_kwh": 0.9,
    "operation.curtailment_penalty_per_kwh": 0.9,
    "operation.self_consumption_value_per_kwh": 0.9,
    "operation.carbon_tiebreak_per_kg": 20.0,
}
"""Factors by which numbers are multiplied on one side."""


def multiplied(part: Any, path: list[str], factor: float) -> Any:
    """A case, or a part of one, with the numbers that the path leads to multiplied."""
    if part is None:
        return None
    if isinstance(part, tuple):
        return tuple(multiplied(one, path, factor) for one in part)
    if not path:
        return factor * part
    name, *rest = path
    value = multiplied(getattr(part, name), rest, factor)
    if isinstance(part, BaseModel):
        return part.model_copy(update={name: value})
    return replace(part, **{name: value})


@cache
def unaltered() -> tuple[Case, Design, float]:
    """The case, a design, and our objective."""
    case = without_losses(SEED, "on_off")
    design = designs_of(case, SEED)[1]
    return case, design, our_side.dispatch_objective(case, 0, design)


@pytest.mark.parametrize("number", ALTERED)
def test_an_altered_number_is_noticed(pypsa_says: SimpleNamespace, number: str) -> None:
    case, design, ours = unaltered()
    altered = multiplied(case, number.split("."), ALTERED[number])
    assert difference(ours, pypsa_says.dispatch_objective(altered, 0, design)) > NOTICED


def test_unaltered_it_agrees(pypsa_says: SimpleNamespace) -> None:
    case, design, ours = unaltered()
    assert difference(ours, pypsa_says.dispatch_objective(case, 0, design)) <= NOTICED / 10
