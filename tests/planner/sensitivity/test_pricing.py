"""Pricing anew is evaluating anew, and what is solved has to be solved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cases import Case
from operation import Design
from planner.evaluation import Objective
from planner.sensitivity.changes import days_of
from planner.sensitivity.inputs import Scale, changed
from planner.sensitivity.pricing import Stored
from planner.sensitivity.registry import uncertain_inputs
from planner.sensitivity.words import value_words

from .conftest import evaluated

DESIGNS = [Design((0.0,), (0.0,)), Design((60.0,), (10.0,)), Design((200.0,), (40.0,))]
PRICED = {
    *("storage_price", "storage_upkeep", "storage_life", "storage_embodied"),
    *("fid_price", "fid_upkeep", "fid_life", "fid_embodied", "generation_upkeep"),
    *("horizon_years", "discount_rate", "days_winter"),
    *("grid_emissions", "gas_emissions", "heat_emissions"),
}
SOLVED = {
    *("import_price", "export_price", "gas_price", "heat_price"),
    *("electricity_demand", "heat_demand", "cold_demand", "pv_yield", "wind_yield"),
    *("shiftable_share", "storage_efficiency", "fid_efficiency"),
}


def test_pricing_is_evaluating(rich: Case) -> None:
    """Every objective of every design, at both ends of every input that needs no solving."""
    stored = Stored(rich, evaluated(rich, DESIGNS), Objective)
    inputs = [item for item in uncertain_inputs(rich) if not item.solved]
    assert {item.name for item in inputs} == PRICED
    before = stored.on(rich)
    for item in inputs:
        for value in (item.low, item.high):
            world = item.change(rich, value)
            told, true = stored.on(world), evaluated(world, DESIGNS)
            for objective in Objective:
                expected = [e.value(objective) for e in true]
                assert told.by[objective] == pytest.approx(expected, rel=1e-9), item.name
        # the last end is another world, and not only by rounding
        moved = [told.by[o] - before.by[o] for o in Objective]
        assert np.abs(moved).max() > 1e-3, item.name


def test_what_is_solved_cannot_be_priced(rich: Case) -> None:
    stored = Stored(rich, evaluated(rich, DESIGNS), ())
    inputs = [item for item in uncertain_inputs(rich) if item.solved]
    assert {item.name for item in inputs} == SOLVED
    for item in inputs:
        ends = []
        for value in (item.low, item.high):
            world = item.change(rich, value)
            true = np.array([e.lifecycle_cost for e in evaluated(world, DESIGNS)])
            ends += np.abs(true - stored.on(world).cost).tolist()
        assert np.nanmax(ends) > 1.0, item.name


def test_a_change_leaves_the_case_and_the_rest_alone(rich: Case) -> None:
    for item in uncertain_inputs(rich):
        same = item.change(rich, item.base)
        world = item.change(rich, item.high)
        assert world is not rich and same is not rich
        for s, t in zip(rich.scenarios, same.scenarios, strict=True):
            assert s.days_per_year == t.days_per_year
            assert (s.import_price_per_kwh == t.import_price_per_kwh).all()
        assert (same.buildings, same.hubs) == (rich.buildings, rich.hubs)
        assert (same.storage_types, same.economics) == (rich.storage_types, rich.economics)
        assert sum(s.days_per_year for s in world.scenarios) == pytest.approx(365)
        assert (world.storage, world.configuration) == (rich.storage, rich.configuration)


def test_ends_stay_inside_what_is_possible(rich: Case) -> None:
    for item in uncertain_inputs(rich):
        assert item.least <= item.low < item.high <= item.most
        world = item.change(rich, item.high)
        for kind in world.storage_types:
            assert max(kind.charge_efficiency, kind.discharge_efficiency) <= 1
        for hub in world.hubs:
            assert max(hub.input_efficiency, hub.output_efficiency) <= 1
        assert 1 <= world.economics.horizon_years <= 100
        assert all(s.days_per_year > 0 for s in world.scenarios)
        if item.scale is Scale.YEARS:
            assert item.between(0.37) == round(item.between(0.37))


def test_days_move_between_seasons(rich: Case) -> None:
    (item,) = [item for item in uncertain_inputs(rich) if item.name == "days_winter"]
    world = item.change(rich, 1.2)
    assert days_of(world, "winter") == pytest.approx(180)
    assert days_of(world, "summer") == pytest.approx(185)


def test_the_whole_years_of_lives_are_told(rich: Case) -> None:
    """Factors that round to the same years are the same world."""
    (kind,) = rich.storage_types
    case = replace(rich, storage_types=(kind.model_copy(update={"life_years": 12.0}),))
    (item,) = [item for item in uncertain_inputs(case) if item.name == "storage_life"]
    assert [item.years(case, factor) for factor in (0.8, 0.85, 1.0, 1.2)] == [
        "10",
        "10",
        "12",
        "14",
    ]
    assert value_words(case, item, 0.85) == "0.85 times, 10 years"
    several = [kind.model_copy(update={"life_years": years}) for years in (12.0, 15.0, 12.0)]
    assert item.years(replace(case, storage_types=tuple(several)), 1.2) == "14/18"
    (price,) = [item for item in uncertain_inputs(case) if item.name == "storage_price"]
    assert value_words(case, price, 0.8) == "0.8 times"


def test_changes_add_up_in_any_order(rich: Case) -> None:
    items = [(item, item.high) for item in uncertain_inputs(rich) if not item.solved]
    stored = Stored(rich, evaluated(rich, DESIGNS[1:2]), ())
    one, other = (stored.on(changed(rich, tuple(o))) for o in (items, items[::-1]))
    assert one.cost == pytest.approx(other.cost, rel=1e-12)
    (true,) = evaluated(changed(rich, tuple(items)), DESIGNS[1:2])
    assert one.cost[0] == pytest.approx(true.lifecycle_cost, rel=1e-9)
    assert one.emissions[0] == pytest.approx(true.annual_emissions_kg, rel=1e-9)


def hourly(case: Case) -> Case:
    """The case with emission factors of electricity that vary from step to step."""
    steps = np.linspace(0.2, 0.9, 6)[:, None] * np.ones((1, 2))
    scenarios = tuple(replace(s, grid_emission_kg_per_kwh=steps) for s in case.scenarios)
    return replace(case, scenarios=scenarios)


def test_hourly_factors_of_electricity_are_priced(rich: Case) -> None:
    case = hourly(rich)
    stored = Stored(case, evaluated(case, DESIGNS), ())
    inputs = {item.name: item for item in uncertain_inputs(case)}
    for name in ("grid_emissions", "gas_emissions", "heat_emissions"):
        assert not inputs[name].solved
        world = inputs[name].change(case, 1.2)
        true = [e.annual_emissions_kg for e in evaluated(world, DESIGNS)]
        assert stored.on(world).emissions == pytest.approx(true, rel=1e-9)


def test_parts_that_cannot_be_told_apart_are_solved(rich: Case) -> None:
    """Two kinds of energy with factors that differ from place to place, in one sum."""
    hut, barn = hourly(rich).buildings
    assert hut.heat_network is not None
    other = hut.heat_network.model_copy(update={"emission_kg_per_kwh": 0.3})
    barn = barn.model_copy(update={"heat_network": other})
    case = replace(hourly(rich), buildings=(hut, barn))
    solved = {item.name: item.solved for item in uncertain_inputs(case)}
    assert solved["grid_emissions"] and solved["heat_emissions"]
    assert not solved["gas_emissions"]


def test_a_carbon_price_makes_emissions_an_input_of_the_dispatch(rich: Case) -> None:
    operation = rich.operation.model_copy(update={"carbon_tiebreak_per_kg": 0.05})
    solved = {i.name: i.solved for i in uncertain_inputs(replace(rich, operation=operation))}
    assert solved["grid_emissions"] and solved["gas_emissions"] and not solved["storage_price"]


def test_only_what_a_case_has(tiny: Case) -> None:
    names = {item.name for item in uncertain_inputs(tiny)}
    assert not names & {"wind_yield", "heat_demand", "gas_price", "fid_life", "storage_embodied"}
    assert {"storage_price", "pv_yield", "import_price"} <= names
    assert not any(name.startswith("days_") for name in names)
