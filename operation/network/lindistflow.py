"""The linear model of a radial feeder: LinDistFlow, for optimisation and for screening.

It leaves out what the lines themselves lose, so its voltages are a little too high.
Source: Baran and Wu 1989, doi 10.1109/61.25627; Fontenot et al. 2021, equations (1) and (2).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cases.feeders.feeder import Feeder

Floats = NDArray[np.float64]


def shared_impedances(feeder: Feeder) -> tuple[Floats, Floats]:
    """R and X: impedance of the lines that two buses have in common on their paths [per unit].

    Each of shape (buses, buses), symmetric, the substation's rows and columns zero.
    """
    return _shared(feeder, feeder.r_pu), _shared(feeder, feeder.x_pu)


def _shared(feeder: Feeder, of_line: Floats) -> Floats:
    common = np.zeros((len(feeder), len(feeder)))
    for bus in range(1, len(feeder)):  # parents come first
        above = feeder.parent[bus]
        common[bus, :bus] = common[:bus, bus] = common[above, :bus]
        common[bus, bus] = common[above, above] + of_line[bus]
    return common


def linear_squared_voltage(
    feeder: Feeder, demand_kw: ArrayLike, demand_kvar: ArrayLike, source_pu: float = 1.0
) -> Floats:
    """Squared voltages v = v_0 - 2 (R p + X q) (2), shape (flows, buses) or (buses,) [per unit].

    Demands as in `power_flow`; capacitors give what they would at rated voltage.
    """
    resistance, reactance = shared_impedances(feeder)
    p = np.asarray(demand_kw, dtype=float) / feeder.base_kw
    q = (np.asarray(demand_kvar, dtype=float) - feeder.capacitor_kvar) / feeder.base_kw
    # not by BLAS, whose last digits hang on the number of its threads
    fall = np.einsum("...k,kb->...b", p, resistance) + np.einsum("...k,kb->...b", q, reactance)
    return np.asarray(source_pu**2 - 2.0 * fall)
