"""Relations that hold for any cluster, whatever its numbers; shown on random cases at gap 0."""

from __future__ import annotations

from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case, Scenario
from operation import Design

SAME = 1e-6
ARRAYS = [f.name for f in fields(Scenario) if f.name.endswith(("_kw", "_kwh", "_share"))]


def same(first: float, second: float) -> bool:
    return abs(first - second) <= SAME * max(1.0, abs(first), abs(second))


def weighted(kit: SimpleNamespace, seed: int, **changes: object) -> Case:
    return kit.with_operation(kit.random_case(seed, **changes), objective="weighted")


def scaled(scenario: Scenario, **arrays: np.ndarray) -> Scenario:
    assert set(arrays) <= set(ARRAYS)
    return replace(scenario, **arrays)


def one_building(case: Case, b: int) -> tuple[Case, list[int]]:
    """The part of a case that is a building by itself, and its storage sites."""
    sites = list(case.sites_at_building[b])
    scenario = case.scenarios[0]
    return replace(
        case,
        buildings=(case.buildings[b],),
        hubs=(),
        storage=tuple(case.storage[s] for s in sites),
        storage_types=tuple(case.storage_types[s] for s in sites),
        scenarios=(scaled(scenario, **{a: getattr(scenario, a)[:, [b]] for a in ARRAYS}),),
    ), sites


def test_a_dead_hub_leaves_separate_buildings(kit: SimpleNamespace) -> None:
    """Rating 0 and nothing stored at the hub: the cluster's objective is the buildings' sum.

    Not under the rule "common", which ties the meters of joined buildings even then.
    """
    compared = 0
    for seed in range(200, 230):
        case = weighted(kit, seed)
        if not case.hubs:
            continue
        if case.operation.export_rule == "common":
            case = kit.with_operation(case, export_rule="surplus")
        design = kit.random_design(case, seed)
        at_hubs = {s for held in case.sites_at_hub for s in held}
        levels = [0.0 if s in at_hubs else kwh for s, kwh in enumerate(design.storage_kwh)]
        design = Design(tuple(levels), (0.0,) * len(design.fid_kw))
        whole = kit.joined(case, kit.solve(case, design))
        parts = 0.0
        for b in range(len(case.buildings)):
            part, sites = one_building(case, b)
            alone = Design(tuple(design.storage_kwh[s] for s in sites), ())
            parts += kit.joined(part, kit.solve(part, alone))
        assert same(whole, parts), seed
        compared += 1
    assert compared >= 12


@pytest.mark.parametrize("factor", [2.0, 0.25])
def test_prices_times_a_factor_are_cost_times_the_factor(
    kit: SimpleNamespace, factor: float
) -> None:
    for seed in range(240, 252):
        case = weighted(kit, seed)
        design = kit.random_design(case, seed)
        cost = kit.solve(case, design).indicators
        settings, scenario = case.operation, case.scenarios[0]
        dear = kit.with_operation(
            replace(
                case,
                scenarios=(
                    scaled(
                        scenario,
                        import_price_per_kwh=factor * scenario.import_price_per_kwh,
                        export_price_per_kwh=factor * scenario.export_price_per_kwh,
                    ),
                ),
                buildings=tuple(
                    building.model_copy(
                        update={
                            "gas": building.gas
                            and building.gas.model_copy(
                                update={"price_per_m3": factor * building.gas.price_per_m3}
                            ),
                            "heat_network": building.heat_network.model_copy(
                                update={
                                    "price_per_kwh": factor * building.heat_network.price_per_kwh
                                }
                            ),
                        }
                    )
                    for building in case.buildings
                ),
                storage_types=tuple(
                    kind.model_copy(update={"wear_cost_per_kwh": factor * kind.wear_cost_per_kwh})
                    for kind in case.storage_types
                ),
            ),
            curtailment_penalty_per_kwh=factor * settings.curtailment_penalty_per_kwh,
            self_consumption_value_per_kwh=factor * settings.self_consumption_value_per_kwh,
            carbon_tiebreak_per_kg=factor * settings.carbon_tiebreak_per_kg,
        )
        found = kit.solve(dear, design)
        joined = kit.joined(case, kit.solve(case, design))
        assert same(kit.joined(dear, found), factor * joined), seed
        assert found.indicators.daily_cost == pytest.approx(factor * cost.daily_cost, rel=1e-5)


def test_more_capacity_never_costs_more_to_run(kit: SimpleNamespace) -> None:
    """The joined objective falls or stays as any capacity grows.

    Storage here does not leak: a larger one that has to keep a least level would lose more.
    """
    cheaper = 0
    for seed in range(260, 280):
        case = weighted(kit, seed, without=["self_discharge"])
        design = kit.random_design(case, seed)
        before = kit.joined(case, kit.solve(case, design))
        for factor in (1.2, 2.0):
            larger = Design(
                tuple(min(150.0, factor * kwh + 5) for kwh in design.storage_kwh),
                tuple(min(100.0, factor * kw + 5) for kw in design.fid_kw),
            )
            after = kit.joined(case, kit.solve(case, larger))
            assert after <= before + SAME * max(1.0, abs(before)), seed
            cheaper += after < before - 1e-3
            before = after
    assert cheaper >= 8, "capacity changed nothing: the test shows little"


def test_the_order_of_buildings_is_irrelevant(kit: SimpleNamespace) -> None:
    for seed in range(280, 295):
        case = weighted(kit, seed)
        design = kit.random_design(case, seed)
        order = np.random.default_rng(seed).permutation(len(case.buildings))[::-1]
        sites = list(range(len(case.storage)))[::-1]
        scenario = case.scenarios[0]
        mixed = replace(
            case,
            buildings=tuple(case.buildings[b] for b in order),
            hubs=tuple(
                hub.model_copy(update={"buildings": hub.buildings[::-1]}) for hub in case.hubs[::-1]
            ),
            storage=tuple(case.storage[s] for s in sites),
            storage_types=tuple(case.storage_types[s] for s in sites),
            scenarios=(scaled(scenario, **{a: getattr(scenario, a)[:, order] for a in ARRAYS}),),
        )
        named = design.named(case)
        there = Design.from_names(mixed, named)
        assert there.named(mixed) == named
        first, second = kit.solve(case, design), kit.solve(mixed, there)
        assert same(kit.joined(case, first), kit.joined(mixed, second)), seed


def halved(case: Case) -> Case:
    """Every step told as two of half the length."""
    scenario = case.scenarios[0]
    finer = {a: np.repeat(getattr(scenario, a), 2, axis=0) for a in ARRAYS}
    return replace(
        case, scenarios=(replace(scenario, step_hours=scenario.step_hours / 2, **finer),)
    )


def test_half_steps_of_constant_data_change_nothing(kit: SimpleNamespace) -> None:
    """Costs, emissions, and energy per day are those of the whole steps.

    For clusters where a finer clock brings no freedom: no units to switch, no least powers, no
    ramps (a change from one level to another takes a step), no leak (compounded over a step), no
    sale price above a purchase price, no rule that makes a building choose, for a whole step,
    between exporting and receiving, and no price on spilled energy (which half steps can waste in
    storage and ports by turns instead of curtailing it).
    """
    without = ["on_off", "minimum_power", "ramps", "self_discharge", "arbitrage"]
    for seed in range(300, 315):
        case = kit.with_operation(
            weighted(kit, seed, without=without),
            export_rule="meter",
            curtailment_penalty_per_kwh=0.0,
            self_consumption_value_per_kwh=0.0,
        )
        design = kit.random_design(case, seed)
        whole, half = kit.solve(case, design), kit.solve(halved(case), design)
        assert same(kit.joined(case, whole), kit.joined(case, half)), seed


def test_half_steps_never_cost_more(kit: SimpleNamespace) -> None:
    """With units, least powers and all rules: what whole steps can do, half steps can."""
    for seed in range(320, 332):
        case = weighted(kit, seed, without=["ramps", "self_discharge"])
        design = kit.random_design(case, seed)
        whole = kit.joined(case, kit.solve(case, design))
        half = kit.joined(case, kit.solve(halved(case), design))
        assert half <= whole + SAME * max(1.0, abs(whole)), seed


def test_export_rules_are_ordered(kit: SimpleNamespace) -> None:
    """ "meter" forbids least: neither other rule can cost less."""
    stricter = {"surplus": 0, "common": 0}
    for seed in range(340, 356):
        case = weighted(kit, seed)
        design = kit.random_design(case, seed)
        cost = {
            rule: kit.joined(varied, kit.solve(varied, design))
            for rule in ("meter", "surplus", "common")
            for varied in [kit.with_operation(case, export_rule=rule)]
        }
        for rule in stricter:
            assert cost["meter"] <= cost[rule] + SAME * max(1.0, abs(cost[rule])), seed
            stricter[rule] += cost[rule] > cost["meter"] + 1e-3
    assert min(stricter.values()) >= 2, "the rules hardly differ here: the test shows little"


def test_a_larger_window_of_freedom_never_costs_more(kit: SimpleNamespace) -> None:
    """More shiftable load, larger meters for selling, and no limit on cycles or ramps help."""
    for seed in range(360, 370):
        case = weighted(kit, seed)
        design = kit.random_design(case, seed)
        before = kit.joined(case, kit.solve(case, design))
        scenario = case.scenarios[0]
        free = {"cycles_per_day_max": None, "ramp_up_kw_per_hour": None}
        freer = replace(
            case,
            storage_types=tuple(kind.model_copy(update=free) for kind in case.storage_types),
            scenarios=(scaled(scenario, shiftable_share=1.5 * scenario.shiftable_share),),
        )
        after = kit.joined(freer, kit.solve(freer, design))
        assert after <= before + SAME * max(1.0, abs(before)), seed
