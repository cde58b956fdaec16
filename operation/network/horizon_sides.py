"""What changes from horizon to horizon: disturbances, limits that move, where it begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases.feeders.day import FeederDay
from cases.feeders.grouped import grouped_sum
from operation.network.battery import kept_in
from operation.network.horizon import HorizonProgram
from operation.network.horizon_settings import Rule, State

Floats = NDArray[np.float64]


def right_hand_sides(
    horizon: HorizonProgram, day: FeederDay, first: int, state: State
) -> tuple[Floats, Floats]:
    """Right-hand sides (b, h) of the horizon that begins at a step of a day."""
    p, steps = horizon.population, slice(first, first + horizon.steps)
    b, h = horizon.program.equal_to.copy(), horizon.program.at_most.copy()
    weather = np.stack((day.ambient_c[steps], day.sun_kw_per_m2[steps]), axis=-1)
    heat = np.einsum("nij,tj->tni", horizon.thermal.disturbance[:, :, :2], weather)
    heat += horizon.thermal.disturbance[:, :, 2] * day.internal_kw[steps][:, :, None]
    heat[0] += np.einsum(
        "nij,nj->ni", horizon.thermal.state, np.column_stack((state.wall_c, state.room_c))
    )
    b[horizon.heat_rows] = heat
    b[horizon.level_rows[0]] = kept_in(horizon.step_hours) * state.stored_kwh
    available = horizon.pv_groups.available(day)[steps]
    h[horizon.pv_rows] = available
    h[horizon.high_rows], h[horizon.low_rows] = day.high_c[steps], -day.low_c[steps]
    if horizon.settings.reactive_support:
        h[horizon.box_rows] = horizon.pv_groups.reactive_box(available)
    misc_kw, misc_kvar = day.misc_kw[steps], day.misc_kvar[steps]
    if horizon.settings.rule is Rule.EACH:
        h[horizon.feedback_rows] = np.stack((misc_kw, misc_kvar))
    elif horizon.settings.rule is Rule.ALL:
        h[horizon.feedback_rows[0, :, 0]] = misc_kw.sum(axis=1)
        h[horizon.feedback_rows[1, :, 0]] = misc_kvar.sum(axis=1)
    if (network := horizon.network) is not None:
        base_kw, base_kvar = (base[steps] for base in day.base_load(horizon.feeder))
        for rows, base, misc in (
            (network.p_rows, base_kw, misc_kw),
            (network.q_rows, base_kvar - network.capacitor_kvar, misc_kvar),
        ):
            taken = base + grouped_sum(misc, p.bus, len(horizon.feeder))
            b[rows] = taken[:, 1:]
    return b, h
