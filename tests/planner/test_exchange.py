"""Energy exchanged through the hubs: shared by hand, and held against the dispatch table."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from cases import Case, read_case
from operation import Dispatch
from planner import plan
from planner.exchange import Exchange, exchange


def dispatch(case: Case, **powers: np.ndarray) -> Dispatch:
    """A dispatch of zeros but for these powers."""
    steps, none = case.scenarios[0].steps, np.zeros((6, 2))
    zeros = {field.name: none for field in fields(Dispatch)}
    sites, ports = np.zeros((steps, len(case.storage))), np.zeros((steps, len(case.ports)))
    zeros |= dict.fromkeys(("charge_kw", "discharge_kw"), sites)
    zeros |= dict.fromkeys(("port_in_kw", "port_out_kw"), ports)
    zeros["stored_kwh"] = np.zeros((steps + 1, len(case.storage)))
    return Dispatch(**{**zeros, **powers})


def over_steps(*rows: list[float]) -> np.ndarray:
    """Powers of the first steps of six, nothing in the others."""
    table = np.zeros((6, len(rows[0])))
    table[: len(rows)] = rows
    return table


def test_what_reaches_the_bus_is_shared_in_proportion(tiny: Case) -> None:
    """Ports lose 5 % each way, steps have four hours.

    First the hut sends 10 kW, so that 9.5 reach the bus; the barn takes 3.8 kW, which are 4 on
    the bus, and the storage 5.5. Then the hut's 2 kW are 1.9 of 4 on the bus, the storage's 2.1
    the rest, and the barn takes all of it: 3.8 kW.
    """
    stored = np.zeros((7, 1))
    stored[-1] = 5.0
    found = exchange(
        tiny,
        tiny.scenarios[0],
        dispatch(
            tiny,
            port_in_kw=over_steps([10.0, 0.0], [2.0, 0.0]),
            port_out_kw=over_steps([0.0, 3.8], [0.0, 3.8]),
            charge_kw=over_steps([5.5], [0.0]),
            discharge_kw=over_steps([0.0], [2.1]),
            stored_kwh=stored,
        ),
    )
    assert found.parties == ("hut", "barn", "shared")
    assert found.delivered_kwh == pytest.approx(
        np.array([[0, 15.2 + 7.22, 22.0], [0, 0, 0], [0, 7.98, 0]])
    )
    assert found.given_kwh == pytest.approx([48.0, 0.0, 8.4])
    assert found.taken_kwh == pytest.approx([0.0, 30.4, 22.0])
    # hut: 0.5 and 0.1 kW inwards, 0.2 and 0.095 kW outwards; the storage: 0.105 kW outwards
    assert found.device_losses_kwh == pytest.approx([3.58, 0.0, 0.42])
    assert found.stored_more_kwh == pytest.approx([0, 0, 5.0])
    assert found.storage_losses_kwh == pytest.approx([0, 0, 22.0 - 8.4 - 5.0])


def test_every_hub_stands_for_itself(tiny: Case) -> None:
    """The hut gives to the barn through one hub while the barn gives back through another."""
    (link,) = tiny.hubs
    other = link.model_copy(update={"name": "other", "input_efficiency": 0.5})
    case = replace(tiny, hubs=(link, other))
    found = exchange(
        case,
        case.scenarios[0],
        dispatch(
            case,
            port_in_kw=over_steps([10.0, 0.0, 0.0, 10.0]),
            port_out_kw=over_steps([0.0, 9.025, 4.75, 0.0]),
        ),
    )
    assert found.delivered_kwh[:2, :2] == pytest.approx(np.array([[0, 36.1], [19.0, 0]]))
    assert found.device_losses_kwh == pytest.approx([3.9, 21.0, 0.0])


def test_a_scenario_of_two_days_counts_for_one(tiny: Case) -> None:
    powers = dispatch(
        tiny, port_in_kw=over_steps([10.0, 0.0]), port_out_kw=over_steps([0.0, 9.025])
    )
    day = tiny.scenarios[0]
    longer = replace(day, step_hours=8.0)
    one, two = (exchange(tiny, scenario, powers) for scenario in (day, longer))
    assert longer.days == 2
    assert two.delivered_kwh == pytest.approx(one.delivered_kwh)


def test_energies_balance_with_the_dispatch_table(tiny: Case) -> None:
    found = plan(tiny, population=6, generations=3, seed=1, workers=0, bound_levels=0)
    outcome = found.dispatches[0]
    assert outcome.dispatch is not None
    shared, table = exchange(tiny, tiny.scenarios[0], outcome.dispatch), found.dispatch
    kwh = 4.0 * table.select_dtypes("number").sum()
    assert kwh["link.hut.port_in_kw"] > 10, "nothing to test without an exchange"
    given = [kwh["link.hut.port_in_kw"], kwh["link.barn.port_in_kw"], kwh["shared.discharge_kw"]]
    taken = [kwh["link.hut.port_out_kw"], kwh["link.barn.port_out_kw"], kwh["shared.charge_kw"]]
    assert shared.given_kwh == pytest.approx(given, abs=1e-4)
    assert shared.taken_kwh == pytest.approx(taken, abs=1e-4)
    lost = sum(given) - sum(taken)
    assert shared.device_losses_kwh.sum() == pytest.approx(lost, abs=1e-4)
    ends = table["shared.stored_at_end_kwh"].iloc[-1] - table["shared.stored_at_start_kwh"].iloc[0]
    assert shared.storage_losses_kwh[2] == pytest.approx(taken[2] - given[2] - ends, abs=1e-4)


def test_without_a_hub_there_is_nothing_to_exchange(tiny: Case) -> None:
    assert tiny.path is not None
    alone = read_case(tiny.path, "alone")
    with pytest.raises(ValueError, match="no hub"):
        exchange(alone, alone.scenarios[0], dispatch(alone))


def test_those_that_move_least_are_one_party() -> None:
    n = 6
    delivered = np.outer([9.0, 1, 7, 1, 1, 5], [1.0, 1, 1, 1, 1, 1])
    names = tuple("abcdef")
    whole = Exchange(names, delivered, np.arange(6.0), np.ones(6), np.zeros(6))
    few = whole.of_largest(4)
    assert few.parties == ("a", "c", "f", "3 others")
    assert few.given_kwh.sum() == pytest.approx(whole.given_kwh.sum())
    assert few.taken_kwh.sum() == pytest.approx(whole.taken_kwh.sum())
    assert few.delivered_kwh[1] == pytest.approx([7, 7, 7, 21])
    assert few.delivered_kwh[3, 3] == pytest.approx(9)
    assert few.device_losses_kwh == pytest.approx([0, 2, 5, 8])
    assert whole.of_largest(n) is whole
