"""The independent checker accepts what solvers answer, notices what is wrong, and is quick."""

from __future__ import annotations

import ast
import math
import time
from dataclasses import fields, replace
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case, read_case
from operation import Checker, Design, Dispatch, Operator, SolverSettings
from operation.checker import CHECKS, TOLERANCE

OPERATION = Path(__file__).resolve().parents[2] / "operation"


def accepted(kit: SimpleNamespace, seeds: range, solver: str) -> None:
    """`solve` has asserted that the dispatch was accepted; here: by how much."""
    worst = 0.0
    for seed in seeds:
        report = kit.solved_random(seed, solver)[2].report
        assert report.accepted and report.worst_residual <= TOLERANCE
        worst = max(worst, report.worst_residual)
    print(f"\n{solver}, {len(seeds)} random dispatches: largest residual {worst:.1e}")
    if solver == "highs":
        assert worst < 1e-9, "a polished HiGHS dispatch is exact to rounding"


def test_accepts_highs(kit: SimpleNamespace) -> None:
    accepted(kit, range(60), "highs")


def test_accepts_cbc(kit: SimpleNamespace, cbc: SolverSettings) -> None:
    accepted(kit, range(60), "cbc")


@pytest.mark.slow
def test_accepts_highs_in_many_cases(kit: SimpleNamespace) -> None:
    accepted(kit, range(1000), "highs")


@pytest.mark.slow
def test_accepts_cbc_in_many_cases(kit: SimpleNamespace, cbc: SolverSettings) -> None:
    accepted(kit, range(1000), "cbc")


def largest_term(case: Case, y: Dispatch, table: str, step: int, item: int) -> float:
    """Largest term [kW or kWh] of an equality that a value stands in, at least 1.

    No value is free: each stands in an equality with nothing else moved, so that moving it by ten
    tolerances of that row has to be noticed there, if nowhere else.
    """
    scenario = case.scenarios[0]

    def of_building(b: int) -> float:
        ports = [p for p, (_, owner) in enumerate(case.ports) if owner == b]
        supply = y.import_kw[step, b] + y.pv_used_kw[step, b] + y.wind_used_kw[step, b]
        supply += y.discharge_kw[step, list(case.sites_at_building[b])].sum()
        return float(
            max(supply + y.port_out_kw[step, ports].sum(), scenario.electricity_kw[step, b])
        )

    def of_hub(h: int) -> float:
        ports = [p for p, (owner, _) in enumerate(case.ports) if owner == h]
        sites = list(case.sites_at_hub[h])
        through = y.port_in_kw[step, ports].sum() + y.port_out_kw[step, ports].sum()
        return float(
            1.2 * through + y.discharge_kw[step, sites].sum() + y.charge_kw[step, sites].sum()
        )

    if table.startswith("port"):
        scale = of_hub(case.ports[item][0])
    elif table.startswith("device"):
        scale = float(max(y.device_output_kw[step, item], y.device_input_kw[step, item]))
    elif table == "heat_import_kw":
        scale = float(scenario.heat_kw[step, item])
    elif table == "stored_kwh":
        scale = float(y.stored_kwh[:, item].max()) + 1.2 * scenario.step_hours * float(
            max(y.charge_kw[:, item].max(), y.discharge_kw[:, item].max())
        )
    elif table in ("charge_kw", "discharge_kw"):
        at_building = [b for b, held in enumerate(case.sites_at_building) if item in held]
        at_hub = [h for h, held in enumerate(case.sites_at_hub) if item in held]
        scale = of_building(at_building[0]) if at_building else of_hub(at_hub[0])
    else:
        scale = of_building(item)
    return max(1.0, scale)


def faults(kit: SimpleNamespace, count: int, seeds: range) -> tuple[int, int, int]:
    """Move one value of one array, by 10 to 10^6 tolerances of its row, and count what is noticed.

    Returns faults, detected, detected by more than one check.
    """
    rng = np.random.default_rng(7)
    found = twice = 0
    for number in range(count):
        case, design, outcome = kit.solved_random(int(rng.integers(seeds.start, seeds.stop)))
        checker, y = Checker(case, 0), outcome.dispatch
        tables = [f.name for f in fields(Dispatch) if getattr(y, f.name).size]
        # equal shares of tables and, every other time, of values that are not zero
        table = tables[int(rng.integers(len(tables)))]
        array = getattr(y, table).copy()
        places = np.argwhere(array > 0) if number % 2 and (array > 0).any() else None
        if places is None:
            places = np.argwhere(np.ones_like(array, dtype=bool))
        step, item = places[int(rng.integers(len(places)))]
        tolerance = TOLERANCE * largest_term(case, y, table, min(step, len(y.import_kw) - 1), item)
        move = tolerance * 10 ** rng.uniform(1, 6) * rng.choice([-1, 1])
        array[step, item] += move
        report = checker.check(design, replace(y, **{table: array}), None)
        if report.accepted:
            print(f"missed: {table}[{step}, {item}] moved by {move}")
        found += not report.accepted
        twice += len(report.violations) > 1
    print(f"\nfaults detected: {found}/{count}, by more than one check: {twice}")
    return count, found, twice


def test_injected_faults_are_detected(kit: SimpleNamespace) -> None:
    count, found, _ = faults(kit, 1500, range(60))
    assert found == count


@pytest.mark.slow
def test_many_injected_faults_are_detected(kit: SimpleNamespace) -> None:
    count, found, _ = faults(kit, 10_000, range(300))
    assert found == count


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_values_that_are_no_numbers_are_refused(kit: SimpleNamespace, value: float) -> None:
    for seed in range(8):
        case, design, outcome = kit.solved_random(seed)
        checker = Checker(case, 0)
        for field in fields(Dispatch):
            array = getattr(outcome.dispatch, field.name).copy()
            if not array.size:
                continue
            for place in (0, -1):
                broken = array.copy()
                broken.flat[place] = value
                with np.errstate(invalid="ignore"):
                    report = checker.check(
                        design, replace(outcome.dispatch, **{field.name: broken})
                    )
                assert not report.accepted, (field.name, place)
                assert str(report.violations[0])


def test_moves_that_keep_the_balance_are_seen_by_limits(kit: SimpleNamespace) -> None:
    """Two values moved together, so that no balance changes: only limits and switches can tell."""
    storage = [("a", kit.battery(power_max_kw=40.0, power_min_kw=4.0))]
    case = kit.case(
        [kit.building("a", import_limit_kw=60.0, export_limit_kw=50.0)],
        electricity=[20, 30],
        pv=[[40], [0]],
        wind=[[5], [5]],
        share=0.2,
        sell=0.1,
        storage=storage,
    )
    design = Design((30.0,), ())
    y = kit.solve(case, design).dispatch
    checker = Checker(case, 0)

    def verdict(**moved: tuple[int, float]) -> set[str]:
        arrays = {}
        for table, (step, amount) in moved.items():
            array = getattr(y, table).copy()
            array[step, 0] += amount
            arrays[table] = array
        report = checker.check(design, replace(y, **arrays))
        return {violation.equation for violation in report.violations}

    assert verdict() == set()
    assert verdict(import_kw=(0, 1.0), export_kw=(0, 1.0)) == {"meter_limits"}
    assert verdict(import_kw=(1, 80.0), export_kw=(1, 80.0)) == {"meter_limits", "export_rule"}
    assert "pv_available" in verdict(pv_used_kw=(0, 10.0), export_kw=(0, 10.0))
    assert "wind_available" in verdict(wind_used_kw=(1, 1.0), import_kw=(1, -1.0))
    assert "nonnegative" in verdict(pv_used_kw=(1, -1.0), import_kw=(1, 1.0))
    assert "shift_limits" in verdict(shift_in_kw=(1, 6.5), shift_out_kw=(1, 6.5))
    assert "shift_conservation" in verdict(shift_out_kw=(0, 1.0), pv_used_kw=(0, -1.0))
    both = verdict(charge_kw=(1, 4.0), discharge_kw=(1, 4.0))
    assert both == {"storage_exclusivity"}


def test_a_wrong_objective_is_noticed(kit: SimpleNamespace) -> None:
    for seed in range(5):
        case, design, outcome = kit.solved_random(seed)
        checker, value = Checker(case, 0), kit.joined(case, outcome)
        if case.operation.objective == "lexicographic":
            figures = outcome.indicators
            value -= case.operation.self_consumption_value_per_kwh * figures.spilled_kwh
        assert checker.check(design, outcome.dispatch, value).accepted
        for wrong in (value + 1e-4 * max(1, abs(value)) + 1e-3, -value - 1.0, math.nan, math.inf):
            report = checker.check(design, outcome.dispatch, wrong)
            assert [v.equation for v in report.violations] == ["joined_objective"]
        assert checker.check(design, outcome.dispatch, cost_cap=value + 1).accepted
        report = checker.check(
            design, outcome.dispatch, cost_cap=0.999 * value - 0.1 * abs(value) - 1
        )
        assert [v.equation for v in report.violations] == ["cost_cap"]


def test_the_design_is_part_of_what_is_checked(kit: SimpleNamespace) -> None:
    """A dispatch that fits a design is refused for a smaller one."""
    case = read_case("beijing", "interconnected")
    design = Design((500.0,), (200.0,))
    y = Operator(case, SolverSettings()).dispatch(0, design).dispatch
    checker = Checker(case, 0)
    names = [v.equation for v in checker.check(Design((400.0,), (200.0,)), y).violations]
    assert names == ["storage_level_limits"]
    most = max(y.port_in_kw.max(), y.port_out_kw.max())
    names = [v.equation for v in checker.check(Design((500.0,), (most - 1,)), y).violations]
    assert names == ["port_power_limits"]


def test_time(kit: SimpleNamespace) -> None:
    """About a millisecond a dispatch; the bound is generous because machines are shared."""
    case, design = read_case("beijing", "interconnected"), Design((500.0,), (200.0,))
    operator = Operator(case, SolverSettings())
    taken = []
    for scenario in range(2):
        y, checker = operator.dispatch(scenario, design).dispatch, Checker(case, scenario)
        for _ in range(50):
            start = time.perf_counter()
            checker.check(design, y)
            taken.append(1000 * (time.perf_counter() - start))
    print(f"\nchecker on beijing: median {median(taken):.2f} ms a dispatch")
    assert median(taken) < 5.0


def imported(path: Path) -> set[str]:
    """Modules that a file imports, at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def starts(names: set[str], *packages: str) -> set[str]:
    return {n for n in names for package in packages if n == package or n.startswith(package + ".")}


def test_the_checker_shares_nothing_with_the_equations() -> None:
    files = sorted((OPERATION / "checker").glob("*.py"))
    assert len(files) >= 5
    data = ("design", "dispatch", "window")
    for path in files:
        names = imported(path)
        shared = (
            "operation.equations",
            "operation.model",
            "operation.solver",
            "operation.highs_session",
            "operation.pulp_session",
            "operation.operate",
        )
        assert not starts(names, "pulp", "highspy", *shared), path
        ours = starts(names, "operation")
        allowed = ("operation.checker", *(f"operation.{name}" for name in data))
        assert ours == starts(ours, *allowed), path
    # and what it may import does not bring them in either
    for name in data:
        assert not starts(
            imported(OPERATION / f"{name}.py"), "operation.equations", "pulp", "highspy"
        )


def test_only_model_and_sessions_know_the_modelling_library() -> None:
    knowing = {
        str(path.relative_to(OPERATION))
        for path in OPERATION.rglob("*.py")
        if starts(imported(path), "pulp", "highspy")
    }
    assert knowing == {
        *("model.py", "solution.py", "pulp_session.py", "second_session.py"),
        *(f"highs/{name}.py" for name in ("written_model", "relaxation", "mixed_integer", "joint")),
    }
    assert not starts(imported(OPERATION / "model.py"), "highspy")


def test_every_check_runs_somewhere(kit: SimpleNamespace) -> None:
    """A check that never applies would pass everything above."""
    idle = {check.name for check in CHECKS}
    for seed in range(30):
        case, design, outcome = kit.solved_random(seed)
        facts = Checker(case, 0)._facts
        for check in CHECKS:
            residuals = check.residuals(facts, design, outcome.dispatch)
            if residuals is not None and residuals.size:
                idle.discard(check.name)
    # random cases stand on no feeder: tests/operation/test_network_limits.py runs these
    assert idle == {"port_apparent_power", "network_limits"}
