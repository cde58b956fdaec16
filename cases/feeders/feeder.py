"""A radial feeder as plain data: a tree of buses, a line from each to its parent."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Feeder:
    """Buses with parents before children, the substation first; every array has a value a bus.

    What belongs to a line stands at the bus at its far end; the substation has zeros there.
    """

    name: str
    buses: tuple[str, ...]
    parent: Ints
    """Position of the bus that feeds this one, shape (buses,); -1 for the substation."""
    r_pu: Floats
    """Resistance of the line from the parent, shape (buses,) [per unit]."""
    x_pu: Floats
    """Reactance of the line from the parent, shape (buses,) [per unit]."""
    load_kw: Floats
    """Peak of the load at the bus, shape (buses,) [kW]."""
    load_kvar: Floats
    """Reactive part of that load, shape (buses,) [kvar]."""
    capacitor_kvar: Floats
    """What a shunt capacitor gives at rated voltage, shape (buses,) [kvar]."""
    base_kv: float
    """Rated voltage [kV]."""
    base_mva: float
    """Power that is 1 per unit [MVA]."""
    notes: tuple[str, ...] = ()
    """What a file of another program says and a feeder cannot hold as it stands, in sentences."""

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __len__(self) -> int:
        return len(self.buses)

    @property
    def base_kw(self) -> float:
        """Power that is 1 per unit [kW]."""
        return 1000.0 * self.base_mva

    def position(self, bus: str) -> int:
        """Position of a bus. Raises KeyError for one that the feeder has not."""
        try:
            return self.buses.index(bus)
        except ValueError:
            raise KeyError(bus) from None
