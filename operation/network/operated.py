"""A typical day as the feeder's controller ran it with the storage and the ports of a design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from operation.network.keeping import Keeping
from operation.network.power_flow import PowerFlow

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OperatedDay:
    """A day under predictive control; powers in the case's order of buildings, ports, sites."""

    scenario: str
    import_kw: Floats
    """Shape (steps, buildings)."""
    export_kw: Floats
    renewable_kw: Floats
    """PV and wind used, shape (steps, buildings)."""
    port_kw: Floats
    """What a port gives to its building less what it takes, shape (steps, ports)."""
    port_kvar: Floats
    """Reactive power that a port gives to the feeder, shape (steps, ports)."""
    charge_kw: Floats
    """Shape (steps, sites)."""
    discharge_kw: Floats
    stored_kwh: Floats
    """Before each step and after the last, shape (steps + 1, sites)."""
    flow: PowerFlow
    """Exact flows, one a step."""
    payments: float
    """For electricity, per day [currency]; what is stored less than planned is not in it."""
    planned_payments: float
    """The same of the plan."""
    short_kwh: float
    """What the storage holds less at the end of the day than planned, over all sites."""
    keeping: Keeping
    """How voltages were kept: tighter limits, other models, cones that were not tight."""
    fallbacks: int
    """Horizons on which the first solver failed and the second one stepped in."""
    seconds: float
