"""Which positions switches can take, and models in which they hang together too much.

The models are made by hand: few columns, and what they allow can be enumerated.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pulp
import pytest

from operation import SolverSettings
from operation.highs.session import HighsSession
from operation.highs.switch_groups import Entangled, list_positions
from operation.highs.switches import Switches
from operation.highs.written_model import WrittenModel

Model = Any
"""A model of the kit, by hand."""


def listed(model: Model) -> dict[frozenset[str], set[tuple[int, ...]]]:
    """Positions by the names of their columns, in the order of the names."""
    written = WrittenModel.of(model)
    positions = list_positions(written, written.rows)
    names = {place: name for name, place in written.place.items()}
    found: dict[frozenset[str], set[tuple[int, ...]]] = {}
    for group, values in zip(positions.group, positions.values, strict=True):
        by_name = {
            names[int(column)]: int(value)
            for column, value in zip(positions.groups[group], values, strict=True)
        }
        position = tuple(by_name[name] for name in sorted(by_name))
        before = found.setdefault(frozenset(by_name), set())
        assert position not in before
        before.add(position)
    return found


def test_positions_of_a_storage_a_meter_and_units(kit: SimpleNamespace) -> None:
    model = kit.HandModel()
    x, charge, discharge = model.flow("x"), model.switch("charge"), model.switch("discharge")
    meter, units = model.switch("meter"), model.switch("units", 0, 3)
    model.add(charge + discharge <= 1, x <= 5 * charge + discharge, x >= meter, x <= 4 * units)
    assert listed(model.minimise(x)) == {
        frozenset({"charge", "discharge"}): {(0, 0), (0, 1), (1, 0)},
        frozenset({"meter"}): {(0,), (1,)},
        frozenset({"units"}): {(0,), (1,), (2,), (3,)},
    }


def test_positions_of_twelve_meters_that_go_together(kit: SimpleNamespace) -> None:
    model = kit.HandModel()
    first, *others = model.switches(12)
    model.add(*(other - first == 0 for other in others))
    model.add(*(model.flow(f"x{i}") <= u for i, u in enumerate([first, *others])))
    (positions,) = listed(model.minimise(first)).values()
    assert positions == {(0,) * 12, (1,) * 12}


def test_positions_are_those_that_the_rows_of_a_group_allow(kit: SimpleNamespace) -> None:
    """Against all combinations: chains of rows, coefficients of both signs, ranges from -2 to 3."""
    rng = np.random.default_rng(4)
    for _ in range(30):
        model, ranges, rows = kit.HandModel(), [], []
        for i in range(5):
            low = int(rng.integers(-2, 1))
            ranges.append(range(low, low + int(rng.integers(1, 4))))
            # bounds need not be whole themselves
            model.switch(f"u{i}", low - 0.5, ranges[-1][-1] + 0.5)
        for _ in range(4):
            some = rng.choice(5, size=2, replace=False).tolist()
            factors = rng.choice([-2, -1, 1, 2, 3], size=2).tolist()
            rows.append((some, factors, int(rng.integers(0, 4))))
            left = pulp.lpSum(f * model.all_columns[i] for i, f in zip(some, factors, strict=True))
            model.add(left <= rows[-1][2])
        x = model.flow("x")
        model.add(x <= 5 + model.all_columns[0])
        allowed = [
            values
            for values in product(*ranges)
            if all(
                sum(f * values[i] for i, f in zip(some, factors, strict=True)) <= most
                for some, factors, most in rows
            )
        ]
        if not allowed:
            continue
        found = listed(model.minimise(pulp.lpSum(model.all_columns)))
        # groups are independent: together they allow the product of what each one allows
        assert {name for names in found for name in names} == {f"u{i}" for i in range(5)}
        for names, positions in found.items():
            chosen = sorted(int(name[1:]) for name in names)
            assert positions == {tuple(values[i] for i in chosen) for values in allowed}
        assert math.prod(map(len, found.values())) == len(allowed)


def nothing_reads_it(model: Model) -> Any:
    """A switch that stands in the objective and in no row."""
    x, u, v = model.flow("x"), model.switch("u"), model.switch("v")
    model.add(x <= 8 * u, x >= 1)
    return x + 3 * u - 2 * v  # 1 + 3 - 2


def no_row_has_flows_and_switches(model: Model) -> Any:
    x, u, v = model.flow("x"), model.switch("u"), model.switch("v")
    model.add(u + v <= 1, x >= 1)
    return x - 3 * u - 2 * v  # 1 - 3


def no_row_has_switches(model: Model) -> Any:
    x, u = model.flow("x"), model.switch("u")
    model.add(x >= 1)
    return x - 3 * u  # 1 - 3


def two_groups_in_one_row(model: Model) -> Any:
    x, u, v = model.flow("x"), model.switch("u"), model.switch("v")
    model.add(x <= 3 * u + 4 * v, x >= 3.5)
    return x + 2 * u + 5 * v  # v: 3.5 + 5, while u alone is not enough


def too_many_positions(model: Model) -> Any:
    x, switches = model.flow("x"), model.switches(9)
    model.add(pulp.lpSum(switches) >= 1)  # 511 positions
    model.add(*(x >= (i % 3) * u for i, u in enumerate(switches)), x >= 0.5)
    return x + pulp.lpSum((1 if i == 8 else -1) * u for i, u in enumerate(switches))  # 2 - 8


def hopelessly_many_combinations(model: Model) -> Any:
    """So many that even to reject them takes too long: 24 switches, exactly 12 of them on."""
    x, switches = model.flow("x"), model.switches(24)
    model.add(pulp.lpSum(switches) == 12, x >= switches[0])
    return x + pulp.lpSum(i * u for i, u in enumerate(switches))  # 1 + 0 + 1 + ... + 11


def no_largest_number(model: Model) -> Any:
    x, units = model.flow("x"), model.switch("units", 0, None)
    model.add(3 * units + x >= 7.5)
    return 2 * units + x  # two units, 1.5 from elsewhere


def rows_that_contradict_each_other(model: Model) -> Any:
    x, u, v = model.flow("x"), model.switch("u"), model.switch("v")
    model.add(2 * u + 2 * v == 1, x >= u)
    return x


def flows_that_no_position_allows(model: Model) -> Any:
    x, u = model.flow("x"), model.switch("u")
    model.add(x <= 3 * u, x >= 4)
    return x


def only_halves_would_do(model: Model) -> Any:
    x, u = model.flow("x"), model.switch("u")
    model.add(x <= 8 * u, x >= 3, x <= 8 - 4 * u - 1.5)
    return x


Build = Callable[[Model], Any]


@pytest.mark.parametrize(
    ("build", "understood", "optimum"),
    [
        (nothing_reads_it, True, 2.0),
        (no_row_has_flows_and_switches, True, -2.0),
        (no_row_has_switches, True, -2.0),
        (two_groups_in_one_row, False, 8.5),
        (too_many_positions, False, -6.0),
        (hopelessly_many_combinations, False, 67.0),
        (no_largest_number, False, 5.5),
        (rows_that_contradict_each_other, False, None),
        (flows_that_no_position_allows, True, None),
        (only_halves_would_do, True, None),
    ],
)
def test_models_by_hand(
    kit: SimpleNamespace, build: Build, understood: bool, optimum: float | None
) -> None:
    """Understood or not, the answer is the right one."""
    model = kit.HandModel()
    model.minimise(build(model))
    assert Switches(WrittenModel.of(model)).understood == understood
    solution = HighsSession(model, SolverSettings()).solve({})
    if optimum is None:
        assert solution.status == "infeasible"
    else:
        assert solution.status == "optimal"
        assert solution.objective == pytest.approx(optimum, abs=1e-6)
        assert solution.bound == pytest.approx(optimum, abs=1e-5)


def test_entangled_models_say_why(kit: SimpleNamespace) -> None:
    for build, why in ((two_groups_in_one_row, "reads"), (too_many_positions, "too many")):
        model = kit.HandModel()
        model.minimise(build(model))
        with pytest.raises(Entangled, match=why):
            listed(model)


def test_bounds_alone_need_nothing_that_tells_of_points(
    kit: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*given: Any) -> Any:
        raise RuntimeError("not needed")

    model = kit.HandModel()
    x, u = model.flow("x"), model.switch("u")
    model.add(x <= 8 * u, x >= 1)
    written = WrittenModel.of(model.minimise(x))
    place = written.place["u"]
    for needless in ("switches.Rounding", "switches.ImpliedBounds", "propagation.neighbours"):
        monkeypatch.setattr(f"operation.highs.{needless}", refused)
    told = Switches(written)
    assert told.understood and told.groups == 1
    lower, upper = told.bounds({"x": 2.0})
    assert (lower[place], upper[place]) == (1.0, 1.0)  # nothing flows while it is off
    with pytest.raises(RuntimeError, match="not needed"):
        told.nearest(lower)
