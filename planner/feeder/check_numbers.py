"""Numbers of a feeder check as people say them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from operation.network.power_flow import PowerFlow
from operation.network.voltage_limits import TOLERANCE_PU, VoltageLimits
from operation.network.voltage_verdict import VoltageAt
from planner.report.words import UNKNOWN, number

NO_FLOW, NO_FLOW_WORDS = "no solution", "the flow has no solution"
_DIGITS, _DIGITS_MOST = 4, 6
_ERROR_DIGITS = 9
"""Of a difference of voltages; what is smaller is none."""


def voltage_words(voltage_pu: float, limits: VoltageLimits) -> str:
    """A voltage to 4 digits; to more where they would hide that it is outside the band.

    0 stands for a flow that the feeder cannot carry.
    """
    if voltage_pu == 0:
        return NO_FLOW
    for digits in range(_DIGITS, _DIGITS_MOST + 1):
        rounded = round(voltage_pu, digits)
        if _side(rounded, limits) == _side(voltage_pu, limits):
            break
    return f"{voltage_pu:.{digits}f} pu"


def unsolved(flows: Sequence[PowerFlow]) -> int:
    """Steps of all typical days that the feeder cannot carry."""
    return sum(int((~flow.converged).sum()) for flow in flows)


def place_words(at: VoltageAt) -> str:
    """Where and when a voltage stands."""
    return f"at bus {at.bus} in {at.scenario} at {at.clock}"


def band_words(limits: VoltageLimits) -> str:
    """The band, such as "0.95 to 1.05 pu"."""
    return f"{limits.low_pu:g} to {limits.high_pu:g} pu"


def energy_words(kwh: float) -> str:
    """An amount of energy, in MWh from ten of them on."""
    if not math.isfinite(kwh):
        return UNKNOWN
    if abs(kwh) >= 10_000:
        return f"{number(kwh / 1000, 0 if abs(kwh) >= 1e6 else 1)} MWh"
    return f"{number(kwh, 0 if abs(kwh) >= 100 else 1)} kWh"


def hours_words(hours: float) -> str:
    """Hours of a year with their noun."""
    return f"{hours_number(hours)} {'hour' if hours == 1 else 'hours'}"


def hours_number(hours: float) -> str:
    """Hours of a year; a tenth of an hour where there are few."""
    return number(hours, 0 if hours >= 10 or hours == round(hours) else 1)


def error_words(error_pu: float) -> str:
    """A difference of voltages to two digits."""
    if not math.isfinite(error_pu):
        return UNKNOWN
    if error_pu < 0.5 * 10**-_ERROR_DIGITS:
        return "0 pu"
    digits = max(_DIGITS, 1 - math.floor(math.log10(error_pu)))
    return f"{error_pu:.{min(digits, _ERROR_DIGITS)}f} pu"


def time_words(seconds: float) -> str:
    """A duration in the unit that suits it."""
    if seconds < 0.95e-3:
        return f"{1e6 * seconds:.0f} µs"
    if seconds < 0.95:
        return f"{1e3 * seconds:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def _side(voltage_pu: float, limits: VoltageLimits) -> int:
    if voltage_pu < limits.low_pu - TOLERANCE_PU:
        return -1
    return 1 if voltage_pu > limits.high_pu + TOLERANCE_PU else 0
