"""Every equation of the model matters: without it, or with it wrong, something is seen.

The first group drops each row kind of each equation. A dropped row can only lower the optimum; that
it does so in some case shows that the row binds there, and the dispatch found without it has to be
refused by the checker. The second group turns signs round or shifts right-hand sides; the checker
refuses the dispatch, or the optimum is another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from cases import Case
from operation import Design, Operator, Status
from operation.equations import objectives
from operation.equations.numbering import Equation, Row, Rows, Sense, Term
from operation.model import EQUATIONS, dispatch_model
from operation.window import Window

Change = Callable[[Row], Row | None]


def flipped(row: Row) -> Row:
    """The right-hand side with the other sign."""
    return Row(row.left, row.sense, -1 * row.right)


def turned(row: Row) -> Row:
    """The relation the other way round."""
    other = {Sense.AT_MOST: Sense.AT_LEAST, Sense.AT_LEAST: Sense.AT_MOST, Sense.EQUAL: Sense.EQUAL}
    return Row(row.left, other[row.sense], row.right)


def loosened(row: Row) -> Row:
    """Shifted by 1 (an equality too)."""
    return Row(row.left, row.sense, row.right + (-1 if row.sense is Sense.AT_LEAST else 1))


def tightened(row: Row) -> Row:
    """Shifted by 1 the other way."""
    return Row(row.left, row.sense, row.right - (-1 if row.sense is Sense.AT_LEAST else 1))


CHANGES: tuple[Change, ...] = (flipped, turned, loosened, tightened)


def row_kind(suffix: str) -> str:
    """Suffix without indices: "port_3" and "port_4" are one kind."""
    return re.sub(r"_?\d+$", "", suffix)


def mutant(equation: Equation, kind: str, change: Change) -> Equation:
    def rows(*arguments: Any) -> Rows:
        made = dict(equation.rows(*arguments))
        for suffix in [s for s in made if row_kind(s) == kind]:
            changed = change(made.pop(suffix))
            if changed is not None:
                made[suffix] = changed
        return made

    return replace(equation, rows=rows)


@dataclass(frozen=True, eq=False)
class Example:
    """A case with a design and its right answer."""

    name: str
    case: Case
    design: Design
    window: Window | None
    cost: float
    rows: dict[tuple[str, str], set[Sense]]
    """Senses of its rows, by equation and kind of row."""


def rows_of(case: Case, window: Window | None) -> dict[tuple[str, str], set[Sense]]:
    # columns live only as long as their model
    model, found = dispatch_model(case, 0, window=window), {}
    columns = model.columns
    for equation in EQUATIONS:
        for index in product(*(range(columns.size(over)) for over in equation.over)):
            for suffix, row in equation.rows(columns, *index).items():
                found.setdefault((equation.name, row_kind(suffix)), set()).add(row.sense)
    return found


@pytest.fixture(scope="module")
def examples(kit: SimpleNamespace) -> tuple[Example, ...]:
    cyclic = ((name, case, design, None) for name, case, design in _cases(kit))
    return tuple(
        Example(
            name,
            case,
            design,
            window,
            kit.joined(case, kit.solve(case, design, window=window)),
            rows_of(case, window),
        )
        for name, case, design, window in (*cyclic, *_windows(kit))
    )


def _cases(kit: SimpleNamespace) -> Iterator[tuple[str, Case, Design]]:
    """Small cases in which, together, every row binds."""
    gas = {"price_per_m3": 2.0, "limit_kw": 12.0}
    heating = [
        kit.device("gas_to_heat", 30.0, output=0.9),
        kit.device("power_to_heat", 6.0, output=2.5),
        kit.device("power_to_cold", 5.0, output=3.0, operation="on_off", units=4),
    ]
    network = {"price_per_kwh": 0.05, "limit_kw": 8.0}
    # heat and cold; every connection and device at its limit
    case = kit.case(
        [kit.building("a", gas=gas, heat_network=network, devices=heating)],
        electricity=[10, 12, 9],
        heat=[[30], [25], [20]],
        cold=[[17], [31], [44]],
    )
    yield "heat and cold", case, Design.nothing(case)
    # a modulating chiller, shifted load, a small meter
    chiller = kit.device("power_to_cold", 10.0, output=3.0)
    case = kit.case(
        [kit.building("a", devices=[chiller], export_limit_kw=12.0, import_limit_kw=47.0)],
        electricity=[20, 40, 30],
        cold=[[30], [15], [9]],
        pv=[[50], [0], [10]],
        wind=[[5], [5], [5]],
        share=0.1,
        buy=[[0.2], [1.0], [0.6]],
        sell=0.15,
        operation={"curtailment_penalty_per_kwh": 0.1},
    )
    yield "meter and shifts", case, Design.nothing(case)
    # a storage with every limit; arbitrage in the meter's reach
    losses = {
        "charge_efficiency": 0.9,
        "discharge_efficiency": 0.85,
        "soc_min": 0.1,
        "soc_max": 0.9,
    }
    limits = {"power_max_kw": 12.0, "power_min_kw": 4.0, "start_soc": 0.5}
    ramps = {"ramp_up_kw_per_hour": 13.0, "ramp_down_kw_per_hour": 14.0}
    for name, extra in (
        ("storage", limits | {"wear_cost_per_kwh": 0.01}),
        ("ramps", {"power_max_kw": 40.0} | ramps),
        ("cycles", {"cycles_per_day_max": 1.5, "self_discharge_per_hour": 0.01}),
    ):
        case = kit.case(
            [kit.building("a", export_limit_kw=10.0)],
            electricity=[10, 15, 2, 25, 30, 22],
            pv=[[0], [0], [40], [30], [0], [0]],
            buy=[[0.2], [0.3], [0.5], [0.9], [1.2], [1.0]],
            sell=0.25,
            storage=[("a", kit.battery(**(losses | extra)))],
            operation={"curtailment_penalty_per_kwh": 0.3},
        )
        yield name, case, Design((40.0,), ())
    # two buildings on a hub, its storage included, under each export rule
    for rule in ("meter", "surplus", "common"):
        case = kit.case(
            [kit.building("a", export_limit_kw=30.0), kit.building("b", export_limit_kw=5.0)],
            electricity=[[30, 20], [10, 35], [40, 6]],
            pv=[[0, 0], [70, 0], [0, 5]],
            wind=[[30, 10], [0, 10], [20, 45]],
            buy=[[0.2], [0.6], [1.1]],
            sell=0.5,
            hubs=[
                kit.hub(
                    "link",
                    ["a", "b"],
                    input_efficiency=0.95,
                    output_efficiency=0.9,
                    port_power_min_kw=6.0,
                    port_power_max_kw=20.0,
                )
            ],
            storage=[("link", kit.battery(**losses)), ("b", kit.battery(**losses))],
            operation={
                "export_rule": rule,
                "curtailment_penalty_per_kwh": 0.2,
                "self_consumption_value_per_kwh": 0.05,
            },
        )
        yield rule, case, Design((20.0, 10.0), (50.0,))
        yield f"{rule}, small rating", case, Design((20.0, 10.0), (11.0,))
    # sales dearer than cheap purchases: by storage, then through the hub
    for rule in ("meter", "surplus"):
        case = kit.case(
            [kit.building("a", export_limit_kw=40.0), kit.building("b")],
            electricity=[[10, 5], [25, 5], [0, 5]],
            pv=[[0, 0], [30, 0], [5, 0]],
            buy=0.2,
            sell=0.5,
            storage=[("a", kit.battery(**losses))],
            hubs=[kit.hub("link", ["a", "b"])],
            operation={"export_rule": rule},
        )
        yield f"arbitrage by storage, {rule}", case, Design((60.0,), (0.0,))
        yield f"arbitrage through the hub, {rule}", case, Design((0.0,), (30.0,))
    # a surplus smaller than the least charging power
    case = kit.case(
        [kit.building("a", export_limit_kw=0.0)],
        electricity=[5, 5, 5, 20],
        pv=[[7], [7], [7], [0]],
        storage=[("a", kit.battery(**losses, power_min_kw=4.0))],
    )
    yield "small surplus", case, Design((30.0,), ())
    # a surplus that only waste could get rid of: exporting is forbidden, curtailing is dear
    case = kit.case(
        [kit.building("a", export_limit_kw=0.0), kit.building("b", export_limit_kw=0.0)],
        electricity=[[10, 5], [10, 5]],
        pv=[[60, 10], [0, 0]],
        hubs=[kit.hub("link", ["a", "b"], input_efficiency=0.9, output_efficiency=0.9)],
        storage=[("a", kit.battery(**losses))],
        operation={"curtailment_penalty_per_kwh": 2.0},
    )
    yield "waste", case, Design((20.0,), (50.0,))

    # a bus that bears little, upwards and downwards; a port's reactive power relieves it
    case = kit.case(
        [kit.building("a", export_limit_kw=40.0), kit.building("b", export_limit_kw=40.0)],
        electricity=[[30, 20], [35, 45], [10, 15]],
        pv=[[0, 0], [0, 0], [60, 50]],
        buy=[[0.3], [1.0], [0.6]],
        sell=0.1,
        hubs=[kit.hub("link", ["a", "b"], input_efficiency=0.9, output_efficiency=0.9)],
        storage=[("b", kit.battery(**losses))],
    )
    rows = (
        ("far", 1, (1.0, 0.4), (0.5, 0.2), 38.0),
        ("near", 1, (0.3, 1.0), (0.1, 0.6), 32.0),
        ("far", 2, (-1.0, -0.4), (-0.5, -0.2), 6.0),
    )
    yield "limits of a network", kit.limited(case, *rows), Design((30.0,), (12.0,))


def _windows(kit: SimpleNamespace) -> Iterator[tuple[str, Case, Design, Window]]:
    """Two days of three steps that follow on something; together, every row of a window binds."""
    losses = {"charge_efficiency": 0.9, "discharge_efficiency": 0.85}
    limits = {"soc_min": 0.1, "soc_max": 0.9, "power_max_kw": 12.0}
    for name, sun, end, cycles in (
        ("closed", 0, (25.0,), 0.2),
        ("open", 0, None, 2.0),
        ("sunny end", 90, None, 2.0),
    ):
        case = kit.case(
            [kit.building("a", export_limit_kw=10.0)],
            electricity=[10, 15, 22, 10, 15, 22],
            step_hours=8.0,
            pv=[[0], [20], [0], [0], [40], [sun]],
            share=0.1,
            buy=[[0.3], [0.6], [0.9], [0.2], [0.5], [1.2]],
            storage=[("a", kit.battery(**losses, **limits, cycles_per_day_max=cycles))],
            operation={"curtailment_penalty_per_kwh": 0.3},
        )
        yield name, case, Design((100.0,), ()), Window((40.0,), (0.0,), 6, end)


KINDS = [
    (equation, kind)
    for equation, kinds in (
        ("storage_exclusivity", ("",)),
        ("storage_balance", ("",)),
        (
            "storage_power_limits",
            ("charge_least", "charge_most", "discharge_least", "discharge_most"),
        ),
        ("storage_level_limits", ("least", "most", "end_least", "end_most")),
        ("storage_cycle", ("closed", "start", "before", "end")),
        ("storage_ramp_limits", ("up", "down")),
        ("storage_cycle_limit", ("", "day")),
        ("port_exclusivity", ("",)),
        ("hub_balance", ("",)),
        (
            "port_power_limits",
            ("in_least", "in_most", "in_rating", "out_least", "out_most", "out_rating"),
        ),
        ("port_apparent_power", ("",)),
        ("device_input", ("",)),
        ("device_output", ("",)),
        ("heat_balance", ("",)),
        ("heat_import_limit", ("",)),
        ("gas_import_limit", ("",)),
        ("cold_balance", ("",)),
        ("electrical_balance", ("",)),
        ("wind_available", ("",)),
        ("pv_available", ("",)),
        ("shift_limits", ("out", "in")),
        ("shift_conservation", ("", "day")),
        ("meter_limits", ("import", "export", "renewable")),
        ("export_rule", ("port", "site", "hub")),
        ("network_limits", ("",)),
    )
    for kind in kinds
]
SAME = {(name, "") for name in ("storage_balance", "hub_balance", "device_output", "heat_balance")}
SAME |= {("electrical_balance", ""), ("shift_conservation", ""), ("export_rule", "hub")}
SAME |= {("storage_cycle", kind) for kind in ("closed", "start", "before", "end")}
SAME |= {("shift_conservation", "day")}
"""Kinds whose rows are all equalities."""
BY_NAME = {equation.name: equation for equation in EQUATIONS}


def answer(
    monkeypatch: pytest.MonkeyPatch,
    kit: SimpleNamespace,
    example: Example,
    equation: Equation,
    changed: Equation,
) -> tuple[Status, float, str]:
    """Status, the solver's optimum and the checker's words, with an equation replaced."""
    with monkeypatch.context() as patch:
        patch.setattr(
            "operation.model.EQUATIONS",
            tuple(changed if e is equation else e for e in EQUATIONS),
        )
        operator = Operator(example.case, kit.EXACT, example.window)
        solution = operator._solve(0, example.design)[1]
        outcome = operator.dispatch(0, example.design)
    return outcome.status, solution.objective, outcome.message


def test_the_list_of_rows_is_complete(examples: tuple[Example, ...]) -> None:
    """Every row of every example is of a kind that is changed below, and every kind occurs."""
    assert set().union(*(example.rows for example in examples)) == set(KINDS)


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_a_dropped_row_is_missed(
    monkeypatch: pytest.MonkeyPatch,
    kit: SimpleNamespace,
    examples: tuple[Example, ...],
    name: str,
    kind: str,
) -> None:
    equation = BY_NAME[name]
    changed = mutant(equation, kind, lambda row: None)
    for example in examples:
        if (name, kind) not in example.rows:
            continue
        status, cost, message = answer(monkeypatch, kit, example, equation, changed)
        assert cost <= example.cost + 1e-6 * abs(example.cost), "dropping a row cannot cost more"
        lower = cost < example.cost - 1e-4 * max(1.0, abs(example.cost))
        if lower:
            assert status is Status.REJECTED, f"{example.name}: cheaper, and the checker is silent"
            assert name in message
            return
    pytest.fail("the row binds in no example")


# an equality turned round is the same equality
@pytest.mark.parametrize(
    ("name", "kind", "change"),
    [
        (*row, change)
        for row in KINDS
        for change in CHANGES
        if change is not turned or row not in SAME
    ],
)
def test_a_wrong_row_is_flagged(
    monkeypatch: pytest.MonkeyPatch,
    kit: SimpleNamespace,
    examples: tuple[Example, ...],
    name: str,
    kind: str,
    change: Change,
) -> None:
    equation = BY_NAME[name]
    changed = mutant(equation, kind, change)
    for example in examples:
        senses = example.rows.get((name, kind), set())
        if change is turned:
            senses = senses - {Sense.EQUAL}
        if not senses:
            continue
        status, cost, _ = answer(monkeypatch, kit, example, equation, changed)
        moved = abs(cost - example.cost) > 1e-5 * max(1.0, abs(example.cost))
        if status is not Status.OPTIMAL or moved:
            return
    pytest.fail("no example shows the fault")


TERMS = [name for name, value in vars(objectives).items() if isinstance(value, Term)]


@pytest.mark.parametrize("name", TERMS)
@pytest.mark.parametrize("change", ["dropped", "negated", "shifted", "scaled"])
def test_a_wrong_objective_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    kit: SimpleNamespace,
    examples: tuple[Example, ...],
    name: str,
    change: str,
) -> None:
    """The solver then minimises something else than what the checker recomputes."""
    term = getattr(objectives, name)
    to = {
        "dropped": lambda value: 0.0 * value,
        "negated": lambda value: -1 * value,
        "shifted": lambda value: value + 1000.0,
        "scaled": lambda value: 1.2 * value,
    }[change]
    with monkeypatch.context() as patch:
        patch.setattr(objectives, name, replace(term, of=lambda m: to(term.of(m))))
        for example in examples:
            operator = Operator(example.case, kit.EXACT, example.window)
            outcome = operator.dispatch(0, example.design)
            assert outcome.status in (Status.REJECTED, Status.OPTIMAL)
            if outcome.status is Status.REJECTED:
                assert "joined_objective" in outcome.message
                return
    pytest.fail("no example shows the fault")
