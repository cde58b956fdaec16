"""Heat in a building: three resistances, two capacities, exact from step to step.

The wall and the room have temperatures; the sun warms the wall, people and appliances the room,
and the air conditioner takes heat out of the room, so its effect has the sign of cooling.
Source: Fontenot et al. 2021, equation (4) and appendix B.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from cases.feeders.population import Population

Floats = NDArray[np.float64]

DISTURBANCES = ("ambient_c", "sun_kw_per_m2", "internal_kw")


@dataclass(frozen=True, eq=False)
class ThermalStep:
    """x[t+1] = A x[t] + B u[t] + E w[t] (5), with x = (wall, room) [°C]."""

    state: Floats
    """A, shape (buildings, 2, 2)."""
    cooling: Floats
    """B: of the electric power of the air conditioner, shape (buildings, 2) [K/kW]."""
    disturbance: Floats
    """E: of ambient temperature, sun and internal heat, shape (buildings, 2, 3)."""


def thermal_step(population: Population, step_hours: float) -> ThermalStep:
    """Zero-order hold of every building, by the exponential of its matrix.

    Inputs are constant inside a step. Exact, where the print multiplies matrices that do not fit.
    """
    n, seconds = len(population), 3600.0 * step_hours
    p = population
    whole = np.zeros((n, 6, 6))
    a, wall, room = whole[:, :2, :], 1.0 / p.wall_j_per_k, 1.0 / p.zone_j_per_k
    a[:, 0, 0] = -wall * (1 / p.r_inner + 1 / p.r_outer)
    a[:, 0, 1] = wall / p.r_inner
    a[:, 1, 0] = room / p.r_inner
    a[:, 1, 1] = -room * (1 / p.r_inner + 1 / p.r_window)
    a[:, 1, 2] = -1000.0 * room * p.cop
    a[:, 0, 3] = wall / p.r_outer
    a[:, 1, 3] = room / p.r_window
    a[:, 0, 4] = 1000.0 * wall * p.wall_gain_m2
    a[:, 1, 5] = 1000.0 * room
    held = np.asarray(expm(seconds * whole))
    return ThermalStep(held[:, :2, :2], held[:, :2, 2], held[:, :2, 3:])
