"""A dispatch: how a design is run in one scenario, as arrays. It exists only when accepted."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Dispatch:
    """Powers [kW] of shape (steps, items), in the case's order of buildings, devices, sites, ports.

    `stored_kwh` has shape (steps + 1, sites): the level before each step and after the last.
    """

    import_kw: NDArray[np.float64]
    export_kw: NDArray[np.float64]
    pv_used_kw: NDArray[np.float64]
    wind_used_kw: NDArray[np.float64]
    shift_out_kw: NDArray[np.float64]
    shift_in_kw: NDArray[np.float64]
    heat_import_kw: NDArray[np.float64]
    device_input_kw: NDArray[np.float64]
    device_output_kw: NDArray[np.float64]
    charge_kw: NDArray[np.float64]
    discharge_kw: NDArray[np.float64]
    stored_kwh: NDArray[np.float64]
    port_in_kw: NDArray[np.float64]
    port_out_kw: NDArray[np.float64]
    port_kvar_given: NDArray[np.float64]
    """Reactive power given to the feeder [kvar]; no columns where no limit asks for it."""
    port_kvar_taken: NDArray[np.float64]

    @staticmethod
    def from_values(
        values: NDArray[np.float64], positions: dict[str, NDArray[np.int64]]
    ) -> Dispatch:
        """Arrays from a solver's values in column order; read-only."""
        arrays = {}
        for column in fields(Dispatch):
            array = values[positions[column.name]] + 0.0  # no -0.0 in tables
            array.flags.writeable = False
            arrays[column.name] = array
        return Dispatch(**arrays)

    def part(self, first: int, end: int) -> Dispatch:
        """The steps from `first` to before `end`, with the level after the last of them."""
        last = {"stored_kwh": end + 1}
        names = [column.name for column in fields(Dispatch)]
        return Dispatch(**{n: getattr(self, n)[first : last.get(n, end)] for n in names})
