"""Small cases in memory: by hand with keywords, or random from a seed; and solving them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pulp
import pytest
from numpy.typing import NDArray

from cases.case import Case, Scenario
from cases.network_limits import NetworkLimits
from cases.schema import (
    Building,
    Configuration,
    Device,
    DeviceKind,
    DeviceOperation,
    Economics,
    ExportRule,
    GasSupply,
    Grid,
    HeatNetwork,
    Hub,
    LimitEnforcement,
    NetworkEntry,
    ObjectiveJoin,
    Operation,
    StorageSite,
    StorageType,
)
from operation import Design, DispatchOutcome, Operator, SolverSettings, Status
from operation.design import column_maxima
from operation.equations.columns import Column
from operation.highs.mixed_integer import Answer, MixedInteger
from operation.highs.written_model import Floats, WrittenModel
from operation.solution import SolvableModel
from operation.window import Window

EXACT = SolverSettings(gap=0.0, node_limit=100_000)
NAMES = "abcdefgh"


def device(kind: str, rated_input_kw: float, **changes: Any) -> Device:
    """A device; `output` is its efficiency or coefficient of performance."""
    output = changes.pop("output", 1.0)
    key = "cop" if kind == "power_to_cold" else "efficiency"
    operation = DeviceOperation(changes.pop("operation", "modulating"))
    return Device(
        kind=DeviceKind(kind),
        rated_input_kw=rated_input_kw,
        operation=operation,
        **{key: output},
        **changes,
    )


def building(name: str, **changes: Any) -> Building:
    """A building with a large meter; `gas` and `heat_network` are keyword dictionaries."""
    grid = Grid(
        tariff="any",
        import_limit_kw=changes.pop("import_limit_kw", 1000.0),
        export_limit_kw=changes.pop("export_limit_kw", 1000.0),
        emission_kg_per_kwh=0.5,
    )
    gas, network = changes.pop("gas", None), changes.pop("heat_network", None)
    large = {"emission_kg_per_kwh": 0.2, "limit_kw": 1000.0}
    return Building(
        name=name,
        grid=grid,
        gas=GasSupply(**(large | gas)) if gas else None,
        heat_network=HeatNetwork(**(large | network)) if network else None,
        device=tuple(changes.pop("devices", ())),
        **changes,
    )


def battery(**changes: Any) -> StorageType:
    """A storage type without losses or limits worth mentioning."""
    standard = {
        "name": "battery",
        "investment_per_kwh": 1000.0,
        "charge_efficiency": 1.0,
        "discharge_efficiency": 1.0,
        "soc_min": 0.0,
        "soc_max": 1.0,
        "power_max_kw": 500.0,
    }
    return StorageType(**(standard | changes))


def hub(name: str, buildings: Sequence[str], **changes: Any) -> Hub:
    """A hub without losses."""
    standard = {
        "rating_max_kw": 1000.0,
        "port_power_max_kw": 500.0,
        "input_efficiency": 1.0,
        "output_efficiency": 1.0,
        "investment_per_kw": 1000.0,
    }
    return Hub(name=name, buildings=tuple(buildings), **(standard | changes))


def make_case(
    buildings: Sequence[Building],
    *,
    electricity: Any,
    step_hours: float = 1.0,
    hubs: Sequence[Hub] = (),
    storage: Sequence[tuple[str, StorageType]] = (),
    capacity_max_kwh: float = 10_000.0,
    operation: dict[str, Any] | None = None,
    **profiles: Any,
) -> Case:
    """A case of one scenario. `electricity` of shape (steps, buildings); others broadcast to it.

    Profiles: heat, cold, pv, wind, share, buy (1), sell (0), emission (0.5). `storage` lists
    (place, type) and names sites "s0", "s1", ...
    """
    load = np.array(electricity, dtype=float).reshape(-1, len(buildings))

    def profile(name: str, default: float = 0.0) -> np.ndarray:
        values = np.array(np.broadcast_to(profiles.pop(name, default), load.shape), dtype=float)
        values.flags.writeable = False
        return values

    scenario = Scenario(
        name="day",
        title="",
        season="any",
        days_per_year=365.0,
        step_hours=step_hours,
        electricity_kw=load,
        heat_kw=profile("heat"),
        cold_kw=profile("cold"),
        pv_kw=profile("pv"),
        wind_kw=profile("wind"),
        shiftable_share=profile("share"),
        import_price_per_kwh=profile("buy", 1.0),
        export_price_per_kwh=profile("sell"),
        grid_emission_kg_per_kwh=profile("emission", 0.5),
    )
    assert not profiles, f"no such profile: {profiles}"
    return Case(
        name="small",
        title="",
        currency="CNY",
        digest="",
        configuration=Configuration(name="all"),
        economics=Economics(horizon_years=20),
        operation=Operation(**_settings(operation or {})),
        buildings=tuple(buildings),
        hubs=tuple(hubs),
        storage=tuple(
            StorageSite(name=f"s{s}", at=at, type=kind.name, capacity_max_kwh=capacity_max_kwh)
            for s, (at, kind) in enumerate(storage)
        ),
        storage_types=tuple(kind for _, kind in storage),
        scenarios=(scenario,),
    )


def _settings(operation: dict[str, Any]) -> dict[str, Any]:
    """Operation settings whose words may be given as strings."""
    words = {"export_rule": ExportRule, "objective": ObjectiveJoin}
    return {key: words[key](value) if key in words else value for key, value in operation.items()}


def limited(
    case: Case,
    *rows: tuple[str, int, Sequence[float], Sequence[float], float],
    enforce: str = "dispatch",
    **settings: Any,
) -> Case:
    """The case with limits of a network: (bus, step, kW shares, kvar shares, most kW) each."""
    bus, step, kw_share, kvar_share, most_kw = zip(*rows, strict=True)
    limits = NetworkLimits(
        bus,
        np.array(step, dtype=np.int64),
        np.array(kw_share, dtype=float),
        np.array(kvar_share, dtype=float),
        np.array(most_kw, dtype=float),
    )
    (day,) = case.scenarios
    entry = NetworkEntry(limits="limits.csv", enforce=LimitEnforcement(enforce), **settings)
    return replace(case, scenarios=(replace(day, network=limits),), network=entry)


PLAIN = ("on_off", "minimum_power", "ramps", "self_discharge", "start_soc", "cycles", "wear")
"""Traits that a random case can be asked to be without."""


def random_case(seed: int, *, without: Sequence[str] = (), **operation: Any) -> Case:
    """A feasible case with everything in it by chance; `operation` overrides its settings.

    `without` takes traits of PLAIN and "arbitrage" (sale prices above the lowest purchase price).
    """
    rng = np.random.default_rng(seed)

    def chance(probability: float, trait: str = "") -> bool:
        return bool(rng.random() < probability) and trait not in without

    def number(low: float, high: float, digits: int = 2) -> float:
        return round(float(rng.uniform(low, high)), digits)

    count = int(rng.integers(1, 4))
    steps, step_hours = int(rng.integers(4, 9)), float(rng.choice([0.5, 1.0, 2.0]))
    buildings = [_random_building(NAMES[b], chance, number) for b in range(count)]
    names = [b.name for b in buildings]
    groups = [names] if count < 3 or chance(0.5) else [names[:2], names[1:]]
    hubs = [
        hub(
            f"hub{h}",
            group,
            rating_max_kw=100.0,
            rating_per_port=chance(0.4),
            port_power_min_kw=number(1, 8) if chance(0.4, "minimum_power") else 0.0,
            port_power_max_kw=number(20, 80),
            input_efficiency=number(0.85, 1.0),
            output_efficiency=number(0.85, 1.0),
        )
        for h, group in enumerate(groups)
        if count > 1
    ]
    places = [place for place in (*names, *(h.name for h in hubs)) if chance(0.6)]
    storage = [
        (place, _random_battery(f"type{i}", place in names, chance, number))
        for i, place in enumerate(places)
    ]
    shape = (steps, count)
    sun = np.clip(np.sin(np.linspace(-0.5, 3.6, steps)), 0, None)[:, None]
    level = rng.choice([0.3, 0.6, 1.0], (steps, 1))
    settings: dict[str, Any] = {
        "objective": ObjectiveJoin.LEXICOGRAPHIC if chance(0.3) else ObjectiveJoin.WEIGHTED,
        "self_consumption_value_per_kwh": number(0, 0.3),
        "curtailment_penalty_per_kwh": number(0, 0.5),
        "export_rule": list(ExportRule)[int(rng.integers(3))],
    }
    most = 0.2 if "arbitrage" in without else 0.5
    return make_case(
        buildings,
        electricity=rng.uniform(5, 60, shape).round(3),
        step_hours=step_hours,
        hubs=hubs,
        storage=storage,
        capacity_max_kwh=150.0,
        operation=settings | operation,
        heat=rng.uniform(0, 40, shape).round(3),
        cold=rng.uniform(0, 60, shape).round(3),
        pv=(sun * rng.uniform(20, 120, (1, count))).round(3),
        wind=(rng.random(shape) * rng.uniform(0, 60, (1, count))).round(3),
        share=rng.uniform(0, 0.3, (1, count)).round(3),
        buy=level * number(0.8, 1.5),
        sell=number(0.1, most),
        emission=rng.uniform(0.2, 0.9, (steps, 1)).round(3),
    )


def _random_building(name: str, chance: Any, number: Any) -> Building:
    devices = [
        device(
            "power_to_cold",
            number(4, 10) if on_off else 30.0,
            output=number(2.5, 4.5),
            operation="on_off" if on_off else "modulating",
            units=8 if on_off else 1,
        )
        for on_off in [chance(0.5, "on_off")]
    ]
    if chance(0.5):
        on_off = chance(0.4, "on_off")
        devices.append(
            device(
                "power_to_heat",
                number(3, 8) if on_off else number(5, 40),
                output=number(0.9, 3.0),
                operation="on_off" if on_off else "modulating",
                units=2 if on_off else 1,
            )
        )
    gas = chance(0.5)
    if gas:
        devices.append(device("gas_to_heat", number(10, 40), output=number(0.8, 0.95)))
    return building(
        name,
        import_limit_kw=number(150, 300),
        export_limit_kw=number(0, 80),
        gas={"price_per_m3": number(2, 4), "limit_kw": number(5, 30)} if gas else None,
        heat_network={"price_per_kwh": number(0.2, 0.6), "limit_kw": 50.0},
        devices=devices,
    )


def _random_battery(name: str, may_leak: bool, chance: Any, number: Any) -> StorageType:
    # a storage that leaks and cannot charge gently, or at all, may be unable to keep its level
    leaks = chance(0.4, "self_discharge") and may_leak
    least = number(1, 6) if chance(0.4, "minimum_power") and not leaks else 0.0
    return battery(
        name=name,
        charge_efficiency=number(0.85, 1.0),
        discharge_efficiency=number(0.85, 1.0),
        soc_min=number(0, 0.2),
        soc_max=number(0.8, 1.0),
        start_soc=number(0.2, 0.8) if chance(0.3, "start_soc") else None,
        power_min_kw=least,
        power_max_kw=number(10, 60),
        ramp_up_kw_per_hour=number(20, 60) if chance(0.3, "ramps") else None,
        ramp_down_kw_per_hour=number(20, 60) if chance(0.3, "ramps") else None,
        self_discharge_per_hour=number(0.001, 0.02, 4) if leaks else 0.0,
        cycles_per_day_max=number(0.5, 3) if chance(0.3, "cycles") else None,
        wear_cost_per_kwh=number(0.01, 0.1) if chance(0.3, "wear") else 0.0,
    )


def random_design(case: Case, seed: int) -> Design:
    """Capacities between nothing and the maximum; some are exactly nothing."""
    rng = np.random.default_rng([seed, 1])
    maxima = np.array(column_maxima(case))
    values = (rng.random(len(maxima)) * maxima * (rng.random(len(maxima)) > 0.15)).round()
    split = len(case.storage)
    return Design(tuple(values[:split].tolist()), tuple(values[split:].tolist()))


def solve(
    case: Case,
    design: Design | None = None,
    settings: SolverSettings = EXACT,
    window: Window | None = None,
) -> DispatchOutcome:
    """Dispatch the first scenario, to optimality unless told otherwise; must be accepted."""
    outcome = Operator(case, settings, window).dispatch(0, design or Design.nothing(case))
    assert outcome.status.accepted, (outcome.status, outcome.message)
    return outcome


def joined(case: Case, outcome: DispatchOutcome) -> float:
    """The weighted lower objective of an outcome, from its figures."""
    figures, settings = outcome.indicators, case.operation
    return (
        figures.daily_cost
        + figures.wear_cost
        + settings.carbon_tiebreak_per_kg * figures.emissions_kg
        + settings.self_consumption_value_per_kwh * figures.spilled_kwh
    )


def with_operation(case: Case, **changes: Any) -> Case:
    """The same case run another way."""
    return replace(case, operation=case.operation.model_copy(update=_settings(changes)))


def capacities(case: Case, design: Design) -> dict[str, float]:
    """A design by the names of the dispatch model's columns."""
    names = [f"storage_kwh_{s}" for s in range(len(case.storage))]
    names += [f"fid_kw_{r}" for r in range(len(case.rating_names))]
    return dict(zip(names, design.values, strict=True))


class HandModel:
    """A model of few columns, under construction; minimises."""

    def __init__(self) -> None:
        self.problem = pulp.LpProblem("hand", pulp.LpMinimize)
        self.all_columns: list[Column] = []
        self.idle: dict[str, float] = {}

    def column(self, name: str, low: float, high: float | None, kind: str) -> Column:
        made = self.problem.add_variable(name, low, high, kind)
        self.all_columns.append(made)
        return made

    def flow(self, name: str, most: float = 10.0) -> Column:
        return self.column(name, 0.0, most, pulp.LpContinuous)

    def switch(self, name: str, low: float = 0.0, high: float | None = 1.0) -> Column:
        return self.column(name, low, high, pulp.LpInteger)

    def switches(self, count: int) -> list[Column]:
        return [self.switch(f"u{i}") for i in range(count)]

    def add(self, *rows: Any) -> None:
        for row in rows:
            self.problem.addConstraint(row)

    def minimise(self, objective: Any) -> HandModel:
        self.problem.setObjective(objective)
        return self


class FullProblem:
    """A model solved by branch and bound alone, every switch whole: what shortcuts must find."""

    def __init__(self, model: SolvableModel) -> None:
        self.written = WrittenModel.of(model)
        self._mixed = MixedInteger(self.written, EXACT)

    def bounds(self, fixed: Mapping[str, float]) -> tuple[Floats, Floats]:
        """Bounds of all columns with the named ones fixed, and nothing else known."""
        lower, upper = self.written.lower.copy(), self.written.upper.copy()
        for name, value in fixed.items():
            lower[self.written.place[name]] = upper[self.written.place[name]] = value
        return lower, upper

    def dispatch(
        self, fixed: Mapping[str, float], cost: Floats | None = None
    ) -> tuple[Status, Floats | None]:
        """The best values, with switches exactly whole, and the status; another cost is for good.

        Branch and bound takes 0.999999 for whole, so the rest is solved again with it at 1.
        """
        written = self.written
        columns = np.arange(len(written.lower), dtype=np.int32)
        if cost is not None:
            written.highs.changeColsCost(len(cost), columns, cost)
        lower, upper = self.bounds(fixed)
        found = self._run(lower, upper, written.integer)
        if found.values is None:
            return found.status, None
        whole = np.round(found.values[written.integer])
        lower[written.integer] = upper[written.integer] = whole
        return found.status, self._run(lower, upper, columns[:0]).values

    def optimum(self, fixed: Mapping[str, float]) -> tuple[Status, float]:
        """Status and least objective, infinite where there is none."""
        status, values = self.dispatch(fixed)
        return status, math.inf if values is None else self.written.objective(values)

    def relaxed(self, fixed: Mapping[str, float]) -> Status:
        """Status of the linear program in which no switch has to be whole."""
        return self._run(*self.bounds(fixed), self.written.integer[:0]).status

    def _run(self, lower: Floats, upper: Floats, whole: NDArray[np.int32]) -> Answer:
        return self._mixed.run(
            lower, upper, whole, 1e-9, node_limit=EXACT.node_limit, heuristics=True
        )


@pytest.fixture(scope="session")
def kit() -> SimpleNamespace:
    """The functions of this file."""
    return SimpleNamespace(
        EXACT=EXACT,
        FullProblem=FullProblem,
        HandModel=HandModel,
        battery=battery,
        building=building,
        capacities=capacities,
        case=make_case,
        device=device,
        hub=hub,
        joined=joined,
        limited=limited,
        random_case=random_case,
        random_design=random_design,
        solve=solve,
        solved_random=solved_random,
        with_operation=with_operation,
    )


@cache
def solved_random(seed: int, solver: str = "highs") -> tuple[Case, Design, DispatchOutcome]:
    """A random case with a random design, dispatched to optimality; kept for the next test."""
    case = random_case(seed)
    design = random_design(case, seed)
    settings = SolverSettings(name=solver, gap=0.0, node_limit=100_000)
    return case, design, solve(case, design, settings)


@pytest.fixture
def cbc() -> Iterator[SolverSettings]:
    """Settings of CBC at gap 0; skips where PuLP finds no CBC (PuLP 4 does not bring one)."""
    from operation import available_solvers

    if "cbc" not in available_solvers():
        pytest.skip("no CBC here")
    yield SolverSettings(name="cbc", gap=0.0)
