"""Voltages of a feeder by its bus matrix: no sweep, no tree."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cases.feeders.reading import read_feeder


def solved(path: Path, source_pu: float) -> dict[str, float]:
    """Voltages by bus, by fixed-point iteration with the inverse of the bus matrix."""
    feeder = read_feeder(path)
    n, demand = len(feeder), (feeder.load_kw + 1j * feeder.load_kvar) / feeder.base_kw
    admittance = np.diag(1j * feeder.capacitor_kvar / feeder.base_kw)
    for bus in range(1, n):
        y, above = 1 / complex(feeder.r_pu[bus], feeder.x_pu[bus]), feeder.parent[bus]
        admittance[[bus, above], [bus, above]] += y
        admittance[[bus, above], [above, bus]] -= y
    voltage = np.full(n, source_pu, dtype=complex)
    inverse = np.linalg.inv(admittance[1:, 1:])
    for _ in range(200):
        voltage[1:] = inverse @ (-np.conj(demand / voltage)[1:] - admittance[1:, 0] * source_pu)
    return dict(zip(feeder.buses, np.abs(voltage).tolist(), strict=True))
