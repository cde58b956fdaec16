"""Voltages that a plan breaks, as rows for its dispatch: linear in what the meters import."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases import Case, Scenario
from cases.network_limits import NetworkLimits
from operation.network.voltage_screen import VoltageScreen

Floats = NDArray[np.float64]

HAIR = 1e-6
"""Squared voltage by which a row asks for more than the band: rounding shall not break it."""


def dispatch_limits(
    case: Case,
    scenario: Scenario,
    screen: VoltageScreen,
    buses: tuple[NDArray[np.intp], NDArray[np.intp]],
    margins: tuple[Floats, Floats],
    load_kvar: Floats,
) -> NetworkLimits:
    """Rows that keep some buses inside the band in every step of a scenario.

    `buses` have to stay above the lower limit, and below the upper one. `margins` is by how much
    squared voltages are below, and above, those of the screen, each (steps, buses); `load_kvar` is
    what the loads take, (steps, buildings). Of rows that say the same of the same buildings and
    ports the tightest is kept, and none that the limits of meters and ratings imply.
    """
    (fall, rise), by_loads = screen.room(), screen.fall_by_kvar(load_kvar)
    kinds = (
        (1.0, buses[0], fall - margins[0] - by_loads),
        (-1.0, buses[1], rise - margins[1] + by_loads),
    )
    imports = np.array([building.grid.import_limit_kw for building in case.buildings])
    exports = np.array([building.grid.export_limit_kw for building in case.buildings])
    port_kva = _port_kva(case)
    tightest: dict[tuple[int, bytes], tuple[str, Floats, Floats, float]] = {}
    for sign, rows, room in kinds:
        for bus in rows:
            scale = float(screen.per_kw[bus].max())
            if scale == 0:  # the substation's voltage hangs on no building
                continue
            share = sign * screen.per_kw[bus] / scale
            reactive = sign * screen.per_kvar[bus] / scale
            largest = float(np.maximum(share * imports, -share * exports).sum())
            largest += float((np.abs(reactive) * port_kva).sum())
            told = np.round((share, np.where(port_kva > 0, reactive, 0.0)), 9).tobytes()
            name = screen.connection.feeder.buses[bus]
            for step, most in enumerate((room[:, bus] - HAIR) / scale):
                key = (step, told)
                if most < largest and (key not in tightest or most < tightest[key][3]):
                    tightest[key] = (name, share, reactive, float(most))
    ordered = sorted(tightest.items())
    buildings = len(case.buildings)
    return NetworkLimits(
        bus=tuple(row[0] for _, row in ordered),
        step=np.array([step for (step, _), _ in ordered], dtype=np.int64),
        kw_share=np.array([row[1] for _, row in ordered]).reshape(-1, buildings),
        kvar_share=np.array([row[2] for _, row in ordered]).reshape(-1, buildings),
        most_kw=np.array([row[3] for _, row in ordered], dtype=np.float64),
    )


def _port_kva(case: Case) -> Floats:
    """Largest reactive power of the ports at every building, shape (buildings,) [kvar]."""
    most = np.zeros(len(case.buildings))
    for hub, building in case.ports:
        most[building] += case.hubs[hub].rating_max_kw
    return most
