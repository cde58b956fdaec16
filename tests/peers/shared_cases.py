"""Cases that PyPSA can express too: no switch binds in them, for a reason that each one tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from cases import Case, Scenario
from cases.schema import DeviceOperation, Economics, ExportRule, ObjectiveJoin
from operation import Design
from operation.design import column_maxima
from tests.operation.conftest import random_case, random_design

INEXPRESSIBLE = ("minimum_power", "ramps", "cycles", "arbitrage")
"""Traits of random cases that PyPSA has no attribute for, or that make a meter's switch bind."""
AS_PAID = {"curtailment_penalty_per_kwh": 0.0, "self_consumption_value_per_kwh": 0.0}


def free_to_curtail(seed: int, *without: str) -> Case:
    """Losses everywhere; surplus costs nothing, so nobody gains by wasting it in a storage."""
    return drawn(seed, *without, **AS_PAID)


def free_to_sell(seed: int, *without: str) -> Case:
    """Losses, a penalty and λ; every surplus can be sold for more than λ, so none is wasted."""
    case = drawn(seed, *without, self_consumption_value_per_kwh=0.05)
    large = {"export_limit_kw": 1000.0}
    meters = [building.grid.model_copy(update=large) for building in case.buildings]
    pairs = zip(case.buildings, meters, strict=True)
    return replace(
        case, buildings=tuple(building.model_copy(update={"grid": m}) for building, m in pairs)
    )


def without_losses(seed: int, *without: str) -> Case:
    """A penalty and λ; storage and ports lose nothing, so nothing can be wasted in them."""
    case = drawn(seed, *without)
    return replace(
        case,
        storage_types=changed(case.storage_types, charge_efficiency=1.0, discharge_efficiency=1.0),
        hubs=changed(case.hubs, input_efficiency=1.0, output_efficiency=1.0),
    )


KINDS: dict[str, Callable[..., Case]] = {
    made.__name__: made for made in (free_to_curtail, free_to_sell, without_losses)
}


def drawn(seed: int, *without: str, **operation: Any) -> Case:
    """A random case of the dispatch's own tests, run by meter and by the weighted objective."""
    fixed = {"export_rule": ExportRule.METER, "objective": ObjectiveJoin.WEIGHTED}
    return random_case(seed, without=(*INEXPRESSIBLE, *without), **fixed, **operation)


def comparable(case: Case) -> Case:
    """A shipped case without what PyPSA cannot express; exports bring half of any purchase."""
    settings = {**AS_PAID, "export_rule": ExportRule.METER}

    def cheap_exports(day: Scenario) -> Scenario:
        least = day.import_price_per_kwh.min()
        return replace(day, export_price_per_kwh=np.full_like(day.export_price_per_kwh, least / 2))

    return replace(
        case,
        operation=case.operation.model_copy(update=settings),
        storage_types=changed(case.storage_types, power_min_kw=0.0),
        hubs=changed(case.hubs, port_power_min_kw=0.0),
        buildings=tuple(
            building.model_copy(
                update={"device": changed(building.device, operation=DeviceOperation.MODULATING)}
            )
            for building in case.buildings
        ),
        scenarios=tuple(map(cheap_exports, case.scenarios)),
    )


def to_be_sized(seed: int) -> Case:
    """Three days of a random case, lives, upkeep and interest; the lower level minimises payments.

    So the lower level wants what the upper level wants, and a plan's best is the joint optimum.
    """
    case = drawn(seed, "on_off", "wear", **AS_PAID, carbon_tiebreak_per_kg=0.0)
    rng, (day,) = np.random.default_rng([seed, 2]), case.scenarios

    def season(name: str, days_per_year: float, sun: float) -> Scenario:
        return replace(
            day,
            name=name,
            days_per_year=days_per_year,
            pv_kw=sun * day.pv_kw,
            electricity_kw=day.electricity_kw * rng.uniform(0.5, 1.1, day.electricity_kw.shape),
            heat_kw=day.heat_kw * rng.uniform(0.5, 1.0),
        )

    return replace(
        case,
        economics=Economics(horizon_years=20, discount_rate=0.04),
        storage_types=changed(
            case.storage_types, investment_per_kwh=400.0, om_per_kwh_year=8.0, life_years=12.0
        ),
        hubs=changed(case.hubs, investment_per_kw=600.0, om_per_kw_year=5.0, life_years=10.0),
        scenarios=(season("dark", 90, 0.1), season("mild", 180, 0.7), season("bright", 95, 1.0)),
    )


def designs_of(case: Case, seed: int) -> tuple[Design, ...]:
    """One at random, and half of everything."""
    half = tuple(most / 2 for most in column_maxima(case))
    split = len(case.storage)
    return random_design(case, seed), Design(half[:split], half[split:])


def with_settings(case: Case, **changes: Any) -> Case:
    """The same case run another way."""
    return replace(case, operation=case.operation.model_copy(update=changes))


def changed(tables: tuple[Any, ...], **values: Any) -> tuple[Any, ...]:
    """The same tables of a case file with other values."""
    return tuple(table.model_copy(update=values) for table in tables)


def difference(ours: float, theirs: float) -> float:
    """Relative difference of two objectives."""
    return abs(ours - theirs) / max(1.0, abs(ours), abs(theirs))
