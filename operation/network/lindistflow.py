"""The linear model of a radial feeder: LinDistFlow, for optimisation and for screening.

It leaves out what the lines themselves lose, so its voltages are a little too high.
Source: Baran and Wu 1989, doi 10.1109/61.25627; Fontenot et al. 2021, equations (1) and (2).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cases.feeders.feeder import Feeder

Floats = NDArray[np.float64]


def lines_on_path(feeder: Feeder) -> Floats:
    """1 where the line to a bus (column) lies between the substation and a bus (row), else 0.

    Shape (buses, buses); the substation's row and column are zero.
    """
    on_path = np.zeros((len(feeder), len(feeder)))
    for bus in range(1, len(feeder)):  # parents come first
        on_path[bus] = on_path[feeder.parent[bus]]
        on_path[bus, bus] = 1.0
    return on_path


def shared_impedances(feeder: Feeder) -> tuple[Floats, Floats]:
    """R and X: impedance of the lines that two buses have in common on their paths [per unit].

    Each of shape (buses, buses), symmetric, the substation's rows and columns zero.
    """
    on_path = lines_on_path(feeder)
    return (on_path * feeder.r_pu) @ on_path.T, (on_path * feeder.x_pu) @ on_path.T


def linear_squared_voltage(
    feeder: Feeder, demand_kw: ArrayLike, demand_kvar: ArrayLike, source_pu: float = 1.0
) -> Floats:
    """Squared voltages v = v_0 - 2 (R p + X q) (2), shape (flows, buses) or (buses,) [per unit].

    Demands as in `power_flow`; capacitors give what they would at rated voltage.
    """
    resistance, reactance = shared_impedances(feeder)
    p = np.asarray(demand_kw, dtype=float) / feeder.base_kw
    q = (np.asarray(demand_kvar, dtype=float) - feeder.capacitor_kvar) / feeder.base_kw
    return np.asarray(source_pu**2 - 2.0 * (p @ resistance + q @ reactance))
