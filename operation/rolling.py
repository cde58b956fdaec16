"""Run a design through consecutive days, each with a look ahead; storage is carried over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cases import Case, Scenario
from cases.case import following
from operation.design import Design
from operation.diagnosis import diagnose
from operation.operate import DispatchOutcome, Operator
from operation.solver import SolverSettings
from operation.status import Status
from operation.window import Window

STRETCH_DAYS_MAX = 92
"""A quarter of a year."""


@dataclass(frozen=True)
class StorageState:
    """What the storage of a case brings along from one day to the next, by site."""

    stored_kwh: tuple[float, ...]
    net_discharge_kw: tuple[float, ...]
    """Discharge less charge in the last step."""


def state_at_rest(case: Case, design: Design) -> StorageState:
    """Storage at the level that its type starts from, else at its lowest, and nothing flowing."""
    levels = tuple(
        capacity * (kind.soc_min if kind.start_soc is None else kind.start_soc)
        for kind, capacity in zip(case.storage_types, design.storage_kwh, strict=True)
    )
    return StorageState(levels, (0.0,) * len(levels))


def stretches(case: Case, days: int) -> tuple[range, ...]:
    """Days that are run one after the other; stretches do not depend on each other.

    Each begins and ends at rest, see `state_at_rest`; at most 92 days, or all where a seam between
    two could break a ramp limit.
    """
    ramps = any(k.ramp_up_kw_per_hour or k.ramp_down_kw_per_hour for k in case.storage_types)
    count = 1 if ramps else math.ceil(days / STRETCH_DAYS_MAX)
    edges = [round(days * number / count) for number in range(count + 1)]
    return tuple(range(first, end) for first, end in pairwise(edges))


def run_days(
    case: Case,
    days: Sequence[Scenario],
    design: Design,
    settings: SolverSettings,
    *,
    state: StorageState,
    count: int,
    lookahead_days: int = 1,
    end_kwh: tuple[float, ...] | None = None,
) -> tuple[tuple[DispatchOutcome, ...], StorageState]:
    """Run the first `count` of the days one after the other, and the state after them.

    Each day is solved together with the next `lookahead_days`, of which nothing is kept. `end_kwh`
    is what has to be stored after the last of `days`. Storage stands still over a day that cannot
    be run. Raises SolverUnavailable.
    """
    outcomes = []
    for first in range(count):
        window = days[first : first + 1 + lookahead_days]
        to_the_end = first + len(window) == len(days)
        outcome = run_day(case, window, design, settings, state, end_kwh if to_the_end else None)
        state = _after(case, design, outcome, state)
        outcomes.append(outcome)
    return tuple(outcomes), state


def run_day(
    case: Case,
    days: Sequence[Scenario],
    design: Design,
    settings: SolverSettings,
    state: StorageState,
    end_kwh: tuple[float, ...] | None,
) -> DispatchOutcome:
    """Run the first of some days with a view to the others. Raises SolverUnavailable."""
    window = Window(state.stored_kwh, state.net_discharge_kw, days[0].steps, end_kwh)
    whole = replace(case, scenarios=(following(days),))
    outcome = Operator(whole, settings, window).dispatch(0, design)
    if outcome.status.accepted:
        return outcome
    if len(days) > 1:
        # a day is not to blame for the next one: that one's turn will come
        alone = run_day(case, days[:1], design, settings, state, None)
        found = f"run without a look ahead, which ended as {outcome.status}"
        return replace(alone, message=found) if alone.status.accepted else alone
    if outcome.status is Status.INFEASIBLE:
        diagnosis = diagnose(whole, 0, design, settings, window)
        causes = "; ".join(map(str, diagnosis.causes)) or "infeasible, no single cause found"
        return replace(outcome, message=causes)
    return outcome


def _after(
    case: Case, design: Design, outcome: DispatchOutcome, state: StorageState
) -> StorageState:
    y = outcome.dispatch
    if y is None:
        return replace(state, net_discharge_kw=(0.0,) * len(state.stored_kwh))
    capacity = np.array(design.storage_kwh)
    low = capacity * [kind.soc_min for kind in case.storage_types]
    high = capacity * [kind.soc_max for kind in case.storage_types]
    net = y.discharge_kw[-1] - y.charge_kw[-1]
    # a level outside its limits by rounding would begin the next day with a broken row
    return StorageState(tuple(np.clip(y.stored_kwh[-1], low, high).tolist()), tuple(net.tolist()))
