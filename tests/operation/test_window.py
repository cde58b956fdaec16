"""Windows: days that follow on something and need not end where they began."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case
from operation import Checker, Design, Operator, Status
from operation.equations.columns import DispatchColumns
from operation.window import Window

LOSSES = {"charge_efficiency": 0.9, "discharge_efficiency": 0.8}


def shop(kit: SimpleNamespace, buy: list[float], load: float = 10.0, **battery: object) -> Case:
    """A building with a battery of any power, in steps of an hour or as many as make days."""
    operation = battery.pop("operation", {})
    more = {name: battery.pop(name) for name in ("share", "step_hours") if name in battery}
    return kit.case(
        [kit.building("a", export_limit_kw=0.0)],
        electricity=[load] * len(buy),
        buy=[[price] for price in buy],
        storage=[("a", kit.battery(**(LOSSES | battery)))],
        operation=operation,
        **more,
    )


def test_what_is_stored_is_used_up_where_the_end_is_free(kit: SimpleNamespace) -> None:
    case = shop(kit, [1.0, 1.0, 1.0], soc_min=0.1)
    outcome = kit.solve(case, Design((40.0,), ()), window=Window((24.0,), (0.0,), 3))
    y = outcome.dispatch
    assert y.stored_kwh[0, 0] == pytest.approx(24.0) and y.stored_kwh[-1, 0] == pytest.approx(4.0)
    # 20 kWh of level give 16 kWh of 30
    assert outcome.indicators.import_kwh * 3 / 24 == pytest.approx(30 - 20 * 0.8)


def test_the_end_can_be_given(kit: SimpleNamespace) -> None:
    case = shop(kit, [1.0, 0.5, 1.0])
    outcome = kit.solve(case, Design((40.0,), ()), window=Window((8.0,), (0.0,), 3, (26.0,)))
    y = outcome.dispatch
    assert y.stored_kwh[-1, 0] == pytest.approx(26.0)
    # 8 kWh serve 6.4 in the first hour; the second buys 18 kWh net of the third, and its load
    charged = (26 + 10 / 0.8 - 0) / 0.9
    assert y.charge_kw[:, 0].tolist() == pytest.approx([0.0, charged, 0.0])


def test_a_dear_tomorrow_is_seen(kit: SimpleNamespace) -> None:
    case, design = shop(kit, [0.3, 0.5, 2.0, 2.0]), Design((100.0,), ())
    start = Window((20.0,), (0.0,), 2)
    looking = kit.solve(case, design, window=start).dispatch
    assert looking.import_kw.shape == (2, 1) and looking.stored_kwh.shape == (3, 1)
    assert looking.stored_kwh[-1, 0] == pytest.approx(25.0)
    today = replace(case, scenarios=(case.scenarios[0].part(0, 2),))
    assert kit.solve(today, design, window=start).dispatch.stored_kwh[-1, 0] == pytest.approx(0.0)


def test_ramps_go_on_from_the_step_before(kit: SimpleNamespace) -> None:
    ramps = {"ramp_up_kw_per_hour": 3.0, "ramp_down_kw_per_hour": 2.0}
    case, design = shop(kit, [1.0, 1.0, 1.0], **ramps), Design((1000.0,), ())
    rising = kit.solve(case, design, window=Window((500.0,), (1.0,), 3)).dispatch
    assert rising.discharge_kw[:, 0].tolist() == pytest.approx([4.0, 7.0, 10.0])
    falling = kit.solve(case, design, window=Window((500.0,), (-7.0,), 3)).dispatch
    assert (falling.discharge_kw - falling.charge_kw)[:, 0].tolist() == pytest.approx([-4, -1, 2])


def test_each_day_keeps_its_shifts_and_cycles(kit: SimpleNamespace) -> None:
    prices = [1.0, 0.9, 0.1, 0.2]
    case = shop(kit, prices, share=0.5, step_hours=12.0, cycles_per_day_max=0.5)
    y = kit.solve(case, Design((100.0,), ()), window=Window((100.0,), (0.0,), 4)).dispatch
    net = (y.shift_out_kw - y.shift_in_kw)[:, 0]
    assert net.tolist() == pytest.approx([5.0, -5.0, -5.0, 5.0])
    energy = 12 * y.discharge_kw[:, 0]
    assert energy[:2].sum() == pytest.approx(50.0) and energy[2:].sum() <= 50.0 + 1e-9


def test_switches_are_whole_in_the_steps_that_are_kept(kit: SimpleNamespace) -> None:
    case = shop(kit, [0.1, 1.0, 0.1, 1.0], power_min_kw=8.0, power_max_kw=20.0)
    model_switches = Operator(case, kit.EXACT, Window((10.0,), (0.0,), 2))
    model = model_switches._stage(0, second=False)[0]
    whole = {c.name for c in model.all_columns if c.cat == "Integer"}
    assert whole == {f"{n}_0_{t}" for n in ("importing", "charging", "discharging") for t in (0, 1)}


@pytest.mark.parametrize("seed", range(40))
def test_random_windows_are_accepted(kit: SimpleNamespace, seed: int) -> None:
    case, design, window = random_window(kit, seed)
    outcome = Operator(case, kit.EXACT, window).dispatch(0, design)
    assert outcome.status is Status.OPTIMAL, outcome.message
    assert outcome.report.worst_residual < 1e-9
    y = outcome.dispatch
    assert y.import_kw.shape[0] == window.kept_steps
    if y.stored_kwh.size:
        assert y.stored_kwh[0].tolist() == pytest.approx(window.start_kwh)


def random_window(kit: SimpleNamespace, seed: int) -> tuple[Case, Design, Window]:
    """A random case that begins at any level; every other one is of two days, one of them kept."""
    case = kit.random_case(seed, without=("self_discharge",))
    steps, kept = case.scenarios[0].steps, case.scenarios[0].steps
    if seed % 2:
        steps, kept = steps // 2 * 2, steps // 2
        day = replace(case.scenarios[0].part(0, steps), step_hours=24 / kept)
        case = replace(case, scenarios=(day,))
    design = kit.random_design(case, seed)
    rng = np.random.default_rng([seed, 2])
    start = tuple(
        float(size * rng.uniform(kind.soc_min, kind.soc_max))
        for size, kind in zip(design.storage_kwh, case.storage_types, strict=True)
    )
    return case, design, Window(start, (0.0,) * len(start), kept)


@pytest.mark.parametrize("fault", ["start", "end", "before"])
def test_the_checker_holds_what_the_window_says(kit: SimpleNamespace, fault: str) -> None:
    ramps = {"ramp_up_kw_per_hour": 3.0, "ramp_down_kw_per_hour": 3.0}
    case, design = shop(kit, [1.0, 1.0, 1.0], **ramps), Design((1000.0,), ())
    window = Window((500.0,), (1.0,), 3, (473.75,))
    y = kit.solve(case, design, window=window).dispatch
    assert Checker(case, 0, window).check(design, y).accepted
    told = {
        "start": replace(window, start_kwh=(500.01,)),
        "end": replace(window, end_kwh=(473.76,)),
        "before": replace(window, before_kw=(0.99,)),
    }[fault]
    (violation,) = Checker(case, 0, told).check(design, y).violations
    expected = "storage_ramp_limits" if fault == "before" else "storage_cycle"
    assert violation.equation == expected


def test_the_checker_sums_by_day(kit: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that lets days lend each other load and cycles is refused for both."""
    case = shop(kit, [1.0, 0.9, 0.2, 0.1], share=0.5, step_hours=12.0, cycles_per_day_max=0.5)
    window = Window((100.0,), (0.0,), 4)
    monkeypatch.setattr(DispatchColumns, "spans", lambda self: {"": range(4)})
    outcome = Operator(case, kit.EXACT, window).dispatch(0, Design((100.0,), ()))
    assert outcome.status is Status.REJECTED
    assert "shift_conservation" in outcome.message and "storage_cycle_limit" in outcome.message


def test_a_model_that_forgets_the_step_before_is_refused(
    kit: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = shop(kit, [1.0, 1.0, 1.0], ramp_up_kw_per_hour=3.0)
    honest = DispatchColumns.net_discharge_kw
    monkeypatch.setattr(
        DispatchColumns, "net_discharge_kw", lambda m, s, t: 5.0 if t < 0 else honest(m, s, t)
    )
    window = Window((500.0,), (0.0,), 3)
    outcome = Operator(case, kit.EXACT, window).dispatch(0, Design((1000.0,), ()))
    assert outcome.status is Status.REJECTED and "storage_ramp_limits" in outcome.message


def test_the_objective_is_that_of_all_steps(kit: SimpleNamespace) -> None:
    """The look ahead is part of what the checker recomputes, though not of the figures."""
    case, design = shop(kit, [0.3, 0.5, 2.0, 2.0]), Design((100.0,), ())
    window = Window((20.0,), (0.0,), 2)
    operator = Operator(case, kit.EXACT, window)
    solution = operator._solve(0, design)[1]
    outcome = operator.dispatch(0, design)
    assert outcome.report.accepted
    assert outcome.indicators.daily_cost != pytest.approx(solution.objective, rel=1e-3)
