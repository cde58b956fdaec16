"""Units that measurements come in, and what makes mean power of them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Unit(StrEnum):
    """Unit of a column of measurements."""

    W = "W"
    KW = "kW"
    MW = "MW"
    WH = "Wh"
    """Energy of the interval; the same for kWh and MWh."""
    KWH = "kWh"
    MWH = "MWh"
    METER_KWH = "meter_kWh"
    """A meter that counts up: its reading at the stamp."""
    KG_PER_KWH = "kg/kWh"
    """Carbon intensity, mean of the interval."""
    G_PER_KWH = "g/kWh"

    @property
    def is_energy(self) -> bool:
        """Whether values are energy of their interval."""
        return self in (Unit.WH, Unit.KWH, Unit.MWH, Unit.METER_KWH)

    @property
    def is_intensity(self) -> bool:
        """Whether it is a carbon intensity."""
        return self in (Unit.KG_PER_KWH, Unit.G_PER_KWH)


_TO_KILO = {
    Unit.W: 1e-3,
    Unit.KW: 1.0,
    Unit.MW: 1e3,
    Unit.WH: 1e-3,
    Unit.KWH: 1.0,
    Unit.MWH: 1e3,
    Unit.METER_KWH: 1.0,
    Unit.KG_PER_KWH: 1.0,
    Unit.G_PER_KWH: 1e-3,
}


def mean_values(
    values: NDArray[np.float64], unit: Unit, interval_minutes: int
) -> NDArray[np.float64]:
    """Mean power of each interval [kW], or carbon intensity [kg/kWh]; same shape."""
    scale = _TO_KILO[unit]
    return values * (scale * 60.0 / interval_minutes if unit.is_energy else scale)
