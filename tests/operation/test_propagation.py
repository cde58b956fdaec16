"""What positions of switches imply: nothing false, and what can be derived by hand."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cases import Case, read_case
from cases.schema import ExportRule
from operation.highs import propagation, propagation_kernel
from operation.highs.propagation import Propagation
from operation.highs.propagation_kernel import try_positions
from operation.highs.switch_groups import Positions, list_positions
from operation.highs.switches import Switches
from operation.highs.written_model import WrittenModel
from operation.model import DispatchModel, dispatch_model
from operation.solution import SolvableModel
from tests.bounds_check import (
    BOUNDS_CHECKED,
    expect_wrong_index_noticed,
    only_checked,
    only_unchecked,
    run_checked,
)

SHIPPED = list(product(ExportRule, (0, 1)))


def prepared(model: SolvableModel) -> tuple[WrittenModel, Positions, Propagation]:
    written = WrittenModel.of(model)
    positions = list_positions(written, written.rows)
    return written, positions, Propagation(written, written.rows, positions)


def shipped(kit: SimpleNamespace, rule: ExportRule, name: str = "interconnected") -> Case:
    case: Case = kit.with_operation(read_case("beijing", name), export_rule=rule)
    return case


def refute_impossible(kit: SimpleNamespace, build: DispatchModel, again: DispatchModel) -> int:
    """Solve for every position called impossible, with capacities free; how many there are."""
    written, positions, found = prepared(build)
    names = {place: name for name, place in written.place.items()}
    full = kit.FullProblem(again)
    impossible = np.flatnonzero(~found.possible(written.lower, written.upper))
    for position in impossible:
        columns = positions.groups[positions.group[position]]
        values = positions.values[position]
        fixed = {names[int(c)]: float(v) for c, v in zip(columns, values, strict=True)}
        if full.relaxed(fixed) != "infeasible":
            # other switches are known to be whole: that may be what refutes it
            assert full.optimum(fixed)[0] == "infeasible", fixed
    return len(impossible)


@pytest.mark.parametrize(("rule", "scenario"), SHIPPED)
def test_impossible_positions_of_the_shipped_case(
    kit: SimpleNamespace, rule: ExportRule, scenario: int
) -> None:
    case = shipped(kit, rule)
    models = dispatch_model(case, scenario), dispatch_model(case, scenario)
    assert refute_impossible(kit, *models) >= 5


def test_impossible_positions_of_random_cases(kit: SimpleNamespace) -> None:
    counts = []
    for seed in range(700, 720):
        case = kit.random_case(seed)
        models = dispatch_model(case, 0), dispatch_model(case, 0)
        counts.append(refute_impossible(kit, *models))
    assert sum(count > 0 for count in counts) >= 10 and sum(counts) >= 100


@pytest.mark.parametrize("name", ["independent", "interconnected"])
@pytest.mark.parametrize("scenario", [0, 1], ids=["summer", "winter"])
def test_who_uses_more_than_it_makes_has_to_import(
    kit: SimpleNamespace, name: str, scenario: int
) -> None:
    """Where only a building's own surplus is exported, whatever is installed."""
    case = shipped(kit, ExportRule.SURPLUS, name)
    written = WrittenModel.of(dispatch_model(case, scenario))
    lower, _ = Switches(written).bounds({})
    day = case.scenarios[scenario]
    fixed_load = day.electricity_kw * (1 - day.shiftable_share)
    short = np.argwhere(fixed_load > day.pv_kw + day.wind_kw + 0.1)
    assert len(short) > 20
    for t, b in short:
        assert lower[written.place[f"importing_{b}_{t}"]] == 1.0, (t, b)


def test_bounds_by_hand(kit: SimpleNamespace) -> None:
    """A meter, a roof that gives 30 kW, a load of 10 kW, a hub that takes or gives up to 15 kW.

    Exporting, 30 - 10 + 15 kW can be sold; importing, 10 + 15 kW can be used.
    """
    model = kit.HandModel()
    bought, sold, sun = model.flow("bought", 99), model.flow("sold", 99), model.flow("sun", 99)
    given, taken, importing = model.flow("given"), model.flow("taken"), model.switch("importing")
    port = model.switch("giving")
    model.add(sun <= 30, bought <= 99 * importing, sold <= 99 - 99 * importing)
    model.add(given <= 15 * port, taken <= 15 - 15 * port)
    model.all_columns[3].upBound = model.all_columns[4].upBound = 99
    model.add(sun + bought + given == 10 + sold + taken)
    written, positions, found = prepared(model.minimise(bought))
    told = {}
    everything = np.arange(len(positions.group))
    names = {place: name for name, place in written.place.items()}
    implied = found.implied(everything, written.lower, written.upper)
    for p, column, low, high in zip(*implied, strict=True):
        group, value = positions.groups[positions.group[p]], positions.values[p]
        told[names[int(group[0])], int(value[0]), names[int(column)]] = (low, high)
    near = {"abs": 1e-3}
    assert told["importing", 0, "bought"] == pytest.approx((0, 0), **near)
    assert told["importing", 0, "sold"] == pytest.approx((0, 35), **near)
    assert told["importing", 1, "sold"] == pytest.approx((0, 0), **near)
    assert told["importing", 1, "bought"] == pytest.approx((0, 25), **near)
    assert told["giving", 1, "taken"] == pytest.approx((0, 0), **near)
    assert told["giving", 1, "given"] == pytest.approx((0, 15), **near)


def in_plain_python(patch: pytest.MonkeyPatch) -> None:
    """Have the loops interpreted: every index is checked, and nothing is compiled."""
    for name in ("_settle", "_take_back"):
        patch.setattr(propagation_kernel, name, getattr(propagation_kernel, name).py_func)
    patch.setattr(propagation, "try_positions", try_positions.py_func)


def answers(model: SolvableModel, seed: int) -> list[Any]:
    """Impossible positions, and bounds implied at three designs by some of the others."""
    written, _, found = prepared(model)
    possible = found.possible(written.lower, written.upper)
    rng, told = np.random.default_rng(seed), [possible]
    for _ in range(3):
        lower, upper = written.lower.copy(), written.upper.copy()
        for name, place in written.place.items():
            if name.startswith(("storage_kwh", "fid_kw")):
                lower[place] = upper[place] = rng.random() * upper[place]
        some = np.flatnonzero(possible & (rng.random(len(possible)) < 0.4))
        told += found.implied(some, lower, upper)
    return told


@pytest.mark.parametrize("seed", [707, 711, 716])
@pytest.mark.skipif(BOUNDS_CHECKED, reason="shows nothing more")
def test_try_positions(kit: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Compiled and interpreted, bit for bit."""
    case = kit.random_case(seed)
    compiled = answers(dispatch_model(case, 0), seed)
    in_plain_python(monkeypatch)
    interpreted = answers(dispatch_model(case, 0), seed)
    assert len(compiled) == 13 and all(len(told) > 5 for told in compiled)
    for one, other in zip(compiled, interpreted, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


def test_many_neighbours_that_say_much(
    kit: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More bounds move than are kept: what is told is less, but true, and within the arrays."""
    model = kit.HandModel()
    flows, switches = [model.flow(f"x{i}", 30.0) for i in range(40)], model.switches(39)
    # where there is still room for one switch, two tied ones come last
    tied = [model.switch("v0"), model.switch("v1")]
    model.add(*(x <= 20 * u for x, u in zip(flows, [*switches, tied[0]], strict=True)))
    model.add(tied[0] + tied[1] <= 1, sum(flows) == 50)
    for i, j in product(range(1, 39), range(47)):
        model.add(model.flow(f"z{i}_{j}", 30.0) <= 20 - switches[i])
    written, positions, found = prepared(model.minimise(sum(switches)))
    first = np.flatnonzero(positions.groups[0] == written.place["u0"])
    assert len(first) == 1
    if not BOUNDS_CHECKED:
        in_plain_python(monkeypatch)
    told = found.implied(np.array([0]), written.lower, written.upper)
    assert len(told.column) > 50
    z = np.char.startswith([*written.place], "z")[told.column]
    assert z.sum() > 30
    np.testing.assert_allclose(told.high[z], 20.0, atol=1e-3)


@only_checked
def test_a_wrong_index_is_noticed() -> None:
    expect_wrong_index_noticed()


@only_unchecked
def test_the_kernel_stays_within_its_arrays(tmp_path: Path) -> None:
    told = run_checked(__file__, tmp_path)
    assert "4 skipped" in told  # this test and the comparisons; the one above ran
