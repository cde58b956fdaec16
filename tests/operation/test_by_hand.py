"""Dispatches that were worked out on paper; figures per day, exact to 1e-6."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from operation import Design


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-6, abs=1e-6)


def design(*capacities: float, fid: tuple[float, ...] = ()) -> Design:
    return Design(tuple(map(float, capacities)), tuple(map(float, fid)))


def test_one_storage_two_prices(kit: SimpleNamespace) -> None:
    """Two steps of 12 h, load 10 kW, prices 0.2 and 1.0, storage 0.9 in and 0.8 out, 5 kW.

    A kWh bought cheaply returns 0.72 kWh worth 0.72: charging pays, up to 5 kW. Stored 5 * 12 *
    0.9 = 54 kWh (of 100), delivered 54 * 0.8 = 43.2 kWh = 3.6 kW.
    Cost 12 (0.2 * 15 + 1.0 * 6.4) = 112.8; emissions 0.5 * 12 (15 + 6.4) = 128.4.
    """
    storage = [
        ("a", kit.battery(charge_efficiency=0.9, discharge_efficiency=0.8, power_max_kw=5.0))
    ]
    case = kit.case(
        [kit.building("a")],
        electricity=[10, 10],
        buy=[[0.2], [1.0]],
        step_hours=12,
        storage=storage,
    )
    outcome = kit.solve(case, design(100))
    figures, y = outcome.indicators, outcome.dispatch
    assert figures.daily_cost == close(112.8)
    assert figures.emissions_kg == close(128.4)
    assert y.charge_kw[:, 0] == close(np.array([5.0, 0.0]))
    assert y.discharge_kw[:, 0] == close(np.array([0.0, 3.6]))
    assert np.diff(y.stored_kwh[:, 0]) == close(np.array([54.0, -54.0]))
    assert figures.self_consumption == 1.0 and figures.self_sufficiency == 0.0


def test_the_usable_window_limits_a_small_storage(kit: SimpleNamespace) -> None:
    """As above with S = 40 kWh between 15 % and 95 %: 32 kWh usable.

    Bought 32 / 0.9 = 35.5556 kWh more at 0.2, saved 32 * 0.8 = 25.6 kWh at 1.0:
    cost 12 * 10 * (0.2 + 1.0) + 0.2 * 35.5556 - 25.6 = 144 + 7.11111 - 25.6 = 125.51111.
    """
    kind = kit.battery(charge_efficiency=0.9, discharge_efficiency=0.8, soc_min=0.15, soc_max=0.95)
    case = kit.case(
        [kit.building("a")],
        electricity=[10, 10],
        buy=[[0.2], [1.0]],
        step_hours=12,
        storage=[("a", kind)],
    )
    outcome = kit.solve(case, design(40))
    assert outcome.indicators.daily_cost == close(144 + 0.2 * 320 / 9 - 25.6)
    assert outcome.dispatch.stored_kwh[:, 0] == close(np.array([6.0, 38.0, 6.0]))


def test_self_discharge_cycles_and_wear(kit: SimpleNamespace) -> None:
    """Leak 0.01 per hour over 12 h: a factor 0.88 on what is stored, both steps.

    S = 50, level 0 before charging and E after the cheap step; the dear step keeps 0.88 E, all of
    it discharged. One cycle a day would allow 50 kWh, but the window E <= 50 binds: 44 kWh.
    Cost 12 * 10 * 1.2 + 0.2 * 50 - 44 = 110; wear 0.1 * 44 = 4.4 is no payment.
    With half a cycle a day 25 kWh are delivered: E = 25 / 0.88 and cost 144 + 0.2 E - 25.
    """
    for cycles, stored, delivered in ((1.0, 50.0, 44.0), (0.5, 25 / 0.88, 25.0)):
        kind = kit.battery(
            self_discharge_per_hour=0.01, cycles_per_day_max=cycles, wear_cost_per_kwh=0.1
        )
        case = kit.case(
            [kit.building("a")],
            electricity=[10, 10],
            buy=[[0.2], [1.0]],
            step_hours=12,
            storage=[("a", kind)],
        )
        outcome = kit.solve(case, design(50))
        assert outcome.indicators.daily_cost == close(144 + 0.2 * stored - delivered)
        assert outcome.indicators.wear_cost == close(0.1 * delivered)


def test_ramps_bind_around_midnight_too(kit: SimpleNamespace) -> None:
    """Four steps of 6 h at prices 0, 1, 1, 1, load 10; ramp 1 kW/h, so 6 kW from step to step.

    With P = discharge - charge and P0 = -c: going up, P1 <= 6 - c and P2 <= P1 + 6; going down
    round midnight, P0 >= P3 - 6, hence P3 <= 6 - c as well. Delivered P1 + P2 + P3 = c, at most
    3 * 6 + 6 - 3 c, so c <= 6 (c = 6: P1 = P3 = 0, P2 = 6).
    Cost 6 (10 + 10 + 10 - 6) = 144.
    """
    kind = kit.battery(ramp_up_kw_per_hour=1.0, ramp_down_kw_per_hour=1.0)
    case = kit.case(
        [kit.building("a")],
        electricity=[10] * 4,
        buy=[[0.0], [1.0], [1.0], [1.0]],
        step_hours=6,
        storage=[("a", kind)],
    )
    outcome = kit.solve(case, design(1000))
    assert outcome.indicators.daily_cost == close(144)


def test_ports_carry_surplus_with_losses(kit: SimpleNamespace) -> None:
    """A has 100 kW of PV and no load, B a load of 50 kW; ports 0.95 in, 0.9 out, rated 40 kW.

    A sends 40, the bus gets 38, B receives 34.2 and buys 15.8; 60 kW are curtailed.
    Cost 24 (15.8 * 1 + 0.1 * 60) = 523.2; self-consumption 1 - 60/100 = 0.4;
    self-sufficiency 40/50 = 0.8 (losses count as used in the cluster).
    """
    link = kit.hub("link", ["a", "b"], input_efficiency=0.95, output_efficiency=0.9)
    case = kit.case(
        [kit.building("a", export_limit_kw=0.0), kit.building("b")],
        electricity=[[0, 50]],
        pv=[[100, 0]],
        step_hours=24,
        hubs=[link],
        operation={"curtailment_penalty_per_kwh": 0.1},
    )
    outcome = kit.solve(case, design(fid=(40.0,)))
    figures, y = outcome.indicators, outcome.dispatch
    assert figures.daily_cost == close(523.2)
    assert figures.curtailment_penalty == close(144.0)
    assert figures.self_consumption == close(0.4)
    assert figures.self_sufficiency == close(0.8)
    assert y.port_in_kw[0] == close(np.array([40.0, 0.0]))
    assert y.port_out_kw[0] == close(np.array([0.0, 34.2]))


def test_public_storage_stands_on_the_bus(kit: SimpleNamespace) -> None:
    """A's 60 kW of PV at noon, B's 30 kW at night (12 h each); ports 0.9, storage 0.8 in, 0.95 out.

    A sends p for 12 h: bus 0.9 p, stored 0.72 p * 12, bus 0.684 p, B receives 0.6156 p. B needs 30:
    p = 48.7329 kW < 60 and nothing is bought; 11.2671 kW are curtailed at no penalty.
    Only emissions or purchases are avoided, and both are 0.
    """
    link = kit.hub("link", ["a", "b"], input_efficiency=0.9, output_efficiency=0.9)
    kind = kit.battery(charge_efficiency=0.8, discharge_efficiency=0.95)
    case = kit.case(
        [kit.building("a", export_limit_kw=0.0), kit.building("b")],
        electricity=[[0, 0], [0, 30]],
        pv=[[60, 0], [0, 0]],
        step_hours=12,
        hubs=[link],
        storage=[("link", kind)],
        operation={"curtailment_penalty_per_kwh": 0.0},
    )
    outcome = kit.solve(case, design(1000, fid=(100.0,)))
    assert outcome.indicators.daily_cost == close(0.0)
    assert outcome.indicators.emissions_kg == close(0.0)
    sent = 30 / (0.9 * 0.8 * 0.95 * 0.9)
    assert outcome.dispatch.port_in_kw[0, 0] >= sent - 1e-6
    small = kit.solve(case, design(100, fid=(100.0,)))
    # 100 kWh of storage deliver 100 * 0.95 * 0.9 = 85.5 of the 360 kWh
    assert small.indicators.daily_cost == close(360 - 85.5)


def test_chiller_units_run_whole(kit: SimpleNamespace) -> None:
    """Cold 25 kW; units of 5 kW with COP 3 make 15 kW each: two run, 10 kW, 30 kW of cold.

    Modulating, the same chiller takes 25/3 kW. Price 1, 24 h.
    """
    for operation, power, cold in (("on_off", 10.0, 30.0), ("modulating", 25 / 3, 25.0)):
        chiller = kit.device("power_to_cold", 5.0, output=3.0, operation=operation, units=3)
        case = kit.case(
            [kit.building("a", devices=[chiller])], electricity=[0], cold=25.0, step_hours=24
        )
        outcome = kit.solve(case)
        assert outcome.indicators.daily_cost == close(24 * power)
        assert outcome.dispatch.device_output_kw[0, 0] == close(cold)
        assert outcome.indicators.demand_kwh == close(24 * power)


def test_gas_against_power_to_heat(kit: SimpleNamespace) -> None:
    """Heat 90 kW; gas 3.135 per m3 of 10.45 kWh (0.3 per kWh) at 0.9, power at 0.95.

    Power at 0.25 (0.263 per kWh of heat) comes first: 60 kW give 57, gas the other 33 from 36.667.
    Power at 1.0: gas first (0.333), 80 kW (the boiler's rating) give 72, power the other 18.
    Cost 12 (0.25 * 60 + 0.3 * 110/3) + 12 (0.3 * 80 + 18/0.95); emissions with 0.5 and 0.2.
    """
    devices = [
        kit.device("power_to_heat", 60.0, output=0.95),
        kit.device("gas_to_heat", 80.0, output=0.9),
    ]
    case = kit.case(
        [kit.building("a", devices=devices, gas={"price_per_m3": 3.135})],
        electricity=[0, 0],
        heat=90.0,
        buy=[[0.25], [1.0]],
        step_hours=12,
    )
    figures = kit.solve(case).indicators
    power, gas = (60.0, 18 / 0.95), (110 / 3, 80.0)
    assert figures.daily_cost == close(12 * (0.25 * 60 + power[1] + 0.3 * sum(gas)))
    assert figures.emissions_kg == close(12 * (0.5 * sum(power) + 0.2 * sum(gas)))
    assert figures.gas_kwh == close(12 * sum(gas))
    # the heat network at 0.3 displaces the dearer share of each step: 33 kW, then all 90 kW
    network = {"price_per_kwh": 0.3, "emission_kg_per_kwh": 0.1}
    joined = kit.building("a", devices=devices, gas={"price_per_m3": 3.135}, heat_network=network)
    case = kit.case([joined], electricity=[0, 0], heat=90.0, buy=[[0.25], [1.0]], step_hours=12)
    figures = kit.solve(case).indicators
    assert figures.daily_cost == close(12 * (0.25 * 60 + 0.3 * (33 + 90)))
    assert figures.heat_import_kwh == close(12 * 123)


def test_shiftable_load(kit: SimpleNamespace) -> None:
    """Loads 100 and 60 kW at prices 1.0 and 0.3, 12 h each.

    Shares 0.2, 0.5: 20 out (of 20), 20 in (of 30): cost 12 (80 + 0.3 * 80) = 1248.
    Shares 0.2, 0.1: 6 in is the limit: cost 12 (94 + 0.3 * 66) = 1365.6.
    """
    for shares, moved, cost in (((0.2, 0.5), 20.0, 1248.0), ((0.2, 0.1), 6.0, 1365.6)):
        case = kit.case(
            [kit.building("a")],
            electricity=[100, 60],
            share=np.array(shares)[:, None],
            buy=[[1.0], [0.3]],
            step_hours=12,
        )
        outcome = kit.solve(case)
        assert outcome.indicators.daily_cost == close(cost)
        y = outcome.dispatch
        assert (y.shift_out_kw - y.shift_in_kw)[:, 0] == close(np.array([moved, -moved]))


def test_curtailment_penalty_and_self_consumption(kit: SimpleNamespace) -> None:
    """PV 70 and wind 30 kW, load 30, export at most 20 at 0.1, penalty 0.45: 50 kW curtailed.

    Cost 24 (-0.1 * 20 + 0.45 * 50) = 492; self-consumption 30 % with 20 exported, 50 curtailed.
    λ = 0.9 per kWh makes exporting (cost -0.1 + 0.9 spilled either way) no worse than curtailing.
    """
    for value in (0.0, 0.9):
        case = kit.case(
            [kit.building("a", export_limit_kw=20.0)],
            electricity=[30],
            pv=70.0,
            wind=30.0,
            sell=0.1,
            step_hours=24,
            operation={
                "curtailment_penalty_per_kwh": 0.45,
                "self_consumption_value_per_kwh": value,
            },
        )
        figures = kit.solve(case).indicators
        assert figures.daily_cost == close(492.0)
        assert figures.sales_revenue == close(48.0)
        assert figures.curtailed_kwh == close(1200.0)
        assert figures.spilled_kwh == close(24 * 70)
        assert figures.self_consumption == close(0.3)
        assert figures.self_sufficiency == close(1.0)


def test_self_consumption_value_decides_between_sale_and_use(kit: SimpleNamespace) -> None:
    """PV 40 kW for 12 h, then a load of 40 kW; buying costs 0.2, selling brings 0.3; a storage.

    Sold: -0.3 + 0.2 a kWh, so cost 12 * 40 (0.2 - 0.3) = -48 and nothing is used here. Stored:
    cost 0. Storing is 0.1 a kWh worse, so λ = 0.05 still sells and λ = 0.15 stores.
    """
    for value, cost, share in ((0.05, -48.0, 0.0), (0.15, 0.0, 1.0)):
        case = kit.case(
            [kit.building("a")],
            electricity=[0, 40],
            pv=[[40], [0]],
            buy=0.2,
            sell=0.3,
            step_hours=12,
            storage=[("a", kit.battery())],
            operation={"self_consumption_value_per_kwh": value},
        )
        figures = kit.solve(case, design(1000)).indicators
        assert figures.daily_cost == close(cost)
        assert figures.self_consumption == close(share)


@pytest.mark.parametrize(("rule", "cost"), [("meter", -240.0), ("surplus", 0.0), ("common", 0.0)])
def test_export_rules_and_arbitrage(kit: SimpleNamespace, rule: str, cost: float) -> None:
    """A has 50 kW of wind and of load, B nothing; buying costs 0.2, selling brings 0.4, no losses.

    "meter": B buys 50, sends it to A, and A sells its wind: 24 * 50 (0.2 - 0.4) = -240.
    "surplus": A may not receive while it sells; "common": B may not buy while A sells: cost 0.
    """
    case = kit.case(
        [kit.building("a"), kit.building("b")],
        electricity=[[50, 0]],
        wind=[[50, 0]],
        buy=0.2,
        sell=0.4,
        step_hours=24,
        hubs=[kit.hub("link", ["a", "b"])],
        operation={"export_rule": rule},
    )
    assert kit.solve(case, design(fid=(100.0,))).indicators.daily_cost == close(cost)


def test_least_powers_switch(kit: SimpleNamespace) -> None:
    """Storage of at least 20 kW; 4 h at prices 0.2, 1, 1, 1 and a load of 10 kW, no export.

    Discharging 20 kW into a load of 10 is impossible, so nothing happens: cost 10 * 3.2 over
    4 h of a day, six times that per day. A port of at least 20 kW to a second building with the
    same load halves it: 20 kW are discharged, 10 of them used next door.
    """
    kind = kit.battery(power_min_kw=20.0)
    alone = kit.case(
        [kit.building("a")],
        electricity=[10] * 4,
        buy=[[0.2], [1.0], [1.0], [1.0]],
        storage=[("a", kind)],
    )
    assert kit.solve(alone, design(1000)).indicators.daily_cost == close(6 * 32)
    for least, cost in ((10.0, 6 * (0.2 * 20 + 0.2 * 60)), (11.0, 6 * 64.0)):
        both = kit.case(
            [kit.building("a"), kit.building("b")],
            electricity=[[10, 10]] * 4,
            buy=[[0.2], [1.0], [1.0], [1.0]],
            storage=[("a", kind)],
            hubs=[kit.hub("link", ["a", "b"], port_power_min_kw=least)],
        )
        assert kit.solve(both, design(1000, fid=(50.0,))).indicators.daily_cost == close(cost)


def test_equal_costs_lower_carbon(kit: SimpleNamespace) -> None:
    """Gas at 3.135 (0.3 per kWh) with efficiency 1 and a heat network at 0.3 cost the same.

    The network emits 0.1, gas 0.2: all 40 kW come from the network; with 0.3, from gas.
    """
    for network, emitted in ((0.1, 0.1), (0.3, 0.2)):
        case = kit.case(
            [
                kit.building(
                    "a",
                    devices=[kit.device("gas_to_heat", 100.0)],
                    gas={"price_per_m3": 3.135, "emission_kg_per_kwh": 0.2},
                    heat_network={"price_per_kwh": 0.3, "emission_kg_per_kwh": network},
                )
            ],
            electricity=[0],
            heat=40.0,
            step_hours=24,
        )
        figures = kit.solve(case).indicators
        assert figures.daily_cost == close(288.0)
        assert figures.emissions_kg == close(24 * 40 * emitted)


def test_figures_are_per_day_for_any_length(kit: SimpleNamespace) -> None:
    """A load of 10 kW at price 1 costs 240 a day, whether told for 2 hours or for 3 days."""
    for steps, step_hours in ((2, 1.0), (4, 0.5), (36, 2.0)):
        case = kit.case([kit.building("a")], electricity=[10] * steps, step_hours=step_hours)
        figures = kit.solve(case).indicators
        assert figures.daily_cost == close(240.0)
        assert figures.emissions_kg == close(120.0)
        assert figures.import_kwh == close(240.0)
