"""Power of PV and wind from the weather: equations (1) to (4).

Source of the numbering: W. Wang, X. Xu, S. Li, B. Li and J. Hao, "Bi-Level Optimal Configuration
of Multi-Building Flexible Interconnected Energy Systems Considering Multi-Energy
Complementarity" (available online 24 February 2026). We depart from its print in two places: the
ramp of (2) ends at the rated speed, and (3) weights with the density of (4) over wind speed.

Functions take and return numbers or arrays of any one shape; nothing is changed in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def pv_power(
    rated_kw: float,
    irradiance_w_per_m2: ArrayLike,
    cell_temperature_c: ArrayLike,
    temperature_coefficient_per_k: float,
) -> NDArray[np.float64]:
    """Equation (1): DC power of a PV array. [kW]

    P_PV = P_STC (G_T / G_STC) [1 + k_c (T_c - T_STC)],  G_STC = 1000 W/m2, T_STC = 25 °C

    This is the PVWatts DC model, so pvlib computes it. Irradiance in the plane of the array
    [W/m2] and cell temperature [°C] broadcast; the result has their common shape. System losses
    are not in (1).

    Reference: A. P. Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641, 2014,
    doi:10.2172/1158421, as in `pvlib.pvsystem.pvwatts_dc`.
    """
    from pvlib.pvsystem import pvwatts_dc

    power = pvwatts_dc(
        np.asarray(irradiance_w_per_m2, dtype=float),
        np.asarray(cell_temperature_c, dtype=float),
        rated_kw,
        temperature_coefficient_per_k,
    )
    return np.asarray(power, dtype=float)


@dataclass(frozen=True)
class Turbine:
    """The three speeds of a wind turbine's power curve (2). [m/s]"""

    cut_in_m_per_s: float
    """v_c"""
    rated_m_per_s: float
    """v_N"""
    cut_out_m_per_s: float
    """v_f"""

    def __post_init__(self) -> None:
        if not 0 <= self.cut_in_m_per_s < self.rated_m_per_s < self.cut_out_m_per_s:
            raise ValueError(f"turbine speeds must rise from cut-in to cut-out: {self}")


def wind_power(rated_kw: float, turbine: Turbine, speed_m_per_s: ArrayLike) -> NDArray[np.float64]:
    """Equation (2): power of a wind turbine at a wind speed. [kW]

    P_WT(v) = P_N (v - v_c) / (v_N - v_c)   for v_c <= v < v_N
            = P_N                           for v_N <= v <= v_f
            = 0                             otherwise

    The result has the shape of `speed_m_per_s` [m/s, at hub height].
    """
    v = np.asarray(speed_m_per_s, dtype=float)
    ramp = (v - turbine.cut_in_m_per_s) / (turbine.rated_m_per_s - turbine.cut_in_m_per_s)
    running = (v >= turbine.cut_in_m_per_s) & (v <= turbine.cut_out_m_per_s)
    return np.where(running, rated_kw * np.minimum(ramp, 1.0), 0.0)


def mean_wind_power(rated_kw: float, turbine: Turbine, shape: float, scale_m_per_s: float) -> float:
    """Equations (3) and (4): mean power over a Weibull distribution of wind speed. [kW]

    P_WT = ∫ P_WT(v) f(v) dv over speed,  f(v) = (k/c) (v/c)^(k-1) exp(-(v/c)^k)

    with shape k [-] and scale c [m/s]. For N equal turbines `rated_kw` is their sum. f is the
    density of the distribution whose cumulative form 1 - exp(-(v/c)^k) the paper prints.
    """
    from scipy.integrate import quad
    from scipy.stats import weibull_min

    speed = weibull_min(c=shape, scale=scale_m_per_s)
    v_c, v_n, v_f = turbine.cut_in_m_per_s, turbine.rated_m_per_s, turbine.cut_out_m_per_s
    ramp, _ = quad(lambda v: float(wind_power(rated_kw, turbine, v) * speed.pdf(v)), v_c, v_n)
    return float(ramp + rated_kw * (speed.cdf(v_f) - speed.cdf(v_n)))
