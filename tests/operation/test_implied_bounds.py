"""Rows that implied bounds add: they cut off no dispatch, and they close gaps."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case, read_case
from operation import Design
from operation.highs.implied_bounds import NewRows
from operation.highs.relaxation import Relaxation
from operation.highs.switches import Switches
from operation.highs.written_model import Floats, WrittenModel
from operation.model import dispatch_model

AGREES = 1e-6
SLACK = 1e-5
"""Of a row [kW]; linear programs leave less."""


def overrun(rows: NewRows, values: Floats) -> Floats:
    """How far values are beyond each row [kW]."""
    entries = rows.coefficients * values[rows.columns]
    return np.add.reduceat(entries, rows.starts[:-1]) - rows.upper


def all_rows(switches: Switches, lower: Floats, upper: Floats) -> list[NewRows]:
    """Every row that can be told of a design: far out, a point breaks them all."""
    everything = np.ones(switches.groups, dtype=bool)
    found = []
    for far in (1e9, -1e9):
        point = np.full(len(lower), far)
        point[switches.columns] = 0.0
        found.append(switches.broken(point, everything, lower, upper))
    return [rows for rows in found if len(rows)]


def dispatches(kit: SimpleNamespace, case: Case, design: Design, count: int) -> list[Floats]:
    """The best dispatch, and the best for costs by chance, some of which are earnings."""
    full = kit.FullProblem(dispatch_model(case, 0))
    fixed, rng = kit.capacities(case, design), np.random.default_rng(len(case.buildings))
    _, best = full.dispatch(fixed)
    found = [best]
    for _ in range(count):
        # a little above zero in the mean: what has no upper bound of its own is not free
        _, values = full.dispatch(fixed, rng.normal(0.2, 1.0, len(best)))
        found += [values] if values is not None else []
    return found


def check_rows(kit: SimpleNamespace, case: Case, design: Design) -> tuple[int, int, float]:
    """Rows told, dispatches tried, and the least room that any of them has in any row."""
    written = WrittenModel.of(dispatch_model(case, 0))
    switches = Switches(written)
    lower, upper = switches.bounds(kit.capacities(case, design))
    told = all_rows(switches, lower, upper)
    tried = dispatches(kit, case, design, 3)
    worst = [overrun(rows, values).max() for rows in told for values in tried]
    assert max(worst, default=0.0) <= SLACK, design
    return sum(map(len, told)), len(tried), -max(worst, default=-np.inf)


def test_no_dispatch_is_cut_off(kit: SimpleNamespace) -> None:
    checked, tight = 0, 0
    for seed in range(700, 712):
        case = kit.random_case(seed)
        rows, tried, room = check_rows(kit, case, kit.random_design(case, seed))
        assert tried >= 2
        checked += rows * tried
        tight += room < 1e-3
    assert checked > 3000
    assert tight > 6, "no row was near to any dispatch: the test shows little"


def test_no_dispatch_of_the_shipped_case_is_cut_off(kit: SimpleNamespace) -> None:
    case = read_case("beijing", "interconnected")
    rows, tried, _ = check_rows(kit, case, Design((979.0,), (55.0,)))
    assert rows > 500 and tried >= 3


def test_a_gap_is_closed(kit: SimpleNamespace) -> None:
    """Storage of 979 kWh behind ports of 55 kW: halves of switches are worth half a percent."""
    case, design = read_case("beijing", "interconnected"), Design((979.0,), (55.0,))
    fixed = kit.capacities(case, design)
    _, best = kit.FullProblem(dispatch_model(case, 0)).optimum(fixed)
    written = WrittenModel.of(dispatch_model(case, 0))
    switches = Switches(written)
    lower, upper = switches.bounds(fixed)
    relaxation = Relaxation(written, *switches.bounds({}))
    point = relaxation.begin(lower, upper)
    gaps = [1 - (point.objective + written.constant) / best]
    for _ in range(3):
        assert point.values is not None
        _, off = switches.nearest(point.values)
        point = relaxation.add(switches.broken(point.values, off > AGREES, lower, upper))
        gaps.append(1 - (point.objective + written.constant) / best)
    assert gaps[0] > 4e-3 and -1e-9 <= gaps[-1] < 7e-4, gaps


def test_by_hand(kit: SimpleNamespace) -> None:
    """x is one of two flows, of which one or the other can be on: at most 3, or at most 5 kW.

    Half of each would allow 8 kW; x - 2 u <= 3 says what is possible in between.
    """
    model = kit.HandModel()
    x, y, z, u = model.flow("x"), model.flow("y", 3.0), model.flow("z", 5.0), model.switch("u")
    model.add(x == y + z, y <= 10 - 10 * u, z <= 10 * u)
    written = WrittenModel.of(model.minimise(-x))
    switches = Switches(written)
    lower, upper = switches.bounds({})
    relaxation = Relaxation(written, lower, upper)
    point = relaxation.begin(lower, upper)
    assert point.objective == pytest.approx(-8.0) and point.values is not None
    rows = switches.broken(point.values, np.array([True]), lower, upper)
    assert -5.0 - 1e-3 <= relaxation.add(rows).objective <= -5.0
    level = written.place["x"]
    told = [
        dict(zip(rows.columns[a:b].tolist(), rows.coefficients[a:b].tolist(), strict=True))
        for a, b in zip(rows.starts[:-1], rows.starts[1:], strict=True)
    ]
    (row,) = (r for r in range(len(rows)) if level in told[r])
    assert told[row] == pytest.approx({level: 1.0, written.place["u"]: -2.0}, abs=1e-3)
    assert rows.upper[row] == pytest.approx(3.0, abs=1e-3)


def test_no_groups_no_rows(kit: SimpleNamespace) -> None:
    case = kit.random_case(703)
    written = WrittenModel.of(dispatch_model(case, 0))
    switches = Switches(written)
    lower, upper = switches.bounds({})
    nothing = np.zeros(switches.groups, dtype=bool)
    assert len(switches.broken(np.full(len(lower), 1e9), nothing, lower, upper)) == 0
