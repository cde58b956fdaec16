"""The optimum found step by step is that of branch and bound with every switch whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cases import Case, read_case
from cases.schema import ExportRule, ObjectiveJoin
from operation import Design, SolverSettings, Status
from operation.design import column_maxima
from operation.highs.mixed_integer import Answer, MixedInteger
from operation.highs.session import HighsSession
from operation.model import COST_CAP, DispatchModel, dispatch_model
from operation.solution import Solution
from operation.window import Window

ROUNDING = 1e-7
"""Relative difference of objectives that linear programs leave."""
WHOLE = 2e-6
"""Branch and bound looks for nothing that is better by less."""
SHIPPED = [(rule, scenario) for rule in ExportRule for scenario in (0, 1)]


def agree(solution: Solution, optimum: tuple[Status, float], gap: float, label: object) -> None:
    """Same status; the bound is below the optimum, the dispatch above it and within the gap."""
    status, best = optimum
    assert solution.status == status, label
    if not status.accepted:
        return
    rounding = ROUNDING * abs(best) + WHOLE
    assert solution.bound <= best + rounding, label
    assert best <= solution.objective + rounding, label
    allowed = gap * max(1.0, abs(solution.objective))
    assert solution.objective - solution.bound <= allowed, label
    assert abs(solution.objective - best) <= allowed + rounding, label


def anywhere(case: Case, count: int, seed: int) -> list[Design]:
    """Capacities of any size: no modules, nothing that is exactly zero."""
    shares = np.random.default_rng(seed).random((count, len(column_maxima(case))))
    found, split = shares * column_maxima(case), len(case.storage)
    return [Design(tuple(x[:split].tolist()), tuple(x[split:].tolist())) for x in found]


def compare_shipped(
    kit: SimpleNamespace, name: str, rule: ExportRule, scenario: int, count: int
) -> None:
    case = kit.with_operation(read_case("beijing", name), export_rule=rule)
    session = HighsSession(dispatch_model(case, scenario), SolverSettings())
    full = kit.FullProblem(dispatch_model(case, scenario))
    for design in anywhere(case, count, count):
        fixed = kit.capacities(case, design)
        solution = session.solve(fixed)
        assert solution.status == "optimal"
        agree(solution, full.optimum(fixed), 1e-6, design)


@pytest.mark.parametrize(("rule", "scenario"), SHIPPED)
def test_shipped_case(kit: SimpleNamespace, rule: ExportRule, scenario: int) -> None:
    compare_shipped(kit, "interconnected", rule, scenario, 4)


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "scenario"), SHIPPED)
def test_shipped_case_with_many_designs(
    kit: SimpleNamespace, rule: ExportRule, scenario: int
) -> None:
    compare_shipped(kit, "interconnected", rule, scenario, 84)
    compare_shipped(kit, "independent", rule, scenario, 8)


def compare(
    kit: SimpleNamespace,
    build: Callable[[], DispatchModel],
    fixed: dict[str, float],
    gaps: tuple[float, ...],
    label: object,
) -> tuple[Status, float]:
    """Solve at each gap and compare with the optimum, which is returned."""
    optimum: tuple[Status, float] = kit.FullProblem(build()).optimum(fixed)
    for gap in gaps:
        settings = SolverSettings(gap=gap, node_limit=100_000)
        agree(HighsSession(build(), settings).solve(fixed), optimum, gap, (label, gap))
    return optimum


def traits(case: Case) -> Iterator[str]:
    """What of a random case makes its switches hard."""
    operation = case.operation
    yield from (operation.export_rule, operation.objective)
    yield from (f"{len(case.hubs)} hubs", f"{len(case.buildings)} buildings")
    if any(device.units > 1 for _, device in case.devices):
        yield "units"
    if any(kind.power_min_kw for kind in case.storage_types):
        yield "least power of storage"
    if any(hub.port_power_min_kw for hub in case.hubs):
        yield "least power of ports"
    if any(kind.ramp_up_kw_per_hour is not None for kind in case.storage_types):
        yield "ramps"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Runs of branch and bound, as they happen: "few" switches whole, or "all"."""
    told: list[str] = []
    run = MixedInteger.run

    def listening(self: MixedInteger, *given: Any, heuristics: bool, **more: Any) -> Answer:
        told.append("all" if heuristics else "few")
        return run(self, *given, heuristics=heuristics, **more)

    monkeypatch.setattr(MixedInteger, "run", listening)
    return told


def compare_random(kit: SimpleNamespace, seeds: range) -> Counter[str]:
    """Both stages of random cases, at three gaps; what the cases had."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        case = kit.random_case(seed)
        fixed = kit.capacities(case, kit.random_design(case, seed))

        def first(case: Case = case) -> DispatchModel:
            return dispatch_model(case, 0)

        def second(case: Case = case) -> DispatchModel:
            return dispatch_model(case, 0, second_stage=True)

        status, best = compare(kit, first, fixed, (1e-6, 1e-3, 1e-2), seed)
        seen.update([*traits(case), status])
        if case.operation.objective is ObjectiveJoin.LEXICOGRAPHIC:
            for spent in (-0.01, 1e-3, 0.05):
                capped = fixed | {COST_CAP: best + spent * max(1.0, abs(best))}
                status, _ = compare(kit, second, capped, (1e-6, 1e-2), (seed, spent))
                assert (status == "infeasible") == (spent < 0), (seed, spent)
                seen[f"second stage {status}"] += 1
    return seen


def test_random_cases(kit: SimpleNamespace, runs: list[str]) -> None:
    seen = compare_random(kit, range(700, 715))
    for trait in (
        *(*ExportRule, *ObjectiveJoin, "2 hubs", "3 buildings", "units", "ramps"),
        *("least power of storage", "least power of ports"),
        *("second stage optimal", "second stage infeasible"),
    ):
        assert seen[trait], trait
    assert {"few", "all"} == set(runs)


def test_a_dispatch_in_hand_is_not_called_infeasible(
    kit: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever branch and bound with few switches says; the step after it decides."""
    run, denied = MixedInteger.run, []

    def denying(self: MixedInteger, *given: Any, heuristics: bool, **more: Any) -> Answer:
        if heuristics:
            return run(self, *given, heuristics=heuristics, **more)
        denied.append(True)
        return Answer(Status.INFEASIBLE)

    monkeypatch.setattr(MixedInteger, "run", denying)
    case = read_case("beijing", "interconnected")
    session = HighsSession(dispatch_model(case, 0), SolverSettings())
    for design in anywhere(case, 6, 2):
        assert session.solve(kit.capacities(case, design)).status == "optimal"
    assert len(denied) >= 3


@pytest.mark.slow
def test_many_random_cases(kit: SimpleNamespace) -> None:
    compare_random(kit, range(715, 915))


def compare_windows(kit: SimpleNamespace, seeds: range) -> Counter[str]:
    """Half of the steps look ahead, where switches need not be whole."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        case = kit.random_case(seed)
        design = kit.random_design(case, seed)
        half = tuple(0.5 * stored for stored in design.storage_kwh)
        window = Window(
            half, (0.0,) * len(half), case.scenarios[0].steps // 2, half if seed % 2 else None
        )

        def build(case: Case = case, window: Window = window) -> DispatchModel:
            return dispatch_model(case, 0, window=window)

        status, _ = compare(kit, build, kit.capacities(case, design), (1e-6, 1e-2), seed)
        seen[status] += 1
    return seen


def test_windows(kit: SimpleNamespace) -> None:
    assert compare_windows(kit, range(720, 735))["optimal"] >= 10


@pytest.mark.slow
def test_many_windows(kit: SimpleNamespace) -> None:
    compare_windows(kit, range(735, 935))


def squeezed(case: Case, share: float) -> Case:
    """The case with weaker meters."""
    buildings = []
    for building in case.buildings:
        limit = {"import_limit_kw": share * building.grid.import_limit_kw}
        grid = building.grid.model_copy(update=limit)
        buildings.append(building.model_copy(update={"grid": grid}))
    return replace(case, buildings=tuple(buildings))


def compare_squeezed(kit: SimpleNamespace, seeds: range) -> Counter[str]:
    """Meters so weak that it takes storage and ports to get through the day, or nothing does."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        for share in (0.1, 0.15, 0.2, 0.3):
            case = squeezed(kit.random_case(seed), share)

            def build(case: Case = case) -> DispatchModel:
                return dispatch_model(case, 0)

            fixed = kit.capacities(case, kit.random_design(case, seed))
            seen[compare(kit, build, fixed, (1e-6,), (seed, share))[0]] += 1
    return seen


def test_designs_that_cannot_serve_the_load(kit: SimpleNamespace) -> None:
    seen = compare_squeezed(kit, range(740, 748))
    assert set(seen) == {"optimal", "infeasible"} and min(seen.values()) >= 8, seen


@pytest.mark.slow
def test_many_designs_that_cannot_serve_the_load(kit: SimpleNamespace) -> None:
    compare_squeezed(kit, range(750, 850))
